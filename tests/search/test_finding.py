"""What somebody finds: by reference and by words, in the texts he reads, marked where they stand, page by page."""

import re

import pytest
from flask import Flask

from casebook.case.models import State
from casebook.desk import queries as lists
from casebook.search import queries
from casebook.stages.handling import service as handling
from tests.desk.conftest import Desks, every_state, file_of
from tests.lives import Life
from tests.queries import own_queries
from tests.search.finding import count, found, search

NOTHING = "没有查到。请核对编号，或者换个词再试。"


def test_words_are_found_in_what_came_in_and_marked(desks: Desks) -> None:
    mine = desks.live(State.HANDLING, register={"text": "卫生院收费不开票。窗口说系统坏了<b>。"})
    desks.live(State.HANDLING)
    page = search(desks, "officer", "不开票")
    assert found(page) == [mine] and count(page) == "1"
    assert "卫生院收费<mark>不开票</mark>。窗口说系统坏了&lt;b&gt;。" in page
    assert found(search(desks, "officer", "收费 系统坏")) == [mine]
    assert NOTHING in search(desks, "officer", "收费 路灯")


def test_a_station_finds_the_offices_text_and_not_what_came_in(desks: Desks) -> None:
    mine = desks.live(State.HANDLING, register={"text": "烟酒店老板说的"}, text={"text": "核实变压器跳闸。"})
    assert found(search(desks, "power-head", "变压器")) == [mine]
    assert found(search(desks, "officer", "烟酒店")) == [mine]
    for account in ("power-head", "power-liaison", "leader", "oversight"):
        assert found(search(desks, account, "变压器")) == [mine]
        assert NOTHING in search(desks, account, "烟酒店")
    assert NOTHING in search(desks, "land-head", "变压器")


@pytest.mark.parametrize("typed", ["{0}", "aj26 {1}", "26-{1}", " {0} "])
def test_a_case_is_found_by_its_reference(desks: Desks, typed: str) -> None:
    reference = desks.live(State.CLOSED)
    for account in ("officer", "power-head", "leader"):
        assert found(search(desks, account, typed.format(reference, reference[5:].lower()))) == [reference]
    assert NOTHING in search(desks, "land-head", reference)


def test_only_the_office_finds_a_case_by_the_citizens_receipt(desks: Desks) -> None:
    reference = desks.live(State.HANDLING)
    receipt = desks.ask(lambda session: file_of(session, reference).receipts[0].reference)
    assert found(search(desks, "clerk", receipt)) == [reference]
    for account in ("power-head", "land-head", "leader", "oversight"):
        assert NOTHING in search(desks, account, receipt)


def test_width_case_and_what_stands_between_make_no_difference(desks: Desks) -> None:
    mine = desks.live(
        State.HANDLING, register={"text": "ＵＰＳ电源\u200b坏了，２０２６年９月报修，编号Ab-1 2；过了①周。"}
    )
    for typed in ("ups", "UPS", "ＵＰＳ电源坏", "2026年9月", "２０２６", "ab", "1周", "电源坏"):
        assert found(search(desks, "officer", typed)) == [mine], typed
    for typed in ("up", "202", "26年", "月报修2", "坏了2026"):
        assert NOTHING in search(desks, "officer", typed), typed


def test_one_character_narrows_but_is_not_looked_for_alone(desks: Desks) -> None:
    mine = desks.live(State.HANDLING, register={"text": "自来水管漏了三天"})
    desks.live(State.HANDLING, register={"text": "路灯漏了三天"})
    assert found(search(desks, "officer", "漏了 水")) == [mine]
    assert "只有一个字，查到的会太多。请至少输入两个字。" in search(desks, "officer", "水")


