"""The receipt somebody asks about, and what its own page says: nothing more is ever told."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Receipt, Submission
from casebook.case.workflow import visible
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Citizen, Staff
from casebook.tracking import projection
from casebook.tracking.queries import cases_of, records_of


@dataclass(frozen=True)
class Stands:
    """Where one matter stands, in the words of its citizen's own page."""

    case_reference: str
    headline: str
    sentence: str
    due: str


def receipt_named(session: Session, reference: str) -> str | None:
    """The uid of the receipt with this reference."""
    return session.scalar(select(Receipt.uid).where(Receipt.reference == reference))


def known_cases(session: Session, actor: Staff, receipt_uid: str) -> list[CaseFile]:
    """The cases of a receipt that this member of staff may know of."""
    return [case for case in cases_of(session, Citizen(receipt_uid)) if visible(actor).holds(case)]


def knows_all_of(session: Session, actor: Staff, receipt_uid: str) -> bool:
    """Whether no case of the receipt is kept from him: its code opens them all."""
    return all(visible(actor).holds(case) for case in cases_of(session, Citizen(receipt_uid)))


def where_they_stand(session: Session, cases: list[CaseFile], now: Moment) -> list[Stands]:
    """What the page of each case says on top."""
    pages = [(case, projection.citizen_case(records_of(session, case), now)) for case in cases]
    return [
        Stands(case.reference, str(page.stands.headline), str(page.stands.sentence), str(page.due))
        for case, page in pages
    ]


def own_receipt(session: Session, case: CaseFile) -> Receipt | None:
    """The receipt of whoever brought this case himself; None when nothing of him is kept."""
    own = select(Submission.party_uid).where(Submission.uid == case.submission_uid).scalar_subquery()
    mine = select(Receipt).where(Receipt.cases.any(CaseFile.uid == case.uid), Receipt.party_uid == own)
    return session.scalar(mine.order_by(Receipt.id).limit(1))
