"""Lawful moves of this stage, and the shortest ways to its states."""

from casebook.case.actions import Action as A
from casebook.case.models import State
from casebook.stages.assignment import service as assignment
from casebook.stages.cohandling import service
from tests.lives import Life, Move, Way

REPORT = "土地所查明：线路不跨宅基地，不影响抢修。"


def shared_out(life: Life) -> Life:
    """The officer dispatches an accepted case with the land station as co-unit; the main unit's head signs."""
    units = life.town.units
    assignment.dispatch(
        life.session, life.file, life.actor("officer"), life.now(), units[life.station], [units["land"]]
    )
    return life.done().sign()


MOVES: dict[A, Move] = {
    A.CO_REPORT: lambda one, a, n: service.report(one.session, one.file, a, n, REPORT, "等测绘结果"),
}
WAYS: dict[State, Way] = {}
