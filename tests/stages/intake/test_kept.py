"""Nothing typed is lost by a switch of the header, and nothing is left behind by whoever leaves (without script)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from casebook import clock
from casebook.case.models import CaseFile
from casebook.extensions import db
from casebook.web.acting import acted
from tests.stages.intake.test_online import CODE, MORNING, NEXT, SEND
from tests.town import build
from tests.visitor import Visitor, forms_of

SWITCHES = [("large_print", "1"), ("theme", "dark"), ("language", "en")]
PHONE = "0000-5550199"
STORY = "三组从昨天六点就没电了。打了三次电话都没人接。"


@pytest.fixture
def visitor(app: Flask) -> Iterator[Visitor]:
    """Somebody on the first step, on a Tuesday morning."""
    with app.app_context(), acted() as session:
        build(session)
    with clock.pinned(MORNING):
        yield Visitor(app.test_client()).open("/complaints/new")


def client(visitor: Visitor) -> FlaskClient:
    """The browser itself."""
    return visitor.client


def switch(visitor: Visitor, name: str, value: str, /, **typed: Any) -> str:
    """Press a switch of the header as a browser does: it sends the form it names, where it says."""
    found = re.search(rf'<button form="(\w+)" formaction="([^"]+)" formnovalidate[^>]*name="{name}"', visitor.text)
    assert found, "no switch of the header names the form of this page"
    assert visitor.page
    at = visitor.text.index(f'<form id="{found[1]}"')
    place = visitor.text[:at].count("<form")
    form = forms_of(visitor.page)[place]
    visitor.page = client(visitor).post(found[2], data={**form.fields.to_dict(), **typed, name: value})
    return visitor.text


def cases(app: Flask) -> int:
    """How many cases there are."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(CaseFile)) or 0


@pytest.mark.parametrize(("name", "value"), SWITCHES)
def test_a_switch_keeps_what_stands_in_the_first_step(visitor: Visitor, name: str, value: str) -> None:
    page = switch(visitor, name, value, text=STORY, station="power", happened="昨天")
    assert STORY in page and 'value="昨天"' in page and re.search(r'<option selected value="power"', page)
    assert 'class="summary"' not in page
    assert {"large_print": '<html lang="zh-CN" class="large"', "theme": 'data-theme="dark"'}.get(
        name, '<html lang="en"'
    ) in page


@pytest.mark.parametrize(("name", "value"), SWITCHES)
def test_a_switch_keeps_what_stands_in_the_second_step(visitor: Visitor, name: str, value: str) -> None:
    visitor.press(NEXT, text=STORY)
    page = switch(visitor, name, value, contact="office", telephone="12", name="王大明")
    # Half a number is no fault yet: nobody pressed Next.
    assert 'value="12"' in page and 'value="王大明"' in page and STORY in page
    assert 'class="summary"' not in page


def test_in_another_language_the_step_is_drawn_in_that_language(visitor: Visitor) -> None:
    visitor.press(NEXT, text=STORY)
    page = switch(visitor, "language", "en", contact="none")
    assert "<h1>How to reach you</h1>" in page and "怎么称呼您" not in page
    assert "我不清楚" not in switch(visitor, "theme", "light")


def test_a_switch_in_the_third_step_sends_nothing(app: Flask, visitor: Visitor) -> None:
    visitor.press(NEXT, text=STORY).press(NEXT, contact="none")
    page = switch(visitor, "large_print", "1")
    assert "<h1>请核对</h1>" in page and STORY in page and cases(app) == 0
    visitor.press(SEND)
    assert CODE.search(visitor.text) and cases(app) == 1


@pytest.mark.parametrize(("name", "value"), SWITCHES)
def test_a_switch_on_the_receipt_shows_the_same_code_again(app: Flask, visitor: Visitor, name: str, value: str) -> None:
    visitor.press(NEXT, text=STORY).press(NEXT, contact="none").press(SEND)
    code = CODE.search(visitor.text)
    again = CODE.search(switch(visitor, name, value))
    assert code and again and code[1] == again[1] and cases(app) == 1
    assert "这张表之前已经提交过" not in visitor.text and "This form was sent before" not in visitor.text


def test_going_back_after_sending_shows_nothing_of_what_was_sent(visitor: Visitor) -> None:
    visitor.press(NEXT, text=STORY).press(NEXT, contact="none")
    assert visitor.page
    form = next(form for form in forms_of(visitor.page) if form.address == "/complaints/receipt")
    visitor.press(SEND)
    for step in "123":
        answer = client(visitor).post("/complaints/new", data={**form.fields.to_dict(), "step": step})
        assert answer.status_code == 303 and answer.location == "/track"


def leave(visitor: Visitor) -> Visitor:
    """Press the button that leaves."""
    return visitor.press("安全离开")


def test_leaving_ends_on_a_page_that_betrays_nothing_and_keeps_the_choices(visitor: Visitor) -> None:
    switch(visitor, "large_print", "1", text=STORY)
    page = leave(visitor).text
    assert "<h1>常用电话</h1>" in page and 'class="large"' in page
    for word in ("效能", "反映", "投诉", "查进度", "站所", STORY):
        assert word not in page, word
    assert visitor.page and visitor.page.headers["Cache-Control"] == "no-store"


def test_after_leaving_no_form_of_before_can_be_asked_for_again(app: Flask, visitor: Visitor) -> None:
    visitor.press(NEXT, text=STORY).press(NEXT, contact="none")
    assert visitor.page
    form = next(form for form in forms_of(visitor.page) if form.address == "/complaints/receipt")
    visitor.press(SEND)
    leave(visitor)
    for address in ("/complaints/new", "/complaints/receipt"):
        answer = client(visitor).post(address, data={**form.fields.to_dict(), "step": "3"})
        assert answer.status_code == 400
        assert STORY not in answer.text and not CODE.search(answer.text)


def key_of(page: str) -> str:
    """The key under which the page may seal what is typed."""
    found = re.search(r'data-typed="([^"]+)"', page)
    assert found
    return found[1]


def test_the_key_of_a_draft_lasts_while_one_types_and_ends_with_sending_and_with_leaving(visitor: Visitor) -> None:
    first = key_of(visitor.text)
    visitor.press(NEXT, text=STORY)
    assert key_of(visitor.text) == first
    visitor.press(NEXT, contact="none").press(SEND)
    second = key_of(visitor.open("/complaints/new").text)
    assert second != first
    leave(visitor)
    assert key_of(visitor.open("/complaints/new").text) not in (first, second)


def test_nothing_typed_stands_in_any_cookie(visitor: Visitor) -> None:
    visitor.press(NEXT, text=STORY).press(NEXT, contact="office", telephone=PHONE, name="王大明")
    for header in visitor.page.headers.getlist("Set-Cookie") if visitor.page else ():
        assert "王大明" not in header and PHONE not in header
