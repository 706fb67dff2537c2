"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("declining", __name__)
