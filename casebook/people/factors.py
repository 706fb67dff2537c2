"""The rows of the second step: its sealed secret, and that no code is ever taken twice."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from casebook.people import totp
from casebook.people.factor_models import SecondFactor
from casebook.people.keys import SECOND_FACTOR, key
from casebook.vault.cipher import Unreadable, seal, unseal

KEPT, OFFERED = "totp", "totp-offered"


def of(session: Session, person_uid: str) -> SecondFactor | None:
    """The second step of a person, if he has set one up."""
    return session.scalar(select(SecondFactor).where(SecondFactor.person_uid == person_uid))


def offered(person_uid: str, where: str) -> tuple[str, str]:
    """A new secret, and the same sealed so that it may travel in a form of this person and session alone."""
    secret = totp.new_secret()
    return secret, seal(key(SECOND_FACTOR), _owner(person_uid, where), OFFERED, secret).hex()


def accepted(person_uid: str, where: str, sealed: str) -> str | None:
    """The secret that was offered to this person in this session; None for anything else."""
    try:
        return unseal(key(SECOND_FACTOR), _owner(person_uid, where), OFFERED, bytes.fromhex(sealed))
    except (Unreadable, ValueError):
        return None


def set_up(session: Session, person_uid: str, secret: str, step: int, now: datetime) -> None:
    """Keep the secret in place of the former one; the code that confirmed it is used with that."""
    values = {"sealed": seal(key(SECOND_FACTOR), person_uid, KEPT, secret), "last_step": step, "set_up_at": now}
    mine = update(SecondFactor).where(SecondFactor.person_uid == person_uid)
    if not _rows(session, mine.values(**values)):
        session.add(SecondFactor(person_uid=person_uid, **values))
        session.flush()


def step_of(kept: SecondFactor, typed: str, now: datetime) -> int | None:
    """The step of the code that was typed, whether or not it was used before."""
    return totp.step_of(unseal(key(SECOND_FACTOR), kept.person_uid, KEPT, kept.sealed), typed, now)


def use(session: Session, person_uid: str, step: int) -> bool:
    """Take the code of a step, once: of two who bring the same one, only one is told True."""
    unused = update(SecondFactor).where(SecondFactor.person_uid == person_uid, SecondFactor.last_step < step)
    return _rows(session, unused.values(last_step=step)) > 0


def remove(session: Session, person_uid: str) -> None:
    """Forget the second step of a person."""
    _rows(session, delete(SecondFactor).where(SecondFactor.person_uid == person_uid))


def _rows(session: Session, statement: Any) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount


def _owner(person_uid: str, where: str) -> str:
    return f"{person_uid}/{where}"
