"""Faults that were found by reading, each with the test that would have caught it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from casebook.case.models import Accused, CaseFile, State
from casebook.case.service import play
from casebook.case.taxonomy import Grade, Outcome, Part, Rating, Solved
from casebook.case.workflow import Action
from casebook.kernel.access import Outcome as Verdict
from casebook.kernel.access import Refused, decide
from casebook.people.models import Grant, Leave, Role
from casebook.responsibility.queries import chain_of
from casebook.stages.assignment import service as assignment
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard
from casebook.stages.handling import service as handling
from casebook.stages.merging import service as merging
from casebook.stages.merging.queries import bars_whoever_has_it, is_answered, master_of
from casebook.stages.queries import station_posts, waiting_letters, without_the_accused
from casebook.stages.sealing import queries as sealing_queries
from casebook.stages.sealing import service as sealing
from casebook.stages.sealing.service import Ground
from casebook.web.acting import acted
from tests.lives import Life, lived
from tests.moves import MOVES
from tests.stages.backlog.moves import redone_twice
from tests.stages.extension.moves import asked
from tests.stages.merging.moves import another, merge
from tests.stages.reopening.moves import withdrawn
from tests.stages.sealing.people import tie
from tests.town import LONG_AGO, build, grant

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


def test_what_was_merged_before_goes_along_to_one_master(life: Callable[..., Life]) -> None:
    begun = life(S.ACCEPTED)
    child = begun.file
    first, last = another(begun), another(begun)
    officer = begun.actor("officer")
    merging.merge(begun.session, child, first, officer, begun.now(), "event")
    begun.session.flush()
    merging.merge(begun.session, first, last, officer, begun.now(), "event")
    begun.session.flush()
    for case in (child, first):
        assert _master(begun, case) is last


def _master(begun: Life, case: CaseFile) -> CaseFile | None:
    return master_of(begun.session, begun.actor("officer"), case)


def test_a_merge_is_undone_while_the_other_case_is_not_answered_though_it_is_over(life: Callable[..., Life]) -> None:
    begun = life(S.ACCEPTED)
    merge(begun)
    master = _master(begun.done(), begun.file)
    assert master is not None
    withdrawn(Life(begun.session, begun.town, at=begun.at, case=master))
    assert begun.done().file.state is S.MERGED
    assert master.state is S.WITHDRAWN and not is_answered(master)
    assert MOVES[Action.UNMERGE](begun, begun.actor("officer"), begun.now()) is None
    assert begun.done().file.state is S.ACCEPTED


def test_no_merge_shows_a_matter_to_whom_it_is_hidden_from(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED)
    master = life(S.HANDLING).file
    assert not bars_whoever_has_it(begun.file, master)
    play(begun.file, str(master.holder_uid), Part.EXCLUDED, begun.now())
    assert bars_whoever_has_it(begun.file, master)


@pytest.mark.parametrize("how", ["accused", "excluded", "kin", "unit"])
def test_nobody_is_offered_a_case_he_may_not_know_of(life: Callable[..., Life], how: str) -> None:
    begun = life(S.HANDLING)
    session, town, uid = begun.session, begun.town, begun.town.uid("power-handler")

    def offered() -> set[str]:
        posts = station_posts(session, begun.at.date(), begun.file.main_unit_uid)
        return {post.person.uid for post in without_the_accused(session, posts, begun.file)}

    assert uid in offered()
    if how == "accused":
        begun.file.accused.append(Accused(case_uid=begun.file.uid, person_uid=uid))
    elif how == "excluded":
        play(begun.file, uid, Part.EXCLUDED, begun.now())
    elif how == "unit":
        tie(session, town, "power-handler", unit="power")
    else:
        begun.file.accused.append(Accused(case_uid=begun.file.uid, person_uid=town.uid("power-liaison")))
        tie(session, town, "power-liaison", person="power-handler")
    assert uid not in offered()


@pytest.mark.parametrize(
    ("way", "action"),
    [
        (lambda life: asked(life(S.HANDLING)), Action.EXTEND),
        (lambda life: life(S.CALLBACK).heard(), Action.UPHOLD_ASK),
        (lambda life: redone_twice(life(S.CALLBACK)), Action.CLOSE_UNRESOLVED),
        (lambda life: life(S.CALLBACK), Action.REVEAL),
    ],
    ids=["extend", "uphold", "unresolved", "reveal"],
)
def test_a_director_tied_to_the_station_does_not_decide_in_its_favour(
    life: Callable[..., Life], way: Callable[..., Life], action: Action
) -> None:
    begun = way(life)

    def outcome() -> Verdict:
        return decide(begun.actor("director"), action, begun.file, begun.now()).outcome

    assert outcome() is not Verdict.NOT_YOURS
    tie(begun.session, begun.town, "director", unit="power")
    assert outcome() is Verdict.NOT_YOURS


@pytest.mark.parametrize(("part", "code"), [(Part.DISPATCHER, "own_work"), (Part.HANDLER, "own_handling")])
def test_whoever_worked_on_it_asks_nobody_how_it_went(life: Callable[..., Life], part: Part, code: str) -> None:
    begun = life(S.CALLBACK)
    play(begun.file, begun.town.uid("callback"), part, begun.now())
    with pytest.raises(Refused) as caught:
        begun.heard()
    assert caught.value.verdict.refusal.code == code  # type: ignore[union-attr]


def test_who_answers_on_the_spot_does_not_call_back_on_it(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED)
    MOVES[Action.ANSWER](begun, begun.actor("officer"), begun.now())
    parts = {part.part for part in begun.done().file.parts if part.person_uid == begun.town.uid("officer")}
    assert Part.HANDLER in parts


def test_lateness_of_the_round_before_does_not_bar_a_direct_closing_now(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED).accept("M1", Grade.U3).text().dispatch().sign()
    sealing.seal(begun.session, begun.file, begun.actor("officer"), begun.now(), Ground("D2", "红包"))
    late = next(clock for clock in begun.done().file.clocks if clock.kind == "feedback")
    assert late.stopped_at is not None
    late.due_at = late.stopped_at.replace(hour=0)
    grant(begun.session, begun.town, "leader", Role.DISCIPLINE, "office")
    begun.town.actors.clear()
    begun.at = begun.at.replace(day=begun.at.day + 1)
    MOVES[Action.HAND_BACK](begun, begun.actor("leader"), begun.now())
    begun.done().accept("M1", Grade.U3).text()
    MOVES[Action.CHECK_TEXT](begun, begun.actor("officer2"), begun.now())
    begun.dispatch().sign().contact()
    MOVES[Action.CONFIRM](begun, begun.citizen, begun.now())
    MOVES[Action.CLOSE_DIRECTLY](begun, begun.post("head"), begun.now())
    assert begun.done().file.state is S.CLOSED


def test_a_signer_who_has_left_is_not_answerable_again(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED).accept().text().dispatch()
    handling.sign(begun.session, begun.file, begun.post("handler"), begun.now())
    begun.done().contact().close().pass_on().heard()
    mine = select(Grant).where(Grant.person_uid == begun.town.uid("power-handler"))
    begun.session.scalars(mine).one().ends_on = begun.at.date()
    begun.at = begun.at.replace(day=begun.at.day + 1)
    begun.done().redo()
    assert begun.file.holder_uid == begun.town.uid("power-head")


def test_what_was_asked_where_it_stood_before_lapses_when_it_moves_on(life: Callable[..., Life]) -> None:
    begun = asked(life(S.HANDLING))
    begun.contact().close()
    assert [(one.action, one.outcome.value) for one in begun.file.proposals if one.outcome] == [("extend", "expired")]
    MOVES[Action.SEND_BACK](begun, begun.actor("officer"), begun.now())
    verdict = decide(begun.actor("director"), Action.EXTEND, begun.done().file, begun.now())
    assert verdict.outcome is Verdict.GUARDED


def test_a_referral_handed_over_against_a_receipt_waits_for_nothing(life: Callable[..., Life]) -> None:
    begun = life(S.ACCEPTED)
    officer = begun.actor("officer")
    sealing.seal(begun.session, begun.file, officer, begun.now(), Ground("D2", "红包", receipt="纪签7号"))
    assert [one.kind for one in begun.done().file.clocks if one.runs] == []


def test_the_office_is_not_told_that_it_was_itself_referred(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED)
    begun.file.against_office = True
    assert sealing_queries.referred_to(begun.session, begun.file, begun.now()) == begun.town.uid("oversight")
    sealing.seal(begun.session, begun.file, begun.actor("oversight"), begun.now(), Ground("D2", "红包"))
    begun.done()
    for account in ("officer", "director"):
        assert sealing_queries.referred(begun.session, begun.actor(account)) == []
    begun.file.against_office = False
    begun.done()
    assert len(sealing_queries.referred(begun.session, begun.actor("director"))) == 1
