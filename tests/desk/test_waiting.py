"""What waits for whom: each kind of work at the case that brings it about, with whom it waits and with whom not."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from casebook.case.models import State
from casebook.case.taxonomy import Grade
from casebook.case.workflow import Action
from casebook.desk.waiting import KINDS
from casebook.people.models import Role
from tests.desk.conftest import Desks
from tests.desk.test_lists import TILE, rows
from tests.lives import MORNING, Life
from tests.moves import MOVES
from tests.stages.cohandling.moves import shared_out
from tests.stages.extension.moves import approved, asked
from tests.town import grant

A, S = Action, State
Story = Callable[[Life], Any]


def does(action: Action, account: str) -> Story:
    """Somebody of the office does this."""
    return lambda life: MOVES[action](life, life.actor(account), life.now())


def head_does(action: Action) -> Story:
    """The station's head does this."""
    return lambda life: MOVES[action](life, life.post("head"), life.now())


def told_later(life: Life) -> None:
    """More time is asked for and approved, to be told by telephone."""
    approved(asked(life))


def returned_twice(life: Life) -> None:
    """It has come back once before."""
    life.file.returns = 1


def completed(life: Life) -> None:
    """The complainant sends what was asked for."""
    MOVES[A.COMPLETE](life, life.citizen, life.now())


def delicate(life: Life) -> None:
    """Of a category that a second person must read, with a text by the officer."""
    life.register().accept("J1").text()


def sampled(life: Life) -> None:
    """Closed on the spot, and drawn."""
    MOVES[A.ANSWER](life, life.actor("clerk"), life.now())
    life.file.sampled = True


def proposed_to_stand(life: Life) -> None:
    """The complainant is not satisfied; the director proposes that the result stands."""
    life.heard()
    MOVES[A.UPHOLD_ASK](life, life.actor("director"), life.now())


# kind: from which state, by which story, with whom it waits, with whom it does not
AWAITED: dict[str, tuple[State, Story | None, set[str], set[str]]] = {
    "acknowledge": (S.SEALED, None, {"discipline"}, {"officer", "director"}),
    "countersign": (S.REGISTERED, does(A.DECLINE_ASK, "officer"), {"director"}, {"officer", "clerk"}),
    "extend": (S.HANDLING, asked, {"director"}, {"officer", "power-head"}),
    "discontinue": (S.HANDLING, head_does(A.TERMINATE_ASK), {"officer", "officer2"}, {"director", "power-head"}),
    "agree": (S.CALLBACK, proposed_to_stand, {"director"}, {"officer"}),
    "return": (S.RETURN_PENDING, None, {"officer", "officer2"}, {"director", "power-head"}),
    "designate": (S.RETURN_PENDING, returned_twice, {"director"}, {"officer"}),
    "tell": (S.HANDLING, told_later, {"officer", "clerk"}, {"director", "power-head"}),
    "co": (S.ACCEPTED, shared_out, {"land-head"}, {"power-head", "officer"}),
    "answered": (S.SUPPLEMENT, completed, {"officer"}, {"clerk"}),
    "decide": (S.REGISTERED, None, {"officer", "officer2"}, {"director"}),
    "read": (S.REGISTERED, lambda life: life.accept("J1").text(), {"officer2", "director"}, {"officer"}),
    "dispatch": (S.ACCEPTED, None, {"officer"}, {"director"}),
    "sign": (S.DISPATCHED, None, {"power-head", "power-liaison", "power-handler"}, {"land-head", "officer"}),
    "take": (S.HANDLING, head_does(A.GIVE), {"power-handler"}, {"power-head"}),
    "check": (S.FEEDBACK, None, {"officer"}, {"director"}),
    "verify": (S.HANDLING, does(A.ORDER, "director"), {"officer", "officer2"}, {"director"}),
    "call": (S.CALLBACK, None, {"callback"}, {"officer"}),
    "judge": (S.CALLBACK, lambda life: life.heard(), {"officer"}, {"callback"}),
    "progress": (S.HUNG, None, {"power-head"}, {"officer", "director"}),
    "review": (S.IN_REVIEW, None, {"oversight"}, {"officer"}),
    "recheck": (S.IN_RECHECK, None, {"oversight"}, {"director"}),
    "sample": (S.REGISTERED, sampled, {"callback"}, {"clerk"}),
}


