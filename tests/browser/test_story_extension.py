"""More time in a real browser: asked by the station, approved by the director, read by the citizen in plain words."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from casebook.case.models import State
from tests.browser import test_story as told
from tests.browser.test_story import Story, complain, do, follow, track

people = told.people

MONDAY = datetime(2026, 9, 21, 2, tzinfo=UTC)  # ten o'clock in the town, before Mid-Autumn and the National Day
TEXT = "三组停电，请立即抢修并告知恢复时间。"
REASON = "变压器配件要从厂家调运，国庆假期厂家不发货。"
PROGRESS = "已到现场查明故障，用临时线路供电。"


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the whole application shows that Monday and goes on from there."""
    monkeypatch.setenv("CASEBOOK_TESTING", "1")
    monkeypatch.setenv("CASEBOOK_CLOCK_OFFSET", str((MONDAY - datetime.now(UTC)).total_seconds()))


def in_hand(app: Flask, people: Callable[[str], Page], story: Story) -> tuple[str, str, str]:
    """A complaint of today is accepted, dispatched and signed for; receipt, code, and the case's reference."""
    receipt, code = complain(people("citizen"), "上棚村三组从六点多就没电了，二十来户。")
    reference = story.reference()
    fields = {"category": "A2", "grade": "U3", "main_unit": "望禾power站", "text": TEXT}
    do(people("officer"), reference, "accept-and-dispatch", **fields)
    do(people("power-head"), reference, "sign")
    return receipt, code, reference


def test_the_citizen_reads_old_and_new_date_why_and_who_approved(app: Flask, people: Callable[[str], Page]) -> None:
    story, citizen, head = Story(app, people), people("citizen"), people("power-head")
    receipt, code, reference = in_hand(app, people, story)
    track(citizen, receipt, code)
    main = citizen.locator("main")
    expect(main).to_contain_text("2026年9月29日（星期二）")  # 22, 23, 24, 28, 29

    head.goto(f"/cases/{reference}/extend-ask")
    expect(head.locator("main")).to_contain_text("答复期限2026-09-29到期，只能延期一次。")
    do(head, reference, "extend-ask", days="2026-10-12", reason=REASON, progress=PROGRESS)
    story.stands(State.HANDLING, "power-head")
    track(citizen, receipt, code)
    expect(main).not_to_contain_text("2026年10月12日")  # asked is not approved

    director = people("director")
    director.goto(f"/cases/{reference}")
    follow(director, f"/cases/{reference}/extend")
    asked = director.locator("#asked")
    for words in ("从2026-09-29延到2026-10-12", REASON, PROGRESS, "某power-head"):
        expect(asked).to_contain_text(words)
    do(director, reference, "extend")
    story.stands(State.HANDLING, "power-head")

    track(citizen, receipt, code)
    expect(main).to_contain_text("正在办理，期限延长")
    moved = f"原定2026年9月29日（星期二），改为2026年10月12日（星期一）。原因：{REASON}批准人：望禾镇效能办主任。"
    expect(main).to_contain_text(moved)
    expect(main).not_to_contain_text("某power-head")
    head.goto(f"/cases/{reference}")
    expect(head.locator("main")).to_contain_text("2026-10-12")


def test_untold_the_old_date_stands_and_both_sides_can_read_so(app: Flask, people: Callable[[str], Page]) -> None:
    story, head, director = Story(app, people), people("power-head"), people("director")
    clerk = people("clerk")
    clerk.goto("/intake/hotline")
    for name, value in {"number": "100-0000-0001", "name": "牛长顺", "text": "路灯不亮，晚上没法走。"}.items():
        clerk.locator(f"[name={name}]").fill(value)
    clerk.locator("[name=station]").select_option(label="望禾power站")
    clerk.locator("[name=category]").select_option("M3")
    clerk.locator("[name=consent][value=station]").check(force=True)
    clerk.locator("[name=consent][value=station]").focus()
    clerk.keyboard.press("Control+Enter")
    expect(clerk.locator("h1")).to_contain_text("登记")
    reference = story.reference()
    fields = {"category": "M3", "grade": "U3", "main_unit": "望禾power站", "text": "路灯不亮，请修复。"}
    do(people("officer"), reference, "accept-and-dispatch", **fields)
    do(head, reference, "sign")
    do(head, reference, "extend-ask", days="延长3个工作日", reason=REASON, progress=PROGRESS)
    do(director, reference, "extend", told="telephone")
    director.goto(f"/cases/{reference}")
    expect(director.locator("main")).to_contain_text("2026-09-29")

    clerk.goto(f"/cases/{reference}/extend-tell")
    expect(clerk.locator("main")).to_contain_text("2026-09-29前没有告知的，延期无效，按超期计算。")
    do(clerk, reference, "extend-tell", how="telephone")
    director.goto(f"/cases/{reference}")
    expect(director.locator("main")).to_contain_text("2026-10-09")  # 30 September, 8 and 9 October
