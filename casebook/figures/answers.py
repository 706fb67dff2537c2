"""When the answer to each case was first due, and when it was first given: what being on time is judged by.

Judged against the first date, which a valid extension alone moves: taking a case up again from the backlog, redoing,
moving it to another station or reopening it never erases a lateness (decisions.md 73, 76, 78).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from casebook.case.taxonomy import Grade
from casebook.case.workflow import Action
from casebook.kernel.clocks import Clock
from casebook.kernel.history import Event
from casebook.ledgers.courses import ON_BACKLOG
from casebook.ledgers.sources import ANSWER

CLOSINGS = (Action.CLOSE.value, Action.CLOSE_FOR.value, Action.CLOSE_DIRECTLY.value)
# Ended by these before its date, a case that is reopened has a new first date.
ENDED_OTHERWISE = tuple(
    action.value
    for action in (
        *(Action.WITHDRAW, Action.WITHDRAW_FOR, Action.DECLINE, Action.DECLINE_FOR, Action.NO_LONGER),
        *(Action.TERMINATE, Action.MERGE),
    )
)


def answers(since: datetime) -> Subquery:
    """One row for each case whose answer ran or was due since then: subject_uid, due_at, answered_at, hung_at.

    `answered_at` is the first closing that was not sent back, `hung_at` when the case was first put on the backlog.
    """
    first = _first_clock(since)
    clock, critical = aliased(Clock), aliased(Clock)
    # Marked critical while the answer runs, it is due earlier (T37).
    earlier = and_(
        critical.subject_uid == clock.subject_uid,
        critical.kind == ANSWER,
        critical.rule == Grade.U1.value,
        critical.started_at == clock.stopped_at,
        critical.id > clock.id,
    )
    return (
        select(
            clock.subject_uid,
            case((critical.due_at < clock.due_at, critical.due_at), else_=clock.due_at).label("due_at"),
            _answered(clock).label("answered_at"),
            _hung(clock).label("hung_at"),
        )
        .join(first, first.c.id == clock.id)
        .outerjoin(critical, earlier)
        .subquery("answers")
    )


def _first_clock(since: datetime) -> Subquery:
    """The first clock of each case's answer; those of a life that ended otherwise in time do not count."""
    ended = and_(Event.subject_uid == Clock.subject_uid, Event.at == Clock.stopped_at)
    otherwise = select(Event.id).where(ended, Event.action.in_(ENDED_OTHERWISE)).exists()
    in_time = and_(Clock.stopped_at.is_not(None), Clock.stopped_at < Clock.due_at)
    counting = select(func.min(Clock.id).label("id")).where(Clock.kind == ANSWER, ~and_(in_time, otherwise))
    return counting.where(Clock.subject_uid.in_(_alive(since))).group_by(Clock.subject_uid).subquery("first_clock")


def _alive(since: datetime) -> Any:
    """The cases with any answer that ran or was due since then: what was over before falls into no later period."""
    clock = aliased(Clock)
    still = or_(clock.stopped_at.is_(None), clock.stopped_at >= since, clock.due_at > since)
    return select(clock.subject_uid).where(clock.kind == ANSWER, still)


def _answered(first: Any) -> Any:
    """When the first closing that stands stopped a clock of the answer. Sent back, the clock runs again."""
    clock, closing = aliased(Clock), aliased(Event)
    closed = and_(closing.subject_uid == clock.subject_uid, closing.at == clock.stopped_at)
    found = select(func.min(clock.stopped_at)).join(closing, closed)
    mine = and_(clock.subject_uid == first.subject_uid, clock.kind == ANSWER, clock.id >= first.id)
    return found.where(mine, closing.action.in_(CLOSINGS)).correlate(first).scalar_subquery()


def _hung(first: Any) -> Any:
    hung = aliased(Event)
    mine = and_(hung.subject_uid == first.subject_uid, hung.action.in_(ON_BACKLOG), hung.at >= first.started_at)
    return select(func.min(hung.at)).where(mine).correlate(first).scalar_subquery()
