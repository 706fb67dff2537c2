"""Faults that were found by reading, each with the test that would have caught it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from casebook.case.models import State
from casebook.case.taxonomy import Grade, Outcome, Rating, Solved
from casebook.case.workflow import Action
from casebook.kernel.access import Outcome as Verdict
from casebook.kernel.access import Refused, decide
from casebook.people.models import Leave
from casebook.responsibility.queries import chain_of
from casebook.stages.assignment import service as assignment
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard
from casebook.stages.handling import service as handling
from casebook.stages.queries import waiting_letters
from casebook.web.acting import acted
from tests.lives import Life, lived
from tests.moves import MOVES
from tests.town import LONG_AGO, build

S = State


@pytest.fixture
def life(app: Flask) -> Iterator[Callable[..., Life]]:
    """Makes cases lived to a state, all in one transaction."""
    with app.app_context(), acted() as session:
        town = build(session)
        yield lambda state, **more: lived(session, town, state, **more)


def test_what_bars_a_station_bars_every_station_until_one_is_named(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED)
    officer = begun.actor("officer")
    assignment.accept(begun.session, begun.file, officer, begun.now(), "J1", Grade.U4, None)
    begun.text()
    MOVES[Action.CHECK_TEXT](begun, begun.actor("officer2"), begun.now())
    with pytest.raises(Refused) as caught:
        begun.dispatch()
    assert caught.value.verdict.refusal.code == "accused_may_not_handle"  # type: ignore[union-attr]


@pytest.mark.parametrize(("category", "outcome"), [("A2", Verdict.ALLOWED), ("J1", Verdict.NOT_YOURS)])
def test_no_station_learns_who_complained_of_reprisal(
    life: Callable[..., Life], category: str, outcome: Verdict
) -> None:
    begun = life(S.REGISTERED)
    begun.file.has_contact = begun.file.consent_contact = True
    begun.accept(category, Grade.U4).text()
    MOVES[Action.CHECK_TEXT](begun, begun.actor("officer2"), begun.now())
    begun.station = "land"
    begun.dispatch().sign()
    assert decide(begun.post("head"), Action.REVEAL, begun.file, begun.now()).outcome is outcome


def test_a_letter_of_the_station_that_had_it_before_is_not_passed_on(life: Callable[..., Life]) -> None:
    begun = life(S.HANDLING)
    handling.write_as_station(begun.session, begun.file, begun.post("head"), begun.now(), "今晚恢复。")
    assert len(waiting_letters(begun.session, begun.done().file)) == 1
    MOVES[Action.RECALL](begun, begun.actor("officer"), begun.now())
    begun.station = "land"
    begun.done().dispatch().sign()
    assert waiting_letters(begun.session, begun.file) == []


def test_an_answer_sent_back_uses_up_no_round(life: Callable[..., Life]) -> None:
    begun = life(S.REWORK)
    closed = begun.file.feedback_at
    begun.close_again("第一次重办")
    MOVES[Action.SEND_BACK](begun, begun.actor("officer"), begun.now())
    begun.done().close_again("第二次重办").pass_on().heard()
    assert (begun.file.rework_rounds, begun.file.feedback_at) == (1, closed)
    assert begun.redo().file.state is S.REWORK


def test_a_deputy_takes_a_case_on_once(life: Callable[..., Life]) -> None:
    begun = life(S.HANDLING)
    town, day = begun.town, begun.at.date()
    where = {"unit_uid": town.units["power"].uid, "first": day, "last": day, "recorded_at": LONG_AGO}
    begun.session.add(Leave(person_uid=town.uid("power-handler"), deputy_uid=town.uid("power-liaison"), **where))
    town.actors.clear()
    MOVES[Action.GIVE](begun.done(), begun.post("head"), begun.now())
    deputy = town.actor(begun.session, "power-liaison", day)
    handling.take(begun.session, begun.file, deputy, begun.now())
    assert begun.done().file.holder_uid == town.uid("power-liaison")
    with pytest.raises(Refused) as caught:
        handling.take(begun.session, begun.file, deputy, begun.now())
    assert caught.value.verdict.refusal.code == "not_given"  # type: ignore[union-attr]


def test_whoever_answers_on_the_spot_answered_for_it(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED)
    MOVES[Action.ANSWER](begun, begun.actor("clerk"), begun.now())
    assert chain_of(begun.session, begun.done().file.uid).holder.person_uid == begun.town.uid("clerk")


def test_what_was_handed_in_is_forgotten_when_it_is_closed_directly(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED).accept("M1", Grade.U3).text().dispatch().sign().contact()
    MOVES[Action.CONFIRM](begun, begun.citizen, begun.now())
    begun.file.handed_in = True
    MOVES[Action.CLOSE_DIRECTLY](begun, begun.post("head"), begun.now())
    assert begun.done().file.handed_in is False


def test_a_form_does_not_turn_a_recorded_no_into_yes(life: Callable[..., Life]) -> None:
    begun = life(S.CALLBACK)
    said = Heard(Solved.NO, Rating.DISSATISFIED)
    callback.evaluate(begun.session, begun.file, begun.citizen, begun.now(), said)
    typed = Heard(Solved.YES, Rating.SATISFIED)
    with pytest.raises(Refused) as caught:
        actor = begun.done().actor("callback")
        callback.end(begun.session, begun.file, actor, begun.now(), typed, Outcome.SUPPORTED, False)
    assert caught.value.verdict.refusal.code == "not_solved_yet"  # type: ignore[union-attr]
    callback.record_call(begun.session, begun.file, begun.actor("callback"), begun.now(), typed)
    assert begun.done().end().file.state is S.CLOSED
