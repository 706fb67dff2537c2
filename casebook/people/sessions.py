"""Server-side sessions: a random id in a cookie, its hash in a row; ended by row, by idleness and by age."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from casebook.kernel.columns import new_uid
from casebook.people.models import OpenSession, Person, SessionKind

IDLE = {SessionKind.STAFF: timedelta(minutes=30), SessionKind.TRACKING: timedelta(minutes=15)}
# Not prolonged by use: so long somebody may look for his telephone.
IDLE[SessionKind.HALF] = timedelta(minutes=10)
LONGEST = timedelta(hours=12)
FRESH = timedelta(minutes=5)
SEEN_EVERY = timedelta(minutes=1)
# How far a clock may have gone back before sessions from the future are refused.
TOLERANCE = timedelta(minutes=1)
SIZE = 32


def open_staff(session: Session, person_uid: str, now: datetime, **known: Any) -> str:
    """Open a session of a member of staff, fresh for FRESH; the token for his cookie. `known`: columns of its row."""
    return _opened(session, SessionKind.STAFF, now, person_uid=person_uid, **known)


def open_half(session: Session, person_uid: str, now: datetime) -> str:
    """Open the session of somebody who gave the right password and owes the second step; the token for his cookie."""
    return _opened(session, SessionKind.HALF, now, person_uid=person_uid)


def open_tracking(session: Session, receipt_uid: str, now: datetime) -> str:
    """Open a session of whoever showed a receipt and its code; the token for his cookie."""
    return _opened(session, SessionKind.TRACKING, now, receipt_uid=receipt_uid)


def find(session: Session, kind: SessionKind, token: str, now: datetime) -> OpenSession | None:
    """The live session of a token, or None. A member of staff without an active account has none."""
    query = select(OpenSession).where(OpenSession.id_hash == _hash(token), *_live(kind, now))
    if kind is not SessionKind.TRACKING:
        query = query.join(Person, Person.uid == OpenSession.person_uid).where(Person.active)
    return session.scalar(query)


def of_person(session: Session, person_uid: str, now: datetime) -> list[OpenSession]:
    """A person's live sessions, the latest used first."""
    mine = select(OpenSession).where(OpenSession.person_uid == person_uid, *_live(SessionKind.STAFF, now))
    return list(session.scalars(mine.order_by(OpenSession.seen_at.desc(), OpenSession.id.desc())))


def renew(session: Session, uid: str, now: datetime) -> str:
    """Give the session a new id and make it fresh; whoever has only the old id is out. The new token."""
    token = secrets.token_urlsafe(SIZE)
    _change(session, OpenSession.uid == uid, id_hash=_hash(token), seen_at=now, fresh_until=now + FRESH)
    return token


def rekey(session: Session, uid: str, token: str, posts: str, now: datetime) -> str | None:
    """Give a session whose person's posts changed a new id, neither fresher nor longer; None if its id is gone."""
    new = secrets.token_urlsafe(SIZE)
    same = (OpenSession.uid == uid) & (OpenSession.id_hash == _hash(token))
    return new if _change(session, same, id_hash=_hash(new), posts=posts, seen_at=now) else None


def strengthen(session: Session, uid: str, two_step: bool) -> None:
    """Note that the session's person has just set up the second step in it, or switched it off."""
    _change(session, OpenSession.uid == uid, two_step=two_step)


def end(session: Session, token: str, now: datetime) -> None:
    """End the session of a token, if there is one."""
    _change(session, OpenSession.id_hash == _hash(token), ended_at=now)


def end_own(session: Session, person_uid: str, uid: str, now: datetime) -> bool:
    """End one of a person's own sessions; False when it is not his or over."""
    return _change(session, (OpenSession.uid == uid) & (OpenSession.person_uid == person_uid), ended_at=now) > 0


def end_all(session: Session, person_uid: str, now: datetime, but: str | None = None) -> None:
    """End every session of a person, but for the one with this uid."""
    others = OpenSession.uid != but if but else OpenSession.uid.is_not(None)
    _change(session, (OpenSession.person_uid == person_uid) & others, ended_at=now)


def touch(session: Session, uids: Iterable[str], now: datetime) -> None:
    """Note that the sessions were used."""
    _change(session, OpenSession.uid.in_(list(uids)), seen_at=now)


def sweep(session: Session, now: datetime) -> None:
    """End what ran out, so that no clock set back revives it, and forget when receipts were looked at."""
    for kind, idle in IDLE.items():
        over = (OpenSession.seen_at <= now - idle) | (OpenSession.created_at <= now - LONGEST)
        _change(session, (OpenSession.kind == kind) & over, ended_at=now)
    ended = OpenSession.ended_at.is_not(None) & (OpenSession.kind == SessionKind.TRACKING)
    session.execute(delete(OpenSession).where(ended))


def _opened(session: Session, kind: SessionKind, now: datetime, **whose: Any) -> str:
    token = secrets.token_urlsafe(SIZE)
    session.add(
        OpenSession(
            uid=new_uid(),
            id_hash=_hash(token),
            kind=kind,
            created_at=now,
            seen_at=now,
            fresh_until=now + FRESH,
            **whose,
        )
    )
    return token


def _live(kind: SessionKind, now: datetime) -> tuple[Any, ...]:
    return (
        OpenSession.kind == kind,
        OpenSession.ended_at.is_(None),
        OpenSession.seen_at > now - IDLE[kind],
        OpenSession.seen_at <= now + TOLERANCE,
        OpenSession.created_at > now - LONGEST,
    )


def _change(session: Session, which: Any, **values: Any) -> int:
    """Change open sessions only: an ended one stays as it ended."""
    changed = update(OpenSession).where(which, OpenSession.ended_at.is_(None)).values(**values)
    done = session.execute(changed.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
