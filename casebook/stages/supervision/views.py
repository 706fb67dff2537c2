"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("supervision", __name__)
