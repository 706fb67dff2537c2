"""A small town for tests: one office, three stations, one person per role, made by plain rows."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from casebook.kernel import timetable
from casebook.kernel.clocks import CalendarDay, CalendarVersion, DeadlineRule
from casebook.kernel.columns import new_uid
from casebook.people.actor import Staff
from casebook.people.models import STATION_ROLES, Grant, Person, Role, Unit, UnitKind
from casebook.people.queries import staff

LONG_AGO = datetime(2024, 1, 2, 1, tzinfo=UTC)
OFFICE_PEOPLE = ("clerk", "officer", "officer2", "director", "callback", "leader", "oversight", "admin")
STATION_PEOPLE = ("head", "liaison", "handler")
STATIONS = ("power", "land", "school")  # the school works on paper
ROLE_OF = {"head": Role.STATION_HEAD, "officer2": Role.OFFICER}


@dataclass
class Town:
    """The units by code and the persons by account."""

    units: dict[str, Unit] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    actors: dict[tuple[str, date], Staff] = field(default_factory=dict)

    @property
    def office(self) -> Unit:
        """The efficiency office."""
        return self.units["office"]

    def uid(self, account: str) -> str:
        """The uid of a person."""
        return self.persons[account].uid

    def actor(self, session: Session, account: str, day: date = date(2026, 9, 1)) -> Staff:
        """A person as an actor of that day."""
        if (account, day) not in self.actors:
            found = staff(session, self.uid(account), day)
            assert found is not None
            self.actors[account, day] = found
        return self.actors[account, day]


# What the town is made of, in the order in which the rows depend on each other.
TABLES = tuple(model.__table__ for model in (CalendarVersion, CalendarDay, DeadlineRule, Unit, Person, Grant))
# The rows of each password hash as they were first written by this process: copied they take a tenth of the time.
_kept: dict[str, list[list[dict[str, Any]]]] = {}


def build(session: Session, password_hash: str = "!") -> Town:
    """Write the town into a migrated, empty database, the calendar and rules included."""
    if password_hash in _kept:
        return _copied(session, _kept[password_hash])
    town = _built(session, password_hash)
    _kept[password_hash] = [[dict(row) for row in session.execute(select(one)).mappings()] for one in TABLES]
    return town


def _copied(session: Session, kept: list[list[dict[str, Any]]]) -> Town:
    for table, rows in zip(TABLES, kept, strict=True):
        # The database numbers them as it did the first time, and counts on from there.
        session.execute(insert(table), [{name: row[name] for name in row if name != "id"} for row in rows])
    town = Town({unit.code: unit for unit in session.scalars(select(Unit).order_by(Unit.id))})
    town.persons = {person.account: person for person in session.scalars(select(Person).order_by(Person.id))}
    return town


def _built(session: Session, password_hash: str) -> Town:
    timetable.seed(session, LONG_AGO)
    town = Town()
    _unit(session, town, "city", UnitKind.CITY, None, "安澄市效能办")
    _unit(session, town, "office", UnitKind.OFFICE, "city", "望禾镇效能办", town_zh="望禾镇", telephone="0000-5550100")
    for code in STATIONS:
        _unit(session, town, code, UnitKind.STATION, "office", f"望禾{code}站", on_paper=code == "school")
    for account in OFFICE_PEOPLE:
        where = "city" if account == "oversight" else "office"
        _person(
            session, town, account, ROLE_OF.get(account) or Role(account), where, account == "officer", password_hash
        )
    for code in STATIONS:
        for post in STATION_PEOPLE:
            role = ROLE_OF.get(post) or Role(post)
            _person(session, town, f"{code}-{post}", role, code, role is Role.STATION_HEAD, password_hash)
    session.flush()
    return town


def _unit(
    session: Session, town: Town, code: str, kind: UnitKind, parent: str | None, label: str, **more: object
) -> None:
    above = town.units[parent] if parent else None
    unit = Unit(uid=new_uid(), code=code, kind=kind, label_zh=label, path="", **more)
    unit.parent_id = above.id if above else None
    session.add(unit)
    session.flush()
    unit.path = f"{above.path if above else ''}{unit.id}/"
    town.units[code] = unit


def _person(
    session: Session, town: Town, account: str, role: Role, where: str, answering: bool, password_hash: str
) -> None:
    person = Person(
        uid=new_uid(), account=account, name=f"某{account}", email=f"{account}@office.test", password_hash=password_hash
    )
    session.add(person)
    session.flush()
    town.persons[account] = person
    grant(session, town, account, role, where, answering)


def grant(session: Session, town: Town, account: str, role: Role, where: str, answering: bool = False) -> Grant:
    """Give a person a role at a unit, in force since long ago."""
    assert (role in STATION_ROLES) == (town.units[where].kind is UnitKind.STATION)
    given = Grant(
        uid=new_uid(),
        person_uid=town.uid(account),
        unit_uid=town.units[where].uid,
        role=role,
        answering=answering,
        asked_at=LONG_AGO,
        decided_at=LONG_AGO,
        starts_on=date(2024, 1, 2),
    )
    session.add(given)
    session.flush()
    return given
