"""What changes the calendar: a year's notice, or one day put right. Each makes a new version, whole in itself.

A rule that is broken raises Declined with a code; its sentence stands in words.py. Nothing here commits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from casebook.calendars import queries as find
from casebook.calendars.history import Actor, keep_calendar
from casebook.calendars.queries import KnownCalendar
from casebook.calendars.reading import DECEMBER, Day, Given
from casebook.calendars.rights import SettingsDeed
from casebook.kernel import jobs
from casebook.kernel.deadlines import Moment
from casebook.kernel.timetable import add_calendar
from casebook.people.admin_service import Declined, unless

FIRST_YEAR, LAST_YEAR = 2000, 2099
# A notice names the days off of the law at least (全国年节及纪念日放假办法 2: eleven, thirteen since 2025).
DAYS_OFF_OF_A_NOTICE = 11
# Whoever began before the import may commit a clock of the old calendar after it; so a second look.
SECOND_LOOK = timedelta(minutes=10)
RECOUNT_ALL = "recount-all"


@dataclass(frozen=True)
class Imported:
    """What an import did: the new version (None: nothing was new), and of each year how many days it changed."""

    version: int | None
    changed: Mapping[int, int]
    confirmed: frozenset[int]


def import_calendar(
    session: Session, actor: Actor, now: Moment, role: str, given: Given, source: str, confirm: Iterable[int]
) -> Imported:
    """Write the days of a file into a new version of the calendar; the same file twice makes no second one.

    The public form confirms its own year; `confirm` names the years which other lines announce whole. Running clocks
    are recounted by a job.
    """
    known = find.newest(session)
    wanted = frozenset(confirm) | ({given.year} if given.year else frozenset())
    _never_mixed(known, given, wanted)
    days = _merged(known, given, wanted - known.confirmed)
    for year in sorted(wanted):
        _announced(days, year)
    return _new_version(session, SettingsDeed.IMPORT_CALENDAR, actor, now, role, known, days, wanted, source)


def set_day(session: Session, actor: Actor, now: Moment, role: str, day: date, kept: Day, source: str) -> Imported:
    """Add or put right one day, in a new version; `kept` says whether it is worked and what it is called."""
    unless(not FIRST_YEAR <= day.year <= LAST_YEAR, "day_beyond_belief")
    known = find.newest(session)
    days = {**known.days, day: kept}
    return _new_version(session, SettingsDeed.SET_DAY, actor, now, role, known, days, frozenset(), source)


def _never_mixed(known: KnownCalendar, given: Given, wanted: frozenset[int]) -> None:
    """Refuse a file that speaks of several years nobody announced: which of them it is about must be said."""
    last = max(given.years)
    old = {day.year for day in given.days if (day.year, day.month) != (last - 1, DECEMBER)}
    unnamed = old - wanted - known.confirmed
    if len(unnamed) > 1:
        raise Declined("years_mixed", years=", ".join(str(year) for year in sorted(unnamed)))


def _merged(known: KnownCalendar, given: Given, announced: frozenset[int]) -> dict[date, Day]:
    """The known days and over them those of the file.

    A whole notice replaces what was only supposed of its year: what it does not name is as the weekday says.
    """
    whole = {year for year in announced if _days_off(given.days, year) >= DAYS_OFF_OF_A_NOTICE}
    carried = {day: kept for day, kept in known.days.items() if day.year not in whole}
    return {**carried, **given.days}


def _announced(days: Mapping[date, Day], year: int) -> None:
    unless(not FIRST_YEAR <= year <= LAST_YEAR, "day_beyond_belief")
    if not _days_off(days, year):
        raise Declined("nothing_known_of_year", year=str(year))


def _days_off(days: Mapping[date, Day], year: int) -> int:
    return sum(day.year == year and not worked for day, (worked, _name) in days.items())


def _new_version(
    session: Session,
    deed: SettingsDeed,
    actor: Actor,
    now: Moment,
    role: str,
    known: KnownCalendar,
    days: dict[date, Day],
    wanted: frozenset[int],
    source: str,
) -> Imported:
    changed = _changed(known.days, days)
    confirmed = known.confirmed | wanted
    if not changed and confirmed == known.confirmed:
        return Imported(None, {}, confirmed)
    rows = [(day, worked, name) for day, (worked, name) in sorted(days.items())]
    version = add_calendar(session, rows, confirmed, source, now.at)
    facts = {"version": version, "source": source, "confirmed": sorted(wanted - known.confirmed), "changed": changed}
    keep_calendar(session, deed, actor, now, role, version, facts)
    _recount_later(session, version, now)
    return Imported(version, changed, confirmed)


def _changed(old: Mapping[date, Day], new: Mapping[date, Day]) -> dict[int, int]:
    days = {day for day in old.keys() | new.keys() if old.get(day) != new.get(day)}
    return {year: sum(day.year == year for day in days) for year in sorted({day.year for day in days})}


def _recount_later(session: Session, version: int, now: Moment) -> None:
    payload: dict[str, Any] = {"version": version}
    jobs.enqueue(session, RECOUNT_ALL, f"{version}:at-once", payload, now.at)
    jobs.enqueue(session, RECOUNT_ALL, f"{version}:second-look", payload, now.at + SECOND_LOOK)
