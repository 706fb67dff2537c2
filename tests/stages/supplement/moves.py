"""Lawful moves of this stage, and the shortest ways to its states."""

from typing import Any

from casebook.case.actions import Action as A
from casebook.case.models import State
from casebook.kernel.deadlines import Moment
from casebook.stages.supplement import service
from tests.lives import Life, Move, Way

ITEMS = ("电费单的照片", "是哪一天几点打的电话")


def ask_more(life: Life) -> object:
    """The officer asks whoever left a way to be reached for what is missing."""
    life.file.has_contact = True
    return service.ask_more(life.session, life.file, life.actor("officer"), life.now(), ITEMS)


def _over(life: Life, actor: Any, now: Moment) -> None:
    # Acts as the system whoever tries it: only time itself ends the term.
    if actor.kind != "system":
        service.perform(life.file, A.COMPLETE_OVER, actor, now, {"was_due": now.at})
    service.complete_over(life.session, life.file, now, {"was_due": now.at})


MOVES: dict[A, Move] = {
    A.ASK_MORE: lambda one, a, n: service.ask_more(one.session, one.file, a, n, ITEMS),
    A.COMPLETE: lambda one, a, n: service.complete(one.session, one.file, a, n, "电费单在这里，是31号晚上。"),
    A.COMPLETE_FOR: lambda one, a, n: service.complete_for(one.session, one.file, a, n, "电费单复印件一张。", "来信8"),
    A.COMPLETE_OVER: _over,
}
WAYS: dict[State, Way] = {State.SUPPLEMENT: (State.REGISTERED, ask_more)}
