"""What happens by itself as time passes: jobs with a date that ask the table again when they ring.

A timer carries (subject, clock) or (subject, action, facts). When it rings the system decides as anybody must: a clock
that was stopped or moved meanwhile means done or later, a rung that was climbed is never climbed twice. After an outage
the rungs follow one another in order, each dated now and naming the instant at which it was due.
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.kernel import jobs, timetable
from casebook.kernel.access import Outcome, Refused
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts, Machine, Rung, machines

KIND = "timer"
# Count these records' running clocks anew by the newest calendar; whoever keeps the calendars handles it.
RECOUNT = "recount"
# Does the action as the system: it performs, and writes what the deed leaves behind.
Effect = Callable[[Session, Any, Moment, Facts], None]
_effects: dict[Enum, Effect] = {}


def does(action: Enum) -> Callable[[Effect], Effect]:
    """Register how the system does this action when its time has come."""

    def keep(effect: Effect) -> Effect:
        _effects[action] = effect
        return effect

    return keep


def is_done_by_system(action: Enum) -> bool:
    """Whether a function is registered that does the action."""
    return action in _effects


def wind(session: Session, machine: Machine, record: Any, clock: Clock, now: Moment) -> None:
    """Set the timer of a running clock's next rung; none where the ladder is at its end.

    A clock that stood still while a calendar came goes on under the date it had, and is counted anew at once.
    """
    if clock.calendar_version < now.calendar.version:
        jobs.enqueue(session, RECOUNT, f"{clock.uid}:{record.version}", {"subjects": [record.uid]}, now.at)
    rung = _next_rung(machine, clock)
    if rung is not None:
        payload = {"machine": machine.kind, "subject": record.uid, "clock": clock.uid}
        key = f"{clock.uid}:{rung.action.value}:{record.version}"
        jobs.enqueue(session, KIND, key, payload, rung.when(clock, now.calendar))


def at(session: Session, machine: Machine, record: Any, action: Enum, when: datetime, facts: Facts) -> None:
    """Let the system try `action` at `when` with these facts; what is no longer due then is left undone."""
    payload = {"machine": machine.kind, "subject": record.uid, "action": action.value, "facts": dict(facts)}
    jobs.enqueue(session, KIND, f"{record.uid}:{action.value}:{record.version}", payload, when)


def lapse_later(session: Session, machine: Machine, record: Any) -> None:
    """Set the timer at which the proposal that was just made runs out, if it does."""
    proposal = record.proposals[-1]
    if machine.lapse is not None and proposal.expires_at is not None:
        at(session, machine, record, machine.lapse, proposal.expires_at, {"proposal": proposal.uid})


@jobs.handles(KIND)
def ring(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """Do what is due. Raises jobs.NotYet while the clock, moved meanwhile, has not come so far."""
    machine = next(one for one in machines() if one.kind == payload["machine"])
    model: Any = machine.model
    record = session.scalar(select(model).where(model.uid == payload["subject"]))
    moment = Moment(now, timetable.current(session))
    if record is None:
        return
    if "clock" in payload:
        _climb(session, machine, record, payload["clock"], moment)
    else:
        action = next(row.action for row in machine.rows if row.action.value == payload["action"])
        _try(session, record, action, moment, payload["facts"])


def _climb(session: Session, machine: Machine, record: Any, clock_uid: str, now: Moment) -> None:
    clock = next(one for one in record.clocks if one.uid == clock_uid)
    rung = _next_rung(machine, clock)
    if rung is None or not clock.runs:
        return
    when = rung.when(clock, now.calendar)
    if when > now.at:
        raise jobs.NotYet(when)
    facts = {"clock": clock.kind, "was_due": when, "due": clock.due_at, "unit": clock.unit_uid}
    outcome = _try(session, record, rung.action, now, facts)
    if outcome in (Outcome.ALLOWED, Outcome.GUARDED):
        # What somebody has done by hand meanwhile is not done again, and the ladder goes on above it.
        clock.fired = [*clock.fired, rung.action.value]
        if clock.runs:
            wind(session, machine, record, clock, now)


def _try(session: Session, record: Any, action: Enum, now: Moment, facts: Facts) -> Outcome:
    try:
        _effects[action](session, record, now, facts)
    except Refused as refused:
        return refused.verdict.outcome  # no longer the case: done, and no event
    return Outcome.ALLOWED


def _next_rung(machine: Machine, clock: Clock) -> Rung | None:
    ladder = machine.clock(clock.kind).ladder
    return next((rung for rung in ladder if rung.action.value not in clock.fired), None)