HOSTILE = {
    "quotes": ("\"停电'", True),
    "operators": ("停电 AND NOT NEAR( OR *", False),
    "a column": ("tokens:停电", False),
    "like": ("停%电_", False),
    "long": ("停" * 10_000, False),
    "emoji": ("💩", False),
    "punctuation": ("，。！？()\"'*", False),
    "a mark": ("_office_ _unit_", False),
    "surrogate": ("\ud800 停电", False),
    "right to left": ("\u202e停电", True),
    "sql": ("'; DROP TABLE search_text; --", False),
    "blank": ("   ", False),
    "many words": (" ".join(["停电"] * 30), True),
    "a percent": ("%", False),
    "script": ("<script>alert(1)</script>", False),
}


@pytest.mark.parametrize(("typed", "finds"), HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_typed_is_answered(desks: Desks, typed: str, finds: bool) -> None:
    reference = desks.live(State.HANDLING, register={"text": "三组停电"}, text={"text": "三组停电，请抢修。"})
    for account in ("officer", "power-head", "leader"):
        page = search(desks, account, typed.encode("utf-8", "surrogatepass"))
        assert found(page) == ([reference] if finds else [])
        assert finds or 'class="empty"' in page
        assert "<script>alert" not in page


@pytest.mark.parametrize("more", ["&after=x", "&before=%0a", "&after=AJ26-00000000", "&before=AJ26-00000000", "&q=x"])
def test_a_strange_address_is_answered(desks: Desks, more: str) -> None:
    desks.live(State.HANDLING)
    for account in ("officer", "power-head"):
        assert desks.at(account).get(f"/search?q=停电{more}").status_code == 200
        assert desks.at(account).get("/search").status_code == 200


def test_no_address_has_a_null(desks: Desks) -> None:
    """Refused for every page alike, before any looks at it."""
    assert desks.at("officer").get("/search?q=停%00电").status_code == 404


def test_pages_show_every_case_once_the_newest_first(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    lived = [desks.live(State.HANDLING) for _number in range(7)]
    monkeypatch.setattr(queries, "PAGE", 3)
    monkeypatch.setattr(lists, "MOST_COUNTED", 5)
    for account in ("officer", "power-head"):
        here, seen, pages = search(desks, account, "停电"), [], []
        while True:
            pages.append(found(here))
            seen += pages[-1]
            onward = re.search(r'href="(/search[^"]*after=[^"]*)"', here)
            if not onward:
                break
            here = desks.page(account, onward.group(1).replace("&amp;", "&"))
        assert seen == lived[::-1] and count(search(desks, account, "停电")) == "5+"
        back = re.search(r'href="(/search[^"]*before=[^"]*)"', here)
        assert back
        assert found(desks.page(account, back.group(1).replace("&amp;", "&"))) == pages[-2]


def test_the_box_stands_on_the_list_of_cases(desks: Desks) -> None:
    assert re.search(r'<form class="find" role="search" action="/search">', desks.page("officer", "/cases"))
    assert "编号、关键词" in desks.page("officer", "/cases")
    assert desks.at("admin").get("/search?q=停电").status_code == 404
    assert desks.app.test_client().get("/search?q=停电").status_code == 303


def test_a_stations_own_words_are_found_by_it_and_by_the_office(desks: Desks) -> None:
    def writes(life: Life) -> None:
        handling.write_as_station(life.session, life.file, life.post("head"), life.now(), "请问下午上门方便吗")

    mine = desks.live(State.REWORK, then=writes)
    for account in ("power-head", "officer"):
        assert found(search(desks, account, "下午上门")) == [mine]
        assert found(search(desks, account, "变压器 逐户回访")) == []
        assert found(search(desks, account, "恢复供电")) == [mine]
    assert "留言" in search(desks, "officer", "下午上门")
    assert NOTHING in search(desks, "leader", "下午上门")


def test_the_number_of_statements_does_not_grow(app: Flask, desks: Desks) -> None:
    desks.live(State.HANDLING)
    for account in ("officer", "power-head", "leader"):
        assert own_queries(app, desks.at(account), "/search?q=停电") == 5, account
        assert own_queries(app, desks.at(account), "/search?q=没有的词") == 2, account
    every_state(desks)
    for account in ("officer", "power-head", "leader"):
        assert own_queries(app, desks.at(account), "/search?q=停电") == 5, account
