"""Signing in: a try is counted first, then exactly one password hash is verified whoever the account belongs to.

No transaction is open meanwhile; only then the session's row is written: a whole one, or for whoever owes the second
step a half one that gives no right but to answer it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, after_this_request, current_app, g, redirect, render_template, request, url_for
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from casebook import clock
from casebook.extensions import db
from casebook.kernel.deadlines import local_day
from casebook.people import (
    account,
    arriving,
    cookies,
    devices,
    factors,
    notices,
    passwords,
    queries,
    second_step,
    sessions,
    two_step,
)
from casebook.people.actor import Staff
from casebook.people.current import current_staff
from casebook.people.models import Person, Role, SessionKind
from casebook.people.rights import PeopleDeed
from casebook.web import menu, throttle
from casebook.web.acting import Answer, Right, acted, admits, moment
from casebook.web.throttle import Purpose

log = logging.getLogger(__name__)

# Fields that never travel on in a page that keeps what was typed.
UNKEPT = ("csrf_token", "current", "current_code", "new", "again", "code")
SECRETS = ("password", "password_code")  # also those of a second person, whatever stands before


@dataclass(frozen=True)
class Tried:
    """What came of a password: the person it belongs to, or nobody; or how long to wait before the next try.

    `code_wrong`: the password was right, but the code given with it was not.
    """

    person: Person | None = None
    wait: timedelta = throttle.NO_WAIT
    code_wrong: bool = False


@dataclass(frozen=True)
class Begun:
    """The session that was opened for the right password: whole, or half where the second step is owed."""

    kind: SessionKind
    staff: Staff | None


def try_password(name: str, password: str) -> Tried:
    """One try, counted before it is checked. Unknown account and wrong password take the same way and the same time."""
    name = name.strip().lower()
    wait = throttle.tried(Purpose.SIGN_IN, name, device_of(name))
    if wait:
        return Tried(wait=wait)
    person = _known(name)
    right = passwords.fits(person.password_hash if person else None, password, _cheap())
    if not right:
        log.warning("sign-in refused")
    return Tried(person if right and person and person.active else None)


def begin(person: Person, password: str) -> Begun:
    """Open a new session for whoever gave the right password and end those this browser had."""
    now, better, device = clock.now(), _better_hash(person, password), device_of(person.account)
    with acted() as session:
        _end_all_present(session, now)
        _settle(session, person, better, device)
        staff = queries.staff(session, person.uid, local_day(now))
        if factors.of(session, person.uid) or (staff and two_step.is_asked_of(session, staff)):
            arriving.give_with_answer(SessionKind.HALF, sessions.open_half(session, person.uid, now))
            return Begun(SessionKind.HALF, staff)
        _open(session, person.uid, staff, two_step=False)
    return Begun(SessionKind.STAFF, staff)


def complete(person_uid: str) -> Staff | None:
    """Open the whole session of whoever has just given the second step; the half one is over."""
    with acted() as session:
        return complete_in(session, person_uid)


def complete_in(session: Session, person_uid: str) -> Staff | None:
    """The same within a transaction that does more."""
    now = clock.now()
    _end_all_present(session, now)
    staff = queries.staff(session, person_uid, local_day(now))
    _open(session, person_uid, staff, two_step=True)
    return staff


def confirm(password: str, code: str) -> Tried:
    """Check whoever is signed in again, password and, where he has one, second step; when right, all is fresh."""
    mine = g.signed_in.staff.uid
    name = account.name_of(db.session(), mine)
    tried = try_password(name, password)
    if tried.person is None:
        second_step.burn(mine, code)
        return tried
    if g.signed_in.two_step:
        answered = second_step.answer(mine, name, code)
        if not answered.right:
            return Tried(wait=answered.wait, code_wrong=True)
    device = device_of(name)
    with acted() as session:
        _settle(session, tried.person, None, device)
        arriving.renew(session)
    return tried


def leave() -> None:
    """End this browser's sessions, the staff's and the citizen's."""
    with acted() as session:
        for kind in SessionKind:
            _end_present(session, kind, clock.now())


def too_many(wait: timedelta) -> str:
    """That somebody tried too often, and when he may try again."""
    seconds = throttle.whole_seconds(wait)
    if seconds < 60:
        return ngettext(
            "Too many tries. Try again in %(num)d second.", "Too many tries. Try again in %(num)d seconds.", seconds
        )
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many tries. Try again in %(num)d minute.", "Too many tries. Try again in %(num)d minutes.", minutes
    )


def ask_to_sign_in() -> Answer:
    """What whoever is not signed in gets: the sign-in page, or for a form a page that keeps what was typed."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("people.ask_sign_in", next=request.full_path.rstrip("?")), 303)
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in UNKEPT and not name.endswith(SECRETS)
    ]
    return render_template("people/expired.html", kept=kept, address=request.path), 401


def device_of(name: str) -> str | None:
    """The present browser, if the account signed in from it before; without its cookie it costs no query."""
    if not cookies.device():
        return None
    known = devices.known(db.session(), name)
    db.session.rollback()
    return known


@admits(Right.STAFF)
def _staff_only() -> Answer | None:
    return None if current_staff() else ask_to_sign_in()


@admits(Right.CASES)
def _case_workers_only() -> Answer | None:
    return _only(menu.CASE_ROLES)


@admits(Right.PEOPLE)
def _people_only() -> Answer | None:
    return _only(menu.PEOPLE_ROLES)


def _only(roles: frozenset[Role]) -> Answer | None:
    staff = current_staff()
    if staff is None:
        return ask_to_sign_in()
    return None if staff.holds(roles) else abort(404)


def _known(name: str) -> Person | None:
    person = account.named(db.session(), name)
    if person is not None:
        db.session.expunge(person)
    db.session.rollback()  # no transaction is open while the hash is verified
    return person


def _better_hash(person: Person, password: str) -> str | None:
    outdated = passwords.slow_hash(_cheap()).is_outdated(person.password_hash)
    return passwords.hashed(password, _cheap()) if outdated else None


def _settle(session: Session, person: Person, better: str | None, device: str | None) -> None:
    throttle.succeeded(session, Purpose.SIGN_IN, person.account, device)
    if better:
        account.keep_password(session, person.uid, better)


def _open(session: Session, person_uid: str, staff: Staff | None, two_step: bool) -> None:
    """Open the whole session, give its cookie with the answer, and tell the person of a device he is not known by."""
    now = moment()
    known = {"two_step": two_step, "device": devices.words(), "posts": arriving.posts_digest(staff)}
    arriving.give_with_answer(SessionKind.STAFF, sessions.open_staff(session, person_uid, now.at, **known))
    mark, is_new = devices.note(session, person_uid, now.at)
    if is_new:
        notices.tell(session, person_uid, PeopleDeed.NEW_DEVICE, now)

    @after_this_request
    def _mark(response: BaseResponse) -> BaseResponse:
        cookies.remember_device(response, mark)
        cookies.take_away(response, SessionKind.HALF)
        return response


def _end_all_present(session: Session, now: datetime) -> None:
    for kind in (SessionKind.STAFF, SessionKind.HALF):
        _end_present(session, kind, now)


def _end_present(session: Session, kind: SessionKind, now: datetime) -> None:
    token = cookies.token(kind)
    if token:
        sessions.end(session, token, now)


def _cheap() -> bool:
    return bool(current_app.config["SETTINGS"].argon2_cheap)
