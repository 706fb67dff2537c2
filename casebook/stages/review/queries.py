"""Which body reviews an answer, what it was asked, and who answers for the case meanwhile."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from casebook.case.models import CaseFile, Review
from casebook.kernel.deadlines import Moment, local_day
from casebook.people.models import Role, Unit, UnitKind
from casebook.people.queries import answering_person, people_above

REVIEW, RECHECK = 1, 2
# Who re-reviews where no body outside is on file: named so until its paper names it.
HIGHER_BODY = "上一级机关"


@dataclass(frozen=True)
class AskedReview:
    """What the complainant asked for, as whoever decides it reads it."""

    at: datetime
    reasons: str
    body: str
    paper: str


def reviewing_unit(session: Session, case: CaseFile, stage: int) -> Unit | None:
    """The unit that decides at this stage: the one above the office, then a body outside. None if it is not on file."""
    if stage == RECHECK:
        outside = select(Unit).where(Unit.kind == UnitKind.OUTSIDE, Unit.active)
        return session.scalar(outside.order_by(Unit.id).limit(1))
    office = aliased(Unit)
    return session.scalar(select(Unit).join(office, office.parent_id == Unit.id).where(office.uid == case.office_uid))


def body(session: Session, case: CaseFile, stage: int) -> str:
    """The name of the body that decides at this stage."""
    unit = reviewing_unit(session, case, stage)
    return unit.label_zh if unit is not None else HIGHER_BODY


def pending(session: Session, case: CaseFile) -> Review:
    """The review that waits for its opinion: the newest of the case."""
    mine = select(Review).where(Review.case_uid == case.uid)
    return session.scalars(mine.order_by(Review.id.desc()).limit(1)).one()


def asked_review(session: Session, case: CaseFile) -> AskedReview:
    """The pending review as it is shown."""
    row = pending(session, case)
    return AskedReview(row.asked_at, row.reasons, row.body, row.paper_reference or "")


def asked_on(session: Session, case: CaseFile) -> date:
    """The day on which the pending review was asked for."""
    return local_day(pending(session, case).asked_at)


def answers_meanwhile(session: Session, case: CaseFile, now: Moment) -> tuple[str, str]:
    """Who answers for a case under review that the complainant asked for: the person and the unit.

    The office's answering person; against the office itself, whoever oversees it (CR4). Raises LookupError without one.
    """
    above = people_above(session, case.office_uid, (Role.OVERSIGHT,), now.today) if case.against_office else []
    for person, unit in above:
        return person.uid, unit.uid
    return answering_person(session, case.office_uid, now), case.office_uid
