"""A stretch of whole days, and the instants it begins and ends at."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time

from casebook.clock import OFFICE_ZONE
from casebook.kernel.workdays import DAY


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both of them included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), OFFICE_ZONE)

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last + DAY, time(), OFFICE_ZONE)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def month_of(day: date) -> Period:
    """The whole month of a day."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=last))


def week_before(day: date) -> Period:
    """Monday to Sunday of the week before the day's own."""
    monday = day - DAY * (day.weekday() + 7)
    return Period(monday, monday + DAY * 6)


def months(period: Period) -> list[Period]:
    """The period cut at the turns of months, in order."""
    found, day = [], period.first
    while day <= period.last:
        month = month_of(day)
        found.append(Period(day, min(month.last, period.last)))
        day = month.last + DAY
    return found
