"""Who may handle a case at the office, and who knew of an earlier one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.relations import OFFICE_ROLES, tied
from casebook.case.taxonomy import Part
from casebook.case.workflow import Action, visible
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, EventDetails
from casebook.people.actor import Staff
from casebook.people.models import Person, Role
from casebook.people.queries import people_above, people_at, staff

# What whoever gives a case out or checks it must not have done before.
WORKED_ON_IT = frozenset({Part.HANDLER})


def office_people(session: Session, case: CaseFile, now: Moment) -> list[Person]:
    """Whoever may be named to handle the case at the office, or above it where it is against the office (CR4)."""
    if case.against_office:
        above = people_above(session, case.office_uid, [Role.OVERSIGHT], now.today)
        return list(dict.fromkeys(person for person, _unit in above))
    return people_at(session, case.office_uid, OFFICE_ROLES, now.today)


def assignee(session: Session, person_uid: str, now: Moment) -> Staff | None:
    """The person as he stands today."""
    return staff(session, person_uid, now.today)


def is_free(person: Staff, case: CaseFile) -> bool:
    """Whether somebody may see the case and is neither complained about in it nor tied to its unit (T12, CR5)."""
    return bool(visible(person).holds(case)) and not tied(person).holds(case)


def knew_of(session: Session, earlier: CaseFile) -> set[str]:
    """Everybody who handled a case or ever opened the identity of whoever brought it, seconds included (CR7)."""
    handled = {part.person_uid for part in earlier.parts if part.part in WORKED_ON_IT}
    opened = {uid for row in _openings(session, earlier) for uid in (row.actor_uid, row.facts.get("second")) if uid}
    return handled | opened


def access_log(session: Session, earlier: CaseFile | None) -> dict[str, Any]:
    """The facts that attach the openings of an earlier case to the one that complains of reprisal or a leak (CR7)."""
    if earlier is None:
        return {}
    return {"earlier": earlier.uid, "earlier_openings": [row.uid for row in _openings(session, earlier)]}


def _openings(session: Session, case: CaseFile) -> Sequence[Any]:
    query = select(Event.uid, Event.actor_uid, EventDetails.facts).join(EventDetails)
    mine = query.where(Event.subject_uid == case.uid, Event.action == Action.REVEAL.value)
    return session.execute(mine.order_by(Event.id)).all()
