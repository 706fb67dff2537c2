"""A table that contradicts itself is refused when its machine is made."""

from enum import Enum

import pytest

from casebook.kernel.machine import SAME, ClockKind, Label, Machine, Relation, TableError, Transition
from casebook.kernel.terms import YES


class S(Enum):
    """Two states."""

    OPEN = "open"
    SHUT = "shut"


class A(Enum):
    """Three deeds."""

    MAKE = "make"
    SHUT = "shut"
    LOOK = "look"


ANYONE = Relation("anyone", "anyone", lambda actor: YES)
WORDS = Label("Do", "done")


def row(action: A, start: tuple[S, ...] | None, target: object, **more: object) -> Transition:
    return Transition(action, "T1", start, target, (ANYONE,), **{"label": WORDS, **more})  # type: ignore[arg-type]


MAKE, SHUT = row(A.MAKE, None, S.OPEN), row(A.SHUT, (S.OPEN,), S.SHUT)


def machine(*rows: Transition, **more: object) -> Machine:
    return Machine("door", object, S, rows, lambda actor: YES, **more)  # type: ignore[arg-type]


def test_a_sound_table_is_taken() -> None:
    assert machine(MAKE, SHUT).row(A.SHUT, S.OPEN) is SHUT


@pytest.mark.parametrize(
    ("rows", "more", "complaint"),
    [
        ((MAKE, SHUT, row(A.SHUT, (S.OPEN, S.SHUT), SAME)), {}, "two rows for SHUT"),
        ((MAKE,), {}, "no row leads to SHUT"),
        ((MAKE, SHUT, row(A.LOOK, (S.SHUT,), S.OPEN)), {"final": frozenset({S.SHUT})}, "LOOK leaves a final state"),
        ((MAKE, SHUT, row(A.LOOK, (S.OPEN,), SAME, label=Label("", "looked"))), {}, "LOOK has no words"),
        ((MAKE, SHUT, row(A.LOOK, (S.OPEN,), SAME, starts_clock=("tea",))), {}, "unknown clocks"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(rows: tuple[Transition, ...], more: dict, complaint: str) -> None:
    with pytest.raises(TableError, match=complaint):
        machine(*rows, **more)


def test_staying_in_a_final_state_is_no_way_out() -> None:
    look = row(A.LOOK, (S.SHUT,), SAME)
    assert machine(MAKE, SHUT, look, final=frozenset({S.SHUT})).row(A.LOOK, S.SHUT) is look


def test_a_row_of_creation_fits_no_state() -> None:
    door = machine(MAKE, SHUT)
    assert door.row(A.MAKE, None) is MAKE
    assert door.row(A.MAKE, S.OPEN) is None
    assert door.row(A.SHUT, None) is None


def test_a_clock_is_found_by_name() -> None:
    tea = ClockKind("tea", lambda record: "tea", lambda record, now: now.at)
    assert machine(MAKE, SHUT, clocks=(tea,)).clock("tea") is tea
