"""Who is asking at each request, and what is noted after the answer: the one place that touches Flask-Login."""

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Request, after_this_request, g, request
from flask_babel import gettext as _
from flask_login import UserMixin, current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from casebook import clock
from casebook.case.labels import role_label
from casebook.extensions import db, login_manager
from casebook.kernel.deadlines import local_day
from casebook.people import cookies, queries, sessions, two_step
from casebook.people.actor import Staff
from casebook.people.models import OpenSession, Role, SessionKind
from casebook.web.acting import noted

log = logging.getLogger(__name__)

# The rows are ours; Flask-Login shall not write into the visitor's cookie.
login_manager.session_protection = None


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):
    """A member of staff with his session, as Flask-Login's user."""

    session_uid: str
    staff: Staff
    fresh_until: datetime
    two_step: bool
    # The posts the session's id was given under.
    posts: str | None

    def get_id(self) -> str:
        """The uid of the session, so that ending its row ends everything."""
        return self.session_uid


@dataclass(frozen=True)
class StaffWords:
    """Name and posts of who is signed in, in the reader's language."""

    name: str
    posts: str


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
    """Note after the answer that the sessions were used, once a minute at most, and renew an id whose posts changed."""
    if not g.get("used_sessions") and not _posts_changed():
        return response
    try:
        with noted() as session:
            sessions.touch(session, g.used_sessions, clock.now())
            token = _rekeyed(session) if _posts_changed() else None
        if token:
            cookies.give(response, SessionKind.STAFF, token)
    except OperationalError as error:
        # The answer is right all the same; the next request notes it again.
        log.warning("session use not noted: %s", type(error.orig).__name__)
    return response


def renew(session: Session) -> None:
    """Give the present session a new id in this transaction, and its cookie with the answer."""
    now = clock.now()
    token = sessions.renew(session, g.signed_in.session_uid, now)
    g.signed_in = replace(g.signed_in, fresh_until=now + sessions.FRESH)
    give_with_answer(SessionKind.STAFF, token)


def give_with_answer(kind: SessionKind, token: str) -> None:
    """Put a session's token into the browser with the answer to this request."""

    @after_this_request
    def _give(response: BaseResponse) -> BaseResponse:
        cookies.give(response, kind, token)
        return response


def posts_digest(staff: Staff | None) -> str:
    """What stands for a person's posts in the row of his session."""
    return hashlib.sha256(repr(staff.grants if staff else ()).encode()).hexdigest()


@login_manager.request_loader
def _load(asking: Request) -> SignedIn | None:
    row = _row(SessionKind.STAFF)
    if row is None or row.person_uid is None:
        return None
    staff = queries.staff(db.session(), row.person_uid, local_day(clock.now()))
    if staff is None:
        return None
    if not row.two_step and two_step.is_on(db.session()):
        # A post he was given meanwhile may ask for the second step: he signs in again and sets it up.
        if two_step.is_asked_of(db.session(), staff):
            return None
        staff = replace(staff, lacks_second_step=True)
    return SignedIn(row.uid, staff, row.fresh_until, row.two_step, row.posts)


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


def _posts_changed() -> bool:
    signed_in = g.get("signed_in")
    return signed_in is not None and signed_in.posts != posts_digest(signed_in.staff)


def _rekeyed(session: Session) -> str | None:
    """The new id, unless this very request has given one already or another was quicker."""
    uid, old = g.signed_in.session_uid, cookies.token(SessionKind.STAFF) or ""
    return sessions.rekey(session, uid, old, posts_digest(g.signed_in.staff), clock.now())
