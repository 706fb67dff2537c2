"""How a deed reaches the database: the three kinds of transaction and the one order of a POST (decisions.md 12).

*counted*: throttle rows, committed before a check. *acted*: the deed with its events, messages, jobs and idempotency
row. *noted*: after the roll-back or the answer. No other code of a request commits.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import wraps
from typing import Any

from flask import Blueprint, abort, redirect, request
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as BaseResponse

from casebook import clock
from casebook.database import begin_writing
from casebook.extensions import db
from casebook.kernel.access import Outcome, Refused, Verdict, decide
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.timetable import current
from casebook.web.models import Idempotency
from casebook.web.visitor import CHOICES

Answer = str | tuple[str, int] | BaseResponse


class Right(Enum):
    """What a page that changes nothing asks of its reader."""

    STAFF = "staff"  # signed in as staff
    CASES = "cases"  # staff whose work is with cases
    PEOPLE = "people"  # administrators and directors
    TRACKING = "tracking"  # a receipt and its query code


@contextmanager
def counted() -> Iterator[Session]:
    """A short transaction of its own, committed before anything is checked."""
    with _writing() as session:
        yield session


@contextmanager
def acted() -> Iterator[Session]:
    """The writing transaction of one deed: committed whole at the end of the block, or nothing of it."""
    with _writing() as session:
        yield session


@contextmanager
def noted() -> Iterator[Session]:
    """A short transaction after the answer or the roll-back: session use, refusals, downloads."""
    with _writing() as session:
        yield session


@contextmanager
def _writing() -> Iterator[Session]:
    session = db.session()
    begin_writing(session)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def moment() -> Moment:
    """This instant with the timetable in force."""
    return Moment(clock.now(), current(db.session()))


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that anybody may call."""
    return _marked(view, "public", None)


def acts_on(action: Enum) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark the one view through which an action is done."""
    return lambda view: _marked(view, "acts_on", action)


def reads(right: Right) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a view that only reads, and turn away whoever lacks the right (404 within, sign-in without)."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            answer = _turned_away(right)
            return view(*args, **kwargs) if answer is None else answer

        return _marked(guarded, "reads", right)

    return guard


_admits: dict[Right, Callable[[], Any]] = {}


def admits(right: Right) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Register the function that answers None for whoever has the right, else the page to show instead."""

    def keep(check: Callable[[], Any]) -> Callable[[], Any]:
        _admits[right] = check
        return check

    return keep


@dataclass(frozen=True)
class Deed:
    """One action on screen: its form, the service that does it, and the template of its page.

    `act(record, actor, now, form)` calls the service. `prepare(form, record, actor)` fills in the choices.
    `name` and `button` are those of a deed that does more than its action in one form; empty: the action's own.
    """

    action: Enum
    form: type[FlaskForm]
    act: Callable[[Any, Any, Moment, Any], None]
    template: str = "case/act.html"
    prepare: Callable[[Any, Any, Any], None] | None = None
    name: str = ""
    button: Any = ""


@dataclass(frozen=True)
class Ground:
    """What all deeds of one side share, the staff's or the citizen's.

    `who()` is the actor or None; `unknown()` the answer then. `load(actor, where)` finds the record through
    `visible_to`. `page(deed, actor, record, form, verdict)` draws the form; `after(record, actor)` is where to go.
    """

    who: Callable[[], Any]
    unknown: Callable[[], Answer]
    load: Callable[[Any, dict[str, Any]], Any]
    page: Callable[[Deed, Any, Any, Any, Verdict], str]
    after: Callable[[Any, Any], str]


def register_deed(blueprint: Blueprint, address: str, deed: Deed, ground: Ground) -> None:
    """Add the two views of a deed: GET shows its form, POST does it."""
    name = deed.name or deed.action.name.lower()

    def ask(**where: Any) -> Answer:
        return _asked(deed, ground, where)

    def do(**where: Any) -> Answer:
        return _done(deed, ground, where)

    ask.__name__, do.__name__ = f"ask_{name}", name
    blueprint.add_url_rule(address, f"ask_{name}", acts_on(deed.action)(ask), methods=["GET"])
    blueprint.add_url_rule(address, name, acts_on(deed.action)(do), methods=["POST"])


def _asked(deed: Deed, ground: Ground, where: dict[str, Any]) -> Answer:
    actor = ground.who()
    if actor is None:
        return ground.unknown()
    record = _loaded(ground, actor, where)
    form = deed.form(formdata=None)
    form.version.data = record.version
    form.key.data = new_uid()
    verdict = decide(actor, deed.action, record, moment())
    return _page(deed, ground, actor, record, form, verdict)


