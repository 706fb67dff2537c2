"""Tiles count what their lists show; lists page whole, sort as they should, and cost the same whatever they hold."""

import re
from datetime import timedelta
from itertools import product

import pytest
from flask import Flask

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Grade
from casebook.desk import order, queries
from casebook.desk.forms import Wanted, stored_reference
from casebook.web.acting import acted
from tests.desk.conftest import LATER, Desks, every_state, file_of
from tests.lives import MORNING, Life
from tests.past import CASE
from tests.queries import own_queries
from tests.town import OFFICE_PEOPLE, STATION_PEOPLE, STATIONS

# On the backlog it stays with whoever owns the plan.
MINE_AND_WAITING = (State.DISPATCHED, State.HANDLING, State.FEEDBACK, State.REWORK, State.HUNG)
READERS = [
    *(each for each in OFFICE_PEOPLE if each != "admin"),
    *(f"{s}-{p}" for s in STATIONS for p in STATION_PEOPLE),
]
TILE = re.compile(r'<a class="tile \w+" href="([^"]+)"><b>(\d+\+?)</b>')
CHIP = re.compile(r'<li><a href="([^"]+)"[^>]*>[^<]+<b>(\d+\+?)</b>')
ROW = re.compile(r'<th role="rowheader"[^>]*><a href="/cases/(AJ26-\w+)">([^<]+)</a>')
NEXT = re.compile(r'class="button secondary" href="(/cases\?[^"]+)">(上一页|下一页)')


def rows(page: str) -> list[str]:
    """The references of a list in their order."""
    return [reference for reference, _title in ROW.findall(page)]


def address(link: str) -> str:
    """A link as the browser follows it."""
    return link.replace("&amp;", "&")


def test_every_number_opens_a_list_of_that_length(desks: Desks) -> None:
    every_state(desks)
    for account, (start, numbers) in product(READERS, (("/desk", TILE), ("/cases", CHIP))):
        found = numbers.findall(desks.page(account, start))
        assert len(found) >= 3
        for link, number in found:
            assert len(rows(desks.page(account, address(link)))) == int(number), link


def test_the_desk_holds_what_waits_and_what_one_answers_for(desks: Desks) -> None:
    lived = every_state(desks)
    waiting = {lived[state, "power"] for state in MINE_AND_WAITING}
    assert set(rows(desks.page("power-head", "/desk"))) == waiting
    assert "待签收" in desks.page("power-head", "/desk")
    assert rows(desks.page("leader", "/desk")) == []
    assert "现在没有等您办的事。" in desks.page("leader", "/desk")


def test_whoever_dispatched_is_not_asked_to_call_back(desks: Desks) -> None:
    mine = desks.live(State.CALLBACK)
    assert mine in desks.page("callback", "/cases?waiting=call")
    assert rows(desks.page("officer", "/cases?waiting=call")) == []


