"""A return refused and then decided by the director, in a real browser: whoever answers is named at every step."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from casebook.case.models import State
from tests.browser import test_story as told
from tests.browser.test_story import Story, complain, do, track

people = told.people

WHY = "三组的变压器在国土所的征地范围内，按管线管理办法应由其办理。"


def test_a_return_is_refused_and_the_director_designates(app: Flask, people: Callable[[str], Page]) -> None:
    story, citizen, officer = Story(app, people), people("citizen"), people("officer")
    receipt, code = complain(citizen, "上棚村三组从六点多就没电了，供电所说不归他们管。")
    reference = story.reference()
    given = {"category": "B1", "grade": "U3", "main_unit": "望禾power站", "text": "三组停电，请核实并抢修。"}
    do(officer, reference, "accept-and-dispatch", **given)

    head = people("power-head")
    do(head, reference, "return-ask", body="望禾land站", reason=WHY)
    story.stands(State.RETURN_PENDING, "officer")  # until somebody signs, whoever dispatched it answers

    officer.goto(f"/cases/{reference}/return-refuse")
    expect(officer.locator("#asked")).to_contain_text(WHY)
    expect(officer.locator("#asked")).to_contain_text("望禾land站")
    do(officer, reference, "return-refuse", reason="抢修是供电站的职责，与征地无关。")
    story.stands(State.DISPATCHED, "officer")
    head.goto(f"/cases/{reference}/return-ask")
    expect(head.locator("main")).to_contain_text("不能再退单")

    director = people("director")
    do(director, reference, "designate", person="某power-handler", reason="两个单位互称不归己管", rule="首接负责制")
    story.stands(State.HANDLING, "power-handler")
    track(citizen, receipt, code)
    expect(citizen.locator("main")).to_contain_text("望禾power站")
    expect(citizen.locator("main")).not_to_contain_text("power-handler")


def test_a_return_that_is_asked_for_can_be_decided_by_the_director_at_once(
    app: Flask, people: Callable[[str], Page]
) -> None:
    story, officer = Story(app, people), people("officer")
    complain(people("citizen"), "路灯坏了一个月，两个单位都说不归自己管。")
    reference = story.reference()
    given = {"category": "B1", "grade": "U3", "main_unit": "望禾power站", "text": "路灯不亮，请核实。"}
    do(officer, reference, "accept-and-dispatch", **given)
    do(people("power-head"), reference, "sign")
    do(people("power-head"), reference, "return-ask", body="other", other="望禾镇建设办", reason=WHY)
    story.stands(State.RETURN_PENDING, "power-head")
    do(people("director"), reference, "designate", person="某land-handler", reason="职责交叉", rule="首接负责制")
    story.stands(State.HANDLING, "land-handler")
    people("power-head").goto(f"/cases/{reference}")
    expect(people("power-head").locator("main")).not_to_contain_text("路灯不亮")
