"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("returning", __name__)
