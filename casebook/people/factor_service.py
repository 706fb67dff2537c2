"""Deeds on a second step: set up, replaced, switched off, its recovery codes; each ends what leaned on the former one.

Nothing here commits.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from casebook.kernel.deadlines import Moment
from casebook.people import factors, notices, recovery, sessions
from casebook.people.rights import PeopleDeed


def set_up(
    session: Session, person_uid: str, now: Moment, secret: str, step: int, code_hashes: Mapping[int, str]
) -> None:
    """Keep a confirmed secret in place of any former one, with new recovery codes."""
    factors.set_up(session, person_uid, secret, step, now.at)
    recovery.keep(session, person_uid, dict(code_hashes))
    notices.tell(session, person_uid, PeopleDeed.SET_UP_FACTOR, now)


def strengthen(session: Session, person_uid: str, now: Moment, session_uid: str) -> None:
    """Let the session in which it was set up go on as one with a second step; all others of the person end."""
    sessions.end_all(session, person_uid, now.at, but=session_uid)
    sessions.strengthen(session, session_uid, two_step=True)


def renew_codes(session: Session, person_uid: str, now: Moment, code_hashes: Mapping[int, str]) -> None:
    """Keep new recovery codes; the former are void."""
    recovery.keep(session, person_uid, dict(code_hashes))
    notices.tell(session, person_uid, PeopleDeed.NEW_CODES, now)


def switch_off(session: Session, person_uid: str, now: Moment, session_uid: str) -> None:
    """Forget a person's second step at his own wish; his other sessions end."""
    _forget(session, person_uid)
    sessions.end_all(session, person_uid, now.at, but=session_uid)
    sessions.strengthen(session, session_uid, two_step=False)
    notices.tell(session, person_uid, PeopleDeed.SWITCH_OFF_FACTOR, now)


def remove(session: Session, person_uid: str, now: Moment) -> None:
    """Forget a second step that was lost; every session of the person ends."""
    _forget(session, person_uid)
    sessions.end_all(session, person_uid, now.at)


def _forget(session: Session, person_uid: str) -> None:
    factors.remove(session, person_uid)
    recovery.forget(session, person_uid)
