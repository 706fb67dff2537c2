"""The citizen's pages in a real browser: script off, phones, dark, large print, axe, and the double click."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from casebook import clock
from casebook.case.models import CaseFile, Receipt, State
from casebook.extensions import db
from casebook.stages.handling import service as handling
from casebook.tracking.codes import query_codes
from casebook.web.acting import acted
from tests.lives import lived
from tests.town import Town, build

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
STORY = "三组从昨天六点就没电了。打了三次电话都没人接。"
CODE = "3014896486863645064072870"


@pytest.fixture
def town(app: Flask) -> Town:
    """The town, its office with an address."""
    with app.app_context(), acted() as session:
        built = build(session)
        built.office.address, built.office.hours = "望禾镇禾兴路1号，镇政府一楼东侧", "工作日8:30–12:00，14:00–17:30"
        session.flush()
        session.expunge_all()
    return built


@pytest.fixture
def reference(app: Flask, town: Town) -> str:
    """The reference of a case that waits for its citizen's word, with a message; its code is CODE."""
    with app.app_context(), acted() as session:
        life = lived(session, town, State.CALLBACK, at=clock.now() - timedelta(hours=12))
        text = "昨天又停了两个小时，请问什么时候能修好？"
        handling.write_as_citizen(session, life.file, life.citizen, life.now(), text)
        kept = query_codes().hash(CODE)
        receipt = life.file.receipts[0]
        session.execute(update(Receipt).where(Receipt.uid == receipt.uid).values(code_hash=kept))
        return receipt.reference


def cases(app: Flask) -> int:
    """How many cases there are."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(CaseFile)) or 0


def up_to_check(page: Page) -> None:
    """Go up to the third step without a name."""
    page.goto("/complaints/new")
    page.get_by_label("发生了什么事？").fill(STORY)
    press(page, "下一步")
    page.get_by_label("不留姓名和电话").check()
    press(page, "下一步")


def press(page: Page, name: str) -> None:
    """Press a button that leads to another page, and wait for that page: a click returns while it still arrives."""
    button = page.get_by_role("button", name=name)
    button.wait_for()
    page.wait_for_load_state()
    # Keeping what was typed changes the history of this page too; only a load is the next one.
    with page.expect_event("load"):
        button.click()


def enter(page: Page, reference: str) -> None:
    """Open the tracking page."""
    page.goto("/track")
    page.get_by_label("编号").fill(reference)
    page.get_by_label("查询码").fill(CODE)
    press(page, "查进度")


def walk(page: Page, reference: str) -> Iterator[str]:
    """Every page a citizen sees, one after the other, each only when it has been built to its end."""
    for address in ("/", "/complaints/new", "/track"):
        page.goto(address)
        yield address
    page.goto("/complaints/new")
    press(page, "下一步")
    yield "step 1, refused"
    page.get_by_label("发生了什么事？").fill(STORY + "我叫王大明，电话13800000000。")
    press(page, "下一步")
    yield "step 2"
    press(page, "下一步")
    yield "step 2, refused"
    page.get_by_label("留，可以告诉办理的站所").check()
    page.get_by_label("怎么称呼您？").fill("王大明")
    page.get_by_label("电话（手机或座机）").fill("0000-5550199")
    press(page, "下一步")
    yield "step 3"
    press(page, "不改，就这样提交")
    yield "receipt"
    enter(page, "TS26-00000000")
    yield "wrong code"
    enter(page, reference)
    yield "case"
    for action in ("evaluate", "message"):
        page.goto(f"/track/case/{action}")
        yield action


@pytest.mark.browser_context_args(viewport=PHONE, java_script_enabled=False)
def test_a_complaint_without_a_name_on_a_phone_without_script(page: Page, app: Flask, town: Town) -> None:
    page.goto("/")
    page.get_by_role("link", name="我要反映").last.click()
    page.get_by_label("发生了什么事？").fill(STORY)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("不留姓名和电话").check()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("效能办看到：您写的全部内容，不知道您是谁。")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已收到，请记下编号和查询码")
    code = re.sub(r"\D", "", page.locator(".code").nth(1).inner_text())
    page.get_by_role("link", name="去查进度").click()
    page.get_by_label("查询码").fill(f"{code[:5]} {code[5:]}")
    page.get_by_role("button", name="查进度").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已登记")
    expect(page.get_by_text("望禾镇效能办受理员")).to_be_visible()
    expect(page.get_by_text(STORY)).to_be_visible()
    page.get_by_role("link", name="给效能办留言").click()
    page.get_by_label("您的留言").fill("补充：四组也没电。")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("留言已送达。")).to_be_visible()
    page.get_by_role("button", name="安全离开").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("常用电话")
    assert cases(app) == 1


@pytest.mark.browser_context_args(viewport=PHONE)
def test_a_double_click_sends_once(page: Page, app: Flask, town: Town) -> None:
    up_to_check(page)
    page.get_by_role("button", name="提交").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("已收到，请记下编号和查询码")
    assert cases(app) == 1


@pytest.mark.browser_context_args(viewport=PHONE)
def test_reloading_the_receipt_shows_it_again(page: Page, app: Flask, town: Town) -> None:
    up_to_check(page)
    page.get_by_role("button", name="提交").click()
    # A click waits for no page; the codes do.
    expect(page.locator(".code")).to_have_count(2)
    first = page.locator(".code").all_inner_texts()
    page.reload()
    expect(page.locator(".code")).to_have_count(2)
    assert page.locator(".code").all_inner_texts() == first and len(first) == 2
    assert cases(app) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(page: Page, reference: str, scheme: str) -> None:
    page.set_viewport_size(PHONE)
    # The parameter is one of the two words that the checker wants written out.
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = {}
    for name in walk(page, reference):
        result = Axe().run(page)
        assert result.response["passes"]
        if result.violations_count:
            found[name] = [violation["id"] for violation in result.response["violations"]]
    assert found == {}


@pytest.mark.parametrize("large", [False, True])
def test_no_page_scrolls_sideways_at_320_pixels(page: Page, reference: str, large: bool) -> None:
    page.set_viewport_size(NARROW)
    if large:
        page.goto("/")
        with page.expect_response("**/preferences"):
            page.get_by_role("button", name="长者模式").click()
    wide = {}
    for name in walk(page, reference):
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > NARROW["width"]:
            wide[name] = width
    assert wide == {}


def test_nothing_breaks_the_content_policy(page: Page, reference: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for _ in walk(page, reference):
        pass
    # A refused form answers 422, which the browser notes as well.
    assert [text for text in complaints if "422" not in text] == []


def test_leaving_safely_with_script_blanks_the_page_and_there_is_no_way_back(page: Page, reference: str) -> None:
    enter(page, reference)
    expect(page.get_by_role("heading", level=1)).to_have_text("请您评价")
    page.get_by_role("button", name="安全离开").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("常用电话")
    page.goto("/track/case")
    expect(page.get_by_role("heading", level=1)).to_have_text("输入编号和查询码")


def test_every_target_on_a_phone_is_large_enough(page: Page, reference: str) -> None:
    page.set_viewport_size(PHONE)
    small = {}
    for name in walk(page, reference):
        sizes = page.eval_on_selector_all(
            "main :is(.button, select, input:not([type=hidden], [type=radio], [type=checkbox]), .choice label)",
            "nodes => nodes.map(n => n.getBoundingClientRect()).filter(r => r.height && r.height < 44).length",
        )
        if sizes:
            small[name] = sizes
    assert small == {}
