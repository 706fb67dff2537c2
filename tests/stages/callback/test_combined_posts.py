"""In a small office whoever dispatched a case may call back himself, with a reason on record; elsewhere never."""

import pytest

from casebook.case.models import State
from casebook.kernel.deadlines import Moment
from casebook.kernel.timetable import current
from casebook.office.rules import OfficeRules, Relaxation
from casebook.office.service import Decision, decide_rules
from casebook.people.models import Role
from tests.stages.conftest import NOON, World
from tests.stages.supervision.test_supervision import facts
from tests.stages.test_every_step import solved
from tests.town import grant

WHY = "本办只有两人，另一人休假。"
REACHED = {"reached": "reached", "solved": "yes", "satisfaction": "satisfied"}
QUESTION = "为什么没有别人可以回访"


def small_office(world: World, *relaxed: Relaxation) -> None:
    """The officer calls back too, and the office has decided what it relaxes."""
    with world.writing() as session:
        grant(session, world.town, "officer", Role.CALLBACK, "office")
        decision = Decision(OfficeRules(frozenset(relaxed)), "望禾镇人民政府", "望政发3号", NOON.date())
        now, director = Moment(NOON, current(session)), world.town.actor(session, "director")
        decide_rules(session, director, now, Role.DIRECTOR.value, world.unit("office"), decision)


def test_elsewhere_the_dispatcher_does_not_call_back(world: World) -> None:
    small_office(world)
    case = world.case(State.CALLBACK)
    refused = world.at("officer").client.get(f"{case}/call")
    assert refused.status_code == 422 and QUESTION not in refused.text


@pytest.mark.parametrize(
    ("action", "typed"), [("call", REACHED), ("end", {"outcome": "supported"})], ids=["call", "end"]
)
def test_where_it_is_relaxed_he_says_why_nobody_else_does(world: World, action: str, typed: dict[str, str]) -> None:
    small_office(world, Relaxation.DISPATCHER_CALLS_BACK)
    case = world.case(State.CALLBACK, then=solved)
    officer = world.at("officer")
    blank = officer.do(f"{case}/{action}", **typed, combined_reason="")
    assert blank.status_code == 422 and "请填写为什么没有别人可以回访。" in blank.text
    assert officer.do(f"{case}/{action}", **typed, combined_reason=WHY).status_code == 303
    assert facts(world, case, action)["combined_reason"] == WHY


def test_whoever_did_not_dispatch_it_is_not_asked(world: World) -> None:
    small_office(world, Relaxation.DISPATCHER_CALLS_BACK)
    case = world.case(State.CALLBACK)
    assert QUESTION not in world.at("callback").client.get(f"{case}/call").text
    assert world.at("callback").do(f"{case}/call", **REACHED).status_code == 303
    assert "combined_reason" not in facts(world, case, "call")
