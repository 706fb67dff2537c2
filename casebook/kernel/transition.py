"""perform(): the only writer of `.state`. It judges again, moves the record, runs its clocks and writes the event.

No Flask, no commit, no query: it works the same on a record that no database has seen.
"""

from enum import Enum
from typing import Any

from sqlalchemy.orm import object_session

from casebook.kernel import jobs
from casebook.kernel.access import Outcome, Refused, Verdict, decide
from casebook.kernel.clocks import Clock
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, Message, write_event
from casebook.kernel.machine import BEFORE, SAME, Facts, Machine, Refusal, Transition, machine_of


def perform(
    record: Any, action: Enum, actor: Any, now: Moment, details: Facts, on_behalf_of: str | None = None
) -> Event:
    """Do `action` to `record` as `actor`: one event, one message per audience, or Refused and nothing changed.

    `details` are the facts that come with the deed; `on_behalf_of` the unit whose paper is entered (代录).
    """
    row = _admitted(record, action, actor, now, details)
    machine, before = machine_of(record), record.state
    _move(record, row)
    _run_clocks(machine, row, record, now)
    event = _event(machine, row, record, before, actor, now, details, on_behalf_of)
    _keep(record, event, row, now)
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


def _run_clocks(machine: Machine, row: Transition, record: Any, now: Moment) -> None:
    for clock in record.clocks:
        if clock.kind in row.stops_clock and clock.stopped_at is None:
            clock.stopped_at = now.at
    _resume(record, row.resumes_clock)
    for name in row.starts_clock:
        _start(machine, record, name, now)
    running = [clock.due_at for clock in record.clocks if clock.stopped_at is None]
    record.sort_due_at = min(running, default=record.far_future)


def _resume(record: Any, names: tuple[str, ...]) -> None:
    """Take back the latest stop among the named clocks: the work goes on under the date it had."""
    stopped = [clock for clock in record.clocks if clock.kind in names and clock.stopped_at is not None]
    if stopped:
        max(stopped, key=lambda clock: clock.stopped_at).stopped_at = None


def _start(machine: Machine, record: Any, name: str, now: Moment) -> None:
    if any(clock.kind == name and clock.stopped_at is None for clock in record.clocks):
        return  # it runs already
    kind = machine.clock(name)
    rule = kind.rule(record)
    start = kind.start(record, now)
    due = now.timetable.due(rule, start)
    record.clocks.append(
        Clock(
            uid=new_uid(),
            subject_uid=record.uid,
            kind=name,
            rule=rule,
            rule_version=now.timetable.rules[rule].version,
            calendar_version=now.calendar.version,
            started_at=start,
            due_on=None if due.yellow is None else due.internal,
            due_at=due.due_at,
            legal_due_at=due.legal_due_at,
            provisional=due.provisional,
        )
    )


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


def _keep(record: Any, event: Event, row: Transition, now: Moment) -> None:
    session = object_session(record)
    if session is None:
        return
    session.add(event)
    for audience in row.notifies:
        session.add(_message(event, audience))
    if row.notifies:
        jobs.enqueue(session, "deliver", event.uid, {"event_uid": event.uid}, now.at)


def _message(event: Event, audience: str) -> Message:
    return Message(
        uid=new_uid(),
        event_uid=event.uid,
        subject_kind=event.subject_kind,
        subject_uid=event.subject_uid,
        action=event.action,
        audience=audience,
    )
