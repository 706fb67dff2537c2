"""Deeds that ask who it is once more: password and second step, when not given within the last minutes."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casebook import clock
from casebook.extensions import db
from casebook.people import sign_in, two_step
from casebook.people.current import is_fresh
from casebook.people.forms import SecretField

NOT_YOURS = _l("This is not your password.")


def is_fresh_now() -> bool:
    """Whether password and second step were given within the last minutes."""
    return is_fresh(clock.now())


def asks_code(of_another: bool = False) -> bool:
    """Whether the reader has a second step, so that its code stands beside every password that is asked again.

    Of a second person nothing is known when the page is drawn: asked wherever there is a second step.
    """
    if of_another:
        return two_step.is_on(db.session())
    signed_in = g.get("signed_in")
    return signed_in is not None and signed_in.two_step


def refused(field: SecretField) -> int | None:
    """None when the session is fresh or has just become so; else the status, the sentence standing at the field."""
    return None if is_fresh_now() else asked(field)


def asked(field: SecretField, wrong: Any = NOT_YOURS) -> int | None:
    """The same for a deed that asks every time; `wrong` is the sentence for a wrong password."""
    code = code_with(field)
    if not field.data:
        field.errors = [_("Please enter your password.")]
        return 422
    if asks_code() and not code.strip():
        field.code_errors = (_("Please enter the code."),)
        return 422
    tried = sign_in.confirm(field.data, code)
    if tried.person is not None:
        return None
    sentence = sign_in.too_many(tried.wait) if tried.wait else None
    if tried.code_wrong:
        field.code_errors = (sentence or wrong_code(),)
    else:
        field.errors = [sentence or str(wrong)]
    return 429 if tried.wait else 422


def code_with(field: SecretField) -> str:
    """The code that was typed beside a password."""
    return request.form.get(field.code_name, "")


def wrong_code() -> str:
    """That the code is not right, and the likeliest reason."""
    return _("This code is not right, or it was used already. Wait for the next one and enter that.")
