"""Lawful moves of the later deeds of assignment."""

from casebook.case.actions import Action
from casebook.case.models import State
from casebook.stages.assignment import service
from tests.lives import Move, Way

MOVES: dict[Action, Move] = {
    Action.CHECK_TEXT: lambda one, a, n: service.check_text(one.session, one.file, a, n),
    Action.HANDLE_HERE: lambda one, a, n: service.handle_here(
        one.session, one.file, a, n, one.actor("officer2"), "涉及站所负责人，由本办直接核查"
    ),
}
WAYS: dict[State, Way] = {}
