"""When the demo's deeds took place, counted back from the instant of loading, so that its clocks are always alive.

"W-3 09:42" is the third working day before today, "R-1 21:30" the last rest day before it, "D-2 19:42" the day before
yesterday whatever day that is (a power cut knows no weekend), "H-22:00" is 22 hours ago. Counted in working days (the
D-24 of the town's description is W-17) a story keeps its order and stays in the past on whatever day it is loaded,
the day after a week of holidays included. "W+10" and "D+90" are days ahead, for what is promised.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from casebook.clock import OFFICE_ZONE
from casebook.kernel.deadlines import local_day
from casebook.kernel.workdays import DAY, Calendar

# What began 22 hours before this time of day runs out (24 h) before midnight.
LATEST = time(21, 50)


@dataclass(frozen=True)
class Instants:
    """Turns the words of the tables into instants."""

    loaded_at: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        """The local day of loading."""
        return local_day(self.loaded_at)

    def of(self, words: str) -> datetime:
        """The instant that "W-3 09:42", "R-1 21:30", "D-2 19:42" or "H-22:00" names; ValueError for anything else."""
        if words.startswith("H-"):
            hours, minutes = words.removeprefix("H-").split(":")
            return self._anchor() - timedelta(hours=int(hours), minutes=int(minutes))
        day, clock = words.split(" ")
        return datetime.combine(self.day(day), time.fromisoformat(clock), OFFICE_ZONE)

    def day(self, words: str) -> date:
        """The day that "W-3" (the third working day before today), "R-1" (rest days), "D-2" (days) or "D+90" names."""
        kind, count = words[0], words[1:]
        found = self.today
        for _ in range(abs(int(count))):
            found = self._step(kind + count[0], found)
        return found

    def _step(self, kind: str, day: date) -> date:
        if kind == "D+":
            return day + DAY
        steps = {"W-": self.calendar.before, "W+": self.calendar.after, "R-": self._rest_before, "D-": _day_before}
        if kind not in steps:
            raise ValueError(f"{kind}: a day is W-n, W+n, R-n, D-n or D+n")
        return steps[kind](day)

    def _rest_before(self, day: date) -> date:
        day -= DAY
        while self.calendar.is_workday(day):
            day -= DAY
        return day

    def _anchor(self) -> datetime:
        return min(self.loaded_at, datetime.combine(self.today, LATEST, OFFICE_ZONE))


def _day_before(day: date) -> date:
    return day - DAY
