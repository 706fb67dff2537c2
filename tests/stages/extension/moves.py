"""Lawful moves of this stage, and the shortest ways to its states."""

from typing import Any

from casebook.case.actions import Action as A
from casebook.case.models import State
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.stages.extension import service
from casebook.stages.extension.service import Plea
from tests.lives import Life, Move, Way

PLEA = Plea("变压器配件要从厂家调运。", 5, "已到现场查明故障，临时接线供电。")


def asked(life: Life, days: int = 5) -> Life:
    """The station, or whoever handles it at the office, asks for more time."""
    asker = life.post("head") if life.file.main_unit_uid else life.actor("officer2")
    service.ask(life.session, life.file, asker, life.now(), Plea(PLEA.reason, days, PLEA.progress))
    return life.done()


def approved(life: Life, how: str = "telephone") -> Life:
    """The director approves what was asked; the complainant is still to be told."""
    service.approve(life.session, life.file, life.actor("director"), life.now(), how)
    return life.done()


def _approve(life: Life, actor: Any, now: Moment) -> object:
    """Told on the page at once, or left to be told: which of them, the version of the case decides."""
    if life.file.version % 2:
        return service.approve(life.session, life.file, actor, now, "letter")
    return service.approve_and_tell(life.session, life.file, actor, now)


def _tell(life: Life, actor: Any, now: Moment) -> object:
    return service.tell(life.session, life.file, actor, now, now.at, "telephone")


def _make_void(life: Life, actor: Any, now: Moment) -> object:
    clock = life.file.clock("feedback")
    if actor.kind == "system" and clock is not None and clock.is_overdue(now.at):
        return service.make_void(life.session, life.file, now, {"void": True})
    return perform(life.file, A.EXTEND_VOID, actor, now, {"void": True})


MOVES: dict[A, Move] = {
    A.EXTEND_ASK: lambda one, a, n: service.ask(one.session, one.file, a, n, PLEA),
    A.EXTEND_ASK_FOR: lambda one, a, n: service.ask_for(one.session, one.file, a, n, PLEA, "回执9"),
    A.EXTEND: _approve,
    A.EXTEND_REFUSE: lambda one, a, n: service.refuse(one.session, one.file, a, n, "理由不具体"),
    A.EXTEND_TELL: _tell,
    A.EXTEND_VOID: _make_void,
}
WAYS: dict[State, Way] = {}
