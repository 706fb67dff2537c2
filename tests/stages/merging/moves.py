"""Lawful moves of this stage, and the shortest ways to its states."""

from typing import Any

from casebook.case.actions import Action
from casebook.case.models import CaseFile, State
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.stages.merging import service
from casebook.stages.merging.queries import master_of
from tests.lives import Life, Move, Way

NOT_THE_SAME = "查明是两处线路，不是同一件事。"


def another(life: Life) -> CaseFile:
    """A second complaint about the same station, registered by somebody else while this life goes on."""
    other = Life(life.session, life.town, at=life.at, station=life.station)
    return other.register(text="我们三组也从六点多停电到现在。").file


def merge(life: Life) -> None:
    """The officer merges it into another case of the same event."""
    service.merge(life.session, life.file, another(life), life.actor("officer"), life.now(), "event")


def _unmerge(life: Life, actor: Any, now: Moment) -> object:
    master = master_of(life.session, actor, life.file)
    return service.unmerge(life.session, life.file, master, actor, now, NOT_THE_SAME)


MOVES: dict[Action, Move] = {
    Action.MERGE: lambda one, a, n: service.merge(one.session, one.file, another(one), a, n, "event"),
    Action.JOIN: lambda one, a, n: perform(one.file, Action.JOIN, a, n, {"joined": another(one).uid}),
    Action.UNMERGE: _unmerge,
    Action.SEPARATE: lambda one, a, n: perform(
        one.file, Action.SEPARATE, a, n, {"separated": one.file.uid, "reason": NOT_THE_SAME}
    ),
}
WAYS: dict[State, Way] = {State.MERGED: (State.ACCEPTED, merge)}
