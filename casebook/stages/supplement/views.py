"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("supplement", __name__)
