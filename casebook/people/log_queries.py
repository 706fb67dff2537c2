"""The duty log of a unit and its shifts handed over, as their pages read them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.kernel.access import visible_to
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.duty_models import DutyEntry, ShiftHandover
from casebook.people.handover_queries import held_open
from casebook.people.queries import answering_person
from casebook.web.weeks import WEEK

MOST_SHIFTS = 50


def entries(session: Session, unit_uid: str, monday: date) -> list[DutyEntry]:
    """The lines of a week, in the order in which things happened."""
    these = select(DutyEntry).where(
        DutyEntry.unit_uid == unit_uid, DutyEntry.day >= monday, DutyEntry.day < monday + WEEK
    )
    return list(session.scalars(these.order_by(DutyEntry.happened_at, DutyEntry.id)))


def entry(session: Session, unit_uid: str, uid: str) -> DutyEntry | None:
    """The line with this uid in the log of this unit."""
    return session.scalar(select(DutyEntry).where(DutyEntry.uid == uid, DutyEntry.unit_uid == unit_uid))


def shifts(session: Session, unit_uid: str) -> list[ShiftHandover]:
    """The shifts handed over at a unit, the newest first."""
    query = select(ShiftHandover).where(ShiftHandover.unit_uid == unit_uid)
    return list(session.scalars(query.order_by(ShiftHandover.id.desc()).limit(MOST_SHIFTS)))


def shift_handover(session: Session, uid: str) -> ShiftHandover | None:
    """The shift handed over with this uid."""
    return session.scalar(select(ShiftHandover).where(ShiftHandover.uid == uid))


def answered_for(session: Session, reader: Staff, unit_uid: str, now: Moment) -> list[CaseFile]:
    """The open cases the unit's answering person holds, as far as the reader may know; none where nobody answers."""
    try:
        person_uid = answering_person(session, unit_uid, now)
    except LookupError:
        return []
    return held_open(session, reader, person_uid, unit_uid)


def cases_of(session: Session, reader: Staff, uids: Collection[str]) -> list[CaseFile]:
    """These cases as far as the reader may know of them, the earliest due first."""
    query = visible_to(reader, CaseFile).where(CaseFile.uid.in_(uids))
    return list(session.scalars(query.order_by(CaseFile.sort_due_at, CaseFile.reference)))