def test_every_kind_is_told_here_or_in_the_tests_of_its_stage() -> None:
    assert set(KINDS) - set(AWAITED) == {"slip", "approve", "relay"}


def _discipline(life: Life) -> None:
    """The leader is the discipline officer of this town too."""
    life.town.persons["discipline"] = life.town.persons["leader"]
    grant(life.session, life.town, "leader", Role.DISCIPLINE, "office")


@pytest.mark.parametrize("key", AWAITED)
def test_it_waits_for_whoever_must_act_and_for_nobody_else(desks: Desks, key: str) -> None:
    state, story, waits, waits_not = AWAITED[key]

    def lived(life: Life) -> None:
        if "discipline" in waits:
            _discipline(life)
        if story:
            story(life)
        life.done()

    reference = desks.live(state, then=lived)
    for account in waits | waits_not:
        reader = "leader" if account == "discipline" else account
        listed = reference in rows(desks.page(reader, f"/cases?waiting={key}"))
        assert listed == (account in waits), account
        if account in waits:
            assert reference in rows(desks.page(reader, "/desk")), account


def test_discontinuing_before_it_is_dispatched_is_the_directors(desks: Desks) -> None:
    reference = desks.live(S.ACCEPTED, then=does(A.TERMINATE_ASK, "officer"))
    assert rows(desks.page("director", "/cases?waiting=discontinue")) == [reference]
    assert rows(desks.page("officer2", "/cases?waiting=discontinue")) == []


def test_whoever_asked_is_not_asked_to_decide(desks: Desks) -> None:
    def asked_by_the_officer(life: Life) -> None:
        head_does(A.TERMINATE_ASK)(life)
        life.file.proposals[-1].asked_by = life.town.uid("officer")

    reference = desks.live(S.HANDLING, then=asked_by_the_officer)
    assert rows(desks.page("officer2", "/cases?waiting=discontinue")) == [reference]
    assert rows(desks.page("officer", "/cases?waiting=discontinue")) == []


def test_what_was_decided_no_longer_waits(desks: Desks) -> None:
    def refused(life: Life) -> None:
        asked(life)
        MOVES[A.EXTEND_REFUSE](life, life.actor("director"), life.now())

    desks.live(S.HANDLING, then=refused)
    assert rows(desks.page("director", "/cases?waiting=extend")) == []


def test_what_is_critical_stands_first_and_has_its_tile(desks: Desks) -> None:
    early = desks.live(S.ACCEPTED, at=MORNING)
    late = desks.live(S.ACCEPTED, at=MORNING.replace(day=3))
    assert rows(desks.page("officer", "/desk")) == [early, late]

    def mark(session: Any) -> None:
        session.execute(
            text("UPDATE case_file SET grade = :grade WHERE reference = :late"), {"grade": Grade.U1.value, "late": late}
        )
        session.commit()

    desks.ask(mark)
    page = desks.page("officer", "/desk")
    assert rows(page) == [late, early]
    assert ("/cases?due=critical", "1") in TILE.findall(page)
    assert rows(desks.page("officer", "/cases?due=critical")) == [late]


@pytest.mark.parametrize("state", [S.DECLINED, S.TRANSFERRED, S.MERGED, S.WITHDRAWN, S.TERMINATED])
def test_a_list_by_state_finds_what_is_over(desks: Desks, state: State) -> None:
    reference = desks.live(state)
    assert reference in rows(desks.page("officer", f"/cases?state={state.value}"))
