"""Lawful moves of this stage, and the shortest ways to its states."""

from casebook.case.actions import Action
from casebook.case.models import State
from casebook.stages.returning import service
from tests.lives import Life, Move, Way

WHY, WHOSE, STAYS = (
    "线路在国土所的地块内，按管线管理办法应由其办理。",
    "望禾国土所",
    "停电属于供电站的职责，理由不成立。",
)


def ask(life: Life) -> None:
    """The head asks to return it to the land station."""
    service.ask(life.session, life.file, life.post("head"), life.now(), WHY, WHOSE)


MOVES: dict[Action, Move] = {
    Action.RETURN_ASK: lambda one, a, n: service.ask(one.session, one.file, a, n, WHY, WHOSE),
    Action.RETURN_ASK_FOR: lambda one, a, n: service.ask_for(one.session, one.file, a, n, WHY, WHOSE, "回执9"),
    Action.RETURN_AGREE: lambda one, a, n: service.agree(one.session, one.file, a, n),
    Action.RETURN_REFUSE: lambda one, a, n: service.refuse(one.session, one.file, a, n, STAYS),
    Action.RETURN_LAPSE: lambda one, a, n: service.lapse(one.session, one.file, n, {}),
}
WAYS: dict[State, Way] = {State.RETURN_PENDING: (State.DISPATCHED, ask)}
