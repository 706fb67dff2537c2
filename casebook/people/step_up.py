"""Deeds that ask for the password again when it was not given within the last minutes."""

from flask_babel import gettext as _

from casebook import clock
from casebook.people import sign_in
from casebook.people.current import is_fresh
from casebook.people.forms import SecretField


def is_fresh_now() -> bool:
    """Whether the password was given within the last minutes."""
    return is_fresh(clock.now())


def refused(field: SecretField) -> int | None:
    """None when the session is fresh or has just become so; else the status, the sentence standing at the field."""
    if is_fresh_now():
        return None
    if not field.data:
        field.errors = [_("Please enter your password.")]
        return 422
    tried = sign_in.confirm(field.data)
    if tried.person is not None:
        return None
    field.errors = [sign_in.too_many(tried.wait) if tried.wait else _("This is not your password.")]
    return 429 if tried.wait else 422
