"""The citizen's face in a real browser: few taps, nothing lost, large print, keyboard alone, leaving safely."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_citizen import (
    CODE,
    NARROW,
    PHONE,
    STORY,
    cases,
    enter,
    press,
    reference,
    town,
    up_to_check,
    walk,
)
from tests.town import Town

__all__ = ["reference", "town"]

STORED = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
})"""
NOTHING = {"local": 0, "session": 0, "databases": 0, "caches": 0}


@pytest.fixture(autouse=True)
def no_report(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No page of any test here asks for what its policy forbids: browsers report it, and the report is noted."""
    with caplog.at_level("WARNING", "casebook.web.views"):
        yield
    assert [record.message for record in caplog.records if "content policy" in record.message] == []


def enlarge(page: Page) -> None:
    """Choose large print, and wait until the choice is kept."""
    with page.expect_response("**/preferences"):
        page.get_by_role("button", name="长者模式").click()


def until(page: Page, wanted: str) -> None:
    """Wait for what the page's policy allows no script of ours to wait for."""
    for _ in range(100):
        if page.evaluate(wanted):
            return
        page.wait_for_timeout(30)
    raise AssertionError(f"never: {wanted}")


def kept(page: Page) -> None:
    """Wait until what was typed is sealed."""
    until(page, "Boolean(history.state?.sealed)")


# ---- A complaint


class Taps:
    """Counts every tap; typing a text is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, target: Any, leads_away: bool = False) -> None:
        """Tap once."""
        self.count += 1
        if not leads_away:
            target.tap()
            return
        with self.page.expect_event("load"):
            target.tap()


@pytest.mark.browser_context_args(viewport=PHONE, has_touch=True)
@pytest.mark.parametrize("script", [True, False])
def test_from_the_home_page_to_the_receipt_in_five_taps(
    page: Page, live_server: str, app: Flask, town: Town, script: bool
) -> None:
    assert page.context.browser
    context = page.context.browser.new_context(
        base_url=live_server, viewport=PHONE, has_touch=True, java_script_enabled=script, locale="zh-CN"
    )
    page = context.new_page()
    taps = Taps(page)
    page.goto("/")
    taps.on(page.locator("main").get_by_role("link", name="我要反映"), leads_away=True)
    page.get_by_label("发生了什么事？").fill(STORY)
    taps.on(page.get_by_role("button", name="下一步"), leads_away=True)
    taps.on(page.get_by_text("不留姓名和电话", exact=True))
    taps.on(page.get_by_role("button", name="下一步"), leads_away=True)
    taps.on(page.get_by_role("button", name="提交"), leads_away=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("已收到，请记下编号和查询码")
    assert taps.count == 5 and cases(app) == 1
    context.close()


def test_with_the_keyboard_alone(page: Page, app: Flask, town: Town) -> None:
    def focus(name: str) -> None:
        """Tab on until the thing of this name has the focus."""
        for _ in range(40):
            page.keyboard.press("Tab")
            held = page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent")
            if " ".join(held.split()) == name:
                return
        raise AssertionError(f"no way to {name} by Tab")

    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
    focus("深色")
    with page.expect_response("**/preferences"):
        page.keyboard.press("Enter")
    # What was pressed is gone, its counterpart has the focus.
    expect(page.get_by_role("button", name="浅色")).to_be_focused()
    page.goto("/complaints/new")
    focus("发生了什么事？")
    page.keyboard.type(STORY)
    focus("下一步")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    focus("留，可以告诉办理的站所")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("不留姓名和电话")).to_be_checked()
    focus("下一步")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    focus("提交")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    expect(page.locator(".code")).to_have_count(2)
    assert cases(app) == 1


# ---- Nothing typed is lost


@pytest.mark.browser_context_args(viewport=PHONE)
def test_what_is_typed_survives_a_reload_and_the_way_back(page: Page, town: Town) -> None:
    page.goto("/complaints/new")
    page.get_by_label("发生了什么事？").fill(STORY)
    page.get_by_label("哪个站所？").select_option(index=1)
    kept(page)
    page.reload()
    expect(page.get_by_label("发生了什么事？")).to_have_value(STORY)
    expect(page.get_by_role("status")).to_contain_text("刚才填写的内容已经恢复")
    press(page, "下一步")
    page.get_by_label("留，但只给效能办").check()
    page.get_by_label("怎么称呼您？").fill("王大明")
    kept(page)
    page.reload()
    expect(page.get_by_label("怎么称呼您？")).to_have_value("王大明")
    page.go_back()
    expect(page.get_by_label("发生了什么事？")).to_have_value(STORY)
    assert page.evaluate("document.getElementById('station').selectedIndex") == 1
    assert page.evaluate(STORED) == NOTHING


def test_what_was_typed_cannot_be_read_out_of_the_tab(page: Page, town: Town) -> None:
    page.goto("/complaints/new")
    page.get_by_label("发生了什么事？").fill("abcdefgh12345678")
    kept(page)
    plain = page.evaluate("new TextDecoder('latin1').decode(history.state.sealed)")
    assert len(plain) > 40 and "abcdefgh" not in plain


def test_after_an_hour_it_is_gone(page: Page, town: Town) -> None:
    page.goto("/complaints/new")
    page.get_by_label("发生了什么事？").fill(STORY)
    kept(page)
    page.add_init_script("{ const now = Date.now; Date.now = () => now() + 3601e3; }")
    page.reload()
    until(page, "history.state === null")
    expect(page.get_by_label("发生了什么事？")).to_have_value("")


@pytest.mark.browser_context_args(viewport=PHONE)
def test_a_dead_line_sends_nothing_and_loses_nothing(page: Page, app: Flask, town: Town) -> None:
    up_to_check(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("现在没有网络，还没有发出去")
    expect(page.get_by_text(STORY)).to_be_visible()
    assert cases(app) == 0
    page.context.set_offline(False)
    press(page, "提交")
    expect(page.locator(".code")).to_have_count(2)
    assert cases(app) == 1


def test_after_sending_the_way_back_shows_nothing_of_it(page: Page, town: Town) -> None:
    up_to_check(page)
    press(page, "提交")
    page.goto("/")
    page.goto("/complaints/new")
    expect(page.get_by_label("发生了什么事？")).to_have_value("")
    # The second step of the complaint that was sent, four pages back: it was kept when its button was pressed.
    page.evaluate("history.go(-4)")
    page.wait_for_event("load")
    until(page, "history.state === null")
    expect(page.get_by_label("发生了什么事？")).to_have_value("")
    assert STORY not in page.content()


def test_a_message_survives_another_language_and_is_gone_once_it_is_sent(page: Page, reference: str) -> None:
    enter(page, reference)
    page.goto("/track/case/message")
    page.get_by_label("您的留言").fill(STORY)
    with page.expect_event("load"):
        page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write to the office")
    expect(page.locator("#text")).to_have_value(STORY)
    press(page, "Send")
    expect(page.get_by_text("Your message has arrived.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write to the office")
    expect(page.locator("#text")).to_have_value("")


# ---- Switches


@pytest.mark.parametrize("script", [True, False])
def test_large_print_moves_nothing_that_was_typed(
    page: Page, live_server: str, town: Town, app: Flask, script: bool
) -> None:
    assert page.context.browser
    context = page.context.browser.new_context(base_url=live_server, viewport=PHONE, java_script_enabled=script)
    page = context.new_page()
    page.goto("/complaints/new")
    page.get_by_label("发生了什么事？").fill(STORY)
    page.get_by_role("button", name="长者模式").click()
    expect(page.locator("html.large")).to_have_count(1)
    expect(page.get_by_label("发生了什么事？")).to_have_value(STORY)
    press(page, "下一步")
    page.get_by_label("不留姓名和电话").check()
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html[data-theme=dark]")).to_have_count(1)
    expect(page.get_by_label("不留姓名和电话")).to_be_checked()
    press(page, "下一步")
    press(page, "提交")
    code = page.locator(".code").all_inner_texts()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Received. Keep your reference and query code")
    assert page.locator(".code").all_inner_texts() == code and len(code) == 2 and cases(app) == 1
    context.close()


def test_the_choice_lasts_on_the_next_page(page: Page, town: Town) -> None:
    page.goto("/")
    enlarge(page)
    page.goto("/track")
    expect(page.locator("html.large")).to_have_count(1)
    expect(page.get_by_role("button", name="长者模式")).to_have_attribute("aria-pressed", "true")
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert size == pytest.approx(18 * 1.375)


@pytest.mark.parametrize("look", ["large", "large and dark"])
def test_axe_finds_nothing_in_large_print(page: Page, reference: str, look: str) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/")
    enlarge(page)
    if look != "large":
        with page.expect_response("**/preferences"):
            page.get_by_role("button", name="深色").click()
    found = {}
    for name in walk(page, reference):
        page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        result = Axe().run(page)
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        if result.violations_count or wide > NARROW["width"]:
            found[name] = [wide, *(violation["id"] for violation in result.response["violations"])]
    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/numbers", "/privacy", "/accessibility"])
def test_axe_finds_nothing_on_the_pages_beside(page: Page, town: Town, address: str, scheme: str) -> None:
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW["width"]


# ---- The receipt


def test_the_receipt_is_saved_as_a_picture(page: Page, town: Town, tmp_path: Path) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    up_to_check(page)
    press(page, "提交")
    with page.expect_download() as download:
        page.get_by_role("button", name="存成图片").click()
    shown = page.locator(".code").first.inner_text()
    assert download.value.suggested_filename == f"{shown}.png"
    download.value.save_as(tmp_path / "receipt.png")
    with Image.open(tmp_path / "receipt.png") as picture:
        assert picture.width == 900 and picture.height > 700
        grey = picture.convert("L")
        # Black on white, in the half with the words and in the half with the QR picture.
        for box in ((0, 0, 900, 500), (250, picture.height - 400, 650, picture.height - 60)):
            assert grey.crop(box).getextrema() == (0, 255)
    assert complaints == []


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_script_the_receipt_offers_nothing_that_does_not_work(page: Page, town: Town) -> None:
    up_to_check(page)
    press(page, "提交")
    expect(page.locator(".code")).to_have_count(2)
    expect(page.get_by_role("button", name="存成图片")).to_be_hidden()
    expect(page.get_by_text("请拍照、截屏或者抄下来")).to_be_visible()
    expect(page.get_by_role("img", name="二维码")).to_be_visible()


def test_on_paper_the_receipt_is_a_receipt(page: Page, town: Town) -> None:
    up_to_check(page)
    press(page, "提交")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="反映事项收件回执")).to_be_visible()
    expect(page.locator(".code")).to_have_count(2)
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    for button in ("存成图片", "打印", "安全离开", "长者模式"):
        expect(page.get_by_role("button", name=button)).to_be_hidden()


# ---- Leaving


def leave(page: Page) -> None:
    """Leave safely, and wait until one has left."""
    page.get_by_role("button", name="安全离开").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("常用电话")


@pytest.mark.browser_context_args(viewport=PHONE)
def test_leaving_midway_leaves_nothing_behind(page: Page, town: Town) -> None:
    page.goto("/")
    page.goto("/complaints/new")
    page.get_by_label("发生了什么事？").fill(STORY)
    kept(page)
    press(page, "下一步")
    leave(page)
    assert page.evaluate(STORED) == NOTHING
    page.go_back()
    expect(page.get_by_label("发生了什么事？")).to_have_value("")
    assert STORY not in page.content()


def test_leaving_the_case_ends_its_session_and_the_way_back_asks_for_the_code(page: Page, reference: str) -> None:
    enter(page, reference)
    entries = page.evaluate("history.length")
    leave(page)
    # It takes the place of the case in the history.
    assert page.evaluate("history.length") == entries
    assert "望禾" not in page.content()
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert "cb_track" not in names
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("输入编号和查询码")
    page.goto("/track/case")
    expect(page.get_by_role("heading", level=1)).to_have_text("输入编号和查询码")
    assert CODE not in page.content()


def test_a_dead_line_does_not_hold_up_whoever_leaves(page: Page, context: BrowserContext, reference: str) -> None:
    enter(page, reference)
    context.set_offline(True)
    page.get_by_role("button", name="安全离开").click()
    # Blank at once; the page that follows cannot come, but neither does this one stay.
    expect(page.get_by_text("请您评价")).to_be_hidden()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_leaving_without_script(page: Page, reference: str) -> None:
    enter(page, reference)
    leave(page)
    page.goto("/track/case")
    expect(page.get_by_role("heading", level=1)).to_have_text("输入编号和查询码")
