"""Signing in, and who is asking at each request: the one place that touches Flask-Login.

A try is counted first, then exactly one password hash is verified whoever the account belongs to, with no transaction
open; only then the session's row is written.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Request, abort, after_this_request, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import UserMixin, current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from casebook import clock
from casebook.case.labels import role_label
from casebook.extensions import db, login_manager
from casebook.kernel.deadlines import local_day
from casebook.people import account, cookies, passwords, queries, sessions
from casebook.people.actor import Staff
from casebook.people.current import current_staff
from casebook.people.models import OpenSession, Person, Role, SessionKind
from casebook.web import menu, throttle
from casebook.web.acting import Answer, Right, acted, admits, noted
from casebook.web.throttle import Purpose

log = logging.getLogger(__name__)

# Fields that never travel on in a page that keeps what was typed.
UNKEPT = ("csrf_token", "password", "current", "new", "again")

# The rows are ours; Flask-Login shall not write into the visitor's cookie.
login_manager.session_protection = None


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):
    """A member of staff with his session, as Flask-Login's user."""

    session_uid: str
    staff: Staff
    fresh_until: datetime

    def get_id(self) -> str:
        """The uid of the session, so that ending its row ends everything."""
        return self.session_uid


@dataclass(frozen=True)
class StaffWords:
    """Name and posts of who is signed in, in the reader's language."""

    name: str
    posts: str


@dataclass(frozen=True)
class Tried:
    """What came of a password: the person it belongs to, or nobody; or how long to wait before the next try."""

    person: Person | None = None
    wait: timedelta = throttle.NO_WAIT


def arrive() -> None:
    """Find out who is asking, before any view; without a cookie it costs no query."""
    g.pop("_login_user", None)  # a request never inherits who came before it
    g.signed_in = g.actor = g.staff_words = g.receipt_uid = None
    g.used_sessions = []
    if request.endpoint == "static" or not any(map(cookies.token, SessionKind)):
        return
    if cookies.token(SessionKind.STAFF) and current_user.is_authenticated:
        g.signed_in, g.actor = current_user._get_current_object(), current_user.staff
        g.staff_words = _words(g.actor)
    if cookies.token(SessionKind.TRACKING):
        row = _row(SessionKind.TRACKING)
        g.receipt_uid = row.receipt_uid if row else None
    # What was read is kept as values; no transaction stays open while a slow request goes on.
    db.session.rollback()


def depart(response: BaseResponse) -> BaseResponse:
    """Note after the answer that the sessions were used, once a minute at most."""
    if not g.get("used_sessions"):
        return response
    try:
        with noted() as session:
            sessions.touch(session, g.used_sessions, clock.now())
    except OperationalError as error:
        # The answer is right all the same; the next request notes it again.
        log.warning("session use not noted: %s", type(error.orig).__name__)
    return response


@login_manager.request_loader
def _load(asking: Request) -> SignedIn | None:
    row = _row(SessionKind.STAFF)
    if row is None or row.person_uid is None:
        return None
    staff = queries.staff(db.session(), row.person_uid, local_day(clock.now()))
    return SignedIn(row.uid, staff, row.fresh_until) if staff else None


def _row(kind: SessionKind) -> OpenSession | None:
    """The live session of this browser; it is noted as used if that was not done within the minute."""
    now, token = clock.now(), cookies.token(kind)
    row = sessions.find(db.session(), kind, token, now) if token else None
    if row is not None and now - row.seen_at >= sessions.SEEN_EVERY:
        g.used_sessions.append(row.uid)
    return row


def _words(staff: Staff) -> StaffWords:
    roles = dict.fromkeys(post.role for post in staff.posts)
    return StaffWords(staff.name, _("/").join(role_label(role) for role in Role if role in roles))


def try_password(name: str, password: str) -> Tried:
    """One try, counted before it is checked. Unknown account and wrong password take the same way and the same time."""
    name = name.strip().lower()
    wait = throttle.tried(Purpose.SIGN_IN, name)
    if wait:
        return Tried(wait=wait)
    person = _known(name)
    right = passwords.fits(person.password_hash if person else None, password, _cheap())
    if not right:
        log.warning("sign-in refused")
    return Tried(person if right and person and person.active else None)


def begin(person: Person, password: str) -> tuple[str, Staff | None]:
    """Open a new session for whoever gave the right password and end the one this browser had; its token."""
    now = clock.now()
    better = _better_hash(person, password)
    with acted() as session:
        _end_present(session, SessionKind.STAFF, now)
        _settle(session, person, better)
        token = sessions.open_staff(session, person.uid, now)
        staff = queries.staff(session, person.uid, local_day(now))
    return token, staff


def confirm(password: str) -> Tried:
    """Check the password of whoever is signed in again; when right, the session is renewed and fresh."""
    tried = try_password(account.name_of(db.session(), g.signed_in.staff.uid), password)
    if tried.person is not None:
        with acted() as session:
            _settle(session, tried.person, None)
            renew(session)
    return tried


def renew(session: Session) -> None:
    """Give the present session a new id in this transaction, and its cookie with the answer."""
    now = clock.now()
    token = sessions.renew(session, g.signed_in.session_uid, now)
    g.signed_in = replace(g.signed_in, fresh_until=now + sessions.FRESH)

    @after_this_request
    def _give(response: BaseResponse) -> BaseResponse:
        cookies.give(response, SessionKind.STAFF, token)
        return response


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
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in UNKEPT]
    return render_template("people/expired.html", kept=kept, address=request.path), 401


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


def _settle(session: Session, person: Person, better: str | None) -> None:
    throttle.succeeded(session, Purpose.SIGN_IN, person.account)
    if better:
        account.keep_password(session, person.uid, better)


def _end_present(session: Session, kind: SessionKind, now: datetime) -> None:
    token = cookies.token(kind)
    if token:
        sessions.end(session, token, now)


def _cheap() -> bool:
    return bool(current_app.config["SETTINGS"].argon2_cheap)
