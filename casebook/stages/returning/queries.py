"""What was asked when a case waits for the decision on its return."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.kernel.history import Event
from casebook.people.models import Person

ASKING = (Action.RETURN_ASK.value, Action.RETURN_ASK_FOR.value)


@dataclass(frozen=True)
class Asked:
    """Who asked when to return the case, why, and whose matter it is said to be."""

    name: str
    at: datetime
    reason: str
    body: str
    slip: str


def asked(session: Session, case: CaseFile) -> Asked | None:
    """The newest return asked for in the case."""
    mine = select(Event, Person.name).join(Person, Person.uid == Event.actor_uid)
    mine = mine.where(Event.subject_uid == case.uid, Event.action.in_(ASKING)).options(joinedload(Event.details))
    row = session.execute(mine.order_by(Event.subject_version.desc()).limit(1)).first()
    if row is None:
        return None
    event, name = row
    facts = event.details.facts
    return Asked(name, event.at, facts.get("reason") or "", facts.get("body") or "", facts.get("slip") or "")
