"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("sealing", __name__)
