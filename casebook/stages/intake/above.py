"""A complaint about the office itself bypasses the office: who takes it up above (CR4)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.kernel.deadlines import Moment
from casebook.people.models import Role
from casebook.people.queries import people_above, present
from casebook.responsibility import service as responsibility
from casebook.responsibility.models import Chain, HowTaken


@dataclass(frozen=True)
class Above:
    """Who takes the office's place in a complaint about the office itself."""

    role: Role
    person_uid: str
    unit_uid: str


def body_above(session: Session, office_uid: str, named_uid: str | None, now: Moment) -> Above | None:
    """The city office's answering person, else whoever acts for discipline; None: the matter is not about the office.

    Where neither exists the office must take it itself, as it must take everything.
    """
    if named_uid != office_uid:
        return None
    found = [
        Above(role, present(session, person.uid, now.today), unit.uid)
        for role in (Role.OVERSIGHT, Role.DISCIPLINE)
        for person, unit in people_above(session, office_uid, [role], now.today)[:1]
    ]
    return found[0] if found else None


def passed_on(case: CaseFile, above: Above, now: Moment) -> Chain:
    """Begin the chain of a complaint about the office with whoever takes it up above."""
    return responsibility.open_chain(case, above.person_uid, above.unit_uid, HowTaken.ANSWERING, now)
