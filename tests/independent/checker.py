"""A second opinion on an exported history: who was answerable, and when each clock runs out.

It shares no code with casebook: its formats are those of exports.md, its rules those of domain.md (8, 11.0, 11(a)) and
decisions.md (52, 53, 71 to 74, 78, 80, 81).

    python checker.py events.jsonl workdays.csv --announced 2024,2025,2026
        every difference, one a line, and exit 1 where there is one
    … --day 2026-10-20       instead: each case as it stood at the end of that day
    … --later FILE@INSTANT=YEARS   a calendar imported at that instant, with all years announced in it
    … --limit CODE=N@INSTANT       a limit changed at that instant, for what begins from then on
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

TOWN, DAY = timezone(timedelta(hours=8)), timedelta(days=1)
Told = Mapping[str, Any]
Changed = tuple[str, int, datetime]
EVER = datetime.min.replace(tzinfo=UTC)
# domain.md 11.0: unit and amount; WD working days, D calendar days, H hours.
LIMITS = {
    **dict.fromkeys(("decide", "U3", "rework", "resumed", "supplement"), ("WD", 5)),
    **dict.fromkeys(("sign", "check"), ("WD", 1)),
    **dict.fromkeys(("contact", "U2"), ("H", 24)),
    "callback": ("WD", 2),
    "U4": ("WD", 15),
    "U1": ("H", 2),
    "decide by law": ("D", 15),
    "law60": ("D", 60),
}
EXTENDED_BY = {"U3": 5, "U4": 15}
PAUSABLE = ("U3", "U4")
CLOCKS = ("decide", "law60", "sign", "contact", "feedback", "check", "callback", "rework")
# What a row does to clocks at its own instant (11(a)): - stops, + starts, = goes on. What is more has a method.
OVER = ("T4", "T6", "T7", "T8", "T9", "T10", "T22", "T23", "T25", "T30", "T38", "T40")
MOVES = {
    **dict.fromkeys(OVER, " ".join(f"-{kind}" for kind in CLOCKS)),
    "T5": "-decide +law60",
    "T11": "+sign +contact",
    "T12": "+contact",  # handled here: nothing is dispatched, but the complainant is owed the same contact
    "T13": "-sign",
    "T15": "-sign -contact",
    "T19": "-feedback +check",
    "T20": "-check",
    "T21": "-check +callback",
    "T24": "-callback +rework",
    "T26": "-rework +check",
    "T28": "-feedback -rework",
    "T29": "+resumed",
    "T41": "=law60 +rework",
    "T42": "-sign -contact",
    "T43": "-sign",
    "T47": "-contact",
}
# Steps that prepare something or hand paper about: the date and the duty stay where they were.
IDLE_STEPS = ("ask", "refuse", "give", "hand_in", "back", "acknowledge")
# Rows by which an office person's own deed is his signature for the case.
OWN_DEED = ("T4", "T5", "T11", "T15", "T21", "T42")
CLOSED_BY_STATION = ("T19", "T26", "T40")
NAMES = {"T12": "assignee", "T13": "handler", "T24": "person", "T27a": "owner", "T28": "owner", "T43": "person"}
# Rows that name who is answerable, which nothing else in the history tells.
NAMED = ("T1", "T8", "T29", "T31", "T32", "T34", "T39", "T41", "T44", "T55", "T56")


@dataclass(frozen=True)
class Calendar:
    """Days that differ from Monday-to-Friday, the years announced, and since when this is known."""

    days: Mapping[date, bool]
    announced: frozenset[int]
    since: datetime = EVER

    def works(self, day: date) -> bool:
        """Whether the offices work on this day."""
        return self.days.get(day, day.isoweekday() <= 5)

    def rolled(self, day: date, step: timedelta) -> date:
        """The day itself if worked, else the nearest worked one in that direction."""
        while not self.works(day):
            day += step
        return day


@dataclass
class Clock:
    """One term: what it is made of, and the calendar it was last counted by."""

    limit: tuple[str, int]
    start: datetime
    calendar: Calendar
    law: tuple[str, int] | None = None
    pauses: list[list[date]] = field(default_factory=list)
    more: int = 0
    runs: bool = True

    def ends(self) -> dict[str, Any]:
        """Internal and legal end and whether they are provisional, as a snapshot tells them."""
        if self.limit[0] == "H":
            end = (self.start + timedelta(hours=self.limit[1])).astimezone(TOWN)
            return {"internal": end.isoformat(), "legal": end.isoformat(), "provisional": False}
        nominal = self._nominal(self.limit, self._held())
        for _ in range(self.more):
            nominal = self.calendar.rolled(nominal + DAY, DAY)
        outer = self._nominal(self.law, frozenset()) if self.law else nominal
        reached = {self.calendar.rolled(day, step) for day in (nominal, outer) for step in (DAY, -DAY)}
        return {
            "internal": self.calendar.rolled(nominal, -DAY).isoformat(),
            "legal": self.calendar.rolled(outer, DAY).isoformat(),
            "provisional": not {day.year for day in (nominal, outer, *reached)} <= self.calendar.announced,
        }

    def internal_end(self) -> datetime:
        """The exclusive end of the internal term."""
        internal = self.ends()["internal"]
        return datetime.fromisoformat(internal) if self.limit[0] == "H" else midnight_after(internal)

    def _nominal(self, limit: tuple[str, int], held: frozenset[date]) -> date:
        unit, amount = limit
        day = local(self.start)
        if unit == "D":
            return day + DAY * amount
        while amount:
            day += DAY
            amount -= self.calendar.works(day) and day not in held
        return day

    def _held(self) -> frozenset[date]:
        """The working days that do not count: those after a pause's first up to and with its last, five at most."""
        days = {first + DAY * n for first, last in self.pauses for n in range(1, (last - first).days + 1)}
        return frozenset(sorted(day for day in days if self.calendar.works(day))[: LIMITS["supplement"][1]])


