"""A sign-in that ran out while somebody was writing."""

from casebook.case.models import State
from tests.signed_in import sign_in
from tests.stages.browser import Form
from tests.stages.conftest import World
from tests.stages.test_every_step import CLOSING, contacted


def test_what_was_typed_survives_an_expired_sign_in(world: World) -> None:
    case = world.case(State.HANDLING, then=contacted)
    address, head = f"{case}/close", world.at("power-head")
    drawn = head.open(address)
    head.client.delete_cookie("cb_staff")
    refused = head.send(address, {**drawn, **CLOSING})
    assert refused.status_code == 401
    assert "登录已过期，请重新登录。您填写的内容没有丢。" in refused.text
    assert "第二行" in refused.text and "昨晚打过电话" in refused.text
    sign_in(head.client, "power-head")
    again = Form(refused.text, address).fields
    assert head.send(address, again).status_code == 303
    assert world.events(case)[-1] == "close"


def test_a_page_of_a_case_asks_to_sign_in_and_comes_back(world: World) -> None:
    case = world.case(State.HANDLING)
    answer = world.app.test_client().get(f"{case}/close")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=") and case.rsplit("/", 1)[-1] in answer.location
