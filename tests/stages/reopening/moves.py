"""Lawful moves of this stage, and the shortest ways to its states."""

from casebook.case.actions import Action as A
from casebook.case.models import State
from casebook.stages.reopening import service
from casebook.stages.reopening.service import Verified
from tests.lives import Life, Move, Way


def withdrawn(life: Life) -> None:
    """The complainant withdraws on his page."""
    service.withdraw(life.session, life.file, life.citizen, life.now())


MOVES: dict[A, Move] = {
    A.WITHDRAW: lambda one, a, n: service.withdraw(one.session, one.file, a, n),
    A.WITHDRAW_FOR: lambda one, a, n: service.withdraw_for(one.session, one.file, a, n, Verified.CODE, freely=True),
    A.PRESSED: lambda one, a, n: service.pressed(one.session, one.file, a, n),
    A.REOPEN: lambda one, a, n: service.reopen(one.session, one.file, a, n, "又停电了，有新的照片"),
    A.PETITION: lambda one, a, n: service.to_petition(one.session, one.file, a, n, "来电要求出具书面意见"),
    A.ASK_WRITTEN: lambda one, a, n: service.ask_written(one.session, one.file, a, n),
    A.ASK_CHECK: lambda one, a, n: service.ask_check(one.session, one.file, a, n, "这件事就归镇里管。"),
}
WAYS: dict[State, Way] = {State.WITHDRAWN: (State.REGISTERED, withdrawn)}
