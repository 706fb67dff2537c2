"""The whole story in a real browser, in Chinese: a complaint lived from first contact to its end, by everybody in turn.

At each step exactly one person is answerable and the case page names him.
"""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select

from casebook.case.models import CaseFile, State
from casebook.extensions import db
from casebook.people.models import Person
from casebook.responsibility.models import Chain
from casebook.web.acting import acted
from tests.signed_in import PASSWORD, town_with_passwords

PHONE = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}
DESK = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def people(app: Flask, browser: Browser, browser_context_args: dict) -> Callable[[str], Page]:
    """One signed-in page per account; "citizen" is a phone without script."""
    with app.app_context():
        with acted() as session:
            town_with_passwords(session)
        db.session.remove()
    pages: dict[str, Page] = {}

    def page_of(account: str) -> Page:
        if account not in pages:
            size = PHONE if account == "citizen" else DESK
            context: BrowserContext = browser.new_context(**{**browser_context_args, **size})
            pages[account] = context.new_page()
            pages[account].set_default_timeout(15_000)
            if account != "citizen":
                _sign_in(pages[account], account)
        return pages[account]

    return page_of


def _sign_in(page: Page, account: str) -> None:
    page.goto("/sign-in")
    page.locator("[name=account]").fill(account)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def do(page: Page, reference: str, action: str, **typed: str) -> None:
    """Open the page of a step from the case page, fill it in and send it."""
    page.goto(f"/cases/{reference}")
    follow(page, f"/cases/{reference}/{action}")
    expect(page).to_have_url(re.compile(f"/{action}$"))
    for name, value in typed.items():
        _fill(page, name, value)
    page.locator(f'form[action="/cases/{reference}/{action}"] button.primary').click()
    expect(page).not_to_have_url(re.compile(f"/{action}$"))


def follow(page: Page, address: str) -> None:
    """Click the link to a step, among the rarer ones if it stands there."""
    link = page.locator(f'a[href="{address}"]').first
    if not link.is_visible():
        page.locator("details.more summary").click()
    link.click()


def _fill(page: Page, name: str, value: str) -> None:
    field = page.locator(f"form [name={name}]").first
    kind = field.evaluate("e => e.type || e.tagName")
    if kind in ("radio", "checkbox"):
        page.locator(f'form [name={name}][value="{value}"]').check(force=True)
    elif kind == "select-one":
        field.select_option(_option(field, value))
    else:
        field.fill(value)


def _option(field: Locator, value: str) -> str:
    """The entry of a list with this value or these words in it."""
    for option in field.locator("option").all():
        if value == option.get_attribute("value") or value in option.inner_text():
            return str(option.get_attribute("value"))
    raise LookupError(value)


def complain(page: Page, text: str) -> tuple[str, str]:
    """The citizen writes in without a name; reference and code of the receipt."""
    page.goto("/")
    page.locator('main a[href="/complaints/new"]').first.click()
    page.locator("[name=text]").fill(text)
    page.locator("[name=station]").select_option("power")
    page.locator("main form button.primary").click()
    page.locator("[name=contact][value=none]").check(force=True)
    page.locator("main form button.primary").click()
    expect(page.locator("h1")).to_have_text("请核对")
    page.locator("main form button.primary").click()
    expect(page.locator("h1")).to_contain_text("已收到")
    codes = page.locator(".code").all_inner_texts()
    return codes[0].strip(), re.sub(r"\D", "", codes[1])


def track(page: Page, reference: str, code: str) -> None:
    """The citizen looks it up."""
    page.goto("/track")
    page.locator("[name=reference]").fill(reference)
    page.locator("[name=code]").fill(code)
    page.locator("main form button.primary").click()
    expect(page).to_have_url(re.compile("/track/case$"))


def press(page: Page, action: str, **marked: str) -> None:
    """The citizen does something on his own page."""
    page.goto("/track/case")
    page.locator(f'a[href$="/track/case/{action}"]').first.click()
    for name, value in marked.items():
        _fill(page, name, value)
    page.locator("main form button.primary").first.click()
    expect(page).to_have_url(re.compile("/track/case$"))


