"""A call taken down without touching the mouse, while the caller's earlier matters appear beside the form."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Grade
from casebook.extensions import db
from casebook.people.models import Role
from casebook.vault.models import Party
from casebook.web.acting import acted
from tests.signed_in import PASSWORD, town_with_passwords
from tests.town import Town, grant

TEXT = "供电站说好今天来接电，等了一天没有人来。"


@pytest.fixture
def town(app: Flask) -> Town:
    """A small office: the clerk may also accept and dispatch."""
    with app.app_context():
        with acted() as session:
            built = town_with_passwords(session)
            built.units["power"].label_zh = "望禾供电站"
            grant(session, built, "clerk", Role.OFFICER, "office")
            session.flush()
            session.expunge_all()
        db.session.remove()
    return built


def signed_in(page: Page, account: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("账号").or_(page.locator("[name=account]")).first.fill(account)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def take_a_call(page: Page, number: str) -> None:
    """From number to Ctrl+Enter, by keyboard alone."""
    expect(page.locator("[name=number]")).to_be_focused()
    page.keyboard.type(number)
    press(page, "Enter")
    page.keyboard.type("苗有福")
    press(page, "Enter")
    page.keyboard.type(TEXT)
    press(page, "Tab")
    expect(page.locator("[name=station] option:checked")).to_have_text("望禾供电站")
    press(page, "Enter", "Enter", "2")
    expect(page.locator("[name=consent]:checked")).to_have_value("office")
    press(page, "Control+Enter")
    page.locator("[data-key=Enter]").wait_for()


def test_a_call_is_logged_by_keyboard_alone(app: Flask, page: Page, town: Town) -> None:
    signed_in(page, "clerk")
    page.goto("/intake/hotline")
    take_a_call(page, "100 0000 0004")
    expect(page.locator(".code").nth(1)).to_have_text(re.compile(r"^\s*(\d{5}\s*){5}$"))
    with app.app_context():
        case = db.session.scalars(select(CaseFile)).one()
        assert (case.state, case.unit_named_uid) == (State.REGISTERED, town.units["power"].uid)
        assert db.session.scalars(select(Party)).one().consent_contact is False
        reference = case.reference

    press(page, "Escape")
    page.wait_for_url("**/intake/hotline")
    expect(page.locator("[name=number]")).to_be_focused()
    page.keyboard.type("100-0000-0004")
    press(page, "Tab")
    expect(page.locator("#earlier a")).to_have_attribute("href", f"/cases/{reference}")
    assert "苗有福" not in page.locator("#earlier").inner_text()


def test_after_the_call_enter_accepts_and_dispatches(app: Flask, page: Page, town: Town) -> None:
    signed_in(page, "clerk")
    page.goto("/intake/hotline")
    take_a_call(page, "0")
    expect(page.locator("[data-key=Enter]")).to_be_focused()
    press(page, "Enter")
    page.wait_for_url("**/accept-and-dispatch")
    page.locator("[name=category]").focus()
    page.keyboard.type("M1")
    page.locator("[name=grade]").first.focus()
    press(page, "Space", "ArrowRight", "ArrowRight")
    page.locator("main form .primary").focus()
    with page.expect_response(lambda answer: answer.request.method == "POST") as posted:
        press(page, "Enter")
    assert posted.value.status == 303
    with app.app_context():
        case = db.session.scalars(select(CaseFile)).one()
        assert (case.state, case.category, case.grade) == (State.DISPATCHED, "M1", Grade.U3)


def test_enter_in_a_field_never_sends(app: Flask, page: Page, town: Town) -> None:
    signed_in(page, "clerk")
    page.goto("/intake/hotline")
    for _field in range(6):
        press(page, "Enter")
    with app.app_context():
        assert db.session.scalars(select(CaseFile)).all() == []


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_form_works_without_script(app: Flask, page: Page, town: Town) -> None:
    signed_in(page, "clerk")
    page.goto("/intake/hotline")
    page.locator("[name=number]").fill("100-0000-0004")
    page.locator("[name=text]").fill(TEXT)
    page.locator("[name=look_up]").click()
    expect(page.locator("#earlier")).to_contain_text("没有")
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    page.locator("[name=station]").select_option("unknown")
    page.locator("[name=consent][value=none]").check()
    page.locator("[data-send]").click()
    expect(page.locator(".code").nth(1)).to_have_text(re.compile(r"^\s*(\d{5}\s*){5}$"))
