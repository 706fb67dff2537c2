"""Recovery codes: ten for whoever lost his code generator, each good once, kept as slow hashes."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, cast

from argon2 import PasswordHasher
from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from casebook.case.service import ALPHABET
from casebook.people.factor_models import RecoveryCode
from casebook.people.keys import RECOVERY_CODES, key
from casebook.web.slow_hash import CHEAP, SlowHash

COUNT = 10
SIGNS, GROUP = 10, 5
# A code has 50 random bits, a password fewer; so this costs less.
PROFILE = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# The number in front says which hash is to be verified.
SHAPE = re.compile(rf"(\d{{1,2}})([{ALPHABET}]{{{SIGNS}}})")
MISREAD = str.maketrans("OIL", "011")


@cache
def slow_hash(cheap: bool) -> SlowHash:
    """The hash recovery codes are kept under; cheap in tests alone."""
    return SlowHash(CHEAP if cheap else PROFILE)


def codes(person_uid: str, form_key: str) -> list[str]:
    """Ten codes, the same for the same form, so that a form sent twice shows them again: 3-7K2MQ-9PDXW."""
    return [f"{number}-{_signs(person_uid, form_key, number)}" for number in range(1, COUNT + 1)]


def hashes(shown: Iterable[str], cheap: bool) -> dict[int, str]:
    """What is kept of the codes, by number."""
    numbered = (_parted(code) for code in shown)
    return {number: slow_hash(cheap).hash(signs) for number, signs in numbered}


def keep(session: Session, person_uid: str, kept: dict[int, str]) -> None:
    """Keep new codes; the former ones are void."""
    forget(session, person_uid)
    session.add_all(RecoveryCode(person_uid=person_uid, number=number, code_hash=kept[number]) for number in kept)


def forget(session: Session, person_uid: str) -> None:
    """Void all codes of a person."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_uid == person_uid))


def left(session: Session, person_uid: str) -> int:
    """How many of his codes a person has not used."""
    mine = select(func.count()).select_from(RecoveryCode).where(*_unused(person_uid))
    return session.scalar(mine) or 0


def kept_for(session: Session, person_uid: str, typed: str) -> str | None:
    """The hash of the unused code whose number was typed, if there is one."""
    return session.scalar(
        select(RecoveryCode.code_hash).where(*_unused(person_uid), RecoveryCode.number == _parted(typed)[0])
    )


def fits(kept: str | None, typed: str, cheap: bool) -> bool:
    """Whether the typed code is the kept one; one verification, whatever was typed."""
    return slow_hash(cheap).verify(kept, _parted(typed)[1])


def use(session: Session, person_uid: str, typed: str, now: datetime) -> bool:
    """Take the code whose number was typed, once: of two who bring it, only one is told True."""
    unused = update(RecoveryCode).where(*_unused(person_uid), RecoveryCode.number == _parted(typed)[0])
    done = session.execute(unused.values(used_at=now).execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount > 0


def _unused(person_uid: str) -> tuple[Any, ...]:
    return (RecoveryCode.person_uid == person_uid, RecoveryCode.used_at.is_(None))


def _parted(typed: str) -> tuple[int, str]:
    """Number and signs of a code, typed with or without dashes; number 0 is nobody's."""
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", typed)).upper().translate(MISREAD)
    found = SHAPE.fullmatch(plain)
    return (int(found[1]), found[2]) if found else (0, plain)


def _signs(*of: object) -> str:
    mixed = hmac.digest(key(RECOVERY_CODES), repr(of).encode(), hashlib.sha256)
    signs = "".join(ALPHABET[byte % len(ALPHABET)] for byte in mixed[:SIGNS])
    return f"{signs[:GROUP]}-{signs[GROUP:]}"
