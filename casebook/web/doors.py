"""What is refused before any page looks at it: addresses no browser writes, forms sent from another site."""

from flask import Flask, abort, request

SAFE = ("GET", "HEAD", "OPTIONS")
# Pages that send no Referer make browsers send this; the CSRF token then stands alone.
UNTOLD = "null"


def attach(app: Flask) -> None:
    """Look at every request first."""
    app.before_request(_lawful_address)
    app.before_request(_own_origin)


def _lawful_address() -> None:
    """No database takes a NUL character, and no address of ours has one."""
    if "\x00" in request.path or any("\x00" in value for values in request.args.listvalues() for value in values):
        abort(404)


def _own_origin() -> None:
    """A form that names another site as its origin is refused, whatever token it brings."""
    origin = request.headers.get("Origin", UNTOLD)
    if request.method not in SAFE and origin != UNTOLD and origin != request.host_url.rstrip("/"):
        abort(400)
