"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("merging", __name__)
