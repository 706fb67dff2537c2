"""Watching over a case: reminders and their ladder, critical marks, orders to put right, notes.

The ladder of casebook/case/clock_kinds.py climbs by itself; the director may step in by hand at any rung.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.clock_kinds import SILENT_DAYS
from casebook.case.guards.afterwards import LADDER
from casebook.case.models import CaseFile, Note, OrderedRectification, State
from casebook.case.service import play
from casebook.case.taxonomy import Grade, NoteReaders, Part, Supervision
from casebook.case.workflow import Action
from casebook.kernel import timers
from casebook.kernel.clocks import Clock
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment, local_day
from casebook.kernel.history import Event
from casebook.kernel.machine import Facts
from casebook.kernel.transition import perform
from casebook.letters.service import issue, notice_facts
from casebook.people.actor import SYSTEM
from casebook.people.models import Role
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.service import signer_now

LEVELS = {
    Action.REMIND: Supervision.REMINDED,
    Action.SUPERVISE: Supervision.SUPERVISED,
    Action.LIST: Supervision.LISTED,
    Action.TALK: Supervision.TALKED,
}
# The system's only reason, as the event keeps it and as the letter says it; a person writes his own.
OVERDUE, OVERDUE_IN_LETTERS = "overdue", "超过办理期限仍没有办结"
# What the station is late with, the answer itself before all else; the rest is the office's own lateness.
ANSWERS = ("feedback", "rework")
OWED_BY_STATION = (*ANSWERS, "sign", "contact", "progress")


@dataclass(frozen=True)
class Demand:
    """What is demanded of whoever is late: why, and the day by which it must now be done."""

    reason: str
    new_term: date


@dataclass(frozen=True)
class Order:
    """What the director orders put right: the finding, the rule it breaks, what must be done, by when and by whom."""

    finding: str
    rule: str
    requirement: str
    due_on: date
    responsible_uid: str
    responsible: str


def demand(session: Session, case: CaseFile, action: Action, actor: Any, now: Moment, asked: Demand) -> Event:
    """Remind, supervise, list or hold a formal talk (T36), as `action` says. Supervision only rises."""
    return _demand(session, case, action, actor, now, asked, _lateness(case, now))


@timers.does(Action.REMIND)
def remind_when_late(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """A clock is over: the first rung."""
    _climb(session, case, Action.REMIND, now, facts)


@timers.does(Action.SUPERVISE)
def supervise_when_silent(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """Nobody has moved since the reminder: the second rung."""
    _climb(session, case, Action.SUPERVISE, now, facts)


@timers.does(Action.LIST)
def list_when_silent(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """Nobody has moved since the supervision: the third rung."""
    _climb(session, case, Action.LIST, now, facts)


@timers.does(Action.ALERT)
def alert(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """A clock without a ladder is over: whoever holds the case and the director are told, nothing else happens."""
    perform(case, Action.ALERT, SYSTEM, now, facts)


def mark_critical(session: Session, case: CaseFile, actor: Any, now: Moment, ground: str, words: str) -> Event:
    """Mark the case as critical (T37): danger to life, a mass event, the media. Where its answer runs, it runs anew."""
    facts = {"ground": ground, "reason": words, "grade": Grade.U1, "post": Role.DIRECTOR}
    event = perform(case, Action.CRITICAL, actor, now, facts)
    case.grade = Grade.U1
    return event


def order(session: Session, case: CaseFile, actor: Any, now: Moment, ordered: Order) -> Event:
    """Order something put right (T44). A closed case is in hand again, and whoever signed for it last answers."""
    row, closed = _order_row(case, actor, now, ordered), case.state is State.CLOSED
    signer = signer_now(session, case, now) if closed else case.holder_uid
    facts = {"rectification": row.uid, "station": case.main_unit_uid, "rule": ordered.rule, "deadline": ordered.due_on}
    facts |= {"responsible": ordered.responsible_uid, **notice_facts(Action.ORDER, case, now)}
    event = perform(case, Action.ORDER, actor, now, {**facts, **({"holder": signer} if closed else {})})
    if closed:
        chain = chain_of(session, case.uid)
        responsibility.designate(case, chain, signer, str(case.main_unit_uid), now, ordered.requirement)
        _put_back(case)
    session.add(row)
    case.open_rectifications += 1
    play(case, actor.uid, Part.ORDERER, now)
    told = {"finding": ordered.finding, "requirement": ordered.requirement, "responsible": ordered.responsible}
    issue(session, case, event, actor, now, **told)
    return event


def verify(
    session: Session, case: CaseFile, actor: Any, now: Moment, ordered: OrderedRectification, visit: str
) -> Event:
    """Somebody who did not order it has seen on the spot that it was put right."""
    event = perform(case, Action.ORDER_VERIFY, actor, now, {"rectification": ordered.uid, "visit": True})
    ordered.verified_by, ordered.verified_at, ordered.visit = actor.uid, now.at, visit
    case.open_rectifications -= 1
    return event


def urge(session: Session, case: CaseFile, actor: Any, now: Moment) -> Event:
    """The complainant sends a reminder (T49)."""
    event = perform(case, Action.URGE, actor, now, {"urged": True})
    case.urged_at = now.at
    return event


def note(
    session: Session, case: CaseFile, actor: Any, now: Moment, text: str, readers: NoteReaders, unit_uid: str
) -> Event:
    """Write a note (T54) for the office, or for the writer's unit and the office. Never for the complainant."""
    event = perform(case, Action.NOTE, actor, now, {"readers": readers})
    session.add(
        Note(case_uid=case.uid, text=text, readers=readers, unit_uid=unit_uid, written_by=actor.uid, written_at=now.at)
    )
    return event


