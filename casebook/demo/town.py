"""The demo town's units, persons, grants, duty roster and leave, written as casebook itself (SYSTEM)."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from casebook.demo import tables
from casebook.demo.instants import Instants
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people import absence_service, admin_service
from casebook.people.actor import SYSTEM, Staff
from casebook.people.models import DutyShift, Leave, Person, Role, Unit, UnitKind
from casebook.people.queries import staff

TOWN_ZH, TOWN_EN = "望禾镇", "Wanghe Town"
POSTS_SINCE = timedelta(days=400)
ON_DUTY = ("clerk", "officer", "clerk2", "officer2", "callback", "clerk2", "clerk")
ROSTER_BACK, ROSTER_AHEAD = 70, 28  # days
AWAY, DEPUTY, AWAY_FOR = "market-head", "market-liaison", timedelta(days=4)


@dataclass
class Town:
    """The units by code, the persons by account, and who is whom: asked anew when a leave begins or a tie is told."""

    session: Session
    units: dict[str, Unit] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    leave_from: date = date.max
    known: dict[tuple[str, bool], Staff] = field(default_factory=dict)

    @property
    def office(self) -> Unit:
        """The efficiency office."""
        return self.units["office"]

    def uid(self, account: str) -> str:
        """The uid of a person."""
        return self.persons[account].uid

    def name(self, account: str) -> str:
        """The name of a person."""
        return self.persons[account].name

    def actor(self, account: str, day: date) -> Staff:
        """A person as an actor of that day."""
        key = account, day >= self.leave_from
        if key not in self.known:
            found = staff(self.session, self.uid(account), day)
            assert found is not None  # everybody in the tables is active
            self.known[key] = found
        return self.known[key]


def build(session: Session, now: Moment, password_hash: str) -> Town:
    """Write the whole town; every person has the same password."""
    town = Town(session)
    for row in tables.units():
        _unit(town, row)
    for person in tables.people():
        _person(town, person, now, password_hash)
    _roster(town, now)
    _leave(town, now)
    session.flush()
    return town


def _unit(town: Town, row: tables.UnitRow) -> None:
    above = town.units.get(row.parent)
    unit = Unit(
        uid=new_uid(),
        code=row.code,
        kind=UnitKind(row.kind),
        parent_id=above.id if above else None,
        path="",
        label_zh=row.label_zh,
        label_en=row.label_en,
        line=row.line or None,
        superior_body=row.superior_body or None,
        station_kind=row.station_kind or None,
        telephone=row.telephone or None,
        supervision_telephone=row.supervision_telephone or None,
        address=row.address or None,
        hours=row.hours or None,
        on_paper=row.on_paper == "1",
        demo=True,
    )
    if unit.kind is UnitKind.OFFICE:
        unit.town_zh, unit.town_en = TOWN_ZH, TOWN_EN
    town.session.add(unit)
    town.session.flush()
    unit.path = f"{above.path if above else ''}{unit.id}/"
    town.units[row.code] = unit


def _person(town: Town, row: tables.PersonRow, now: Moment, password_hash: str) -> None:
    # example.invalid: no mail of the demo can reach anybody.
    address = f"{row.account}@example.invalid"
    person = Person(uid=new_uid(), account=row.account, name=row.name, email=address, password_hash=password_hash)
    town.session.add(person)
    town.session.flush()
    town.persons[row.account] = person
    since = Moment(now.at - POSTS_SINCE, now.timetable)
    unit = town.units[row.unit]
    admin_service.grant_by_system(town.session, since, person, unit, Role(row.role), row.answering == "1")


def _roster(town: Town, now: Moment) -> None:
    """Somebody of the office on duty on every day: the weeks lived through, and the next ones."""
    for offset in range(-ROSTER_BACK, ROSTER_AHEAD):
        day = now.today + timedelta(days=offset)
        who = ON_DUTY[day.toordinal() % len(ON_DUTY)]
        shift = DutyShift(
            uid=new_uid(), unit_uid=town.office.uid, day=day, person_uid=town.uid(who), recorded_at=now.at
        )
        town.session.add(shift)
        town.session.add(absence_service.duty_event(town.session, shift, SYSTEM, now))


def _leave(town: Town, now: Moment) -> None:
    leave = Leave(
        uid=new_uid(),
        person_uid=town.uid(AWAY),
        deputy_uid=town.uid(DEPUTY),
        unit_uid=town.units["market"].uid,
        first=Instants(now.at, now.calendar).day("W-1"),
        last=now.today + AWAY_FOR,
        recorded_at=now.at,
    )
    town.leave_from = leave.first
    town.session.add(leave)
    town.session.add(absence_service.leave_event(town.session, leave, SYSTEM, now))
