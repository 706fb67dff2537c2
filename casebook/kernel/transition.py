"""perform(): the only writer of `.state`. It judges again, moves the record, runs its clocks and writes the event.

No Flask, no commit, no query: it works the same on a record that no database has seen.
"""

from enum import Enum
from typing import Any

from sqlalchemy.orm import object_session

from casebook.kernel import jobs, timers
from casebook.kernel.access import Outcome, Refused, Verdict, decide
from casebook.kernel.clocks import PAUSE_RULE, Clock, Pause, recount
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, Message, write_event
from casebook.kernel.machine import BEFORE, SAME, ClockKind, Facts, Machine, Refusal, Transition, machine_of
from casebook.kernel.proposal import keep_proposals, lapse_moot, settled_by


def perform(
    record: Any, action: Enum, actor: Any, now: Moment, details: Facts, on_behalf_of: str | None = None
) -> Event:
    """Do `action` to `record` as `actor`: one event, one message per audience, or Refused and nothing changed.

    `details` are the facts that come with the deed; `on_behalf_of` the unit whose paper is entered (代录).
    """
    row = _admitted(record, action, actor, now, details)
    machine, before = machine_of(record), record.state
    settled = settled_by(record, row, now, details)
    _move(record, row)
    running = _run_clocks(machine, row, record, now, details)
    keep_proposals(record, row, settled, actor, now, details)
    if record.state is not before:
        lapse_moot(record, (), now)  # asked for where the record stood before
    event = _event(machine, row, record, before, actor, now, details, on_behalf_of)
    _keep(machine, record, event, row, now, running)
    return event


def _admitted(record: Any, action: Enum, actor: Any, now: Moment, details: Facts) -> Transition:
    # First as one who only asks, so that a guard that judges facts never meets a deed that lacks them.
    row = _allowed(decide(actor, action, record, now))
    missing = [fact for fact in row.requires if details.get(fact) in (None, "", [], {})]
    if missing:
        raise Refused(Verdict(Outcome.GUARDED, row, Refusal("missing_fact", {"fact": missing[0]})))
    return _allowed(decide(actor, action, record, now, details))


def _allowed(verdict: Verdict) -> Transition:
    if not verdict.allowed or verdict.row is None:
        raise Refused(verdict)
    return verdict.row


def _move(record: Any, row: Transition) -> None:
    special: dict[Enum, Enum] = {SAME: record.state, BEFORE: record.state_before}
    target = special.get(row.to_state, row.to_state)
    if target is not record.state:
        record.state_before, record.state = record.state, target
    record.version = (record.version or 0) + 1


def _run_clocks(machine: Machine, row: Transition, record: Any, now: Moment, details: Facts) -> list[Clock]:
    """Stop, resume, pause, continue and start what the row names; answers the clocks whose timers must be wound."""
    for clock in record.clocks:
        if clock.kind in row.stops_clock and clock.runs and _concerns(clock, details):
            clock.stopped_at = now.at
    wound = [
        *_resumed(record, row.resumes_clock),
        *_paused(record, row, now),
        *_continued(record, row.continues_clock, now),
        *(clock for name in row.starts_clock for clock in _started(machine.clock(name), record, now, details)),
    ]
    sort_by_clocks(record)
    return wound


def _concerns(clock: Clock, details: Facts) -> bool:
    # Of several units' clocks a deed of one unit stops its own; a deed of the whole record stops all.
    return clock.unit_uid is None or details.get("unit") in (None, clock.unit_uid)


def sort_by_clocks(record: Any) -> None:
    """Let the record be sorted by the earliest date that still runs."""
    record.sort_due_at = min((clock.due_at for clock in record.clocks if clock.runs), default=record.far_future)