class Story:
    """What the database says beside what the pages show."""

    def __init__(self, app: Flask, people: Callable[[str], Page]) -> None:
        self.app, self.people = app, people

    def reference(self) -> str:
        with self.app.app_context():
            return db.session.scalars(select(CaseFile.reference)).one()

    def stands(self, state: State, holder: str | None) -> None:
        """The case is in this state, one person answers for it, and the office's case page names him."""
        with self.app.app_context():
            case = db.session.scalars(select(CaseFile)).one()
            links = db.session.scalars(select(Chain)).one().links
            assert case.state is state
            open_links = [link for link in links if link.until is None]
            accounts = dict(db.session.execute(select(Person.uid, Person.account)).all())
            assert [accounts[link.person_uid] for link in open_links] == ([holder] if holder else [])
            reference = case.reference
        if holder:
            page = self.people("director")
            page.goto(f"/cases/{reference}")
            expect(page.locator("main")).to_contain_text(f"某{holder}")


def test_a_no_name_complaint_from_a_phone_to_its_rating(app: Flask, people: Callable[[str], Page]) -> None:
    story, citizen = Story(app, people), people("citizen")
    receipt, code = complain(citizen, "上棚村三组从六点多就没电了，二十来户。供电所电话打了四个，前三个没人接。")
    reference = story.reference()
    story.stands(State.REGISTERED, "officer")  # nobody was asked in person: the office's answering person

    officer = people("officer")
    do(
        officer,
        reference,
        "accept-and-dispatch",
        category="A2",
        grade="U3",
        main_unit="望禾power站",
        text="三组约二十户停电，报修电话无人接听，请立即抢修并告知恢复时间。",
    )
    story.stands(State.DISPATCHED, "officer")

    head = people("power-head")
    head.goto(f"/cases/{reference}")
    expect(head.locator("main")).not_to_contain_text("上棚村")
    expect(head.locator("main")).not_to_contain_text(receipt)
    do(head, reference, "sign-and-give", handler="某power-handler")
    story.stands(State.HANDLING, "power-head")
    handler = people("power-handler")
    do(handler, reference, "take")
    story.stands(State.HANDLING, "power-handler")

    do(handler, reference, "station-message", text="今晚九点前恢复，请放心。")
    do(people("clerk"), reference, "relay")
    track(citizen, receipt, code)
    expect(citizen.locator("main")).to_contain_text("今晚九点前恢复")
    expect(citizen.locator("main")).not_to_contain_text("power-handler")

    do(
        head,
        reference,
        "close",
        done="已加强教育。",
        told="今天电话说明",
        evidence="照片1",
        **_solved(head, reference, "close"),
    )
    story.stands(State.FEEDBACK, "power-head")
    do(officer, reference, "send-back", reason="套话，没有说明抢修时间。")
    story.stands(State.HANDLING, "power-head")
    do(
        head,
        reference,
        "close",
        done="二十一时更换保险，恢复供电。",
        told="逐户告知",
        evidence="照片2",
        **_solved(head, reference, "close"),
    )
    do(people("officer2"), reference, "pass", **_first_choice(people("officer2"), reference, "pass", "delivery"))
    story.stands(State.CALLBACK, "officer2")

    citizen.goto("/track/case")
    expect(citizen.locator("main")).to_contain_text("二十一时更换保险")
    press(citizen, "evaluate", solved="no", satisfaction="dissatisfied")
    do(officer, reference, "redo", judgement="第二天又停电，与答复不符，重新办理。")
    story.stands(State.REWORK, "power-head")
    do(
        head,
        reference,
        "close-again",
        done="更换变压器，连续三天巡查。",
        told="逐户告知",
        evidence="照片3",
        **_solved(head, reference, "close-again"),
    )
    do(people("officer2"), reference, "pass", **_first_choice(people("officer2"), reference, "pass", "delivery"))
    press(citizen, "evaluate", solved="yes", satisfaction="satisfied")
    do(people("callback"), reference, "end", outcome="supported")
    story.stands(State.CLOSED, None)
    press(citizen, "rate", solved="yes", result="satisfied", speed="basically", attitude="satisfied")
    expect(citizen.locator("main")).to_contain_text("已结案")


