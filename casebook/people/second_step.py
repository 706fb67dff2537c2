"""The second step: who owes it, and whether what was typed is a code of his, each taken once."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from casebook import clock
from casebook.extensions import db
from casebook.people import cookies, devices, factors, notices, recovery, sessions, totp
from casebook.people.models import SessionKind
from casebook.people.rights import PeopleDeed
from casebook.web import throttle
from casebook.web.acting import acted, moment, noted
from casebook.web.throttle import Purpose

log = logging.getLogger(__name__)

# A mail about wrong codes this often at most: whoever knows the password must not be able to flood.
MISSES_TOLD_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Answered:
    """What came of a code: right or not; or how long to wait before the next try."""

    right: bool = False
    wait: timedelta = throttle.NO_WAIT


@dataclass(frozen=True)
class Owing:
    """Somebody who gave the right password and owes the second step; `session_uid` is his half session."""

    person_uid: str
    session_uid: str


def owing() -> Owing | None:
    """Who owes the second step in this browser."""
    token = cookies.token(SessionKind.HALF)
    row = sessions.find(db.session(), SessionKind.HALF, token, clock.now()) if token else None
    found = Owing(row.person_uid, row.uid) if row and row.person_uid else None
    db.session.rollback()
    return found


def answer(person_uid: str, account: str, typed: str) -> Answered:
    """One try, counted before it is checked: a code of the generator or a recovery code, each good once."""
    device = devices.known(db.session(), account) if cookies.device() else None
    db.session.rollback()
    wait = throttle.tried(Purpose.SECOND_STEP, person_uid, device)
    if wait:
        return Answered(wait=wait)
    taken = _code_taken if totp.is_code(typed) else _recovery_code_taken
    if taken(person_uid, typed, device):
        return Answered(right=True)
    log.warning("second step refused")
    _note_miss(person_uid)
    return Answered()


def burn(person_uid: str, typed: str) -> None:
    """Use up the code that came with a wrong password: it has been typed, so it may have been seen."""
    step = _step(person_uid, typed)
    if step is not None:
        with acted() as session:
            factors.use(session, person_uid, step)


def _code_taken(person_uid: str, typed: str, device: str | None) -> bool:
    step = _step(person_uid, typed)
    if step is None:
        return False
    with acted() as session:
        return factors.use(session, person_uid, step) and _forgiven(session, person_uid, device)


def _recovery_code_taken(person_uid: str, typed: str, device: str | None) -> bool:
    kept = recovery.kept_for(db.session(), person_uid, typed)
    db.session.rollback()  # no transaction is open while the hash is verified
    if not recovery.fits(kept, typed, current_app.config["SETTINGS"].argon2_cheap):
        return False
    now = moment()
    with acted() as session:
        if not recovery.use(session, person_uid, typed, now.at):
            return False
        notices.tell(session, person_uid, PeopleDeed.USE_CODE, now)
        return _forgiven(session, person_uid, device)


def _forgiven(session: Session, person_uid: str, device: str | None) -> bool:
    throttle.succeeded(session, Purpose.SECOND_STEP, person_uid, device)
    return True


def _step(person_uid: str, typed: str) -> int | None:
    kept = factors.of(db.session(), person_uid)
    step = factors.step_of(kept, typed, clock.now()) if kept else None
    db.session.rollback()
    return step


def _note_miss(person_uid: str) -> None:
    now = moment()
    with noted() as session:
        if not notices.was_told(session, person_uid, PeopleDeed.MISS_FACTOR, now.at - MISSES_TOLD_EVERY):
            notices.tell(session, person_uid, PeopleDeed.MISS_FACTOR, now)
