"""Lawful moves of this stage, and the shortest ways to its states."""

from datetime import date, timedelta
from typing import Any

from casebook.case.actions import Action as A
from casebook.case.models import State
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.stages.backlog import service
from casebook.stages.backlog.service import Meeting, Plan
from tests.lives import Life, Move, Way

MEETING = Meeting("镇党政联席会议", date(2026, 9, 1), "纪要〔2026〕9号")
REASON = "要等十月电网改造才能换线"
PLAN = "先架设临时线路，十月随电网改造更换主线。"
A_MONTH = timedelta(days=30)


def plan_of(life: Life, now: Moment, until: date | None = None) -> Plan:
    """A plan under the head of the station, or an officer where the office handles it itself."""
    at_station = life.file.main_unit_uid is not None
    account = f"{life.station}-head" if at_station else "officer"
    unit_uid = life.file.main_unit_uid or life.file.office_uid
    uid, name = life.town.uid(account), life.town.persons[account].name
    return Plan(REASON, PLAN, uid, name, unit_uid, until or now.today + A_MONTH)


def hung(life: Life, until: date | None = None) -> Life:
    """The director puts what is being handled on the backlog."""
    now = life.now()
    service.hang(life.session, life.file, life.actor("director"), now, plan_of(life, now, until))
    return life.done()


def redone_twice(life: Life) -> Life:
    """From the first call-back through two rounds to a third dissatisfied answer."""
    for number in (1, 2):
        life.heard().redo().close_again(f"第{number}次重办：逐户核查。").pass_on()
    return life.heard()


def _due(life: Life, actor: Any, now: Moment) -> object:
    promised = life.file.promised_on
    if actor.kind == "system" and promised is not None and now.today >= promised:
        return service.resume_when_due(life.session, life.file, now, {})
    return perform(life.file, A.RESUME_DUE, actor, now, {"holder": "nobody"})


def _soon(life: Life, actor: Any, now: Moment) -> object:
    """Tomorrow at the earliest, and no later than everybody is promised."""
    return service.promise(life.session, life.file, actor, now, now.today + timedelta(days=1))


MOVES: dict[A, Move] = {
    A.HANG: lambda one, a, n: service.hang(one.session, one.file, a, n, plan_of(one, n)),
    A.DECIDE_BACKLOG: lambda one, a, n: service.decide_backlog(one.session, one.file, a, n, plan_of(one, n), MEETING),
    A.CLOSE_UNRESOLVED: lambda one, a, n: service.close_unresolved(one.session, one.file, a, n, REASON, MEETING),
    A.PROGRESS: lambda one, a, n: service.report_progress(one.session, one.file, a, n, "主线材料已到货。"),
    A.RESUME: lambda one, a, n: service.resume(one.session, one.file, a, n, "材料提前到货"),
    A.RESUME_DUE: _due,
    A.PROMISE: _soon,
}
WAYS: dict[State, Way] = {State.HUNG: (State.HANDLING, hung)}
