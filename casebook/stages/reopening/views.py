"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("reopening", __name__)
