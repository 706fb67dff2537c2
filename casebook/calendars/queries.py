"""The calendar as it is known: its newest version, its earlier ones, and the rules with where they come from."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from casebook.calendars.history import RULE
from casebook.calendars.reading import Day
from casebook.kernel.clocks import CalendarDay, CalendarVersion, DeadlineRule
from casebook.kernel.deadlines import Rule
from casebook.kernel.history import Event


@dataclass(frozen=True)
class KnownCalendar:
    """One version of the calendar, whole: every day that differs, and the years announced."""

    version: int
    days: dict[date, Day]
    confirmed: frozenset[int]


@dataclass(frozen=True)
class Limit:
    """A rule in force and since when; None: since casebook was set up."""

    rule: Rule
    since: datetime | None


def newest(session: Session) -> KnownCalendar:
    """The calendar in force."""
    version = session.scalar(select(func.max(CalendarVersion.version))) or 0
    head = session.get(CalendarVersion, version)
    rows = session.scalars(select(CalendarDay).where(CalendarDay.version == version))
    days = {row.day: (row.is_workday, row.name) for row in rows}
    return KnownCalendar(version, days, years_of(head) if head else frozenset())


def years_of(head: CalendarVersion) -> frozenset[int]:
    """The years announced in a version."""
    return frozenset(int(year) for year in head.confirmed_years.split(",") if year)


def versions(session: Session) -> list[CalendarVersion]:
    """Every version, the newest first."""
    return list(session.scalars(select(CalendarVersion).order_by(CalendarVersion.version.desc())))


def limits(session: Session) -> list[Limit]:
    """The newest version of every rule, in the order in which the rules came."""
    rows: dict[str, DeadlineRule] = {}
    for row in session.scalars(select(DeadlineRule).order_by(DeadlineRule.version, DeadlineRule.id)):
        rows[row.code] = row
    since = {event.subject_uid: event.at for event in _rule_events(session)}
    return [Limit(row.as_rule(), since.get(row.uid)) for row in rows.values()]


def changes(session: Session) -> list[Event]:
    """What was decided about time limits, the newest first, with its facts."""
    return _rule_events(session)


def _rule_events(session: Session) -> list[Event]:
    found = select(Event).where(Event.subject_kind == RULE).options(joinedload(Event.details))
    return list(session.scalars(found.order_by(Event.id.desc())))
