"""The working calendar: weekends, statutory holidays and make-up workdays (调休), by version.

The State Council announces each year's days off in the year before (放假办法 6, 7). Until then a year is unknown and
every date that depends on it is provisional.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Days that differ from Monday-to-Friday (`True`: worked), their names, and the years that are announced."""

    version: int = 0
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)
    confirmed_years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether the offices work on this day, as far as is known."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_provisional(self, day: date) -> bool:
        """Whether the holidays of this day's year are not yet announced."""
        return day.year not in self.confirmed_years

    def is_made_up(self, day: date) -> bool:
        """Whether this is a weekend day worked in exchange for a holiday."""
        return day.weekday() >= SATURDAY and self.is_workday(day)

    def name(self, day: date) -> str:
        """What the calendar calls this day, or nothing."""
        return self.names.get(day, "")

    def after(self, day: date) -> date:
        """The first working day after `day`."""
        return next(later for later in _from(day + DAY, DAY) if self.is_workday(later))

    def before(self, day: date) -> date:
        """The last working day before `day`."""
        return next(earlier for earlier in _from(day - DAY, -DAY) if self.is_workday(earlier))

    def on_or_after(self, day: date) -> date:
        """`day` itself if worked, else the next working day (民法典 203)."""
        return day if self.is_workday(day) else self.after(day)

    def on_or_before(self, day: date) -> date:
        """`day` itself if worked, else the last working day before it."""
        return day if self.is_workday(day) else self.before(day)

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first` up to and with `last`; negative when `last` is earlier."""
        if last < first:
            return -self.between(last, first)
        return sum(self.is_workday(day) for day in days_after(first, last))


def days_after(first: date, last: date) -> Iterator[date]:
    """The days after `first` up to and with `last`."""
    return (first + DAY * count for count in range(1, (last - first).days + 1))


def _from(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step
