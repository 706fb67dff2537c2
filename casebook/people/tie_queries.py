"""Ties as their pages need them: whose, to whom, and what can be chosen. What an actor carries: queries.ties_of."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.people.admin_queries import MOST
from casebook.people.models import PersonTie

UNIT, PERSON = "unit", "person"


@dataclass(frozen=True)
class Tied:
    """The other end of a tie: exactly one of a unit and a person."""

    unit_uid: str | None = None
    person_uid: str | None = None

    @classmethod
    def of(cls, value: str) -> "Tied":
        """What a form says: "unit|<uid>" or "person|<uid>"."""
        kind, uid = value.split("|")
        return cls(unit_uid=uid) if kind == UNIT else cls(person_uid=uid)


def ties(session: Session) -> list[PersonTie]:
    """All ties, those in force first, the newest first."""
    query = select(PersonTie).order_by(PersonTie.ended_at.is_not(None), PersonTie.id.desc()).limit(MOST)
    return list(session.scalars(query))


def own_ties(session: Session, person_uid: str) -> list[PersonTie]:
    """The ties in force that are recorded of this person, the newest first."""
    mine = select(PersonTie).where(PersonTie.person_uid == person_uid, PersonTie.ended_at.is_(None))
    return list(session.scalars(mine.order_by(PersonTie.id.desc())))


def tie(session: Session, uid: str) -> PersonTie | None:
    """The tie with this uid."""
    return session.scalar(select(PersonTie).where(PersonTie.uid == uid))


def open_tie(session: Session, person_uid: str, tied: Tied) -> bool:
    """Whether this tie of this person is recorded and in force."""
    same = select(PersonTie.id).where(PersonTie.person_uid == person_uid, PersonTie.ended_at.is_(None))
    if tied.unit_uid:
        same = same.where(PersonTie.tied_unit_uid == tied.unit_uid)
    else:
        same = same.where(PersonTie.tied_person_uid == tied.person_uid)
    return session.scalar(same.limit(1)) is not None
