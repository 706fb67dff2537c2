"""Lawful moves of this stage, and the shortest ways to its states."""

from casebook.case.actions import Action
from casebook.case.models import State
from tests.lives import Move, Way

MOVES: dict[Action, Move] = {}
WAYS: dict[State, Way] = {}
