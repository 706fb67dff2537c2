"""Lawful moves of this stage, and the shortest ways to its states."""

from casebook.case.actions import Action
from casebook.case.models import State
from casebook.stages.sealing import service
from casebook.stages.sealing.service import Ground
from tests.lives import Life, Move, Way

HINT = "来电人说经办人要了两条烟才肯接电。"
COMES_BACK = "烟的事已经查清并处理，停电的事请效能办办理。"


def seal(life: Life) -> None:
    """The officer refers it to the discipline authority."""
    service.seal(life.session, life.file, life.actor("officer"), life.now(), Ground("D2", HINT))


MOVES: dict[Action, Move] = {
    Action.SEAL: lambda one, a, n: service.seal(one.session, one.file, a, n, Ground("D2", HINT)),
    Action.ACKNOWLEDGE: lambda one, a, n: service.acknowledge(one.session, one.file, a, n, "纪签〔2026〕7号"),
    Action.HAND_BACK: lambda one, a, n: service.hand_back(
        one.session, one.file, a, n, COMES_BACK, one.town.persons["director"].name, n.today
    ),
}
WAYS: dict[State, Way] = {State.SEALED: (State.REGISTERED, seal)}
