"""Checking and calling back on screen."""

from sqlalchemy import select

from casebook.case.models import CallBack, Reply, State
from casebook.case.taxonomy import Outcome, Rating, Solved
from casebook.people.models import Role
from tests.stages.conftest import NOON, World
from tests.stages.test_every_step import directly, solved, unsolved
from tests.town import grant

HEARD = {"reached": "reached", "solved": "yes", "satisfaction": "satisfied", "contacted": "y", "words": "比上次快"}


def test_the_officer_reads_the_answer_while_checking_it(world: World) -> None:
    case = world.case(State.FEEDBACK)
    assert "已经抢修，二十一时恢复供电。" in world.at("officer").client.get(f"{case}/pass").text


def test_what_cannot_be_delivered_needs_its_ground(world: World) -> None:
    case = world.case(State.FEEDBACK)
    officer = world.at("officer")
    answer = officer.do(f"{case}/pass", delivery="undeliverable")
    assert answer.status_code == 422
    assert "请填写无法送达的原因。" in answer.text
    assert officer.do(f"{case}/pass", delivery="undeliverable", ground="没有留联系方式").status_code == 303


def test_a_passed_answer_is_released(world: World) -> None:
    case = world.case(State.FEEDBACK)
    assert world.at("officer").open(f"{case}/pass")["delivery"] == "delivered"
    world.at("officer").do(f"{case}/pass")
    assert world.read(lambda s: s.scalars(select(Reply.released_at)).one()) == NOON


def test_what_was_heard_is_kept(world: World) -> None:
    case = world.case(State.CALLBACK)
    assert world.at("callback").do(f"{case}/call", **HEARD).status_code == 303
    heard = world.read(lambda s: s.scalars(select(CallBack)).one())
    assert (heard.solved, heard.satisfaction, heard.contacted, heard.valid) == (
        Solved.YES,
        Rating.SATISFIED,
        True,
        True,
    )
    assert heard.words == "比上次快"


def test_nobody_reached_is_no_answer(world: World) -> None:
    case = world.case(State.CALLBACK)
    world.at("callback").do(f"{case}/call", reached="not_reached", solved="yes", satisfaction="satisfied")
    heard = world.read(lambda s: s.scalars(select(CallBack)).one())
    assert (heard.valid, heard.contacted, heard.solved) == (False, False, None)
    assert world.file(case, "callback_at") == [None]


def test_a_call_needs_both_answers(world: World) -> None:
    case = world.case(State.CALLBACK)
    answer = world.at("callback").do(f"{case}/call", **HEARD | {"satisfaction": ""})
    assert answer.status_code == 422
    assert "请选择反映人的满意程度。" in answer.text and "比上次快" in answer.text


def test_an_unanswered_case_is_not_ended(world: World) -> None:
    case = world.case(State.CALLBACK)
    answer = world.at("callback").do(f"{case}/end", outcome="supported")
    assert answer.status_code == 422
    assert world.file(case, "state") == [State.CALLBACK]


def test_an_unsolved_case_ends_only_explained(world: World) -> None:
    case = world.case(State.CALLBACK, then=unsolved)
    clerk = world.at("callback")
    assert clerk.do(f"{case}/end", outcome="explained").status_code == 422
    assert clerk.do(f"{case}/end", outcome="explained", explained="y").status_code == 303
    assert world.file(case, "state", "outcome") == [State.CLOSED, Outcome.EXPLAINED]


def test_the_call_may_be_recorded_with_the_end(world: World) -> None:
    case = world.case(State.CALLBACK)
    answer = world.at("callback").do(f"{case}/end", outcome="supported", solved="yes", satisfaction="satisfied")
    assert answer.status_code == 303
    assert world.file(case, "callback_solved") == [Solved.YES]


def test_the_dispatcher_does_not_call_back(world: World) -> None:
    with world.writing() as session:
        grant(session, world.town, "officer", Role.CALLBACK, "office")
    case = world.case(State.CALLBACK)
    officer = world.at("officer")
    for address in (f"{case}/call", f"{case}/end"):
        page = officer.client.get(address)
        assert page.status_code == 422
        assert "派单的人不能回访自己派的件。" in page.text
    answer = officer.send(f"{case}/call", {"csrf_token": officer.token(), **HEARD})
    assert answer.status_code == 422 and "比上次快" in answer.text


def test_redone_it_is_answered_for_by_whoever_signed_the_answer(world: World) -> None:
    case = world.case(State.CALLBACK, then=unsolved)
    world.at("officer").do(f"{case}/redo", judgement="照片不是现场，重新办理。")
    assert world.file(case, "state", "holder_uid") == [State.REWORK, world.uid("power-head")]


def test_a_satisfied_complainant_is_no_ground_for_redoing(world: World) -> None:
    case = world.case(State.CALLBACK, then=solved)
    assert world.at("officer").client.get(f"{case}/redo").status_code == 422


def test_a_judgement_has_room_but_not_for_ever(world: World) -> None:
    case = world.case(State.CALLBACK, then=unsolved)
    officer = world.at("officer")
    assert officer.do(f"{case}/redo", judgement="长" * 501).status_code == 422
    assert officer.do(f"{case}/redo", judgement="长" * 500).status_code == 303


def test_after_a_direct_closing_a_caller_needs_no_reason(world: World) -> None:
    case = world.case(State.HANDLING, then=directly)
    assert world.at("clerk").do(f"{case}/not-solved-for", words="又停了").status_code == 303
    assert world.file(case, "state") == [State.REWORK]
