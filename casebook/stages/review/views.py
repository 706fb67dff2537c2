"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("review", __name__)
