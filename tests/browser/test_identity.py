"""Opening an identity in a browser, by two where it takes two; axe finds nothing on these pages, 320 px are enough."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from casebook import clock
from casebook.case.models import State
from casebook.people import factors, totp
from tests.browser.test_second_step import give_password, looks_right, present, type_into
from tests.past import CASE
from tests.people.browsing import PASSWORD, people_of, writing
from tests.vault.conftest import FIELDS, Kept, live


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application as it comes: the second step is asked of everybody."""
    return make_app(REQUIRE_TOTP=True)


@pytest.fixture
def kept(app: Flask) -> Kept:
    """A matter of integrity that the office has not referred yet: its identity is opened by two."""
    found = live(app, people_of(app), FIELDS, state=State.HANDLING)
    with writing(app) as session:
        session.execute(update(CASE).values(category="D2"))
    return found


def with_codes(app: Flask, kept: Kept, *accounts: str) -> dict[str, str]:
    """Give each a second step; answers the secrets."""
    secrets = {account: totp.new_secret() for account in accounts}
    with writing(app) as session:
        for account, secret in secrets.items():
            factors.set_up(session, kept.town.uid(account), secret, 0, clock.now())
    return secrets


def enter(page: Page, account: str, secret: str) -> None:
    give_password(page, account)
    type_into(page, "code", present(secret))
    page.keyboard.press("Enter")
    expect(page.locator("header .who")).to_contain_text(f"某{account}")


def test_two_open_it_each_with_his_own_code(app: Flask, kept: Kept, page: Page) -> None:
    secrets = with_codes(app, kept, "officer", "director")
    enter(page, "officer", secrets["officer"])
    page.goto(f"/cases/{kept.reference}/reveal")
    looks_right(page)
    page.locator("label", has_text="姓名").first.click()
    page.fill("#reason", "核对线索")
    page.fill("#second", "director")
    page.fill("#second_password", PASSWORD)
    page.get_by_role("button", name="查看（留痕）").click()
    expect(page.locator(".summary")).to_contain_text("请第二人输入自己的动态码。")
    expect(page.locator("#reason")).to_have_value("核对线索")
    looks_right(page)
    page.fill("#second_password", PASSWORD)
    page.fill("#second_password_code", present(secrets["director"]))
    page.get_by_role("button", name="查看（留痕）").click()
    expect(page.locator("main")).to_contain_text(FIELDS["name"])
    looks_right(page)


@pytest.mark.parametrize(
    ("account", "addresses"),
    [("clerk", ("/intake/look-up", "/cases/{}/new-code")), ("director", ("/emergency", "/openings", "/me/rights"))],
)
def test_the_pages_around_identities(
    app: Flask, kept: Kept, page: Page, account: str, addresses: tuple[str, ...]
) -> None:
    enter(page, account, with_codes(app, kept, account)[account])
    for address in addresses:
        page.goto(address.format(kept.reference))
        expect(page.locator("h1")).to_be_visible()
        looks_right(page)
