"""What several stages do to a case besides moving it: parts, references, register numbers."""

import secrets

from sqlalchemy import text
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, CasePart, RegisterNumber
from casebook.case.taxonomy import Part
from casebook.kernel.deadlines import Moment

# No I, L, O or U: a reference is read aloud and typed on a telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8


def new_reference(prefix: str, now: Moment) -> str:
    """A random reference such as AJ26-7K3MQ9PD; it counts nothing."""
    tail = "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH))
    return f"{prefix}{now.today.year % 100:02d}-{tail}"


def play(case: CaseFile, person_uid: str, part: Part, now: Moment) -> None:
    """Record that a person played a part, once."""
    if not any(row.person_uid == person_uid and row.part is part for row in case.parts):
        case.parts.append(CasePart(case_uid=case.uid, person_uid=person_uid, part=part, since=now.at))


def give_register_number(session: Session, case: CaseFile, now: Moment) -> None:
    """Give the case the next number of its office and year: the last statement before the commit (decisions.md 3)."""
    session.flush()
    where = {"office_uid": case.office_uid, "year": now.today.year}
    number = session.execute(COUNT_ON, where).scalar_one()
    session.add(RegisterNumber(case_uid=case.uid, number=number, **where))
    session.flush()


# One statement, so that two first cases of a year count after one another.
COUNT_ON = text(
    "INSERT INTO register_counter (office_uid, year, last) VALUES (:office_uid, :year, 1)"
    " ON CONFLICT (office_uid, year) DO UPDATE SET last = register_counter.last + 1 RETURNING last"
)
