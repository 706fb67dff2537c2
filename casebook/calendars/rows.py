"""What the pages of the calendar and of the limits show: plain values in the reader's language."""

import calendar as almanac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from casebook.calendars import limits_service
from casebook.calendars.queries import KnownCalendar, Limit, years_of
from casebook.calendars.words import rule_label
from casebook.case.explained import span_words
from casebook.kernel.clocks import CalendarVersion
from casebook.kernel.deadlines import Span, Unit
from casebook.kernel.history import Event
from casebook.people.admin_rows import Cell, Line, Row
from casebook.web.template_globals import clock_time, short_date

SATURDAY = 5
MONTHS = 12


@dataclass(frozen=True)
class DayCell:
    """A day in a month: `kind` is off, worked or rest (an ordinary weekend); `mark` says the first two in a word."""

    number: int
    kind: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Month:
    """A month as a small table, weeks from Monday; None fills the weeks at its ends. `named` tells its special days."""

    label: str
    weeks: list[list[DayCell | None]]
    named: str


def months(known: KnownCalendar, year: int) -> list[Month]:
    """The twelve months of a year."""
    return [_month(known, year, month) for month in range(1, MONTHS + 1)]


def known_years(known: KnownCalendar, today: date) -> list[int]:
    """The years worth showing: those of which anything is known, this one and the next."""
    told = {day.year for day in known.days} | known.confirmed
    return sorted(told | {today.year, today.year + 1})


def standing(known: KnownCalendar, year: int) -> Cell:
    """Whether a year is announced."""
    if year in known.confirmed:
        return Cell(_("announced"), tone="ok")
    return Cell(_("provisional: not announced yet"), tone="warn")


def version_rows(versions: Iterable[CalendarVersion]) -> list[Row]:
    """Every version: number, source, when, years."""
    return [
        [str(row.version), row.source, clock_time(row.imported_at), _and(str(year) for year in sorted(years_of(row)))]
        for row in versions
    ]


def limit_rows(limits: Iterable[Limit], may_set: bool) -> list[Row]:
    """The rules with amount, legal cap, basis, version and since when; a link where the limit may be set."""
    return [_limit_row(limit, may_set) for limit in limits]


def change_lines(events: Iterable[Event], who: Mapping[str, str]) -> list[Line]:
    """What was decided about limits."""
    return [
        Line(_change(event.details.facts), clock_time(event.at), who.get(event.actor_uid or "", "")) for event in events
    ]


def _change(facts: Mapping[str, Any]) -> str:
    unit = Unit(facts["unit"])
    return _(
        "%(rule)s: %(old)s became %(new)s. %(reason)s (%(body)s, %(on)s, %(number)s)",
        rule=rule_label(facts["code"]),
        old=span_words(Span(unit, facts["old"])),
        new=span_words(Span(unit, facts["new"])),
        **{name: facts[name] for name in ("reason", "body", "on", "number")},
    )


def _limit_row(limit: Limit, may_set: bool) -> Row:
    rule, cap = limit.rule, limits_service.cap_of(limit.rule.code)
    link = url_for("calendars.ask_limit", code=rule.code)
    return [
        Cell(rule_label(rule.code), link)
        if may_set and rule.code not in limits_service.FIXED
        else rule_label(rule.code),
        span_words(rule.span),
        span_words(cap) if cap else "",
        rule.basis,
        str(rule.version),
        short_date(limit.since) or _("from the start"),
    ]


def _month(known: KnownCalendar, year: int, month: int) -> Month:
    weeks = almanac.Calendar().monthdatescalendar(year, month)
    cells = [[_cell(known, day) if day.month == month else None for day in week] for week in weeks]
    return Month(_("%(month)s/%(year)s", year=year, month=month), cells, _named(known, year, month))


def _cell(known: KnownCalendar, day: date) -> DayCell:
    ordinary = day.weekday() < SATURDAY
    worked, _name = known.days.get(day, (ordinary, ""))
    if worked:
        return DayCell(day.day) if ordinary else DayCell(day.day, "worked", pgettext("calendar", "work"))
    return DayCell(day.day, "off", pgettext("calendar", "off")) if day in known.days else DayCell(day.day, "rest")


def _named(known: KnownCalendar, year: int, month: int) -> str:
    """ "1–3 New Year, 4 make-up workday": neighbours of one name are told together."""
    days = sorted(day for day in known.days if (day.year, day.month) == (year, month) and known.days[day][1])
    runs = groupby(enumerate(days), lambda pair: (pair[1].toordinal() - pair[0], known.days[pair[1]][1]))
    return _and(_run([day for _number, day in group], key[1]) for key, group in runs)


def _run(days: list[date], name: str) -> str:
    span = str(days[0].day) if len(days) == 1 else f"{days[0].day}–{days[-1].day}"
    return f"{span} {name}"


def _and(words: Iterable[str]) -> str:
    return pgettext("list", ", ").join(words)
