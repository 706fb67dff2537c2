"""No word a station reads tells who wrote in, and no word of a station shows that it knows: on screen, by every way."""

from collections.abc import Callable
from typing import Any

import pytest

from casebook.vault.keys import vault_keys
from casebook.vault.service import keep_party
from tests.lives import Life
from tests.stages.conftest import World

NIU = {"name": "牛长顺", "telephone": "100-0000-0001", "email": "niu_1968@example.test", "village": "上棚村"}
STEPS = ("accept", "text", "dispatch", "sign", "contact", "close", "pass_on", "heard")


def until(world: World, last: str, consent: bool = False, then: Callable[[Life], Any] = lambda life: None) -> str:
    """A case of somebody who left everything, lived as far as this step."""
    with world.writing() as session:
        life = Life(session, world.town)
        life.register(party=keep_party(session, vault_keys(), NIU, consent, False, life.now()))
        for step in STEPS[: STEPS.index(last) + 1]:
            getattr(life, step)()
        then(life)
        return f"/cases/{life.file.reference}"


@pytest.mark.parametrize(
    ("account", "last", "deed", "fields", "told"),
    [
        ("officer", "accept", "text", {"text": "反映人牛长顺家没电"}, "交办内容里还有反映人的信息：姓名（第4字起）。"),
        ("officer", "dispatch", "recall", {"reason": "牛先生来电说派错了"}, "姓名（第1字起）"),
        ("officer", "close", "send-back", {"reason": "niu changshun没收到"}, "姓名（第1字起）"),
        ("officer", "heard", "redo", {"judgement": "尾号0001的用户仍没电"}, "电话号码（第3字起）"),
        ("director", "sign", "supervise", {"reason": "上棚村6号还没电", "new_term": "2026-09-08"}, "住址（第1字起）"),
        ("director", "sign", "order", {"finding": "niu_1968收不到", "rule": "九条", "requirement": "改正",
                                       "due_on": "2026-09-30"}, "电子邮箱（第1字起）"),
        ("director", "sign", "order", {"finding": "没修", "rule": "九条", "requirement": "给牛 长 顺道歉",
                                       "due_on": "2026-09-30"}, "姓名（第2字起）"),
        ("director", "sign", "critical", {"ground": "life", "words": "车牌云A12345"}, "车牌号（第3字起）"),
    ],
)  # fmt: skip
def test_the_offices_words_to_a_station(
    world: World, account: str, last: str, deed: str, fields: dict[str, str], told: str
) -> None:
    case = until(world, last)
    before = world.events(case)
    answer = world.at(account).do(f"{case}/{deed}", **fields)
    assert answer.status_code == 422
    assert told in answer.text and "<mark>" in answer.text
    assert all(words in answer.text for words in fields.values())  # nothing typed is lost
    assert world.events(case) == before


def test_words_that_stay_inside_may_name_whom_they_concern(world: World) -> None:
    case = until(world, "sign")
    assert world.at("officer").do(f"{case}/note", text="牛长顺说下午在家").status_code == 303
    assert world.at("officer").do(f"{case}/message", text="牛先生，您好").status_code == 303


def test_a_telephone_released_to_the_station_may_be_told_to_it(world: World) -> None:
    case = until(world, "accept", consent=True)
    assert world.at("officer").do(f"{case}/text", text="请打10000000001联系。").status_code == 303


def test_a_station_is_never_told_whether_it_guessed_right(world: World) -> None:
    case = until(world, "sign")
    for guess in ("牛长顺", "时巧珍"):
        assert world.at("power-head").do(f"{case}/station-message", text=f"{guess}，您好").status_code == 303


def test_a_message_that_shows_the_station_knows_is_not_passed_on(world: World) -> None:
    case = until(world, "sign")
    world.at("power-head").do(f"{case}/station-message", text="牛长顺，今晚恢复。")
    answer = world.at("clerk").do(f"{case}/relay")
    assert answer.status_code == 422
    assert "站所的留言里有反映人的信息：姓名（第1字起）。" in answer.text
    assert "relay" not in world.events(case)


def test_an_answer_that_shows_the_station_knows_is_not_passed_on(world: World) -> None:
    case = until(world, "contact", then=lambda life: life.close("已上门向牛长顺道歉。"))
    answer = world.at("officer").do(f"{case}/pass")
    assert answer.status_code == 422
    assert "站所的答复里有反映人的信息：姓名（第5字起）。请退回重写，不要告诉站所发现了什么。" in answer.text
    assert world.at("officer").do(f"{case}/send-back", reason="请重写，不写人名。").status_code == 303


def test_the_text_is_read_again_when_the_case_is_sent(world: World) -> None:
    # Written by the service alone, as an import or an older version would.
    case = until(world, "accept", then=lambda life: life.text("反映人牛长顺家没电"))
    answer = world.at("officer").do(f"{case}/dispatch")
    assert answer.status_code == 422
    assert "现有的交办内容里有反映人的信息：姓名（第4字起）。" in answer.text
    assert "dispatch" not in world.events(case)
