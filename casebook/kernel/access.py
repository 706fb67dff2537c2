"""Who may do what, when: the one place that combines visibility, relation, state and guard."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Select, select

from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts, Machine, Refusal, Transition, machine_for, machine_of
from casebook.kernel.proposal import second_person


class Outcome(Enum):
    """The answers `decide` can give, with the status a web page shows for each."""

    ALLOWED = 200
    INVISIBLE = 404
    NOT_YOURS = 403
    WRONG_STATE = 409
    GUARDED = 422


@dataclass(frozen=True)
class Verdict:
    """What `decide` answered; `row` is set once relation and state fit, `refusal` when a guard said no."""

    outcome: Outcome
    row: Transition | None = None
    refusal: Refusal | None = None

    @property
    def allowed(self) -> bool:
        """Whether the deed may be done."""
        return self.outcome is Outcome.ALLOWED


class Refused(Exception):
    """Raised by `perform` when the verdict is not ALLOWED or a required fact is missing."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.outcome.name, verdict.refusal)
        self.verdict = verdict


def decide(actor: Any, action: Enum, record: Any, now: Moment, facts: Facts | None = None) -> Verdict:
    """Judge whether `actor` may do `action` to `record` now, in the order 404, 403, 409, 422.

    Without `facts` it answers for somebody who is only asking: guards that judge facts stay silent.
    """
    machine = machine_of(record)
    if not _sees(machine, actor, record):
        return Verdict(Outcome.INVISIBLE)
    row = machine.row(action, record.state)
    if not any(_stands(actor, candidate, record) for candidate in ([row] if row else machine.rows_for(action))):
        return Verdict(Outcome.NOT_YOURS)
    if row is None:
        return Verdict(Outcome.WRONG_STATE)
    return _guarded(row, record, actor, now, facts)


def allowed_actions(actor: Any, record: Any, now: Moment) -> list[Verdict]:
    """One verdict for each row this actor could take from the record's state: ALLOWED, or GUARDED with the reason."""
    rows = machine_of(record).rows_at(record.state)
    verdicts = [decide(actor, row.action, record, now) for row in rows]
    return [verdict for verdict in verdicts if verdict.outcome in (Outcome.ALLOWED, Outcome.GUARDED)]


def visible_to(actor: Any, model: type) -> Select[Any]:
    """The query of all records of `model` this actor may see: the only source of rows for any list."""
    return select(model).where(machine_for(model).visible(actor).sql(model))


def _sees(machine: Machine, actor: Any, record: Any) -> bool:
    # A record that is only being made is seen by whoever makes it.
    return record.state is None or machine.visible(actor).holds(record)


def _stands(actor: Any, row: Transition, record: Any) -> bool:
    return any(relation.term(actor).holds(record) for relation in row.by)


def _guarded(row: Transition, record: Any, actor: Any, now: Moment, facts: Facts | None) -> Verdict:
    refusal = second_person(record, row, actor, now, facts)
    if refusal:
        return Verdict(Outcome.GUARDED, row, refusal)
    for guard in row.guards:
        refusal = guard.check(record, actor, now, facts)
        if refusal:
            return Verdict(Outcome.GUARDED, row, refusal)
    return Verdict(Outcome.ALLOWED, row)
