"""The cookies of sign-in: a session's id until the browser closes, and a random mark by which a device is known again.

Behind TLS they carry the host prefix.
"""

from datetime import timedelta

from flask import Response, current_app, request
from werkzeug.wrappers import Response as BaseResponse

from casebook.people.models import SessionKind

NAMES = {SessionKind.STAFF: "cb_staff", SessionKind.TRACKING: "cb_track", SessionKind.HALF: "cb_half"}
DEVICE = "cb_device"
REMEMBERED = timedelta(days=180)


def token(kind: SessionKind) -> str | None:
    """The token this browser sent, if any."""
    return request.cookies.get(_named(NAMES[kind])) or None


def give(response: BaseResponse, kind: SessionKind, value: str) -> None:
    """Put the token into the browser until it is closed."""
    response.set_cookie(_named(NAMES[kind]), value, path="/", secure=_behind_tls(), httponly=True, samesite="Lax")


def take_away(response: BaseResponse | Response, kind: SessionKind) -> None:
    """Take the token out of the browser."""
    response.delete_cookie(_named(NAMES[kind]), path="/", secure=_behind_tls(), httponly=True, samesite="Lax")


def device() -> str | None:
    """The mark of this browser, if it has one. It gives no right; it only says that the browser is no stranger."""
    return request.cookies.get(_named(DEVICE)) or None


def remember_device(response: BaseResponse, value: str) -> None:
    """Put the mark into the browser for half a year from now."""
    name, safe = _named(DEVICE), _behind_tls()
    response.set_cookie(name, value, max_age=REMEMBERED, path="/", secure=safe, httponly=True, samesite="Lax")


def _named(name: str) -> str:
    return f"__Host-{name}" if _behind_tls() else name


def _behind_tls() -> bool:
    return bool(current_app.config["SETTINGS"].behind_tls)
