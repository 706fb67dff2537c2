"""Lawful moves of this stage, and of calling back; no state is reached by them alone."""

from datetime import timedelta
from typing import Any

from casebook.case.actions import Action as A
from casebook.case.models import OrderedRectification, State
from casebook.case.taxonomy import NoteReaders
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.stages.supervision import queries, service
from casebook.stages.supervision.service import Demand, Order
from tests.lives import Life, Move, Way
from tests.stages.callback import moves as callback


def demand(action: A) -> Move:
    """One rung of the ladder, by hand."""
    return lambda one, a, n: service.demand(
        one.session, one.file, action, a, n, Demand("到期没有办结，也没有说明。", n.today + timedelta(days=5))
    )


def order(life: Life, actor: Any, now: Moment) -> object:
    """Something to be put right at the station within a week."""
    head = life.town.persons[f"{life.station}-head"]
    ordered = Order(
        "公示牌缺服务电话。", "政务公开规定5", "补齐公示牌。", now.today + timedelta(days=7), head.uid, head.name
    )
    return service.order(life.session, life.file, actor, now, ordered)


def verify(life: Life, actor: Any, now: Moment) -> object:
    """The oldest order is seen to be done; where none waits, one that never was."""
    life.session.flush()
    waiting = queries.open_orders(life.session, life.file.uid) or [OrderedRectification(uid="none")]
    return service.verify(life.session, life.file, actor, now, waiting[0], "九月三日到现场看过，已经补齐。")


def alert(life: Life, actor: Any, now: Moment) -> object:
    """Some clock is over."""
    return perform(life.file, A.ALERT, actor, now, {"clock": "law60", "was_due": now.at})


MOVES: dict[A, Move] = {
    **callback.MOVES,
    A.ALERT: alert,
    A.REMIND: demand(A.REMIND),
    A.SUPERVISE: demand(A.SUPERVISE),
    A.LIST: demand(A.LIST),
    A.TALK: demand(A.TALK),
    A.CRITICAL: lambda one, a, n: service.mark_critical(one.session, one.file, a, n, "life", "线路冒火花。"),
    A.ORDER: order,
    A.ORDER_VERIFY: verify,
    A.URGE: lambda one, a, n: service.urge(one.session, one.file, a, n),
    A.NOTE: lambda one, a, n: service.note(
        one.session, one.file, a, n, "下周再看一次。", NoteReaders.OFFICE, one.file.office_uid
    ),
}
WAYS: dict[State, Way] = {}
