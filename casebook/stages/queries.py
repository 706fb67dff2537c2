"""Whom the forms of the stages name: people of stations, messages that wait to be passed on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Letter, Side
from casebook.people.models import STATION_ROLES, Grant, Person, Role, Unit, UnitKind
from casebook.people.queries import in_force


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


def without_the_accused(posts: Iterable[StationPost], case: CaseFile) -> list[StationPost]:
    """The posts of those who are not complained about in this case."""
    accused = {row.person_uid for row in case.accused}
    return [post for post in posts if post.person.uid not in accused]


def waiting_letters(session: Session, case: CaseFile) -> list[Letter]:
    """What the station that has the case wrote and nobody has passed on yet, oldest first."""
    waiting = select(Letter).where(
        Letter.case_uid == case.uid, Letter.side == Side.STATION, Letter.unit_uid == case.main_unit_uid
    )
    return list(session.scalars(waiting.where(Letter.relayed_at.is_(None)).order_by(Letter.id)))
