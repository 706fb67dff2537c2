"""How a case stood at the end of a past day, read from its events and clock rows and from nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from casebook.case import labels
from casebook.case.explained import due_shown
from casebook.case.models import State
from casebook.case.queries import SETTLED
from casebook.case.view_parts import Then, ThenDue
from casebook.case.workflow import CASE, Action
from casebook.kernel.clocks import PAUSE_RULE, Clock, Pause
from casebook.kernel.deadlines import Due, PauseSpan, Timetable, end_of_day
from casebook.kernel.history import Event
from casebook.kernel.machine import Facts


@dataclass
class _Running:
    """Which clocks run after a stretch of events: by kind how often it was started, and when it was stopped."""

    started: dict[str, int] = field(default_factory=dict)
    stopped: dict[str, datetime] = field(default_factory=dict)

    def start(self, kind: str) -> None:
        """A clock begins, unless one of its kind runs."""
        if kind not in self.started or kind in self.stopped:
            self.started[kind] = self.started.get(kind, 0) + 1
            self.stopped.pop(kind, None)

    def stop(self, kind: str, at: datetime) -> None:
        """The running clock of a kind stops."""
        if kind in self.started and kind not in self.stopped:
            self.stopped[kind] = at

    def resume(self, kinds: tuple[str, ...]) -> None:
        """The latest stop among some kinds is taken back."""
        stops = {kind: self.stopped[kind] for kind in kinds if kind in self.stopped}
        for kind in [kind for kind, at in stops.items() if at == max(stops.values())]:
            del self.stopped[kind]


def as_it_stood(
    events: Iterable[Event], clocks: Sequence[Clock], day: date, timetable: Timetable, names: Mapping[str, str]
) -> Then | None:
    """The case at the end of this local day; None where it was not registered yet. `names` are persons' by uid."""
    end = end_of_day(day)
    all_events = list(events)
    past = [event for event in all_events if event.at < end]
    if not past:
        return None
    state = State(past[-1].to_state)
    later = [event for event in all_events if event.at >= end]
    dates = [_due(clock, end, timetable, later) for clock in _running_rows(past, clocks, end)]
    return Then(
        day=day,
        state=labels.state_label(state),
        tone=labels.state_tone(state),
        holder="" if state in SETTLED else names.get(_holder(past), ""),
        dates=tuple(sorted(dates, key=lambda row: str(row.due))),
    )


def _holder(past: list[Event]) -> str:
    holders = (event.details.facts.get("holder") for event in reversed(past))
    return next((str(holder) for holder in holders if holder), "")


def _running_rows(past: list[Event], clocks: Sequence[Clock], end: datetime) -> Iterator[Clock]:
    running = _replayed(past)
    for kind, count in running.started.items():
        rows = [clock for clock in clocks if clock.kind == kind and clock.unit_uid is None]
        if kind not in running.stopped and 0 < count <= len(rows):
            yield rows[count - 1]
    # Several units' clocks of one kind stop one by one; each row says when.
    for clock in clocks:
        if clock.unit_uid is not None and clock.started_at < end and _began(clock, past) and _ran(clock, end):
            yield clock


def _began(clock: Clock, past: list[Event]) -> bool:
    return any(clock.unit_uid in (event.details.facts.get("co_units") or ()) for event in past)


def _ran(clock: Clock, end: datetime) -> bool:
    return clock.stopped_at is None or clock.stopped_at >= end


def _replayed(past: list[Event]) -> _Running:
    running = _Running()
    for event in past:
        row = CASE.row(Action(event.action), State(event.from_state) if event.from_state else None)
        if row is None:
            continue
        for kind in row.stops_clock:
            running.stop(kind, event.at)
        running.resume(row.resumes_clock)
        for kind in row.starts_clock:
            running.start(kind)
    return running


def _due(clock: Clock, end: datetime, timetable: Timetable, later: list[Event]) -> ThenDue:
    due = _counted_then(clock, end, timetable)
    shown = _before_recount(clock, later) or due_shown(due.due_at) or due.due_at
    return ThenDue(labels.clock_label(clock.kind), shown, end >= due.due_at)


def _counted_then(clock: Clock, end: datetime, timetable: Timetable) -> Due:
    """When it ran out as it was known then: the pauses begun and the extension told by then."""
    extension = clock.extension
    told = extension is not None and extension.told_at is not None and extension.told_at < end
    void = extension is not None and extension.voided_at is not None and extension.voided_at < end
    pauses = [_as_planned(pause, end, timetable) for pause in clock.pauses if end_of_day(pause.first) <= end]
    return timetable.counted(
        timetable.edition(clock.rule, clock.rule_version),
        clock.started_at,
        tuple(pauses),
        timetable.rules[PAUSE_RULE].span.amount if pauses else None,
        (extension.span(),) if extension is not None and told and not void else (),
    )


def _as_planned(pause: Pause, end: datetime, timetable: Timetable) -> PauseSpan:
    """While it lasts nobody knows that it will end early."""
    if end_of_day(pause.last) <= end:
        return pause.span()
    planned = timetable.due(PAUSE_RULE, end_of_day(pause.first) - labels.INSTANT).internal
    assert not isinstance(planned, datetime)  # a pause is counted in days
    return PauseSpan(pause.first, planned)


def _before_recount(clock: Clock, later: list[Event]) -> date | None:
    """The day it had before a calendar of later days moved it."""
    for event in later:
        facts: Facts = event.details.facts
        if event.action == Action.RECOUNT.value and facts.get("clock") == clock.kind and facts.get("old"):
            return datetime.fromisoformat(str(facts["old"])).date()
    return None
