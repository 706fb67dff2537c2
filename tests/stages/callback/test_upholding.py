"""The result stands (T25): the director proposes it, a member from outside agrees on a signed paper."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casebook import clock
from casebook.case.models import State
from casebook.case.taxonomy import Part
from casebook.exports.events import records
from casebook.letters.models import Notice
from casebook.stages.service import standing_values
from tests.stages.browser import Browser
from tests.stages.conftest import NOON, World, _case
from tests.stages.supervision.test_supervision import facts
from tests.stages.test_every_step import unsolved

REASON = "停电属于计划检修，已经提前三天公告。"
PROPOSED = {"reason": REASON, "member": "单可信", "body": "镇人大"}


def proposed(world: World) -> str:
    """A case in which the director has proposed that the result stands."""
    case = world.case(State.CALLBACK, then=unsolved)
    assert world.at("director").do(f"{case}/uphold-ask", **PROPOSED).status_code == 303
    return case


def test_the_director_proposes_and_the_outside_member_decides_on_paper(world: World) -> None:
    case = proposed(world)
    director = world.at("director")
    drawn = director.open(f"{case}/uphold")
    assert (drawn["member"], drawn["body"]) == ("单可信", "镇人大")
    page = director.client.get(f"{case}/uphold").text
    assert REASON in page and "某director" in page
    assert director.do(f"{case}/uphold", paper="评议书3号").status_code == 303
    assert world.file(case, "state", "closed_by") == [State.CLOSED, "T25"]
    kept = facts(world, case, "uphold")
    assert kept["outside_member"] == {"name": "单可信", "body": "镇人大", "paper": "评议书3号"}
    assert kept["joint"] == [{"actor": "outside", "grants": []}]
    assert world.read(lambda s: standing_values(s, _case(s, case)))["reason"] == REASON
    letter = world.read(lambda s: str(s.scalars(select(Notice).where(Notice.kind == "uphold")).one().body))
    assert "停电属于计划检修" in letter and "镇人大单可信" in letter


def test_whoever_reads_the_export_learns_of_the_outside_member_but_not_who_it_was(world: World) -> None:
    case = proposed(world)
    world.at("director").do(f"{case}/uphold", paper="评议书3号")
    [told] = [row for row in world.read(lambda s: list(records(s))) if row.get("action") == "uphold"]
    assert "单可信" not in str(told) and "joint" in told["details"]


def test_the_member_may_disagree_and_the_case_stays(world: World) -> None:
    case = proposed(world)
    refused = world.at("director").do(f"{case}/uphold-refuse", paper="评议书4号", reason="公告没有贴到三组。")
    assert refused.status_code == 303
    assert world.file(case, "state", "closed_by") == [State.CALLBACK, None]
    assert world.at("director").client.get(f"{case}/uphold").status_code == 422
    assert world.at("officer").client.get(f"{case}/redo").status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"paper": ""}, "请填写"),
        ({"paper": "评议书3号", "member": ""}, "请填写外部成员的姓名。"),
        ({"paper": "评议书3号", "body": ""}, "请填写外部成员所在的单位。"),
        ({"paper": "评议书3号", "member": "某director"}, "不能是您本人"),
    ],
)
def test_the_decision_names_somebody_from_outside_and_the_paper(
    world: World, typed: dict[str, str], sentence: str
) -> None:
    case = proposed(world)
    answer = world.at("director").do(f"{case}/uphold", **typed)
    assert answer.status_code == 422 and sentence in answer.text
    assert world.file(case, "state") == [State.CALLBACK]


def test_only_what_somebody_is_dissatisfied_with_is_upheld_and_only_once_asked(world: World) -> None:
    satisfied = world.case(State.CALLBACK)
    assert world.at("director").client.get(f"{satisfied}/uphold-ask").status_code == 422
    case = proposed(world)
    assert "已经提出申请" in world.at("director").client.get(f"{case}/uphold-ask").text
    for account in ("officer", "callback", "leader", "oversight", "power-head"):
        assert world.at(account).client.get(f"{case}/uphold").status_code == 403
        assert REASON not in world.at(account).client.get(f"{case}/uphold").text


def test_not_decided_within_five_working_days_it_lapses(world: World) -> None:
    case = proposed(world)
    # Asked on Tuesday the 1st: the fifth working day is Tuesday the 8th.
    with clock.pinned(NOON + timedelta(days=8)):
        director = Browser.of(world.app, "director")
        assert director.client.get(f"{case}/uphold").status_code == 422
        assert director.client.get(f"{case}/uphold-ask").status_code == 200


def test_who_proposed_it_has_decided_it(world: World) -> None:
    case = proposed(world)
    parts = world.read(lambda s: {(row.person_uid, row.part) for row in _case(s, case).parts})
    assert (world.uid("director"), Part.DECIDER) in parts
