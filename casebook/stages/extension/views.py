"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("extension", __name__)
