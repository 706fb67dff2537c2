"""Each guard refuses once, with its code, where everything else would allow; and allows where it should."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from casebook.case.models import State
from casebook.case.taxonomy import Grade, Outcome, Rating, Solved
from casebook.case.workflow import Action
from casebook.kernel.access import Outcome as Verdict
from casebook.kernel.access import Refused
from casebook.kernel.transition import perform
from casebook.people.models import Role
from casebook.stages.assignment import service as assignment
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard
from casebook.stages.handling import service as handling
from casebook.stages.handling.service import Answer, Talk
from casebook.web.acting import acted
from tests.lives import Life, lived
from tests.moves import MOVES, SOLVED, reveal
from tests.town import Town, build, grant

S = State


@pytest.fixture
def life(app: Flask) -> Iterator[Callable[..., Life]]:
    """Makes cases lived to a state, all in one transaction."""
    with app.app_context(), acted() as session:
        town = build(session)
        yield lambda state, **more: lived(session, town, state, **more)


def refused(life: Life, action: Action, who: str, act: Callable[..., object] | None = None) -> str:
    """The code with which `who` is refused; the case is as it was."""
    actor = life.citizen if who == "citizen" else life.actor(who)
    version, state = life.file.version, life.file.state
    with pytest.raises(Refused) as caught:
        (act or MOVES[action])(life, actor, life.now())
    assert caught.value.verdict.outcome is Verdict.GUARDED
    assert (life.file.version, life.file.state) == (version, state)
    assert caught.value.verdict.refusal is not None
    return caught.value.verdict.refusal.code


def allowed(life: Life, action: Action, who: str, act: Callable[..., object] | None = None) -> Life:
    actor = life.citizen if who == "citizen" else life.actor(who)
    (act or MOVES[action])(life, actor, life.now())
    return life.done()


def simple(life: Callable[..., Life], **more: Any) -> Life:
    """A case its station head may close directly."""
    made = life(S.REGISTERED, **more)
    for step in ("text", "dispatch", "sign", "contact"):
        if step == "text":
            made.accept("M1", Grade.U3)
        getattr(made, step)()
    return allowed(made, Action.CONFIRM, "citizen")


def test_received_later_than_now(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED)
    with pytest.raises(Refused) as caught, begun.session.begin_nested():
        begun.register(received_at=begun.at + timedelta(days=1))
    assert caught.value.verdict.refusal.code == "received_later"  # type: ignore[union-attr]


def test_only_questions_and_trivial_matters_are_answered_on_the_spot(life: Callable[..., Life]) -> None:
    def complex_matter(one: Life, actor: Any, now: Any) -> None:
        assignment.answer_now(one.session, one.file, actor, now, "A1", Grade.U4, "答复")

    begun = life(S.REGISTERED)
    assert refused(begun, Action.ANSWER, "clerk", complex_matter) == "only_questions_on_the_spot"


def test_a_question_may_be_answered_on_the_spot(life: Callable[..., Life]) -> None:
    assert allowed(life(S.REGISTERED), Action.ANSWER, "clerk").file.closed_by == "T4"


def test_integrity_is_not_accepted_as_a_case(life: Callable[..., Life]) -> None:
    def accept(one: Life, actor: Any, now: Any) -> None:
        assignment.accept(one.session, one.file, actor, now, "D6", Grade.U4, one.town.units["power"])

    assert refused(life(S.REGISTERED), Action.ACCEPT, "officer", accept) == "integrity_goes_to_discipline"


def test_integrity_is_not_answered_on_the_spot(life: Callable[..., Life]) -> None:
    def answer(one: Life, actor: Any, now: Any) -> None:
        assignment.answer_now(one.session, one.file, actor, now, "D6", Grade.U3, "答复")

    assert refused(life(S.REGISTERED), Action.ANSWER, "clerk", answer) == "integrity_goes_to_discipline"


def test_what_was_taken_for_integrity_is_accepted_as_what_it_is(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED)
    begun.file.category = "D6"
    assert allowed(begun, Action.ACCEPT, "officer", _accept_as_attitude).file.state is S.ACCEPTED


def _accept_as_attitude(one: Life, actor: Any, now: Any) -> None:
    assignment.accept(one.session, one.file, actor, now, "A2", Grade.U3, one.town.units["power"])


@pytest.mark.parametrize(("action", "who"), [(Action.DISPATCH, "officer"), (Action.DESIGNATE, "director")])
def test_integrity_is_sent_to_no_station(life: Callable[..., Life], action: Action, who: str) -> None:
    begun = life(S.ACCEPTED)
    begun.file.category = "D1"
    assert refused(begun, action, who) == "integrity_goes_to_discipline"


@pytest.mark.parametrize(("action", "who"), [(Action.DISPATCH, "officer"), (Action.DESIGNATE, "director")])
def test_no_case_leaves_without_a_text_for_the_station(life: Callable[..., Life], action: Action, who: str) -> None:
    assert refused(life(S.REGISTERED).accept(), action, who) == "no_text_for_station"


@pytest.mark.parametrize(("action", "who"), [(Action.DISPATCH, "officer"), (Action.DESIGNATE, "director")])
@pytest.mark.parametrize(("category", "head"), [("J1", False), ("J2", False), ("A1", True)])
def test_the_unit_complained_about_may_not_handle(
    life: Callable[..., Life], action: Action, who: str, category: str, head: bool
) -> None:
    begun = life(S.REGISTERED).accept(category, Grade.U4, head_accused=head).text()
    allowed(begun, Action.CHECK_TEXT, "officer2")
    assert refused(begun, action, who) == "accused_may_not_handle"


def test_another_unit_may_handle_it(life: Callable[..., Life]) -> None:
    begun = allowed(life(S.REGISTERED).accept("J1", Grade.U4).text(), Action.CHECK_TEXT, "officer2")
    begun.station = "land"
    assert allowed(begun, Action.DISPATCH, "officer").file.main_unit_uid == begun.town.units["land"].uid


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (S.DISPATCHED, Action.SIGN_FOR),
        (S.HANDLING, Action.CONTACT_FOR),
        (S.HANDLING, Action.CLOSE_FOR),
        (S.REWORK, Action.CLOSE_AGAIN_FOR),
    ],
)
def test_nobody_enters_paper_for_a_station_that_is_on_line(
    life: Callable[..., Life], state: State, action: Action
) -> None:
    assert refused(life(state), action, "officer") == "not_on_paper"


def test_only_what_was_handed_in_is_given_back(life: Callable[..., Life]) -> None:
    assert refused(life(S.HANDLING), Action.GIVE_BACK, "power-head") == "not_handed_in"


def test_nobody_takes_a_case_on_twice(life: Callable[..., Life]) -> None:
    begun = allowed(life(S.HANDLING), Action.GIVE, "power-head")
    allowed(begun, Action.TAKE, "power-handler")
    assert refused(begun, Action.TAKE, "power-handler") == "not_given"


@pytest.mark.parametrize(
    ("action", "who", "station"),
    [
        (Action.CONTACT, "power-head", "power"),
        (Action.CONTACT_FOR, "officer", "school"),
        (Action.RELAY, "clerk", "power"),
    ],
)
def test_a_contact_lies_in_the_past(life: Callable[..., Life], action: Action, who: str, station: str) -> None:
    def tomorrow(one: Life, actor: Any, now: Any) -> None:
        facts = {"when": now.at + timedelta(days=1), "how": "telephone", "result": "x", "slip": "1", "letter": "1"}
        perform(one.file, action, actor, now, facts)

    assert refused(life(S.HANDLING, station=station), action, who, tomorrow) == "contact_later_than_now"


@pytest.mark.parametrize(
    ("action", "who", "station"), [(Action.CLOSE, "power-head", "power"), (Action.CLOSE_FOR, "officer", "school")]
)
def test_nothing_is_closed_before_the_complainant_was_contacted(
    life: Callable[..., Life], action: Action, who: str, station: str
) -> None:
    assert refused(life(S.HANDLING, station=station), action, who) == "no_contact_record"


@pytest.mark.parametrize(
    ("action", "who", "station"),
    [(Action.CLOSE_AGAIN, "power-head", "power"), (Action.CLOSE_AGAIN_FOR, "officer", "school")],
)
def test_nothing_is_closed_again_before_the_complainant_was_contacted(
    life: Callable[..., Life], action: Action, who: str, station: str
) -> None:
    begun = life(S.REWORK, station=station)
    begun.file.contacted_at = None
    assert refused(begun, action, who) == "no_contact_record"


@pytest.mark.parametrize(
    ("action", "who", "station"),
    [(Action.CLOSE_AGAIN, "power-head", "power"), (Action.CLOSE_AGAIN_FOR, "officer", "school")],
)
def test_the_old_answer_is_no_new_one(life: Callable[..., Life], action: Action, who: str, station: str) -> None:
    def again(one: Life, actor: Any, now: Any) -> None:
        deed = handling.close_again if action is Action.CLOSE_AGAIN else handling.close_again_for
        deed(one.session, one.file, actor, now, Answer("已经抢修，二十一时恢复供电！", "照片9", now.today))

    assert refused(life(S.REWORK, station=station), action, who, again) == "same_reply_again"


@pytest.mark.parametrize("action", [Action.SEND_BACK, Action.PASS])
def test_whoever_handled_it_does_not_check_it(life: Callable[..., Life], action: Action) -> None:
    begun = life(S.FEEDBACK)
    town: Town = begun.town
    grant(begun.session, town, "power-head", Role.STATION_HEAD, "land")
    begun.file.parts[-1].person_uid = town.uid("officer")
    begun.file.parts[-1].part = type(begun.file.parts[-1].part).HANDLER
    begun.done()
    assert refused(begun, action, "officer") == "own_handling"


@pytest.mark.parametrize("action", [Action.CALL, Action.END])
def test_whoever_dispatched_it_does_not_call_back(life: Callable[..., Life], action: Action) -> None:
    begun = life(S.CALLBACK)
    grant(begun.session, begun.town, "officer", Role.CALLBACK, "office")
    begun.town.actors.clear()
    assert refused(begun, action, "officer") == "own_work"


def test_nothing_ends_before_the_complainant_has_answered(life: Callable[..., Life]) -> None:
    def unheard(one: Life, actor: Any, now: Any) -> None:
        callback.end(one.session, one.file, actor, now, Heard(None, None), Outcome.SUPPORTED, False)

    assert refused(life(S.CALLBACK), Action.END, "callback", unheard) == "no_answer_yet"


@pytest.mark.parametrize("solved", [Solved.NO, Solved.PARTLY])
def test_nothing_unsolved_ends_unexplained(life: Callable[..., Life], solved: Solved) -> None:
    def end(explained: bool) -> Callable[..., None]:
        heard = Heard(solved, Rating.DISSATISFIED)
        return lambda one, actor, now: callback.end(
            one.session, one.file, actor, now, heard, Outcome.EXPLAINED, explained
        )

    begun = life(S.CALLBACK)
    assert refused(begun, Action.END, "callback", end(False)) == "not_solved_yet"
    assert allowed(begun, Action.END, "callback", end(True)).file.state is S.CLOSED


def test_an_answer_on_the_page_ends_it_without_a_call(life: Callable[..., Life]) -> None:
    begun = life(S.CALLBACK)
    callback.evaluate(begun.session, begun.file, begun.citizen, begun.now(), SOLVED)
    begun.done()
    unheard = Heard(None, None)
    callback.end(begun.session, begun.file, begun.actor("callback"), begun.now(), unheard, Outcome.SUPPORTED, False)
    assert begun.file.state is S.CLOSED


def test_nothing_is_redone_while_nobody_is_dissatisfied(life: Callable[..., Life]) -> None:
    assert refused(life(S.CALLBACK), Action.REDO, "officer") == "nobody_dissatisfied"
    assert (
        refused(life(S.CALLBACK).heard(Solved.YES, Rating.BASICALLY), Action.REDO, "officer") == "nobody_dissatisfied"
    )


@pytest.mark.parametrize(
    ("solved", "rating"),
    [(Solved.NO, Rating.SATISFIED), (Solved.PARTLY, Rating.SATISFIED), (Solved.YES, Rating.VERY_DISSATISFIED)],
)
def test_whoever_is_not_satisfied_has_it_redone(life: Callable[..., Life], solved: Solved, rating: Rating) -> None:
    assert allowed(life(S.CALLBACK).heard(solved, rating), Action.REDO, "officer").file.state is S.REWORK


def test_two_rounds_are_the_most(life: Callable[..., Life]) -> None:
    begun = life(S.REWORK).close_again().pass_on().heard().redo().close_again("第三种办法").pass_on().heard()
    assert begun.file.rework_rounds == 2
    assert refused(begun, Action.REDO, "officer") == "rounds_used"


def test_a_simple_case_is_closed_directly(life: Callable[..., Life]) -> None:
    begun = allowed(simple(life), Action.CLOSE_DIRECTLY, "power-head")
    assert (begun.file.state, begun.file.closed_by) == (S.CLOSED, "T40")


SPOILT = {
    "direct_category": lambda case: setattr(case, "category", "A1"),
    "direct_grade": lambda case: setattr(case, "grade", Grade.U4),
    "direct_supervised": lambda case: setattr(case, "supervised", True),
    "no_contact_record": lambda case: setattr(case, "contacted_at", None),
    "direct_unconfirmed": lambda case: setattr(case, "confirmed_at", None),
}


@pytest.mark.parametrize("code", SPOILT)
def test_direct_closing_is_for_simple_cases_only(life: Callable[..., Life], code: str) -> None:
    begun = simple(life)
    SPOILT[code](begun.file)
    assert refused(begun, Action.CLOSE_DIRECTLY, "power-head") == code


@pytest.mark.parametrize("mark", ["designated", "supervised", "rework_rounds"])
def test_what_the_office_watches_is_not_closed_directly(life: Callable[..., Life], mark: str) -> None:
    begun = simple(life)
    setattr(begun.file, mark, 1 if mark == "rework_rounds" else True)
    assert refused(begun, Action.CLOSE_DIRECTLY, "power-head") == "direct_supervised"


def test_what_is_late_is_not_closed_directly(life: Callable[..., Life]) -> None:
    begun = simple(life)
    begun.at += timedelta(days=30)
    assert refused(begun, Action.CLOSE_DIRECTLY, "power-head") == "direct_overdue"


def test_a_complaint_about_a_person_is_not_closed_directly(life: Callable[..., Life]) -> None:
    begun = life(S.REGISTERED)
    begun.accept("M1", Grade.U3, accused=begun.town.uid("power-liaison")).text().dispatch().sign().contact()
    allowed(begun, Action.CONFIRM, "citizen")
    assert refused(begun, Action.CLOSE_DIRECTLY, "power-head") == "direct_accused"


def test_a_recording_confirms_only_with_consent_to_contact(life: Callable[..., Life]) -> None:
    def by_recording(one: Life, actor: Any, now: Any) -> None:
        handling.close_directly(one.session, one.file, actor, now, Answer("好了", "照片"), "recording", "录音5")

    begun = simple(life)
    begun.file.confirmed_at = None
    assert refused(begun, Action.CLOSE_DIRECTLY, "power-head", by_recording) == "direct_unconfirmed"
    begun.file.consent_contact = True
    assert refused(begun, Action.CLOSE_DIRECTLY, "power-head", by_recording) == "direct_unconfirmed"
    now = begun.now()
    agreed = Talk(now.at, "telephone", "同意办结", agreed_recorded=True)
    handling.record_contact(begun.session, begun.file, begun.post("head"), now, agreed)
    begun.file.consent_contact = False
    assert refused(begun, Action.CLOSE_DIRECTLY, "power-head", by_recording) == "direct_unconfirmed"
    begun.file.consent_contact = True
    assert allowed(begun, Action.CLOSE_DIRECTLY, "power-head", by_recording).file.state is S.CLOSED


@pytest.mark.parametrize(("action", "who"), [(Action.NOT_SOLVED, "citizen"), (Action.NOT_SOLVED_FOR, "clerk")])
def test_only_a_direct_closing_is_undone_without_judgement(life: Callable[..., Life], action: Action, who: str) -> None:
    assert refused(life(S.CLOSED), action, who) == "direct_only"


@pytest.mark.parametrize(("action", "who"), [(Action.NOT_SOLVED, "citizen"), (Action.NOT_SOLVED_FOR, "clerk")])
def test_a_direct_closing_is_undone_within_five_working_days(
    life: Callable[..., Life], action: Action, who: str
) -> None:
    # Closed on Tuesday 1 September: until the end of Tuesday the 8th.
    closed = allowed(simple(life), Action.CLOSE_DIRECTLY, "power-head")
    in_time, late = closed.at + timedelta(days=7), closed.at + timedelta(days=8)
    closed.at = late
    assert refused(closed, action, who) == "reopening_over"
    closed.at = in_time
    assert allowed(closed, action, who).file.state is S.REWORK


def test_a_case_is_rated_once(life: Callable[..., Life]) -> None:
    closed = allowed(life(S.CLOSED), Action.RATE, "citizen")
    assert refused(closed, Action.RATE, "citizen") == "rated_already"


def test_a_case_is_rated_within_thirty_days(life: Callable[..., Life]) -> None:
    closed = life(S.CLOSED)
    closed.at += timedelta(days=33)
    assert refused(closed, Action.RATE, "citizen") == "rating_over"


def test_a_solution_is_confirmed_once(life: Callable[..., Life]) -> None:
    begun = allowed(life(S.HANDLING), Action.CONFIRM, "citizen")
    assert refused(begun, Action.CONFIRM, "citizen") == "confirmed_already"


def test_the_result_is_told_once_a_round(life: Callable[..., Life]) -> None:
    begun = allowed(life(S.CALLBACK), Action.EVALUATE, "citizen")
    assert refused(begun, Action.EVALUATE, "citizen") == "answered_already"


def test_there_is_nothing_to_show_of_whoever_left_nothing(life: Callable[..., Life]) -> None:
    assert refused(life(S.HANDLING), Action.REVEAL, "officer") == "no_contact_left"


def test_the_telephone_is_shown_only_freshly_signed_in_and_ten_times_an_hour(life: Callable[..., Life]) -> None:
    begun = life(S.HANDLING)
    begun.file.has_contact = True
    stale, spent = partial(reveal, fresh=False), partial(reveal, used=10)
    assert refused(begun, Action.REVEAL, "officer", stale) == "sign_in_again"
    assert refused(begun, Action.REVEAL, "officer", spent) == "reveals_used"
    assert allowed(begun, Action.REVEAL, "officer").file.version


def test_a_talk_names_its_moment(life: Callable[..., Life]) -> None:
    begun = life(S.HANDLING)
    earlier = begun.at - timedelta(minutes=30)
    handling.record_contact(
        begun.session, begun.file, begun.post("head"), begun.now(), Talk(earlier, "telephone", "已说明")
    )
    contact = begun.file.clock("contact")
    assert contact is not None and contact.stopped_at == earlier
