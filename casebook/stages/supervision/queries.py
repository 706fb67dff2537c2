"""What supervision left with a case: orders that wait to be verified, and the notes a reader may meet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case import relations as r
from casebook.case.models import CaseFile, Note, OrderedRectification
from casebook.case.taxonomy import NoteReaders
from casebook.people.models import STATION_ROLES

# Whoever reads what the office keeps to itself; anybody else meets the notes of his own unit alone.
INSIDE = (r.clerk, r.officer, r.director, r.callback, r.leader, r.oversight, r.discipline)


@dataclass(frozen=True)
class Ordered:
    """What was ordered, as whoever verifies it reads it."""

    finding: str
    rule: str
    requirement: str
    due_on: date


def open_orders(session: Session, case_uid: str) -> list[OrderedRectification]:
    """What was ordered put right and nobody has verified yet, oldest first."""
    mine = select(OrderedRectification).where(OrderedRectification.case_uid == case_uid)
    waiting = mine.where(OrderedRectification.verified_at.is_(None))
    return list(session.scalars(waiting.order_by(OrderedRectification.id)))


def ordered(row: OrderedRectification) -> Ordered:
    """The order as it is shown."""
    return Ordered(row.finding, row.rule, row.requirement, row.due_on)


def notes(session: Session, case: CaseFile, actor: Any) -> list[Note]:
    """The notes of a case this person may read, oldest first: the office all, a station its own alone."""
    mine = select(Note).where(Note.case_uid == case.uid).order_by(Note.id)
    if not is_inside(actor, case):
        own = Note.unit_uid.in_(actor.units(*STATION_ROLES))
        mine = mine.where(own, Note.readers == NoteReaders.UNIT)
    return list(session.scalars(mine))


def is_inside(actor: Any, case: CaseFile) -> bool:
    """Whether this person reads what the office keeps to itself."""
    return any(relation.term(actor).holds(case) for relation in INSIDE)
