"""What somebody holds at a unit, and the lists by which posts are handed over. Cases come from `visible_to` alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from casebook.case.models import CaseFile
from casebook.kernel.access import visible_to
from casebook.people.actor import Staff
from casebook.people.duty_models import PostHandover, PostHandoverCase
from casebook.people.models import Grant, Role
from casebook.responsibility.models import Chain, Link

MOST = 50  # lists of one page


@dataclass(frozen=True)
class Listed:
    """One case of a list that its reader may know of."""

    entry: PostHandoverCase
    case: CaseFile

    @property
    def is_waiting(self) -> bool:
        """Whether it still waits for a signature: unsigned, open, and still held by whoever leaves."""
        return self.entry.signed_at is None and self.is_still_his

    @property
    def is_still_his(self) -> bool:
        """Whether whoever leaves still holds it; else it moved another way, or is closed."""
        return self.case.closed_at is None and self.case.holder_uid == self.entry.handover.person_uid


def held_open(session: Session, reader: Staff, person_uid: str, unit_uid: str) -> list[CaseFile]:
    """The open cases this person holds for this unit, as far as the reader may know, the earliest due first."""
    query = visible_to(reader, CaseFile).where(*_held(person_uid, unit_uid))
    return list(session.scalars(query.order_by(CaseFile.sort_due_at, CaseFile.reference)))


def known_of(session: Session, reader: Staff, case_uids: Collection[str]) -> set[str]:
    """Which of these cases this person may know of: his conflicts and ties keep the others from him."""
    query = visible_to(reader, CaseFile).where(CaseFile.uid.in_(case_uids)).with_only_columns(CaseFile.uid)
    return set(session.scalars(query))


def waiting_elsewhere(session: Session, case_uids: Collection[str]) -> set[str]:
    """Which of these cases stand unsigned on a list already."""
    query = select(PostHandoverCase.case_uid).where(PostHandoverCase.signed_at.is_(None))
    return set(session.scalars(query.where(PostHandoverCase.case_uid.in_(case_uids))))


def handover(session: Session, uid: str) -> PostHandover | None:
    """The list with this uid."""
    return session.scalar(select(PostHandover).where(PostHandover.uid == uid))


def is_successor(session: Session, person_uid: str, uid: str) -> bool:
    """Whether this person is named as a successor on the list."""
    named = select(PostHandoverCase.id).where(PostHandoverCase.handover_uid == uid)
    return session.scalar(named.where(PostHandoverCase.successor_uid == person_uid).limit(1)) is not None


def listed(session: Session, reader: Staff, uids: Iterable[str]) -> list[Listed]:
    """The cases of these lists the reader may know of, in the order they were listed."""
    query = (
        visible_to(reader, CaseFile)
        .join(PostHandoverCase, PostHandoverCase.case_uid == CaseFile.uid)
        .where(PostHandoverCase.handover_uid.in_(list(uids)))
        .add_columns(PostHandoverCase)
        .options(joinedload(PostHandoverCase.handover))
        .order_by(PostHandoverCase.id)
    )
    return [Listed(entry, case) for case, entry in session.execute(query)]


def handovers(session: Session, reader: Staff) -> list[PostHandover]:
    """The lists this reader has to do with, the newest first: of his units, his own, and where he is a successor."""
    mine = select(PostHandoverCase.handover_uid).where(PostHandoverCase.successor_uid == reader.uid)
    heads = PostHandover.unit_uid.in_(reader.units(Role.DIRECTOR, Role.STATION_HEAD))
    own: ColumnElement[bool] = PostHandover.person_uid == reader.uid
    query = select(PostHandover).where(heads | own | PostHandover.uid.in_(mine))
    return list(session.scalars(query.order_by(PostHandover.id.desc()).limit(MOST)))


def roles_ever(session: Session, person_uid: str, unit_uid: str) -> set[Role]:
    """The roles he has or had at the unit: a list may be made when his post is ended already."""
    held = select(Grant.role).where(Grant.person_uid == person_uid, Grant.unit_uid == unit_uid)
    return set(session.scalars(held.where(Grant.decided_at.is_not(None), Grant.refused_at.is_(None))))


def holders(session: Session, unit_uids: Iterable[str]) -> set[tuple[str, str]]:
    """(person, unit) of everybody who holds an open case for one of these units, in post or gone."""
    query = (
        select(Link.person_uid, Link.unit_uid)
        .join(Chain, Chain.uid == Link.chain_uid)
        .where(Link.until.is_(None), Link.unit_uid.in_(list(unit_uids)))
    )
    return {(person, unit) for person, unit in session.execute(query.distinct())}


def _held(person_uid: str, unit_uid: str) -> tuple[ColumnElement[bool], ...]:
    holding = (
        select(Chain.case_uid)
        .join(Link, Link.chain_uid == Chain.uid)
        .where(Link.until.is_(None), Link.person_uid == person_uid, Link.unit_uid == unit_uid)
    )
    return (CaseFile.closed_at.is_(None), CaseFile.holder_uid == person_uid, CaseFile.uid.in_(holding))
