"""The settings pages in a browser: axe finds nothing, 320 px are enough, a year's notice is pasted and shown."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.test_people import check, sign_in
from tests.people.browsing import people_of
from tests.town import Town

PAGES = (
    "/settings/calendar?year=2026",
    "/settings/calendar/import",
    "/settings/calendar/day",
    "/settings/limits",
    "/settings/limits/decide",
)


@pytest.fixture
def people(app: Flask) -> Iterator[Town]:
    """A town whose people can sign in."""
    yield people_of(app)


def test_the_pages_of_calendar_and_limits(people: Town, page: Page) -> None:
    sign_in(page, "director")
    for address in PAGES:
        check(page, address)


def test_a_refused_paste_is_mended_and_taken(people: Town, page: Page) -> None:
    sign_in(page, "admin")
    page.goto("/settings/calendar/import")
    page.fill("#text", "2028-01-03,0,元旦\n2028-01-04,9,元旦")
    page.fill("#source", "国办通知")
    page.locator("main form button").click()
    expect(page.get_by_role("alert")).to_contain_text("第2行")
    page.fill("#text", page.locator("#text").input_value().replace(",9,", ",0,"))
    page.locator("main form button").click()
    expect(page.locator(".month .off")).to_have_count(2)
    expect(page.locator("main h2").first).to_contain_text("暂定")
