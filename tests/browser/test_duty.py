"""The pages of office and duty in a browser: axe finds nothing, light or dark, 320 px are enough; a post goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from casebook import clock
from casebook.case.models import State
from casebook.people.models import Role
from casebook.web.acting import acted
from tests import town as towns
from tests.browser.test_staff import check, sign_in
from tests.lives import lived
from tests.signed_in import town_with_passwords
from tests.town import Town


@dataclass(frozen=True)
class Office:
    """The town, and a case the head of the power station holds."""

    town: Town
    reference: str


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    """A town whose power station has a second head."""
    with app.app_context(), acted() as session:
        town = town_with_passwords(session)
        towns.grant(session, town, "power-liaison", Role.STATION_HEAD, "power")
        reference = lived(session, town, State.HANDLING, at=clock.now() - timedelta(days=3)).file.reference
        session.expunge_all()
    yield Office(town, reference)


def press(page: Page, name: str) -> None:
    """Press a button of the page itself."""
    page.locator("main, .aside").get_by_role("button", name=name, exact=True).click()


def leave(page: Page) -> None:
    """Sign out at any width."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("header").get_by_role("button", name="退出").click()


def test_combined_posts_are_decided_on_screen(office: Office, page: Page) -> None:
    sign_in(page, "director")
    page.goto("/settings/posts")
    page.get_by_label("派单的人可以回访，须写明理由").check()
    press(page, "登记，立即执行")
    expect(page.locator(".summary")).to_contain_text("请填写决定机关。")
    page.fill("#decided_body", "望禾镇党委会议")
    page.fill("#decision_number", "望委〔2026〕17号")
    page.fill("#decided_on", "2026-01-05")
    press(page, "登记，立即执行")
    expect(page.locator(".banner")).to_contain_text("1项分工已放宽，原因已登记。")
    for address in ("/settings", "/settings/posts", "/settings/posts/1", "/settings/posts/week"):
        check(page, address)


def test_a_tie_is_declared_on_screen(office: Office, page: Page) -> None:
    sign_in(page, "director")
    page.goto("/me")
    page.get_by_role("link", name="查看、申报").click()
    page.select_option("#tied", label="望禾land站")
    page.get_by_label("亲属关系").check()
    press(page, "申报")
    expect(page.locator("main")).to_contain_text("某director与望禾land站有利害关系")
    for address in ("/me", "/me/ties", "/people/ties", "/people/ties/new"):
        check(page, address)


def test_a_post_goes_on_by_signature_on_screen(office: Office, page: Page) -> None:
    sign_in(page, "power-head")
    page.goto("/duty/posts/new")
    page.select_option("#away", label="某power-head")
    page.fill("#reason", "调县局工作")
    press(page, "保存")
    expect(page.locator("table")).to_contain_text(office.reference)
    page.select_option("#successor", label="某power-liaison")
    press(page, "指定")
    expect(page.locator("table")).to_contain_text("某power-liaison")
    there = page.url
    for address in ("/duty/posts", "/duty/posts/new", there, f"{there}/paper"):
        check(page, address)
    leave(page)
    sign_in(page, "power-liaison")
    check(page, there)
    press(page, "签收勾选的办件")
    expect(page.locator("table")).to_contain_text("已签")
    page.goto(f"/cases/{office.reference}")
    expect(page.locator("main")).to_contain_text("某power-liaison")


def test_the_log_and_a_shift_on_screen(office: Office, page: Page) -> None:
    sign_in(page, "clerk")
    page.goto("/duty/log")
    page.fill("#text", "县电力公司来人抄表。")
    press(page, "记入日志")
    page.get_by_role("link", name="更正").click()
    page.fill("#text", "来人是市公司。")
    press(page, "记入日志")
    expect(page.locator("main")).to_contain_text("已由后面的记录更正")
    check(page, "/duty/log")
    check(page, "/duty/shifts/new")
    page.select_option("#coming", label="某callback")
    page.fill("#still_open", "无")
    page.fill("#to_watch", "夜里有雷雨。")
    press(page, "写好交班")
    expect(page.locator("main")).to_contain_text("未签")
    there = page.url
    leave(page)
    sign_in(page, "callback")
    check(page, "/duty/shifts")
    check(page, there)
    press(page, "已阅，签字接班")
    expect(page.locator("main")).to_contain_text("已签")