def _done(deed: Deed, ground: Ground, where: dict[str, Any]) -> Answer:
    actor = ground.who()
    if actor is None:
        return ground.unknown()
    form = deed.form()
    try:
        with acted() as session:
            return redirect(_do(session, deed, ground, actor, form, where), 303)
    except Refused as refused:
        return _page(deed, ground, actor, _loaded(ground, actor, where), form, refused.verdict)
    except FormRefused:
        return _page(deed, ground, actor, _loaded(ground, actor, where), form, INVALID)
    except Overtaken:
        return _overtaken(deed, ground, actor, form, where)
    except (StaleDataError, IntegrityError):
        # A twin of this form, or somebody else's deed, was committed while this one waited.
        twin = _twin(actor, form)
        return redirect(twin, 303) if twin else _overtaken(deed, ground, actor, form, where)


def _twin(actor: Any, form: Any) -> str | None:
    with suppress(Overtaken):
        return repeated_answer(db.session(), actor, request.path, form.key.data)
    return None


def _do(session: Session, deed: Deed, ground: Ground, actor: Any, form: Any, where: dict[str, Any]) -> str:
    """The order of decisions.md 12, inside the writing transaction; answers where to go."""
    repeated = repeated_answer(session, actor, request.path, form.key.data)
    if repeated is not None:
        return repeated
    now = moment()
    record = _loaded(ground, actor, where)
    verdict = decide(actor, deed.action, record, now)
    if not verdict.allowed:
        raise Refused(verdict)
    if deed.prepare:
        deed.prepare(form, record, actor)
    if not form.validate():
        raise FormRefused
    if str(form.version.data) != str(record.version):
        raise Overtaken
    deed.act(record, actor, now, form)
    location = ground.after(record, actor)
    remember_answer(session, actor, request.path, form.key.data, location, now.at)
    return location


def _loaded(ground: Ground, actor: Any, where: dict[str, Any]) -> Any:
    record = ground.load(actor, where)
    if record is None:
        abort(404)
    return record


def _page(deed: Deed, ground: Ground, actor: Any, record: Any, form: Any, verdict: Verdict) -> Answer:
    """The form with what was typed, and the sentence that says why not; 404 where nothing may be known."""
    if verdict.outcome is Outcome.INVISIBLE:
        abort(404)
    if deed.prepare:
        deed.prepare(form, record, actor)
    return ground.page(deed, actor, record, form, verdict), verdict.outcome.value


def _overtaken(deed: Deed, ground: Ground, actor: Any, form: Any, where: dict[str, Any]) -> Answer:
    record = _loaded(ground, actor, where)
    return _page(deed, ground, actor, record, form, OVERTAKEN)


class FormRefused(Exception):
    """The form does not hold what it must; its fields say what."""


class Overtaken(Exception):
    """Somebody acted on the record since this form was drawn."""


INVALID = Verdict(Outcome.GUARDED)
OVERTAKEN = Verdict(Outcome.WRONG_STATE)


def repeated_answer(session: Session, actor: Any, route: str, key: str | None) -> str | None:
    """Where the same form led when it was sent before, or None. Raises Overtaken for other contents under its key."""
    row = session.get(Idempotency, _key_hash(key)) if key else None
    if row is None or row.actor != _actor(actor) or row.route != route:
        return None
    if row.fingerprint != fingerprint():
        raise Overtaken
    return row.location


def remember_answer(session: Session, actor: Any, route: str, key: str | None, location: str, at: datetime) -> None:
    """Keep the answer with the deed, so that a repetition gets it again."""
    session.add(
        Idempotency(
            key_hash=_key_hash(key or new_uid()),
            actor=_actor(actor),
            route=route,
            fingerprint=fingerprint(),
            location=location,
            at=at,
        )
    )
    session.flush()


def fingerprint() -> bytes:
    """SHA-256 over the fields of the form, but for the token, the version and how the page is to look."""
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name not in UNPRINTED)
    return hashlib.sha256(repr(fields).encode()).digest()


UNPRINTED = ("csrf_token", "version", *CHOICES)


def _key_hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _actor(actor: Any) -> str:
    return f"{actor.kind}:{actor.uid}"


def _marked(view: Callable[..., Any], mark: str, value: Any) -> Callable[..., Any]:
    # A function takes attributes; the checker knows only those it was born with.
    view.marks = {**getattr(view, "marks", {}), mark: value}  # type: ignore[attr-defined]
    return view


def _turned_away(right: Right) -> Any:
    return _admits[right]()
