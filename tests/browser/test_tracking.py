"""The citizen's own page in every state: axe finds nothing, 320 px are enough, and it works without script."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from casebook import clock
from casebook.case.models import State
from casebook.people import sessions
from casebook.web.acting import acted
from tests.lives import lived
from tests.signed_in import town_with_passwords

HOURS_AGO = timedelta(hours=20)


@pytest.fixture
def opened(app: Flask) -> Iterator[dict[State, str]]:
    """A case of each state, and the session of a browser that has shown its code."""
    with app.app_context(), acted() as session:
        town = town_with_passwords(session)
        found = {}
        for state in State:
            life = lived(session, town, state, at=clock.now() - HOURS_AGO)
            session.flush()
            found[state] = sessions.open_tracking(session, life.file.receipts[0].uid, clock.now())
    yield found


def show(page: Page, live_server: str, token: str, address: str = "/track/case") -> None:
    """Open a page of the receipt behind this session."""
    page.context.add_cookies([{"name": "cb_track", "value": token, "url": live_server}])
    answer = page.goto(address)
    assert answer is not None and answer.status == 200
    assert page.url.endswith(address)


def test_every_state_reads_well_on_a_small_screen_light_and_dark(
    opened: dict[State, str], page: Page, live_server: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    for number, (state, token) in enumerate(opened.items()):
        page.emulate_media(color_scheme="dark" if number % 2 else "light")
        show(page, live_server, token)
        page.locator("details.more").evaluate_all("all => all.forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, state
        found = Axe().run(page)
        assert found.violations_count == 0, f"{state.name}: {found.generate_report()}"


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_case_is_withdrawn_without_script(opened: dict[State, str], page: Page, live_server: str) -> None:
    show(page, live_server, opened[State.HANDLING])
    page.locator("details.more summary").click()
    page.get_by_role("link", name="撤回", exact=True).click()
    page.get_by_label("不是，有人让我撤回").check()
    page.get_by_role("button", name="撤回").click()
    expect(page.locator(".summary")).to_contain_text("那就不撤回")
    page.get_by_label("是我本人的意愿", exact=True).check()
    page.get_by_role("button", name="撤回").click()
    expect(page.locator("h1")).to_have_text("已撤回")
