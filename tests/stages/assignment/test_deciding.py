"""What the office decides on screen, and what it is kept from deciding."""

import pytest

from casebook.case.models import State
from casebook.case.queries import cleared_text
from casebook.kernel.deadlines import Moment
from casebook.vault.keys import vault_keys
from casebook.vault.service import keep_party
from tests.lives import Life
from tests.stages.conftest import World, _case

TELEPHONE = "100-0000-0001"


def named(world: World) -> str:
    """A case whose complainant left a telephone."""
    with world.writing() as session:
        life = Life(session, world.town)
        now: Moment = life.now()
        party = keep_party(session, vault_keys(), {"name": "苗有福", "telephone": TELEPHONE}, False, False, now)
        life.register(party=party)
        return f"/cases/{life.file.reference}"


def everything(world: World, **changed: str) -> dict[str, str]:
    given = {"category": "A2", "grade": "U4", "text": "窗口态度不好，请核实。", "main_unit": world.unit("power")}
    return given | changed


def test_the_text_for_the_station_may_not_hold_the_telephone(world: World) -> None:
    case = named(world)
    answer = world.at("officer").do(f"{case}/text", text="请打10000000001联系反映人。")
    assert answer.status_code == 422
    assert "交办内容里还有反映人的信息：电话号码（第3字起）。请删去再派。" in answer.text
    assert "请打10000000001联系反映人。" in answer.text
    assert "请打<mark>10000000001</mark>联系反映人。" in answer.text
    assert world.events(case) == ["register"]


def test_accepting_and_dispatching_with_a_leak_does_neither(world: World) -> None:
    case = named(world)
    answer = world.at("officer").do(f"{case}/accept-and-dispatch", **everything(world, text=f"电话{TELEPHONE}"))
    assert answer.status_code == 422
    assert world.file(case, "state", "category") == [State.REGISTERED, None]


def test_accepting_and_dispatching_keeps_the_text_as_it_was_sent(world: World) -> None:
    case = named(world)
    assert world.at("officer").do(f"{case}/accept-and-dispatch", **everything(world)).status_code == 303
    assert world.read(lambda s: cleared_text(s, _case(s, case)).text) == "窗口态度不好，请核实。"
    assert world.file(case, "state", "main_unit_uid") == [State.DISPATCHED, world.unit("power")]


def test_a_text_that_is_there_already_is_not_written_again(world: World) -> None:
    case = world.case(State.REGISTERED, then=lambda life: life.text("请立即抢修。"))
    officer = world.at("officer")
    assert officer.open(f"{case}/accept-and-dispatch")["text"] == "请立即抢修。"
    fields = {name: value for name, value in everything(world).items() if name != "text"}
    assert officer.do(f"{case}/accept-and-dispatch", **fields).status_code == 303
    assert world.events(case) == ["register", "text", "accept", "dispatch"]


def test_the_forms_begin_with_what_is_known(world: World) -> None:
    case = world.case(State.REGISTERED)
    drawn = world.at("officer").open(f"{case}/accept-and-dispatch")
    assert drawn["station"] == drawn["main_unit"] == world.unit("power")
    assert drawn["text"] == "上棚村三组从六点多就没电了。电话没人接。"


def test_dispatching_needs_a_text(world: World) -> None:
    case = world.case(State.REGISTERED, then=lambda life: life.accept())
    page = world.at("officer").client.get(f"{case}/dispatch")
    assert page.status_code == 422
    assert "请先写交办内容。" in page.text


def test_a_unit_that_is_not_on_the_list_is_refused(world: World) -> None:
    case = world.case(State.ACCEPTED)
    answer = world.at("officer").do(f"{case}/dispatch", station=world.unit("office"))
    assert answer.status_code == 422
    assert "请从列表里选择站所。" in answer.text


@pytest.mark.parametrize("post", ["power-head", "power-liaison"])
def test_a_complaint_about_whoever_leads_bars_the_station(world: World, post: str) -> None:
    case = world.case(State.REGISTERED)
    accused = f"{world.unit('power')}:{world.uid(post)}"
    world.at("officer").do(f"{case}/accept", category="A2", grade="U4", accused=accused)
    assert world.file(case, "station_may_handle") == [False]
    world.at("officer").do(f"{case}/text", text="请核实。")
    drawn = world.at("officer").open(f"{case}/dispatch")
    assert drawn["station"] == ""
    refused = world.at("officer").do(f"{case}/dispatch", station=world.unit("power"))
    assert refused.status_code == 422
    assert "这个单位不能办理这件办件，请另选承办单位。" in refused.text
    assert world.at("officer").do(f"{case}/dispatch", station=world.unit("land")).status_code == 303
    assert world.at("power-handler").client.get(f"{case}/sign").status_code == 404


def test_a_complaint_about_a_handler_leaves_the_case_with_the_station_but_not_with_him(world: World) -> None:
    case = world.case(State.REGISTERED)
    accused = f"{world.unit('power')}:{world.uid('power-handler')}"
    world.at("officer").do(f"{case}/accept-and-dispatch", **everything(world, accused=accused))
    assert world.at("power-handler").client.get(f"{case}/sign").status_code == 404
    assert world.uid("power-handler") not in world.at("power-head").client.get(f"{case}/sign-and-give").text


def test_the_person_complained_about_must_work_at_the_unit(world: World) -> None:
    case = world.case(State.REGISTERED)
    accused = f"{world.unit('land')}:{world.uid('land-head')}"
    answer = world.at("officer").do(f"{case}/accept", category="A2", grade="U4", accused=accused)
    assert answer.status_code == 422
    assert "这个人不在所选的单位" in answer.text
    assert world.events(case) == ["register"]


def test_the_named_person_answers_after_a_designation(world: World) -> None:
    case = world.case(State.DISPATCHED)
    person = f"{world.unit('land')}:{world.uid('land-handler')}"
    world.at("director").do(f"{case}/designate", person=person, reason="两个单位互推", rule="首接负责")
    assert world.file(case, "holder_uid", "main_unit_uid") == [world.uid("land-handler"), world.unit("land")]


def test_nobody_is_designated_by_a_made_up_value(world: World) -> None:
    case = world.case(State.DISPATCHED)
    for person in (world.uid("land-handler"), f"{world.unit('office')}:{world.uid('clerk')}", ":", "x" * 200):
        answer = world.at("director").do(f"{case}/designate", person=person, reason="互推", rule="首接负责")
        assert answer.status_code == 422
    assert "designate" not in world.events(case)


def test_only_an_ordinary_matter_is_answered_on_the_spot(world: World) -> None:
    case = world.case(State.REGISTERED)
    answer = world.at("clerk").do(f"{case}/answer", category="A2", grade="U4", answer="已经说明")
    assert answer.status_code == 422
    assert "已经说明" in answer.text
    assert world.events(case) == ["register"]
