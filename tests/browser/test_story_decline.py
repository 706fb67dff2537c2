"""A decline with its route in a real browser: proposed by the officer, countersigned by the director, read by whoever
wrote in."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from casebook.case.models import State
from tests.browser import test_story as told
from tests.browser.test_story import Story, complain, do, press, track

people = told.people

REASON = "判决已经生效，对判决的异议由人民法院处理"
TYPED = {
    "ground": "lawsuit",
    "reason": REASON,
    "rule": "《信访工作条例》第三十一条",
    "route": "向人民法院申请再审",
    "body": "安澄市人民法院",
    "telephone": "0000-5550300",
    "address": "安澄市长宁路1号",
}
READ = (REASON, "安澄市人民法院", "0000-5550300", "安澄市长宁路1号", "在本页请安澄市效能办核查")


def test_a_court_matter_is_declined_with_its_route(app: Flask, people: Callable[[str], Page]) -> None:
    story, citizen, director = Story(app, people), people("citizen"), people("director")
    receipt, code = complain(citizen, "法院判了我赔两万，我不服，想请上面说句话，把这个案子重新判一下。")
    reference = story.reference()

    do(people("officer"), reference, "decline-ask", **TYPED)
    story.stands(State.REGISTERED, "officer")
    track(citizen, receipt, code)
    expect(citizen.locator("main")).not_to_contain_text(REASON)  # nothing is declined yet

    director.goto(f"/cases/{reference}")
    director.locator(f'a[href="/cases/{reference}/decline"]').first.click()
    proposed = director.locator("#proposed")
    for words in (*(value for name, value in TYPED.items() if name != "ground"), "法定途径：诉讼", "某officer"):
        expect(proposed).to_contain_text(words)
    do(director, reference, "decline")
    story.stands(State.DECLINED, None)

    track(citizen, receipt, code)
    for words in READ:
        expect(citizen.locator("main")).to_contain_text(words)
    press(citizen, "ask-check", text="判决书我没看懂就让签字，请市里看一下。")
    expect(citizen.locator("main")).to_contain_text("请市里看一下")


def test_what_is_not_countersigned_is_decided_anew(app: Flask, people: Callable[[str], Page]) -> None:
    story, citizen = Story(app, people), people("citizen")
    receipt, code = complain(citizen, "窗口让我去法院，可这是站所收费的事。")
    reference = story.reference()
    do(people("officer"), reference, "decline-ask", **TYPED)
    do(people("director"), reference, "decline-refuse", reason="收费属于本办职责，请受理。")
    story.stands(State.REGISTERED, "officer")
    expect(people("director").locator("main")).to_contain_text("会签不同意，退回")
    track(citizen, receipt, code)
    expect(citizen.locator("main")).not_to_contain_text(REASON)
