"""The staff's pages in a browser: axe finds nothing, light or dark; 320 px are enough; the keyboard reaches all."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from casebook import clock
from casebook.case.models import State
from casebook.stages.handling import service as handling
from casebook.web.acting import acted
from tests.lives import Life, lived
from tests.signed_in import PASSWORD, town_with_passwords

DAYS_AGO = timedelta(days=9)


@pytest.fixture
def references(app: Flask) -> Iterator[dict[State, str]]:
    """A case of each state, begun some days ago; those at work hold a message that waits."""
    with app.app_context(), acted() as session:
        town = town_with_passwords(session)
        found = {}
        for state in State:
            life = lived(session, town, state, at=clock.now() - DAYS_AGO)
            if state is State.HANDLING:
                _writes(life)
            found[state] = life.file.reference
        session.flush()
    yield found


def _writes(life: Life) -> None:
    handling.write_as_station(life.session, life.file, life.post("head"), life.now(), "下午三点上门可以吗？")


def sign_in(page: Page, account: str) -> None:
    page.goto("/sign-in")
    page.fill("#account", account)
    page.fill("#password", PASSWORD)
    page.locator("main form button").click()
    expect(page.locator("#account")).to_have_count(0)


def check(page: Page, address: str) -> None:
    """Nothing for axe to find in both colours, wide and narrow, and no sideways scrolling at 320 px."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(address)
            assert answer is not None and answer.status == 200, address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address} {scheme} {width}: {found.generate_report()}"


def addresses(references: dict[State, str], *states: State) -> list[str]:
    return [
        "/desk",
        "/cases",
        "/cases?state=closed",
        "/search?q=停电",
        "/search",
        *(f"/cases/{references[state]}" for state in states),
    ]


def test_the_offices_pages(references: dict[State, str], page: Page) -> None:
    sign_in(page, "officer")
    for address in addresses(references, State.HANDLING, State.CALLBACK):
        check(page, address)
    check(page, f"/cases/{references[State.DISPATCHED]}/sheet")


def test_the_stations_pages(references: dict[State, str], page: Page) -> None:
    sign_in(page, "power-head")
    for address in addresses(references, State.DISPATCHED, State.REWORK, State.CLOSED):
        check(page, address)


def test_large_print_fits_a_small_phone(references: dict[State, str], page: Page) -> None:
    sign_in(page, "officer")
    page.set_viewport_size({"width": 320, "height": 700})
    page.locator("details.menu summary").click()
    with page.expect_response("**/preferences"):
        page.get_by_role("button", name="长者模式").click()
    for address in addresses(references, State.HANDLING):
        page.goto(address)
        assert page.evaluate("document.documentElement.className") == "large"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_from_the_desk_to_the_next_step_by_keyboard(references: dict[State, str], page: Page) -> None:
    sign_in(page, "power-head")
    page.goto("/desk")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, f'a[href="/cases/{references[State.DISPATCHED]}"]')
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("三组停电")
    _tab_to(page, "details.clock:not([open]) summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.clock[open]")).to_have_count(2)
    _tab_to(page, f'a[href="/cases/{references[State.DISPATCHED]}/sign-and-give"]')
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("签收并交办")


def _tab_to(page: Page, selector: str) -> None:
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
