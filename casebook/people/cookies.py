"""The two cookies that carry a session's id: `cb_staff` and `cb_track`, with the host prefix behind TLS."""

from flask import Response, current_app, request
from werkzeug.wrappers import Response as BaseResponse

from casebook.people.models import SessionKind

NAMES = {SessionKind.STAFF: "cb_staff", SessionKind.TRACKING: "cb_track"}


def token(kind: SessionKind) -> str | None:
    """The token this browser sent, if any."""
    return request.cookies.get(_name(kind)) or None


def give(response: BaseResponse, kind: SessionKind, value: str) -> None:
    """Put the token into the browser until it is closed."""
    response.set_cookie(_name(kind), value, path="/", secure=_behind_tls(), httponly=True, samesite="Lax")


def take_away(response: BaseResponse | Response, kind: SessionKind) -> None:
    """Take the token out of the browser."""
    response.delete_cookie(_name(kind), path="/", secure=_behind_tls(), httponly=True, samesite="Lax")


def _name(kind: SessionKind) -> str:
    return f"__Host-{NAMES[kind]}" if _behind_tls() else NAMES[kind]


def _behind_tls() -> bool:
    return bool(current_app.config["SETTINGS"].behind_tls)