def rise(case: CaseFile, level: Supervision) -> None:
    """Take the supervision of the case up to this level; it never falls."""
    case.supervision = max(case.supervision, level, key=LADDER.index)


def rise_one(case: CaseFile) -> None:
    """Take the supervision one level up, as far as listing: what must be redone is watched more closely (T24)."""
    here = LADDER.index(case.supervision)
    rise(case, LADDER[max(here, min(here + 1, LADDER.index(Supervision.LISTED)))] or Supervision.REMINDED)


def _climb(session: Session, case: CaseFile, action: Action, now: Moment, facts: Facts) -> None:
    late = {**facts, "days_overdue": _days_over(case.clock(facts["clock"]), now)}
    _demand(session, case, action, SYSTEM, now, Demand(OVERDUE, _term(now)), late)


def _demand(
    session: Session, case: CaseFile, action: Action, actor: Any, now: Moment, asked: Demand, late: Facts
) -> Event:
    facts = {"round": case.reminders + 1, "reason": asked.reason, "new_term": asked.new_term, **late}
    written = late.get("clock") in (None, *OWED_BY_STATION)
    event = perform(case, action, actor, now, {**facts, **(notice_facts(action, case, now) if written else {})})
    case.reminders += 1
    rise(case, LEVELS[action])
    if actor.kind == "person" and action is not Action.REMIND:
        case.supervised = True
    if written:
        reason = OVERDUE_IN_LETTERS if asked.reason == OVERDUE else asked.reason
        issue(session, case, event, actor, now, reason=reason)
    return event


def _lateness(case: CaseFile, now: Moment) -> dict[str, Any]:
    """The clock of the answer if it is over, else the one that has been over for longest, if any is."""
    over = [clock for clock in case.clocks if clock.runs and clock.is_overdue(now.at)]
    if not over:
        return {"days_overdue": 0}
    clock = min(over, key=lambda one: (one.kind not in ANSWERS, one.due_at))
    return {"clock": clock.kind, "was_due": clock.due_at, "days_overdue": _days_over(clock, now)}


def _days_over(clock: Clock | None, now: Moment) -> int:
    return now.calendar.between(clock.due_on or local_day(clock.due_at), now.today) if clock else 0


def _term(now: Moment) -> date:
    """As many working days as the ladder waits before it climbs on."""
    day = now.today
    for _ in range(SILENT_DAYS):
        day = now.calendar.after(day)
    return day


def _order_row(case: CaseFile, actor: Any, now: Moment, ordered: Order) -> OrderedRectification:
    return OrderedRectification(
        uid=new_uid(),
        case_uid=case.uid,
        unit_uid=case.main_unit_uid,
        finding=ordered.finding,
        rule=ordered.rule,
        requirement=ordered.requirement,
        due_on=ordered.due_on,
        ordered_by=actor.uid,
        ordered_at=now.at,
    )


def _put_back(case: CaseFile) -> None:
    # What the complainant agreed to before does not stand for the next closing.
    case.closed_at = case.closed_by = case.outcome = None
    case.feedback_at = case.confirmed_at = case.agreed_at = None
    case.handed_in = False
