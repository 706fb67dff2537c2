"""In petition procedure the forms that answer ask for what the written opinion must hold, and no other form does."""

from typing import Any

import pytest

from casebook.case.models import State
from casebook.stages.handling import service as handling
from tests.letters.conftest import World
from tests.lives import Life
from tests.signed_in import sign_in
from tests.visitor import Visitor

PASS = "审核通过，转回访"
TYPED = {
    "findings": "九月一日十八时至二十一时停电，有值班记录为证。",
    "decision": "supported",
    "basis": "供电监管办法 14",
    "signer": "副主任 周某",
}
ASKED = {
    "findings": "请填写查明的事实：时间、地点、查明了什么、有什么证据。",
    "decision": "请选择处理意见。",
    "basis": "请写明处理依据的规定。",
    "signer": "请填写签发人。",
}
CLOSED = {
    "done": "更换了熔断器。",
    "told": "当晚电话告知。",
    "solved": "yes",
    "evidence": "照片1",
    "confirmed_by": "page",
}


def at(world: World, account: str, address: str) -> Visitor:
    visitor = Visitor(world.app.test_client())
    sign_in(visitor.client, account)
    return visitor.open(address)


def closable(life: Life) -> None:
    handling.confirm(life.session, life.file, life.citizen, life.now())


def directly(world: World, wants_written: bool) -> str:
    with world.writing():
        life = world.lived(State.REGISTERED, wants_written=wants_written)
        life.accept("M1").text().dispatch().sign().contact()
        closable(life)
        return life.file.reference


@pytest.mark.parametrize("missing", TYPED)
def test_passing_asks_for_each_part_of_the_opinion(world: World, missing: str) -> None:
    reference = world.reference(State.FEEDBACK, wants_written=True)
    typed: dict[str, Any] = {name: value for name, value in TYPED.items() if name != missing}
    visitor = at(world, "officer", f"/cases/{reference}/pass").press(PASS, **typed)
    assert visitor.status == 422 and ASKED[missing] in visitor.text
    assert all(typed[name] in visitor.text for name in typed)
    assert [row.kind for row in world.notices(reference)] == ["accept"]


def test_the_opinion_that_was_typed_is_the_opinion_that_goes_out(world: World) -> None:
    reference = world.reference(State.FEEDBACK, wants_written=True)
    visitor = at(world, "officer", f"/cases/{reference}/pass").press(PASS, **TYPED)
    assert visitor.status == 200
    notice = world.notice(reference, "answer")
    text = str(notice.body)
    assert notice.title == "信访事项处理意见书" and "处理意见：支持" in text
    assert all(words in text for name, words in TYPED.items() if name != "decision")


def test_an_ordinary_case_is_asked_for_nothing_of_it(world: World) -> None:
    reference = world.reference(State.FEEDBACK)
    visitor = at(world, "officer", f"/cases/{reference}/pass")
    assert not any(f'name="{name}"' in visitor.text for name in TYPED)
    visitor.press(PASS)
    assert world.notice(reference, "answer").title == "答复意见书"


def test_closing_directly_asks_for_the_opinion_in_petition_procedure_alone(world: World) -> None:
    ordinary, petition = directly(world, False), directly(world, True)
    at(world, "power-head", f"/cases/{ordinary}/close-directly").press("直接办结", **CLOSED)
    assert world.notice(ordinary, "answer").title == "答复意见书"
    visitor = at(world, "power-head", f"/cases/{petition}/close-directly").press("直接办结", **CLOSED)
    assert visitor.status == 422 and all(sentence in visitor.text for sentence in ASKED.values())
    visitor.press("直接办结", **CLOSED, **TYPED)
    notice = world.notice(petition, "answer")
    assert notice.title == "信访事项处理意见书" and "更换了熔断器" in str(notice.body)
