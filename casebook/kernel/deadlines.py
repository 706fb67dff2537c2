"""Due dates from rules, pauses, extensions and a calendar; pure, and able to explain each step.

Working-day rules (WD) count working days after the day of the start; day rules (D) count calendar days, so that a
legal term keeps two dates: the internal one (last working day on or before the nominal date) and the legal one
(nominal date rolled forward to a working day, 民法典 201-203). Hours and minutes (H, M) run from the instant and
never pause.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum

from casebook.clock import OFFICE_ZONE
from casebook.kernel.workdays import DAY, Calendar, days_after


class Unit(Enum):
    """What a term is counted in."""

    WORKDAYS = "WD"
    DAYS = "D"
    HOURS = "H"
    MINUTES = "M"

    @property
    def by_the_clock(self) -> bool:
        """Whether the term ends at an instant, not at the end of a day."""
        return self in (Unit.HOURS, Unit.MINUTES)


@dataclass(frozen=True)
class Span:
    """An amount of one unit, e.g. 5 working days."""

    unit: Unit
    amount: int


@dataclass(frozen=True)
class Rule:
    """A term with its code, version and source; `legal` is the statute's outer limit where it differs."""

    code: str
    span: Span
    legal: Span | None = None
    basis: str = ""
    version: int = 1


@dataclass(frozen=True)
class PauseSpan:
    """A stretch in which a working-day clock stands still: the days after `first` up to and with `last`."""

    first: date
    last: date


@dataclass(frozen=True)
class Step:
    """One step of the explanation: a code and the values of its sentence."""

    code: str
    first: date | datetime
    last: date | datetime | None = None
    amount: int = 0
    name: str = ""


@dataclass(frozen=True)
class Due:
    """A due date and the steps that made it.

    `internal`, `legal`, `nominal`, `yellow`, `red` are local dates, or aware instants for hour and minute rules
    (which have no yellow). `due_at` is the exclusive end: overdue means now >= due_at.
    """

    nominal: date | datetime
    internal: date | datetime
    legal: date | datetime
    yellow: date | None
    red: date | datetime
    due_at: datetime
    legal_due_at: datetime
    provisional: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Timetable:
    """The rules and the calendar in force; `editions` holds the earlier versions of rules, by code and version."""

    calendar: Calendar
    rules: Mapping[str, Rule]
    editions: Mapping[tuple[str, int], Rule] = field(default_factory=dict)

    def edition(self, code: str, version: int) -> Rule:
        """The rule as it stood in that version: a clock keeps the one it began with. Raises KeyError without it."""
        newest = self.rules[code]
        return newest if newest.version == version else self.editions[code, version]

    def due(
        self,
        code: str,
        start: datetime,
        pauses: tuple[PauseSpan, ...] = (),
        pause_cap: int | None = None,
        extensions: tuple[Span, ...] = (),
    ) -> Due:
        """When the rule called `code` runs out, counted from `start`. Raises KeyError for an unknown rule."""
        return self.counted(self.rules[code], start, pauses, pause_cap, extensions)

    def counted(
        self,
        rule: Rule,
        start: datetime,
        pauses: tuple[PauseSpan, ...] = (),
        pause_cap: int | None = None,
        extensions: tuple[Span, ...] = (),
    ) -> Due:
        """When this very rule runs out. A statute's outer limit neither pauses nor is extended."""
        found = due(rule.span, start, self.calendar, pauses, pause_cap, extensions)
        return found if rule.legal is None else _with_legal(found, due(rule.legal, start, self.calendar))


@dataclass(frozen=True)
class Moment:
    """An instant together with the timetable known at it: what everything below a view receives as `now`."""

    at: datetime
    timetable: Timetable

    @property
    def today(self) -> date:
        """The office's local day."""
        return local_day(self.at)

    @property
    def calendar(self) -> Calendar:
        """The working calendar."""
        return self.timetable.calendar


