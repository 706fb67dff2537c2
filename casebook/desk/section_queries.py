"""What else belongs to a case: orders, co-handling units, reviews, ties to other cases. One statement for each.

The ties come from `visible_to`: a case the reader may not know of is not named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from casebook.case.models import Assignment, CaseFile, CaseLink, OrderedRectification, Review, State
from casebook.kernel.access import visible_to
from casebook.people.models import Person, Unit
from casebook.people.queries import names


@dataclass(frozen=True)
class OrderRow:
    """An order with its unit and the names of who gave and who verified it."""

    order: OrderedRectification
    unit: Unit
    ordered_by: str
    verified_by: str | None


@dataclass(frozen=True)
class LinkRow:
    """A tie with the other case: its reference and state, and whether it was tied from this case."""

    link: CaseLink
    reference: str
    state: State
    outward: bool


@dataclass(frozen=True)
class Sections:
    """All of it for one case; `persons` are the names of those who asked for something."""

    orders: list[OrderRow]
    co_parts: list[tuple[Assignment, Unit]]
    reviews: list[Review]
    links: list[LinkRow]
    persons: dict[str, str]


def sections_of(session: Session, actor: Any, case: CaseFile) -> Sections:
    """What else belongs to this case, for whoever reads all of it."""
    return Sections(
        orders=orders(session, case),
        co_parts=co_parts(session, case),
        reviews=reviews(session, case),
        links=links(session, actor, case),
        persons=_askers(session, case),
    )


def sections_for_station(session: Session, case: CaseFile) -> Sections:
    """The same for a station: it learns of no other case, and of who asked only what it asked itself."""
    return Sections(orders(session, case), co_parts(session, case), reviews(session, case), [], {})


def orders(session: Session, case: CaseFile) -> list[OrderRow]:
    """What was ordered put right, in order."""
    giver, checker = aliased(Person), aliased(Person)
    query = (
        select(OrderedRectification, Unit, giver.name, checker.name)
        .join(Unit, Unit.uid == OrderedRectification.unit_uid)
        .join(giver, giver.uid == OrderedRectification.ordered_by)
        .outerjoin(checker, checker.uid == OrderedRectification.verified_by)
        .where(OrderedRectification.case_uid == case.uid)
        .order_by(OrderedRectification.id)
    )
    return [OrderRow(*row) for row in session.execute(query)]


def co_parts(session: Session, case: CaseFile) -> list[tuple[Assignment, Unit]]:
    """The co-handling units that have a part in it, each with its assignment."""
    query = select(Assignment, Unit).join(Unit, Unit.uid == Assignment.unit_uid)
    mine = query.where(Assignment.case_uid == case.uid, Assignment.kind == "co", Assignment.active)
    return [(part, unit) for part, unit in session.execute(mine.order_by(Assignment.id))]


def reviews(session: Session, case: CaseFile) -> list[Review]:
    """Its reviews in order."""
    return list(session.scalars(select(Review).where(Review.case_uid == case.uid).order_by(Review.id)))


def links(session: Session, actor: Any, case: CaseFile) -> list[LinkRow]:
    """The ties to other cases this reader may know of, from either side."""
    tied = or_(
        and_(CaseLink.case_uid == case.uid, CaseLink.other_uid == CaseFile.uid),
        and_(CaseLink.other_uid == case.uid, CaseLink.case_uid == CaseFile.uid),
    )
    query = (
        visible_to(actor, CaseFile)
        .join(CaseLink, tied)
        .with_only_columns(CaseLink, CaseFile.reference, CaseFile.state, maintain_column_froms=True)
        .order_by(CaseLink.id)
    )
    return [
        LinkRow(link, reference, state, link.case_uid == case.uid) for link, reference, state in session.execute(query)
    ]


def _askers(session: Session, case: CaseFile) -> dict[str, str]:
    askers: Iterable[str] = (row.asked_by for row in case.proposals if row.outcome is None)
    return names(session, askers)
