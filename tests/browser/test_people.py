"""The pages about people in a browser: axe finds nothing, 320 px are enough, a post is asked for and agreed to."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.people.browsing import PASSWORD, people_of
from tests.town import Town

PAGES = (
    "/people",
    "/people/persons",
    "/people/persons/new",
    "/people/grants?show=in-force",
    "/people/grants/new",
    "/people/leave",
)
DIRECTORS_PAGES = ("/people/units/power/answering", "/people/leave/new", "/duty", "/duty?unit=power")


@pytest.fixture
def people(app: Flask) -> Iterator[Town]:
    """A town whose people can sign in."""
    yield people_of(app)


def sign_in(page: Page, account: str) -> None:
    page.goto("/sign-in")
    page.fill("#account", account)
    page.fill("#password", PASSWORD)
    page.locator("main form button").click()
    expect(page.locator("#account")).to_have_count(0)


def check(page: Page, address: str) -> None:
    """Nothing for axe to find, wide and narrow, and no sideways scrolling at 320 px."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address} at {width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_administrators_pages(people: Town, page: Page) -> None:
    sign_in(page, "admin")
    for address in PAGES:
        check(page, address)


def test_the_directors_pages(people: Town, page: Page) -> None:
    sign_in(page, "director")
    for address in DIRECTORS_PAGES:
        check(page, address)


def test_a_post_is_asked_for_and_agreed_to_on_screen(people: Town, page: Page) -> None:
    sign_in(page, "admin")
    page.goto("/people/grants/new")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".summary")).to_contain_text("请选择人员。")
    page.select_option("#person", people.uid("clerk"))
    page.select_option("#unit", "office")
    page.select_option("#role", "callback")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("main")).to_contain_text("待决定")
    address = page.url
    check(page, address)
    page.get_by_role("button", name="退出").click()
    sign_in(page, "director")
    check(page, address)
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator("main")).to_contain_text("有效")


def test_the_link_of_a_new_person_is_shown_on_a_page_without_faults(people: Town, page: Page) -> None:
    sign_in(page, "admin")
    page.goto("/people/persons/new")
    page.fill("#account", "newcomer")
    page.fill("#name", "新来的")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("设置密码链接")
    assert Axe().run(page).violations_count == 0


def test_the_roster_shows_who_was_set(people: Town, page: Page) -> None:
    sign_in(page, "director")
    page.goto("/duty")
    page.select_option("#day", index=1)
    page.select_option("#person", people.uid("clerk"))
    page.get_by_role("button", name="保存").click()
    expect(page.locator("table")).to_contain_text("某clerk")
