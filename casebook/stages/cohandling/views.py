"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("cohandling", __name__)
