"""How a form about people is taken: the order of decisions.md 12 for rows that no machine moves."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, abort, redirect, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people import admin_words
from casebook.people.actor import Staff
from casebook.people.admin_service import Declined
from casebook.people.current import current_staff
from casebook.people.sign_in import ask_to_sign_in
from casebook.web.acting import (
    Answer,
    FormRefused,
    Overtaken,
    acted,
    acts_on,
    moment,
    remember_answer,
    repeated_answer,
)
from casebook.web.forms import ActForm

blueprint = Blueprint("people_admin", __name__)

Act = Callable[[Session, Moment], str]
Page = Callable[[str], str]
F = TypeVar("F", bound=ActForm)


def deed(action: Enum, may: Callable[[Staff], object]) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Mark the views of a deed; they receive the actor. Nobody signed in: sign-in; who may not: 404."""

    def guard(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def guarded(**where: Any) -> Answer:
            actor = current_staff()
            if actor is None:
                return ask_to_sign_in()
            return view(actor, **where) if may(actor) else abort(404)

        return acts_on(action)(guarded)

    return guard


def reader() -> Staff:
    """Whoever reads a page that only staff can open."""
    actor = current_staff()
    assert actor is not None  # the view's mark turned everybody else away
    return actor


def blank(kind: type[F]) -> F:
    """An empty form with a key of its own."""
    form = kind(formdata=None)
    form.key.data = new_uid()
    return form


def taken(
    form: ActForm,
    act: Act,
    page: Page,
    then: Callable[[str], Answer] | None = None,
    sentence: Callable[[Declined], str] = admin_words.sentence,
) -> Answer:
    """Do the deed of a form once: the recorded answer again, else `act` in one transaction, then go where it says.

    `act` answers the address; `page(sentence)` draws the form anew with all that was typed; `sentence(declined)` says
    which rule forbids it.
    """
    follow = then or (lambda location: redirect(location, 303))
    try:
        with acted() as session:
            location = _once(session, form, act)
    except FormRefused:
        return page(""), 422
    except Declined as declined:
        return page(sentence(declined)), 422
    except Overtaken:
        return _drawn_anew(form, page)
    except IntegrityError:
        # A twin of this form, or somebody else's deed on the same row, was committed while this one waited.
        twin = repeated_answer(db.session(), reader(), request.path, form.key.data)
        return follow(twin) if twin else _drawn_anew(form, page)
    return follow(location)


def _once(session: Session, form: ActForm, act: Act) -> str:
    actor = reader()
    repeated = repeated_answer(session, actor, request.path, form.key.data)
    if repeated is not None:
        return repeated
    if not form.validate():
        raise FormRefused
    now = moment()
    location = act(session, now)
    remember_answer(session, actor, request.path, form.key.data, location, now.at)
    return location


def _drawn_anew(form: ActForm, page: Page) -> Answer:
    form.key.data = new_uid()
    return page(admin_words.overtaken()), 409