def due(
    span: Span,
    start: datetime,
    calendar: Calendar,
    pauses: tuple[PauseSpan, ...] = (),
    pause_cap: int | None = None,
    extensions: tuple[Span, ...] = (),
) -> Due:
    """Count `span` and then each extension from its nominal end. `start` must be aware.

    A pause holds only a working-day clock, at most `pause_cap` working days in all (None: no cap).
    """
    if span.unit.by_the_clock:
        return _by_the_clock(span, start, extensions)
    held = _held(pauses, pause_cap, calendar)
    day = local_day(start)
    steps = [Step("start", day)]
    for count, part in enumerate((span, *extensions)):
        if count:
            steps.append(Step("extended", day, amount=part.amount, name=part.unit.value))
        day = _counted(part, day, calendar, held, steps)
    return _by_the_day(day, local_day(start), calendar, steps)


def local_day(instant: datetime) -> date:
    """The day in Asia/Shanghai on which an aware instant falls."""
    return instant.astimezone(OFFICE_ZONE).date()


def end_of_day(day: date) -> datetime:
    """The exclusive end of a local day: the next midnight (24:00)."""
    return datetime.combine(day + DAY, time(), OFFICE_ZONE)


def _by_the_clock(span: Span, start: datetime, extensions: tuple[Span, ...]) -> Due:
    end = start
    for part in (span, *extensions):
        length = timedelta(hours=part.amount) if part.unit is Unit.HOURS else timedelta(minutes=part.amount)
        end += length
    local = end.astimezone(OFFICE_ZONE)
    steps = (Step("instant", start, end, span.amount, span.unit.value),)
    return Due(local, local, local, None, local, end, end, False, steps)


def _held(pauses: tuple[PauseSpan, ...], cap: int | None, calendar: Calendar) -> frozenset[date]:
    days = sorted({day for pause in pauses for day in days_after(pause.first, pause.last) if calendar.is_workday(day)})
    return frozenset(days if cap is None else days[:cap])


def _counted(span: Span, day: date, calendar: Calendar, held: frozenset[date], steps: list[Step]) -> date:
    if span.unit is Unit.DAYS:
        end = day + DAY * span.amount
        steps.append(Step("days", day, end, span.amount))
        return end
    return _count_workdays(span.amount, day, calendar, held, steps)


def _count_workdays(amount: int, day: date, calendar: Calendar, held: frozenset[date], steps: list[Step]) -> date:
    first, counted = day, 0
    while counted < amount:
        day += DAY
        if day in held:
            steps.append(Step("paused", day))
        elif calendar.is_workday(day):
            counted += 1
            if calendar.is_made_up(day):
                steps.append(Step("made_up", day, name=calendar.name(day)))
        elif calendar.name(day):
            steps.append(Step("holiday", day, name=calendar.name(day)))
    steps.append(Step("workdays", first, day, amount))
    return day


def _by_the_day(nominal: date, start: date, calendar: Calendar, steps: list[Step]) -> Due:
    internal, legal = calendar.on_or_before(nominal), calendar.on_or_after(nominal)
    if internal != nominal:
        steps.append(Step("rolled", nominal, legal))
    provisional = any(calendar.is_provisional(day) for day in (nominal, internal, legal))
    if provisional:
        steps.append(Step("provisional", nominal))
    return Due(
        nominal=nominal,
        internal=internal,
        legal=legal,
        yellow=calendar.before(internal),
        red=calendar.after(internal),
        due_at=end_of_day(internal),
        legal_due_at=end_of_day(legal),
        provisional=provisional,
        steps=tuple(steps),
    )


def _with_legal(found: Due, outer: Due) -> Due:
    return Due(
        found.nominal,
        found.internal,
        outer.legal,
        found.yellow,
        found.red,
        found.due_at,
        outer.legal_due_at,
        found.provisional or outer.provisional,
        (*found.steps, Step("legal", outer.nominal, outer.legal)),
    )
