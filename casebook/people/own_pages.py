"""What the pages of signing in and of one's own account share: the blueprint, where to go on to, having to wait."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, make_response, render_template

from casebook.people import sign_in
from casebook.people.actor import Staff
from casebook.web import menu, throttle
from casebook.web.acting import Answer

blueprint = Blueprint("people", __name__)


def home(staff: Staff | None) -> str:
    """Where somebody's work is."""
    if staff is None:
        return "/"
    return "/desk" if staff.holds(menu.CASE_ROLES) else "/people" if staff.holds(menu.PEOPLE_ROLES) else "/me"


def wait_page(template: str, wait: timedelta, **page: Any) -> Answer:
    """A page that says how long to wait."""
    later = {"Retry-After": str(throttle.whole_seconds(wait))}
    return make_response(render_template(template, refused=sign_in.too_many(wait), **page), 429, later)


def cheap() -> bool:
    """Whether hashes are cheap: in tests alone."""
    return bool(current_app.config["SETTINGS"].argon2_cheap)
