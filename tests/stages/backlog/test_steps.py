"""The backlog on screen: every page from first try to too late, and what it refuses at its fields."""

import pytest

from casebook.case.models import State
from tests.lives import Life
from tests.stages import test_every_step as every
from tests.stages.backlog.moves import redone_twice
from tests.stages.conftest import World
from tests.stages.test_every_step import WORDS, Step

S = State
HUNG = {"reason": WORDS, "plan": "先架临时线路。", "owner": "unit:power:power-head", "until": "2026-10-15"}
MEETING = {"body": "镇党政联席会议", "held_on": "2026-09-01", "number": "纪要9号"}


def twice(life: Life) -> None:
    """Redone twice, and still not solved."""
    redone_twice(life)


STEPS = [
    Step("hang", "director", S.HANDLING, HUNG, wrong="officer", blank="reason"),
    Step(
        "decide-backlog",
        "director",
        S.CALLBACK,
        {**HUNG, **MEETING},
        wrong="officer",
        then=twice,
        too_late=S.CLOSED,
        blank="number",
    ),
    Step(
        "close-unresolved",
        "director",
        S.CALLBACK,
        {"reason": WORDS, **MEETING},
        wrong="callback",
        then=twice,
        too_late=S.CLOSED,
        blank="reason",
    ),
    Step("progress", "power-head", S.HUNG, {"progress": WORDS}, wrong="clerk", too_late=S.HANDLING, blank="progress"),
    Step("resume", "officer", S.HUNG, {"reason": WORDS}, wrong="director", blank="reason"),
    Step("promise", "power-head", S.HANDLING, {"date": "2026-09-04"}, wrong="leader", blank="date"),
]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.address)
def test_a_step_of_the_backlog(world: World, step: Step) -> None:
    every.test_a_step_from_first_try_to_too_late(world, step)


def test_whoever_can_work_on_it_may_be_named_and_nobody_else(world: World) -> None:
    case = world.case(S.HANDLING)
    page = world.at("director").client.get(f"{case}/hang").text
    for account in ("power-head", "power-handler", "officer", "officer2", "director"):
        assert world.uid(account) in page
    for account in ("power-liaison", "land-head", "clerk", "callback", "oversight"):
        assert world.uid(account) not in page
    land = f"{world.unit('land')}:{world.uid('land-head')}"
    fields = {"reason": "要等改造", "plan": "先架线", "owner": land, "until": "2026-10-15"}
    answer = world.at("director").do(f"{case}/hang", **fields)
    assert answer.status_code == 422 and "请选择由谁负责。" in answer.text and "先架线" in answer.text


@pytest.mark.parametrize("day", ["2026-09-01", "2026-08-01", "2100-01-01", "0001-01-01", "", "soon"])
def test_the_promised_day_lies_ahead(world: World, day: str) -> None:
    case = world.case(S.HANDLING)
    owner = f"{world.unit('power')}:{world.uid('power-head')}"
    fields = {"reason": "要等改造", "plan": "先架线", "owner": owner, "until": day}
    answer = world.at("director").do(f"{case}/hang", **fields)
    assert answer.status_code == 422
    assert "请填写今天以后的日期。" in answer.text and "先架线" in answer.text


@pytest.mark.parametrize(("day", "sentence"), [("2026-09-02", "不晚于今天"), ("2026-13-01", "不晚于今天")])
def test_a_meeting_was_held(world: World, day: str, sentence: str) -> None:
    case = world.case(S.CALLBACK, then=twice)
    fields = {**MEETING, "held_on": day, "reason": "产权有争议"}
    answer = world.at("director").do(f"{case}/close-unresolved", **fields)
    assert answer.status_code == 422 and sentence in answer.text and "产权有争议" in answer.text


def test_a_promise_beyond_the_date_of_the_answer_is_refused_at_its_field(world: World) -> None:
    case = world.case(S.HANDLING)
    head = world.at("power-head")
    assert "不能晚于2026-09-08" in head.client.get(f"{case}/promise").text
    answer = head.do(f"{case}/promise", date="2026-09-09")
    assert answer.status_code == 422 and 'href="#date"' in answer.text
    assert "这个日期晚于对外承诺的时限" in answer.text
    assert head.do(f"{case}/promise", date="2026-09-08").status_code == 303


def test_on_the_backlog_whoever_answers_promises_another_day(world: World) -> None:
    case = world.case(S.HUNG)
    assert world.at("power-head").do(f"{case}/promise", date="2026-09-04").status_code == 303
    refused = world.at("officer").client.get(f"{case}/promise")
    assert refused.status_code == 422


def test_the_officer_reads_who_will_answer(world: World) -> None:
    case = world.case(S.HUNG)
    page = world.at("officer").client.get(f"{case}/resume").text
    assert "某power-head" in page


def test_hanging_says_what_becomes_of_it(world: World) -> None:
    case = world.case(S.HANDLING)
    page = world.at("director").client.get(f"{case}/hang").text
    assert "至少每30天" in page
