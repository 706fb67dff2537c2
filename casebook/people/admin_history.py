"""The event of a deed on people: rows without a machine are in the history like everything else."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from casebook.kernel.columns import Base
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, write_apart
from casebook.people import admin_queries as find
from casebook.people.actor import Staff, System
from casebook.people.duty_models import DutyEntry, PostHandover, ShiftHandover
from casebook.people.models import DutyShift, Grant, Leave, Person, PersonTie
from casebook.people.rights import PeopleDeed

Actor = Staff | System
KINDS: dict[type[Base], str] = {
    Person: "person",
    Grant: "grant",
    Leave: "leave",
    DutyShift: "duty",
    PersonTie: "tie",
    PostHandover: "post_handover",
    DutyEntry: "duty_entry",
    ShiftHandover: "shift_handover",
}


def keep(
    session: Session,
    row: Any,
    deed: PeopleDeed,
    actor: Actor,
    now: Moment,
    role: str,
    moved: tuple[str | None, str],
    facts: Mapping[str, Any],
) -> None:
    """Write the row together with the event of what was done to it; `moved` is from which state to which."""
    session.add_all([row, event_of(session, row, deed, actor, now, role, moved, facts)])


def event_of(
    session: Session,
    row: Any,
    deed: PeopleDeed,
    actor: Actor,
    now: Moment,
    role: str,
    moved: tuple[str | None, str],
    facts: Mapping[str, Any],
) -> Event:
    """The event of a deed on a row, numbered after the row's earlier ones; `role` is the post he acts under."""
    subject = (KINDS[type(row)], row.uid, find.next_version(session, row.uid))
    return write_apart(facts, deed, actor, now.at, role, subject, moved)