def _resumed(record: Any, names: tuple[str, ...]) -> list[Clock]:
    """Take back the latest stop among the named clocks: the work goes on under the dates it had."""
    # Of each kind the newest alone: an older one was replaced, not stopped.
    newest = {(clock.kind, clock.unit_uid): clock for clock in record.clocks if clock.kind in names}
    stops = [clock.stopped_at for clock in newest.values() if clock.stopped_at is not None]
    latest = [clock for clock in newest.values() if stops and clock.stopped_at == max(stops)]
    for clock in latest:
        clock.stopped_at = None
    return latest


def _paused(record: Any, row: Transition, now: Moment) -> list[Clock]:
    """Let the named clocks stand still for as long as a pause may last; when it ends earlier, so does the pause."""
    last = now.timetable.due(PAUSE_RULE, now.at).internal if row.pauses_clock else None
    clocks = [clock for clock in record.clocks if clock.kind in row.pauses_clock and clock.runs]
    for clock in clocks:
        clock.pauses.append(Pause(clock_uid=clock.uid, first=now.today, last=last, reason=row.action.value))
        recount(clock, now.timetable)
    return clocks


def _continued(record: Any, names: tuple[str, ...], now: Moment) -> list[Clock]:
    clocks = [clock for clock in record.clocks if clock.kind in names and clock.pauses]
    for clock in clocks:
        clock.pauses[-1].last = min(clock.pauses[-1].last, now.today)
        recount(clock, now.timetable)
    return clocks


def _started(kind: ClockKind, record: Any, now: Moment, details: Facts) -> list[Clock]:
    running = {clock.unit_uid for clock in record.clocks if clock.kind == kind.name and clock.runs}
    rule = kind.rule(record, details)
    clocks = [_clock(kind, rule, record, now, unit) for unit in kind.units(record, details) if unit not in running]
    record.clocks.extend(clocks)
    return clocks


def _clock(kind: ClockKind, rule: str, record: Any, now: Moment, unit: str | None) -> Clock:
    clock = Clock(
        uid=new_uid(),
        subject_uid=record.uid,
        kind=kind.name,
        rule=rule,
        rule_version=now.timetable.rules[rule].version,
        started_at=kind.start(record, now),
        unit_uid=unit,
    )
    earlier = next((one for one in reversed(record.clocks) if one.kind == kind.inherits), None)
    for pause in earlier.pauses if earlier else ():
        clock.pauses.append(Pause(clock_uid=clock.uid, first=pause.first, last=pause.last, reason=pause.reason))
    recount(clock, now.timetable)
    return clock


def _event(
    machine: Machine,
    row: Transition,
    record: Any,
    before: Enum | None,
    actor: Any,
    now: Moment,
    details: Facts,
    on_behalf_of: str | None,
) -> Event:
    return write_event(
        {**details, "grants": actor.grants},
        at=now.at,
        tx_uid=new_uid(),
        actor_kind=actor.kind,
        actor_uid=actor.uid,
        role=_role(actor, row, record),
        on_behalf_of=on_behalf_of,
        action=row.action.value,
        rule=row.rule,
        step=row.step,
        subject_kind=machine.kind,
        subject_uid=record.uid,
        subject_version=record.version,
        from_state=before.value if before else None,
        to_state=record.state.value,
    )


def _role(actor: Any, row: Transition, record: Any) -> str:
    standing = (relation.role for relation in row.by if relation.term(actor).holds(record))
    return next(standing, row.by[0].role)


def _keep(machine: Machine, record: Any, event: Event, row: Transition, now: Moment, running: list[Clock]) -> None:
    session = object_session(record)
    if session is None:
        return
    session.add(event)
    for audience in row.notifies:
        session.add(_message(event, audience))
    if row.notifies:
        jobs.enqueue(session, "deliver", event.uid, {"event_uid": event.uid}, now.at)
    for clock in running:
        timers.wind(session, machine, record, clock, now)
    if row.asks and machine.lapse:
        timers.lapse_later(session, machine, record)


def _message(event: Event, audience: str) -> Message:
    return Message(
        uid=new_uid(),
        event_uid=event.uid,
        subject_kind=event.subject_kind,
        subject_uid=event.subject_uid,
        action=event.action,
        audience=audience,
    )