@dataclass
class Case:
    """A case as far as its events were told."""

    calendar: Calendar
    limits: Iterable[Changed]
    state: str | None = None
    holder: str | None = None
    grade: str = ""
    begun: datetime = EVER
    approved: int = 0
    ran: list[str] = field(default_factory=list)
    seq: int = 0
    clocks: dict[str, Clock] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def told(self, event: Told) -> None:
        """Go on by one event."""
        row, at = event["row"] or "", instant(event["at"])
        # Contradicted by the sample call-back (56b) it is done again like T41; else nothing moves.
        row = "T41" if row == "T56" and event["to"] == "REWORK" else row
        self._in_order(event)
        self.grade = event["details"].get("grade") or self.grade
        self._hold(event, row, event["details"])
        self._run(event, row, at)
        self.state = event["to"]

    def imported(self, calendar: Calendar) -> None:
        """A new calendar: what runs is counted anew, what has stopped stays until it goes on."""
        self.calendar = calendar
        for clock in (one for one in self.clocks.values() if one.runs):
            clock.calendar = calendar

    def dues(self) -> dict[str, dict[str, Any]]:
        """When each clock runs out."""
        return {kind: clock.ends() for kind, clock in self.clocks.items()}

    def _in_order(self, event: Told) -> None:
        if event["seq"] != self.seq + 1:
            self.faults.append(f"event {event['seq']} follows event {self.seq}: one is missing or told twice")
        if event["from"] != self.state:
            self.faults.append(f"event {event['seq']} comes from {event['from']}, the case was {self.state}")
        self.seq = event["seq"]

    def _hold(self, event: Told, row: str, details: Told) -> None:
        """Responsibility moves when the receiver signs or by a designation that names him, and by nothing else."""
        stated, expected = details.get("holder"), self._answerable(event, row, details)
        if stated is not None and stated != expected:
            self.faults.append(f"event {event['seq']} ({row}) names {stated} as holder, it should be {expected}")
        self.holder = expected
        if self.holder is None:
            self.faults.append(f"nobody is answerable after event {event['seq']}")

    def _answerable(self, event: Told, row: str, details: Told) -> str | None:
        if row in OWN_DEED or (row, event.get("step")) == ("T45", "sign"):
            return str(event["actor"])
        if row in CLOSED_BY_STATION:
            return self.holder if details.get("on_behalf") else str(event["actor"])
        if row in NAMED or event["action"] == "take-over":
            return details.get("holder") or self.holder
        return details.get(NAMES.get(row, "")) or self.holder

    def _run(self, event: Told, row: str, at: datetime) -> None:
        if event.get("step") in IDLE_STEPS:
            return
        running = [kind for kind, clock in self.clocks.items() if clock.runs]
        for move in MOVES.get(row, "").split():
            self._move(move[0], move[1:], at)
        special = getattr(self, f"_{row.lower()}", None)
        if special is not None:
            special(at, event, event["details"])
        self.ran = running if row == "T9" else self.ran

    def _move(self, sign: str, code: str, at: datetime) -> None:
        kind = "feedback" if code == "resumed" else code
        if sign == "+":
            self._start(kind, code, at, at)
        elif kind in self.clocks:
            clock, goes_on = self.clocks[kind], sign == "="
            clock.runs, clock.calendar = goes_on, self.calendar if goes_on else clock.calendar

    def _start(self, kind: str, code: str, start: datetime, at: datetime, law: str | None = None) -> Clock:
        self.clocks[kind] = Clock(limit_of(code, at, self.limits), start, self.calendar, LIMITS[law] if law else None)
        return self.clocks[kind]

    def _t1(self, at: datetime, event: Told, details: Told) -> None:
        self.begun = instant(details["received_at"])
        self._start("decide", "decide", self.begun, at, "decide by law")

    def _t2(self, at: datetime, event: Told, details: Told) -> None:
        # Until it is completed the pause counts as long as it may last.
        last = Clock(LIMITS["supplement"], at, self.calendar).ends()["internal"]
        self.clocks["decide"].pauses.append([local(at), date.fromisoformat(last)])

    def _t3(self, at: datetime, event: Told, details: Told) -> None:
        pause = self.clocks["decide"].pauses[-1]
        pause[1] = min(pause[1], local(at))

    def _t5(self, at: datetime, event: Told, details: Told) -> None:
        feedback = self._start("feedback", self.grade, self.begun, at)
        if self.grade in PAUSABLE:
            feedback.pauses = self.clocks["decide"].pauses

    def _t17(self, at: datetime, event: Told, details: Told) -> None:
        """Approved it waits to be told; told before the end of the old internal date it counts, else never."""
        feedback, told = self.clocks["feedback"], details.get("told_at")
        if event.get("step") in (None, "decide"):
            self.approved = int(details.get("days") or EXTENDED_BY.get(self.grade, 0))
        if told and not details.get("void") and not feedback.more and instant(told) < feedback.internal_end():
            feedback.more = self.approved

    def _t20(self, at: datetime, event: Told, details: Told) -> None:
        self._move("=", "rework" if event["to"] == "REWORK" else "feedback", at)

    def _t31(self, at: datetime, event: Told, details: Told) -> None:
        self.begun, self.approved = at, 0
        self._start("decide", "decide", at, at, "decide by law")

    _t39 = _t31

    def _t37(self, at: datetime, event: Told, details: Told) -> None:
        self.grade = "U1"
        if "feedback" in self.clocks and self.clocks["feedback"].runs:
            self._start("feedback", "U1", at, at)

    def _t43(self, at: datetime, event: Told, details: Told) -> None:
        if "contact" not in self.clocks or not self.clocks["contact"].runs:
            self._start("contact", "contact", at, at)

    def _t44(self, at: datetime, event: Told, details: Told) -> None:
        if event["from"] == "CLOSED":
            self._start("feedback", self.grade, at, at)

    def _t55(self, at: datetime, event: Told, details: Told) -> None:
        for kind in self.ran:
            self._move("=", kind, at)