def _solved(page: Page, reference: str, action: str) -> dict[str, str]:
    return _first_choice(page, reference, action, "solved")


def _first_choice(page: Page, reference: str, action: str, name: str) -> dict[str, str]:
    page.goto(f"/cases/{reference}/{action}")
    field = page.locator(f"form [name={name}]").first
    if field.count() == 0:
        return {}
    if field.evaluate("e => e.type") == "radio":
        return {name: str(field.get_attribute("value"))}
    return {name: str(field.locator("option[value]:not([value=''])").first.get_attribute("value"))}


def test_a_call_closed_directly_and_not_solved_after_all(app: Flask, people: Callable[[str], Page]) -> None:
    story, clerk = Story(app, people), people("clerk")
    clerk.goto("/intake/hotline")
    for name, value in {"number": "100-0000-0001", "name": "牛长顺", "text": "路灯不亮，晚上没法走。"}.items():
        clerk.locator(f"[name={name}]").fill(value)
    clerk.locator("[name=station]").select_option(label="望禾power站")
    clerk.locator("[name=category]").select_option("M3")
    clerk.locator("[name=consent][value=station]").check(force=True)
    clerk.locator("[name=consent][value=station]").focus()
    clerk.keyboard.press("Control+Enter")
    expect(clerk.locator("h1")).to_contain_text("登记")
    codes = clerk.locator(".code").all_inner_texts()
    receipt = re.findall(r"TS\d\d-[0-9A-Z]{8}", clerk.locator("main").inner_text())[0]
    code = next(digits for digits in (re.sub(r"\D", "", text) for text in codes) if len(digits) == 25)
    reference = story.reference()
    story.stands(State.REGISTERED, "clerk")

    do(
        people("officer"),
        reference,
        "accept-and-dispatch",
        category="M3",
        grade="U3",
        main_unit="望禾power站",
        text="路灯不亮，请修复。",
    )
    head = people("power-head")
    do(head, reference, "sign")
    do(head, reference, "contact", how="telephone", result="已修复，反映人同意办结。", agreed="y")
    head.goto(f"/cases/{reference}/close-directly")
    recorded = head.locator("form [name=confirmed_by][value=recording]")
    expect(recorded).to_have_count(1)
    do(
        head,
        reference,
        "close-directly",
        confirmed_by="recording",
        recording="录音0007",
        done="更换灯泡",
        told="电话告知",
        evidence="照片7",
        **_solved(head, reference, "close-directly"),
    )
    story.stands(State.CLOSED, None)

    citizen = people("citizen")
    track(citizen, receipt, code)
    press(citizen, "not-solved")
    story.stands(State.REWORK, "power-head")
    do(
        head,
        reference,
        "close-again",
        done="更换整盏路灯和线路",
        told="当面告知",
        evidence="照片8",
        **_solved(head, reference, "close-again"),
    )
    story.stands(State.FEEDBACK, "power-head")


def test_a_station_on_paper(app: Flask, people: Callable[[str], Page]) -> None:
    story, citizen, officer = Story(app, people), people("citizen"), people("officer")
    complain(citizen, "这学期让在小程序上交资料费二百四，说自愿，可点名谁没交。")
    reference = story.reference()
    do(
        officer,
        reference,
        "accept-and-dispatch",
        category="E4",
        grade="U3",
        main_unit="望禾school站",
        text="有家长反映通过小程序收取资料费，请核实并纠正。",
    )
    officer.goto(f"/cases/{reference}/sheet")
    expect(officer.locator("main")).to_contain_text("请核实并纠正")
    do(officer, reference, "sign-for", signer="某school-head", slip="回执2026-07")
    story.stands(State.HANDLING, "school-head")
    do(officer, reference, "contact-for", how="letter", result="书面告知家长", slip="回执2026-08")
    do(
        officer,
        reference,
        "close-for",
        done="已向412名学生退费。",
        told="公告栏公示",
        evidence="扫描2026-09",
        paper_on="2026-11-24",
        **_solved(officer, reference, "close-for"),
    )
    story.stands(State.FEEDBACK, "school-head")
