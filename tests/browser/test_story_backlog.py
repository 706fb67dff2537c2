"""The backlog in a real browser: two rounds of rework, a meeting, a plan and a person, progress read by the citizen."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from casebook.case.models import State
from tests.browser import test_story as told
from tests.browser.test_story import Story, complain, do, press, track

people = told.people

REASON = "要等电网改造才能换线"
PLAN = "先架设临时线路，随电网改造更换主线。"
MEETING = {"body": "镇党政联席会议", "held_on": "2026-01-05", "number": "纪要〔2026〕9号"}


def answered(people: Callable[[str], Page], reference: str, action: str, done: str) -> None:
    """The station closes, the officer passes it, and the citizen says it is not solved."""
    fields = {"done": done, "told": "逐户告知", "solved": "partly", "evidence": "照片1"}
    do(people("power-head"), reference, action, **fields)
    do(people("officer2"), reference, "pass", delivery="delivered")
    press(people("citizen"), "evaluate", solved="no", satisfaction="dissatisfied")


def test_redone_twice_it_ends_on_the_backlog_and_the_citizen_reads_on(
    app: Flask, people: Callable[[str], Page]
) -> None:
    story, citizen, officer = Story(app, people), people("citizen"), people("officer")
    receipt, code = complain(citizen, "上棚村三组电压低，电饭锅都用不了。")
    reference = story.reference()
    text = "三组电压偏低，请核查并解决。"
    do(officer, reference, "accept-and-dispatch", category="A2", grade="U3", main_unit="望禾power站", text=text)
    do(people("power-head"), reference, "sign")
    do(people("power-head"), reference, "contact", how="telephone", result="已说明")
    track(citizen, receipt, code)
    answered(people, reference, "close", "调整了变压器档位。")
    for number in (1, 2):
        do(officer, reference, "redo", judgement=f"第{number}次：电压仍然偏低。")
        story.stands(State.REWORK, "power-head")
        answered(people, reference, "close-again", f"第{number}次重办：更换了{number}段线路。")

    director = people("director")
    until = "2099-06-30"
    do(director, reference, "decide-backlog", reason=REASON, plan=PLAN, owner="某power-head", until=until, **MEETING)
    story.stands(State.HUNG, "power-head")
    track(citizen, receipt, code)
    main = citizen.locator("main")
    for words in ("暂时办不了，已登记在账", REASON, "2099年6月30日", "至少每30天"):
        expect(main).to_contain_text(words)

    do(people("power-head"), reference, "progress", progress="主线材料已到货，下周架线。")
    track(citizen, receipt, code)
    expect(main).to_contain_text("主线材料已到货，下周架线。")
    story.stands(State.HUNG, "power-head")

    do(officer, reference, "resume", reason="电网改造提前完成")
    story.stands(State.HANDLING, "power-head")
    track(citizen, receipt, code)
    expect(main).to_contain_text("正在办理")
    expect(main).not_to_contain_text("暂时办不了，已登记在账")


def test_redone_twice_it_is_closed_as_unresolved_with_what_can_still_be_done(
    app: Flask, people: Callable[[str], Page]
) -> None:
    story, citizen, officer = Story(app, people), people("citizen"), people("officer")
    receipt, code = complain(citizen, "上棚村三组电压低，电饭锅都用不了。")
    reference = story.reference()
    text = "三组电压偏低，请核查并解决。"
    do(officer, reference, "accept-and-dispatch", category="A2", grade="U3", main_unit="望禾power站", text=text)
    do(people("power-head"), reference, "sign")
    do(people("power-head"), reference, "contact", how="telephone", result="已说明")
    track(citizen, receipt, code)
    answered(people, reference, "close", "调整了变压器档位。")
    for number in (1, 2):
        do(officer, reference, "redo", judgement=f"第{number}次：电压仍然偏低。")
        answered(people, reference, "close-again", f"第{number}次重办：更换了{number}段线路。")
    do(people("director"), reference, "close-unresolved", reason="线路产权有争议，正在诉讼", **MEETING)
    story.stands(State.CLOSED, None)
    track(citizen, receipt, code)
    for words in ("已结案：没有解决", "线路产权有争议，正在诉讼", "在本页留言说明新的情况"):
        expect(citizen.locator("main")).to_contain_text(words)