def limit_of(code: str, at: datetime, changed: Iterable[Changed]) -> tuple[str, int]:
    """The limit of what begins by an event of this instant: that of 11.0, or what it was changed to before."""
    unit, amount = LIMITS[code]
    for name, later, since in sorted(changed, key=lambda change: change[2]):
        amount = later if name == code and since <= at else amount
    return unit, amount


def differences(lines: Iterable[str], calendars: list[Calendar], limits: Iterable[Changed] = ()) -> list[str]:
    """Everything in which the export and this reckoning disagree."""
    events, snapshots = sorted_out(lines)
    found = [f"case {uid}: has no snapshot" for uid in events.keys() - snapshots.keys()]
    found += [f"case {uid}: has no events" for uid in snapshots.keys() - events.keys()]
    for uid in events.keys() & snapshots.keys():
        case = lived(events[uid], calendars, limits)
        found += [f"case {uid}: {fault}" for fault in (*case.faults, *_compared(case, snapshots[uid]))]
    return sorted(found)


def lived(
    events: Iterable[Told], calendars: list[Calendar], limits: Iterable[Changed], until: datetime | None = None
) -> Case:
    """A case told from its events, up to an instant or to the end."""
    first, *later = sorted(calendars, key=lambda calendar: calendar.since)
    case = Case(first, limits)
    steps: list[Any] = [(instant(event["at"]), 1, event["seq"], event) for event in events]
    steps += [(calendar.since, 0, 0, calendar) for calendar in later]
    for at, _kind, _seq, step in sorted(steps, key=lambda one: one[:3]):
        if until is not None and at >= until:
            break
        case.imported(step) if isinstance(step, Calendar) else case.told(step)
    return case


