"""The pages of this stage."""

from flask import Blueprint

blueprint = Blueprint("backlog", __name__)