def test_a_count_is_bounded(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    every_state(desks)
    monkeypatch.setattr(queries, "MOST_COUNTED", 5)
    assert "<b>5+</b>" in desks.page("officer", "/cases")


@pytest.mark.parametrize("account", ["officer", "power-head", "oversight"])
@pytest.mark.parametrize("state", ["", "closed"])
def test_pages_forward_and_back_show_every_case_once_in_order(
    desks: Desks, monkeypatch: pytest.MonkeyPatch, account: str, state: str
) -> None:
    for number in range(7):
        at = MORNING + timedelta(days=number % 3)
        desks.live(State.HANDLING, at=at)
        desks.live(State.CLOSED, at=at)
    whole = rows(desks.page(account, Wanted(state=state).url()))
    assert len(whole) == 7
    monkeypatch.setattr(queries, "PAGE", 3)
    forward, last = _walk(desks, account, Wanted(state=state).url(), "下一页")
    assert forward == whole
    backward, _first = _walk(desks, account, last, "上一页")
    assert sorted(backward) == sorted(whole)


def _walk(desks: Desks, account: str, start: str, word: str) -> tuple[list[str], str]:
    seen, here = [], start
    while True:
        page = desks.page(account, here)
        seen += rows(page)
        onward = [address(link) for link, label in NEXT.findall(page) if label == word]
        if not onward:
            return seen, here
        here = onward[0]


def test_the_office_sorts_by_the_instant_and_the_station_by_the_day(desks: Desks) -> None:
    early, late = sorted(
        (
            desks.live(State.HANDLING, at=MORNING + timedelta(minutes=minutes), accept={"grade": Grade.U2})
            for minutes in (0, 50)
        ),
        key=lambda reference: desks.ask(lambda session: file_of(session, reference).sort_due_at),
    )
    assert rows(desks.page("officer", "/cases")) == [early, late]
    assert rows(desks.page("power-head", "/cases")) == sorted([early, late])


@pytest.mark.parametrize("words", ["{0}", "aj26 {1}", "AJ26{1}", "  {0} ", "26-{1}"])
def test_a_case_is_found_however_its_reference_is_written(desks: Desks, words: str) -> None:
    reference = desks.live(State.CLOSED)
    typed = words.format(reference, reference[5:].lower())
    for account in ("officer", "power-head", "leader"):
        assert rows(desks.page(account, Wanted(q=typed).url())) == [reference]


def test_only_the_office_finds_a_case_by_the_citizens_receipt(desks: Desks) -> None:
    reference = desks.live(State.HANDLING)
    receipt = desks.ask(lambda session: file_of(session, reference).receipts[0].reference)
    assert rows(desks.page("clerk", Wanted(q=receipt).url())) == [reference]
    for account in ("power-head", "land-head", "leader", "oversight"):
        assert rows(desks.page(account, Wanted(q=receipt).url())) == []


@pytest.mark.parametrize(
    "junk",
    ["?after=x", "?after=2026-13-99~AJ", "?before=~", "?after=2026-09-01", "?state=gone", "?waiting=nothing",
     "?q=%27%3B--%F0%9F%92%A9",
     "?due=never&mine=2", "?after=9999-99-99~%F0%9F%92%A9"],
)  # fmt: skip
def test_a_strange_address_is_answered_all_the_same(desks: Desks, junk: str) -> None:
    desks.live(State.HANDLING)
    for account in ("officer", "power-head"):
        assert desks.at(account).get(f"/cases{junk}").status_code == 200


def test_a_list_for_others_cannot_be_asked_for(desks: Desks) -> None:
    every_state(desks)
    for kind in ("decide", "dispatch", "check", "call", "judge", "relay", "slip"):
        assert rows(desks.page("power-head", f"/cases?waiting={kind}")) == []


def test_references_are_read_with_what_is_misheard() -> None:
    assert stored_reference("ts26-o1iL2345") == "TS26-01112345"
    assert stored_reference("nothing") == "NOTHING"


def test_the_number_of_statements_does_not_grow(app: Flask, desks: Desks) -> None:
    desks.live(State.HANDLING)
    counted = {account: _statements(app, desks, account) for account in ("officer", "power-head", "leader")}
    every_state(desks)
    for account, numbers in counted.items():
        assert _statements(app, desks, account) == numbers, account
        # Two of them read which timetable is in force.
        assert numbers == {"/desk": 4, "/cases": 4, "/cases?state=closed": 4}


def _statements(app: Flask, desks: Desks, account: str) -> dict[str, int]:
    return {page: own_queries(app, desks.at(account), page) for page in ("/desk", "/cases", "/cases?state=closed")}


def test_station_days_are_the_offices_days(desks: Desks) -> None:
    desks.live(State.HANDLING, accept={"grade": Grade.U2})
    days = desks.ask(lambda session: session.query(order.last_day(CaseFile.sort_due_at)).all())
    assert days == [("2026-09-02",)]
    assert LATER > MORNING


def test_a_stations_overdue_leaves_out_what_the_office_is_late_with(desks: Desks) -> None:
    with_station = desks.live(State.HANDLING, accept={"grade": Grade.U2})
    with_office = desks.live(State.FEEDBACK)
    assert set(rows(desks.page("officer", "/cases?due=overdue"))) == {with_station, with_office}
    assert rows(desks.page("power-head", "/cases?due=overdue")) == [with_station]


def test_a_message_that_waits_is_a_tile_until_it_is_passed_on(desks: Desks) -> None:
    from casebook.stages.handling import service

    def writes(life: Life) -> None:
        service.write_as_station(life.session, life.file, life.post("head"), life.now(), "下午三点上门可以吗")

    reference = desks.live(State.HANDLING, then=writes)
    assert rows(desks.page("clerk", "/cases?waiting=relay")) == [reference]
    assert f"/cases/{reference}/relay" in desks.page("clerk", f"/cases/{reference}")
    assert "/relay" not in desks.page("clerk", f"/cases/{desks.live(State.HANDLING)}")


def test_a_date_that_is_not_the_stations_moves_nothing_on_its_list(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    for hours in (0, 1):
        desks.live(State.CALLBACK, at=MORNING + timedelta(hours=hours))
    addresses = ("/cases", "/cases?state=callback")
    before = [desks.page("power-head", address) for address in addresses]
    assert all(NEXT.search(page) for page in before)
    first = rows(before[0])[0]
    with desks.app.app_context(), acted() as session:
        moved = CASE.update().where(CASE.c.reference == first)
        session.execute(moved.values(sort_due_at=LATER + timedelta(days=400)))
    assert [desks.page("power-head", address) for address in addresses] == before
