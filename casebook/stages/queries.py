"""Whom the forms of the stages name: people of stations, messages that wait to be passed on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Letter, Side
from casebook.case.taxonomy import Part
from casebook.people.models import STATION_ROLES, Grant, Person, Role, Unit, UnitKind
from casebook.people.queries import in_force, open_ties, tied


@dataclass(frozen=True)
class StationPost:
    """A person's post at a station."""

    unit: Unit
    person: Person
    role: Role


def station_posts(session: Session, today: date, unit_uid: str | None = None) -> list[StationPost]:
    """Everybody with a post at an active station on this day (or at one unit), in the order of units and names."""
    query = (
        select(Unit, Person, Grant.role)
        .join(Grant, Grant.unit_uid == Unit.uid)
        .join(Person, Person.uid == Grant.person_uid)
        .where(Grant.role.in_(STATION_ROLES), Unit.kind == UnitKind.STATION, Unit.active, Person.active)
        .where(*in_force(today))
        .order_by(Unit.id, Person.name, Grant.id)
    )
    rows = session.execute(query.where(Unit.uid == unit_uid) if unit_uid else query)
    return [StationPost(*row) for row in rows]


def without_the_accused(session: Session, posts: Iterable[StationPost], case: CaseFile) -> list[StationPost]:
    """The posts of those who may handle this case: not complained about, no kin of theirs, no tie, nothing to hide."""
    offered = list(posts)
    ties = open_ties(session, {post.person.uid for post in offered})
    accused = {row.person_uid for row in case.accused}
    barred = accused | {part.person_uid for part in case.parts if part.part is Part.EXCLUDED}
    return [post for post in offered if post.person.uid not in barred and _untied(post.person.uid, ties, accused, case)]


def _untied(person_uid: str, ties: Sequence[Any], accused: set[Any], case: CaseFile) -> bool:
    units, kin = tied(ties, {person_uid})
    return not kin & accused and not {case.unit_named_uid, case.main_unit_uid} & units


def waiting_letters(session: Session, case: CaseFile) -> list[Letter]:
    """What the station that has the case wrote and nobody has passed on yet, oldest first."""
    waiting = select(Letter).where(
        Letter.case_uid == case.uid, Letter.side == Side.STATION, Letter.unit_uid == case.main_unit_uid
    )
    return list(session.scalars(waiting.where(Letter.relayed_at.is_(None)).order_by(Letter.id)))
