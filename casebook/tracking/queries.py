"""What the tracking pages look up: the cases of one receipt, and what belongs to the one that is shown."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from casebook.case.models import CaseFile, Letter, Reply
from casebook.case.queries import history, letters, replies
from casebook.kernel.access import visible_to
from casebook.kernel.history import Event
from casebook.people.actor import Citizen
from casebook.people.models import Unit
from casebook.responsibility.models import Chain, Link

# A citizen's page needs neither; each would cost a query.
LEFT_OUT = (lazyload(CaseFile.accused), lazyload(CaseFile.parts))


@dataclass(frozen=True)
class Records:
    """Everything from which the page of one case is made; `holder_unit_uid` is where the duty lies."""

    case: CaseFile
    events: list[Event]
    letters: list[Letter]
    replies: list[Reply]
    units: dict[str, Unit]
    holder_unit_uid: str

    @property
    def office(self) -> Unit:
        """The office of the case."""
        return self.units[self.case.office_uid]

    @property
    def city_office(self) -> Unit:
        """The body above the office; the office itself where none is known."""
        above = (unit for unit in self.units.values() if unit.id == self.office.parent_id)
        return next(above, self.office)


def cases_of(session: Session, citizen: Citizen) -> list[CaseFile]:
    """The cases of the receipt in the order they were made; a case keeps its place."""
    loaded = (joinedload(CaseFile.submission), selectinload(CaseFile.receipts), *LEFT_OUT)
    return list(session.scalars(visible_to(citizen, CaseFile).options(*loaded).order_by(CaseFile.id)))


def records_of(session: Session, case: CaseFile) -> Records:
    """What belongs to one case, in five queries."""
    return Records(
        case=case,
        events=history(session, case.uid),
        letters=letters(session, case.uid),
        replies=replies(session, case.uid),
        units={unit.uid: unit for unit in session.scalars(select(Unit))},
        holder_unit_uid=_holder_unit(session, case.uid),
    )


def _holder_unit(session: Session, case_uid: str) -> str:
    links = select(Link.unit_uid).join(Chain, Chain.uid == Link.chain_uid).where(Chain.case_uid == case_uid)
    return session.scalars(links.order_by(Link.seq.desc()).limit(1)).one()
