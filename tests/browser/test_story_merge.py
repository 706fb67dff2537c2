"""A merge and its undo in a real browser: two complainants of one outage, and neither learns of the other."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from casebook.case.models import CaseFile
from casebook.extensions import db
from tests.browser import test_story as told
from tests.browser.test_story import complain, do, track

people = told.people

FIRST = "上棚村三组从六点多就没电了，二十来户，供电所电话没人接。"
SECOND = "我们三组也没电，从六点多到现在，供电所电话打了没人接。"


def references(app: Flask) -> list[str]:
    """The cases in the order in which they were registered."""
    with app.app_context():
        return list(db.session.scalars(select(CaseFile.reference).order_by(CaseFile.id)))


def test_two_complaints_about_one_outage_and_the_way_back(app: Flask, people: Callable[[str], Page]) -> None:
    citizen, officer = people("citizen"), people("officer")
    complain(citizen, FIRST)
    receipt, code = complain(citizen, SECOND)
    first, second = references(app)
    given = {"category": "M1", "grade": "U3", "main_unit": "望禾power站", "text": "三组停电，请立即抢修。"}
    do(officer, first, "accept-and-dispatch", **given)
    do(officer, second, "accept", category="M1", grade="U3")

    officer.goto(f"/cases/{second}/merge")
    expect(officer.locator("main")).to_contain_text(first)
    expect(officer.locator("main")).to_contain_text("文字有")
    do(officer, second, "merge", twin=first, same="event")
    officer.goto(f"/cases/{second}")
    expect(officer.locator("main")).to_contain_text("已合并")

    track(citizen, receipt, code)
    expect(citizen.locator("main")).to_contain_text("与同一件事合并办理")
    for hidden in (first, "二十来户"):
        expect(citizen.locator("main")).not_to_contain_text(hidden)
    people("power-head").goto(f"/cases/{second}")
    expect(people("power-head").locator("main")).not_to_contain_text(second)

    do(officer, second, "unmerge", reason="查明是另一条线路的故障。")
    officer.goto(f"/cases/{second}")
    expect(officer.locator("main")).to_contain_text("待派单")
    expect(officer.locator("main")).to_contain_text("查明是另一条线路的故障。")
    track(citizen, receipt, code)
    expect(citizen.locator("main")).to_contain_text("我们已经受理，正在确定由哪个单位办理。")