def standing(
    lines: Iterable[str], calendars: list[Calendar], limits: Iterable[Changed], until: datetime
) -> Iterator[str]:
    """How each case stood just before an instant: state, holder and due dates, one JSON object a case."""
    for uid, events in sorted_out(lines)[0].items():
        case = lived(events, calendars, limits, until)
        if case.seq:
            told = {"id": uid, "state": case.state, "holder": case.holder, "dues": case.dues()}
            yield json.dumps(told, ensure_ascii=False)


def sorted_out(lines: Iterable[str]) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """The events of each case, and its snapshot."""
    events: dict[str, list[Any]] = {}
    snapshots: dict[str, Any] = {}
    for line in lines:
        record = json.loads(line)
        if record["kind"] == "case" and "snapshot" in record:
            snapshots[record["id"]] = record["snapshot"]
        elif record["kind"] == "case":
            events.setdefault(record["id"], []).append(record)
    return events, snapshots


def _compared(case: Case, snapshot: Told) -> Iterator[str]:
    dues, reckoned = snapshot["dues"], case.dues()
    pairs = [("state", snapshot["state"], case.state), ("holder", snapshot["holder"], case.holder)]
    for name, told, mine in (*pairs, *((kind, dues.get(kind), reckoned.get(kind)) for kind in CLOCKS)):
        if told != mine:
            yield f"{name}: the export says {told}, reckoned {mine}"


def instant(text: str) -> datetime:
    """An instant with its offset."""
    return datetime.fromisoformat(text)


def local(at: datetime) -> date:
    """The day in the town."""
    return at.astimezone(TOWN).date()


def midnight_after(day: str) -> datetime:
    """24:00 of a day."""
    return datetime.combine(date.fromisoformat(day) + DAY, time(), TOWN)


def read_calendar(lines: Iterable[str], announced: Iterable[int], since: datetime = EVER) -> Calendar:
    """A calendar of lines date,is_workday,name."""
    rows = csv.DictReader(lines)
    days = {date.fromisoformat(row["date"]): row["is_workday"] == "1" for row in rows}
    return Calendar(days, frozenset(announced), since)


def _later(text: str) -> Calendar:
    path, _, rest = text.partition("@")
    since, _, years = rest.rpartition("=")
    return read_calendar(Path(path).read_text("utf-8").splitlines(), map(int, years.split(",")), instant(since))


def _limit(text: str) -> Changed:
    code, _, rest = text.partition("=")
    amount, _, since = rest.partition("@")
    return code, int(amount), instant(since)


def main(arguments: list[str]) -> int:
    """Print the differences, or how each case stood at the end of a day."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=Path)
    parser.add_argument("calendar", type=Path)
    parser.add_argument("--announced", default="", help="years, e.g. 2025,2026")
    parser.add_argument("--later", type=_later, action="append", default=[])
    parser.add_argument("--limit", type=_limit, action="append", default=[])
    parser.add_argument("--day")
    given = parser.parse_args(arguments)
    years = [int(year) for year in given.announced.split(",") if year]
    calendars = [read_calendar(given.calendar.read_text("utf-8").splitlines(), years), *given.later]
    lines = given.events.read_text("utf-8").splitlines()
    if given.day:
        print(*standing(lines, calendars, given.limit, midnight_after(given.day)), sep="\n")
        return 0
    found = differences(lines, calendars, given.limit)
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
