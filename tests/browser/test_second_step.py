"""Setting the second step up and signing in with it, by keyboard alone; axe finds nothing, 320 px are enough."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from casebook import clock
from casebook.people import factors, links, totp
from casebook.people.factor_models import LinkPurpose
from tests.people.browsing import PASSWORD, people_of, writing
from tests.people.stepping import code
from tests.town import Town


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application as it comes: the second step is asked of everybody."""
    return make_app(REQUIRE_TOTP=True)


@pytest.fixture
def people(app: Flask) -> Town:
    """A town whose people can sign in."""
    return people_of(app)


def looks_right(page: Page) -> None:
    """Nothing for axe to find and no sideways scrolling, narrow and wide."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url} at {width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def type_into(page: Page, name: str, text: str) -> None:
    """Reach a field by the tabulator key alone and type."""
    for _ in range(40):
        if page.evaluate("document.activeElement.name") == name:
            page.keyboard.type(text)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by keyboard")


def give_password(page: Page, account: str = "clerk") -> None:
    page.goto("/sign-in")
    type_into(page, "account", account)
    type_into(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_have_count(0)


def present(secret: str) -> str:
    return code(secret, clock.now())


def test_set_up_and_sign_in_by_keyboard(people: Town, page: Page) -> None:
    refused = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    give_password(page)
    expect(page.locator("svg.qr")).to_be_visible()
    looks_right(page)
    secret = page.locator("code.key").inner_text()
    type_into(page, "code", "000000")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_contain_text("动态码不对")
    looks_right(page)
    assert page.locator("code.key").inner_text() == secret
    type_into(page, "code", present(secret))
    page.keyboard.press("Enter")
    expect(page.locator("ul.codes li")).to_have_count(10)
    looks_right(page)
    page.emulate_media(media="print")
    expect(page.locator("ul.codes li").first).to_be_visible()
    page.emulate_media(media="screen")
    first = page.locator("ul.codes li").first.inner_text()
    page.get_by_role("link", name="我已妥善保存，继续").press("Enter")
    expect(page.locator("#second-step")).to_contain_text("还剩10个恢复码。")
    looks_right(page)
    page.get_by_role("button", name="退出").press("Enter")
    give_password(page)
    expect(page.locator("h1")).to_have_text("第二步：动态码")
    looks_right(page)
    type_into(page, "code", first)
    page.keyboard.press("Enter")
    expect(page.locator("header .who")).to_contain_text("某clerk")
    assert refused == []


def test_the_code_of_the_telephone_lets_in(app: Flask, people: Town, page: Page) -> None:
    secret = totp.new_secret()
    with writing(app) as session:
        factors.set_up(session, people.uid("clerk"), secret, 0, clock.now())
    give_password(page)
    type_into(page, "code", "000000")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_contain_text("动态码不对，或者已经用过")
    looks_right(page)
    type_into(page, "code", present(secret))
    page.keyboard.press("Enter")
    expect(page.locator("header .who")).to_contain_text("某clerk")
    page.goto("/me/rights")
    looks_right(page)


def test_the_page_of_a_link(app: Flask, people: Town, page: Page) -> None:
    with writing(app) as session:
        address = links.address(links.make(session, people.uid("clerk"), LinkPurpose.RESET, "x", clock.now()))
    page.goto(address)
    looks_right(page)
    type_into(page, "new", "seven green tractors")
    type_into(page, "again", "seven green tractors")
    page.keyboard.press("Enter")
    expect(page.locator(".note.ok")).to_contain_text("密码已设置")
    page.goto(address)
    looks_right(page)
    expect(page.locator("main")).to_contain_text("这个链接已用过")


def test_the_pages_about_an_account(people: Town, page: Page, app: Flask) -> None:
    secret = totp.new_secret()
    with writing(app) as session:
        for account in ("admin", "clerk"):
            factors.set_up(session, people.uid(account), secret, 0, clock.now())
    give_password(page, "admin")
    type_into(page, "code", present(secret))
    page.keyboard.press("Enter")
    expect(page.locator("header .who")).to_contain_text("某admin")
    person = f"/people/persons/{people.uid('clerk')}"
    for address in (person, f"{person}/link", f"{person}/close", f"{person}/second-step/remove"):
        page.goto(address)
        looks_right(page)
    type_into(page, "reason", "手机掉进河里")
    page.get_by_role("button", name="提交申请").press("Enter")
    expect(page.locator("#account")).to_contain_text("解除申请等主任决定")
    looks_right(page)
