"""The citizen's door: three steps without session or script, one receipt, nothing lost and nothing twice."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import segno
from flask import Flask
from sqlalchemy import event, func, select, text

from casebook import clock
from casebook.case.models import CaseFile, Receipt, Submission
from casebook.case.taxonomy import ItemType, Track
from casebook.extensions import db
from casebook.stages.intake.giveaways import giveaways
from casebook.tracking.codes import QueryCodes, is_well_formed, query_codes
from casebook.vault.models import Party, PartyField
from casebook.web import throttle
from casebook.web.acting import acted
from casebook.web.throttle import Purpose
from tests.town import Town, build
from tests.visitor import Visitor

MORNING = datetime(2026, 9, 1, 1, 30, tzinfo=UTC)  # Tuesday, half past nine in the town
STORY = "三组从昨天六点就没电了。\r\n打了三次电话都没人接。"
NEXT, SEND, KEEP = "下一步", "提交", "不改，就这样提交"
CODE = re.compile(r"<p class=\"code\">((?:<span>\d{5}</span> ?){5})</p>")


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    """The town on a Tuesday morning."""
    with app.app_context(), acted() as session:
        built = build(session)
        built.office.address, built.office.hours = "禾兴路1号", "工作日8:30–17:30"
        session.flush()
        session.expunge_all()
    with clock.pinned(MORNING):
        yield built


@pytest.fixture
def visitor(app: Flask, town: Town) -> Visitor:
    """Somebody with a telephone in his hand."""
    return Visitor(app.test_client())


def read(app: Flask, question: Any) -> Any:
    """The rows of a query, as values."""
    with app.app_context():
        return db.session.execute(question).all()


def count(app: Flask, table: type) -> int:
    """How many rows a table holds."""
    return read(app, select(func.count()).select_from(table))[0][0]


def at_check(visitor: Visitor, contact: str = "none", text: str = STORY, **typed: str) -> Visitor:
    """Go up to the third step."""
    visitor.open("/complaints/new").press(NEXT, text=text)
    return visitor.press(NEXT, contact=contact, **typed)


def shown(visitor: Visitor) -> tuple[str, str]:
    """Reference and code of the receipt on the screen."""
    code, reference = CODE.search(visitor.text), re.search(r"<span>(TS26-\w{8})</span>", visitor.text)
    assert code and reference, visitor.text
    return reference[1], re.sub(r"\D", "", code[1])


def errors(visitor: Visitor) -> list[str]:
    """The sentences of the fields that are not right."""
    return re.findall(r'<p class="error"[^>]*>.*?</span>(.*?)</p>', visitor.text)


# ---- The way through


def test_a_complaint_without_a_name_takes_one_text_and_one_choice(app: Flask, visitor: Visitor, town: Town) -> None:
    at_check(visitor).press(SEND)
    reference, code = shown(visitor)
    assert visitor.status == 200 and is_well_formed(code)
    (row,) = read(
        app,
        select(Submission.text, Submission.received_at, Submission.party_uid, CaseFile.holder_uid, CaseFile.has_contact)
        .join(CaseFile, CaseFile.submission_uid == Submission.uid)
        .join(CaseFile.receipts)
        .where(Receipt.reference == reference),
    )
    assert row == (STORY.replace("\r\n", "\n"), MORNING, None, town.uid("officer"), False)
    assert count(app, Party) == count(app, PartyField) == 0


def test_only_the_code_on_the_receipt_opens_it(app: Flask, visitor: Visitor) -> None:
    at_check(visitor).press(SEND)
    reference, code = shown(visitor)
    ((kept, language),) = read(app, select(Receipt.code_hash, Receipt.language).where(Receipt.reference == reference))
    with app.app_context():
        assert query_codes().verify(kept, code)
        assert not query_codes().verify(kept, code[:-1] + str((int(code[-1]) + 1) % 10))
    assert code not in kept and language == "zh"


def test_everything_that_was_told_is_kept(app: Flask, visitor: Visitor, town: Town) -> None:
    first = {"station": "power", "item_type": "help", "happened": "昨天下午", "trips": "3趟", "for_another": "y"}
    visitor.open("/complaints/new").press(NEXT, text=STORY, for_business="y", **first)
    visitor.press(NEXT, contact="office", name="王大明", telephone="0000-5550101转12", written="y").press(SEND)
    (kept,) = read(
        app,
        select(
            Submission.unit_named_uid,
            Submission.item_type,
            Submission.happened,
            Submission.trips,
            Submission.for_another,
            Submission.for_business,
            CaseFile.track,
        ).join(CaseFile, CaseFile.submission_uid == Submission.uid),
    )
    assert kept == (town.units["power"].uid, ItemType.HELP, "昨天下午", 3, True, True, Track.PETITION)


@pytest.mark.parametrize(("contact", "consent"), [("station", True), ("office", False)])
def test_consent_is_what_was_chosen(app: Flask, visitor: Visitor, contact: str, consent: bool) -> None:
    at_check(visitor, contact, telephone="100-0000-0001", no_call="y").press(SEND)
    assert read(app, select(Party.consent_contact, Party.no_callback)) == [(consent, True)]
    assert read(app, select(CaseFile.has_contact, CaseFile.consent_contact)) == [(True, consent)]


def test_who_wrote_stands_nowhere_but_sealed_in_the_vault(app: Flask, visitor: Visitor) -> None:
    at_check(visitor, "office", name="欧阳莉莉", telephone="0000-5550199", email="li@example.org", village="上棚村")
    visitor.press(SEND)
    with app.app_context():
        tables = db.inspect(db.engine).get_table_names()
        rows = [str(db.session.execute(text(f'SELECT * FROM "{name}"')).all()) for name in tables]
    found = [word for word in ("欧阳莉莉", "5550199", "li@example.org") if any(word in row for row in rows)]
    assert found == []
    assert count(app, PartyField) == 4


def test_a_reader_of_english_gets_his_mail_in_english(app: Flask, visitor: Visitor) -> None:
    visitor.speaks("en").open("/complaints/new").press("Next", text=STORY)
    visitor.press("Next", contact="office", name="Li", email="a@example.org").press("Send")
    assert "Received. Keep your reference and query code" in visitor.text
    assert read(app, select(Receipt.language)) == [("en",)]


def test_a_name_typed_before_the_mind_was_changed_goes_no_further(app: Flask, visitor: Visitor) -> None:
    at_check(visitor, "none", name="王大明", telephone="noch nicht", email="x")
    assert visitor.status == 200 and "王大明" not in visitor.text
    visitor.press(SEND)
    assert count(app, Party) == 0


# ---- What is refused, and that nothing typed is lost


def test_a_complaint_without_text_is_refused_and_the_rest_is_kept(app: Flask, visitor: Visitor) -> None:
    visitor.open("/complaints/new").press(NEXT, text="  \n ", happened="昨天下午", station="land", for_another="y")
    assert visitor.status == 422 and errors(visitor) == ["请填写发生了什么事。"]
    form, _ = visitor.form(NEXT)
    kept = {name: form.fields.get(name) for name in ("happened", "station", "for_another")}
    assert kept == {"happened": "昨天下午", "station": "land", "for_another": "y"}


def test_the_choice_of_contact_is_asked_and_nothing_is_preselected(visitor: Visitor) -> None:
    visitor.open("/complaints/new").press(NEXT, text=STORY)
    form, _ = visitor.form(NEXT)
    assert "contact" not in form.fields
    visitor.press(NEXT, name="王大明")
    assert visitor.status == 422 and errors(visitor) == ["请从三项里选择一项。"]
    form, _ = visitor.form(NEXT)
    assert form.fields["name"] == "王大明" and form.fields["text"] == STORY.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "请填写电话或者电子邮箱；都不想留的，请选上面第三项。"),
        ({"name": "王大明"}, "请填写电话或者电子邮箱；都不想留的，请选上面第三项。"),
        ({"email": "li@example.org"}, "请填写怎么称呼您，或者填写电话。"),
        ({"telephone": "明天再说"}, "请核对电话号码，可以有空格和分机号。"),
        ({"telephone": "0000-5550101", "email": "li@"}, "请核对电子邮箱，例如name@example.com。"),
        ({"telephone": "0000-5550101", "name": "王" * 101}, "请缩短到100个字以内。"),
    ],
)
def test_whoever_may_be_reached_says_how(visitor: Visitor, typed: dict[str, str], sentence: str) -> None:
    at_check(visitor, "office", **typed)
    assert visitor.status == 422 and errors(visitor) == [sentence]
    form, _ = visitor.form(NEXT)
    assert {name: form.fields[name] for name in typed} == typed
    assert form.fields["text"] == STORY.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "number", ["0000-5550101", "100-0000-0001", "6123", "5550101转8", "+86 100 0000 0001", "５５５０１０１"]
)
def test_telephones_of_every_kind_are_taken(visitor: Visitor, number: str) -> None:
    at_check(visitor, "office", telephone=number)
    assert visitor.status == 200 and "请核对" in visitor.text


def test_a_written_answer_needs_somebody_to_send_it_to(visitor: Visitor) -> None:
    at_check(visitor, "none", written="y")
    assert visitor.status == 422
    assert errors(visitor) == ["要书面答复，就要知道寄给谁。请选上面第一项或者第二项。"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"trips": "很多趟"}, "跑了几趟请填写数字，例如3。"),
        ({"station": "nowhere"}, "请从列表里选择站所，不清楚可以不选。"),
        ({"item_type": "revenge"}, "请选择您是来做什么的。"),
        ({"text": "长" * 4001}, "请缩短到4000个字以内。"),
    ],
)
def test_each_field_says_in_one_sentence_what_is_wrong(
    visitor: Visitor, changed: dict[str, str], sentence: str
) -> None:
    visitor.open("/complaints/new").press(NEXT, **{"text": STORY, **changed})
    assert visitor.status == 422 and errors(visitor) == [sentence]


def test_going_back_and_forth_loses_nothing(visitor: Visitor) -> None:
    at_check(visitor, "station", name="李一", telephone="6123", no_call="y")
    visitor.press("修改").press(NEXT).press("上一步")
    form, _ = visitor.form(NEXT)
    assert form.fields["text"] == STORY.replace("\r\n", "\n")
    visitor.press(NEXT, text="另一件事").press(NEXT)
    form, _ = visitor.form(SEND)
    kept = {name: form.fields[name] for name in ("text", "contact", "name", "telephone", "no_call")}
    assert kept == {"text": "另一件事", "contact": "station", "name": "李一", "telephone": "6123", "no_call": "y"}


def test_what_was_bent_on_the_way_comes_back_to_its_step(app: Flask, visitor: Visitor) -> None:
    at_check(visitor)
    visitor.press(SEND, text="")
    assert visitor.status == 422 and errors(visitor) == ["请填写发生了什么事。"]
    at_check(visitor)
    visitor.press(SEND, contact="everybody")
    assert visitor.status == 422 and errors(visitor) == ["请从三项里选择一项。"]
    assert count(app, CaseFile) == 0


def test_a_form_without_its_token_registers_nothing(app: Flask, visitor: Visitor) -> None:
    at_check(visitor).press(SEND, csrf_token=None)
    assert visitor.status == 400 and count(app, CaseFile) == 0


# ---- Once, whatever happens


def test_the_same_form_sent_twice_is_one_case_and_the_same_receipt(app: Flask, visitor: Visitor) -> None:
    at_check(visitor).press(SEND)
    first = shown(visitor)
    with clock.pinned(MORNING + timedelta(hours=23)):
        assert shown(visitor.press_again("/complaints/receipt")) == first
    assert count(app, CaseFile) == count(app, Receipt) == 1
    assert "这张表已经提交过" not in visitor.text


def test_after_a_day_the_form_leads_to_tracking_and_shows_no_code(app: Flask, visitor: Visitor) -> None:
    at_check(visitor).press(SEND)
    reference, code = shown(visitor)
    with clock.pinned(MORNING + timedelta(hours=24)):
        visitor.press_again("/complaints/receipt")
    assert visitor.page and visitor.page.request.path == "/track"
    assert reference not in visitor.text and code[:5] not in visitor.text
    assert count(app, CaseFile) == 1


def test_other_contents_under_the_same_key_show_what_was_kept_first(app: Flask, visitor: Visitor) -> None:
    at_check(visitor).press(SEND)
    first = shown(visitor)
    visitor.press_again("/complaints/receipt", text="改过的内容")
    assert shown(visitor) == first and "我们收到的是第一次提交的内容" in visitor.text
    assert read(app, select(Submission.text)) == [(STORY.replace("\r\n", "\n"),)]


def test_a_form_without_a_key_is_given_one_before_it_is_taken(app: Flask, visitor: Visitor) -> None:
    at_check(visitor).press(SEND, key="")
    assert visitor.status == 200 and count(app, CaseFile) == 0
    form, _ = visitor.form(SEND)
    assert len(form.fields["key"]) == 36
    visitor.press(SEND)
    assert shown(visitor) and count(app, CaseFile) == 1


def test_sent_twice_at_once_it_is_one_case(app: Flask, visitor: Visitor) -> None:
    at_check(visitor)
    form, _ = visitor.form(SEND)
    cookie = visitor.client.get_cookie("cb_visitor")
    assert cookie
    answers: list[tuple[str, str]] = []

    def send() -> None:
        twin = Visitor(app.test_client())
        twin.client.set_cookie("cb_visitor", cookie.value)
        twin.sent = dict(form.fields.lists())
        with clock.pinned(MORNING):
            answers.append(shown(twin.press_again("/complaints/receipt")))

    _at_once(send, send, send)
    assert len(answers) == 3 and len(set(answers)) == 1
    assert count(app, CaseFile) == count(app, Receipt) == 1


def test_the_first_complaints_of_a_year_at_once_all_get_in(app: Flask, town: Town) -> None:
    receipts: list[str] = []

    def send() -> None:
        with clock.pinned(MORNING):
            receipts.append(shown(at_check(Visitor(app.test_client())).press(SEND))[0])

    _at_once(send, send, send)
    assert len(set(receipts)) == 3 and count(app, CaseFile) == 3


def _at_once(*deeds: Any) -> None:
    threads = [Thread(target=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_no_transaction_is_open_while_the_slow_hash_runs(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    open_then: list[bool] = []
    hash_it = QueryCodes.hash

    def watched(self: QueryCodes, code: str) -> str:
        open_then.append(db.session().in_transaction())
        return hash_it(self, code)

    monkeypatch.setattr(QueryCodes, "hash", watched)
    at_check(visitor).press(SEND)
    assert open_then == [False]


def test_many_submissions_wait_but_are_never_turned_away(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = throttle.LIMITS[Purpose.INTAKE]
    one = throttle.Limit(1, timedelta(seconds=5), timedelta(seconds=60))
    monkeypatch.setitem(throttle.LIMITS, Purpose.INTAKE, throttle.Limits(one, one, limits.all))
    at_check(visitor).press(SEND)
    at_check(visitor).press(SEND)
    assert visitor.status == 429 and "请过6秒再点一次提交。您填写的内容没有丢。" in visitor.text
    assert count(app, CaseFile) == 1
    with clock.pinned(MORNING + timedelta(seconds=61)):
        visitor.press(SEND)
    assert shown(visitor) and count(app, CaseFile) == 2


def test_looking_at_a_receipt_again_is_not_slowed(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    at_check(visitor).press(SEND)
    never = throttle.Limit(0, timedelta(hours=1), timedelta(hours=1))
    monkeypatch.setitem(throttle.LIMITS, Purpose.INTAKE, throttle.Limits(never, never, never))
    assert shown(visitor.press_again("/complaints/receipt"))


# ---- What the pages say


READERS = {
    "none": [
        "效能办看到：您写的全部内容，不知道您是谁。",
        "承办站所看到：经效能办整理的事情经过，看不到原文、照片原件和提交时间。",
        "公众看到：只有经审核、去掉个人信息的结果。",
    ],
    "office": [
        "效能办看到：您写的全部内容，您的姓名和电话。",
        "承办站所看到：经效能办整理的事情经过，看不到原文、照片原件和提交时间。",
        "公众看到：只有经审核、去掉个人信息的结果。",
    ],
    "station": [
        "效能办看到：您写的全部内容，您的姓名和电话。",
        "承办站所看到：经效能办整理的事情经过，看不到原文、照片原件和提交时间。",
        "承办站所另外看到：您的称呼和电话，因为您同意了。",
        "公众看到：只有经审核、去掉个人信息的结果。",
    ],
}


@pytest.mark.parametrize("contact", READERS)
def test_before_sending_each_reader_is_named(visitor: Visitor, contact: str) -> None:
    reach = {} if contact == "none" else {"telephone": "6123"}
    at_check(visitor, contact, **reach)
    readers = visitor.text.split("谁能看到什么</h2>")[1]
    assert re.findall(r"<li>(.*?)</li>", readers)[: len(READERS[contact])] == READERS[contact]
    assert len(re.findall(r"<li>[^<]*看到：", readers)) == len(READERS[contact])


def test_details_that_give_away_are_named_and_may_be_kept(app: Flask, visitor: Visitor) -> None:
    at_check(visitor, "office", "我是三组的王大明，电话13800000000。", name="王大明", telephone="6123")
    warning = "您写的内容里有可能认出您的地方：“13800000000”、“我是三组的王大明”。要改吗？"
    assert warning in visitor.text
    visitor.press(KEEP)
    assert shown(visitor) and count(app, CaseFile) == 1


def test_nothing_is_warned_of_where_nothing_gives_away(visitor: Visitor) -> None:
    at_check(visitor, text="9月12号上午去3号窗口交了1200元，没有给票。")
    assert "有可能认出您的地方" not in visitor.text
    visitor.form(SEND)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("电话13800000000。", ["13800000000"]),
        ("打0000-5550101没人接", ["0000-5550101"]),
        ("身份证11010119900101123X", ["11010119900101123X"]),
        ("卡号 6222 0000 0000 0000", ["6222 0000 0000 0000"]),
        ("电话１３８００００００００", ["13800000000"]),
        ("我叫王大明。", ["我叫王大明"]),
        ("本人是三组组长，", ["本人是三组组长"]),
        ("我爱人去交的钱", ["我爱人"]),
        ("我家孩子没人管", ["我家孩子"]),
        ("住在3栋2单元501室", ["3栋2单元501室"]),
        ("榆树湾12号", ["12号"]),
        ("川A12345停在门口", ["川A12345"]),
        ("My name is Li Ming and my wife was there", ["My name is Li Ming", "my wife"]),
        ("9月12号去3号窗口，九月十二号又去", []),
        ("2026-09-01收了2000000元", []),
        ("我在供电所交费，我说不行", []),
    ],
)
def test_giveaways(told: str, found: list[str]) -> None:
    assert [one.words for one in giveaways(told)] == found


def test_the_receipt_says_what_happens_by_when_and_who_answers_for_it(visitor: Visitor) -> None:
    at_check(visitor).press(SEND)
    for sentence in (
        "已收到，请记下编号和查询码",
        "查询码只显示这一次。请拍照、截屏或者抄下来，不要告诉别人。",
        "您没有留联系方式，查询码丢了，谁也查不回来。",
        "收到时间：2026年9月1日（星期二）09:30",
        "2026年9月8日（星期二）前，告诉您是否受理。",
        "受理后，一般在2026年9月8日（星期二）前答复您。",
    ):
        assert sentence in visitor.text
    assert "现在由望禾镇效能办受理员负责，电话" in visitor.text
    assert "这个日期可能调整" not in visitor.text


def test_a_named_receipt_says_how_a_lost_code_is_replaced(visitor: Visitor) -> None:
    at_check(visitor, "office", telephone="6123").press(SEND)
    assert "查询码丢了，可以带身份证到望禾镇效能办补办。" in visitor.text


def test_dates_in_a_year_without_calendar_are_called_provisional(visitor: Visitor) -> None:
    with clock.pinned(datetime(2026, 12, 30, 1, tzinfo=UTC)):
        at_check(visitor).press(SEND)
    assert "节假日安排公布后，这个日期可能调整，调整了会告诉您。" in visitor.text


def test_the_picture_holds_address_and_reference_and_never_the_code(visitor: Visitor) -> None:
    at_check(visitor).press(SEND)
    reference, _ = shown(visitor)
    wanted = segno.make_qr(f"http://127.0.0.1:8000/track?reference={reference}", error="m").matrix
    path = re.search(r'<path fill="#000" d="([^"]*)"', visitor.text)
    assert path
    # Four white squares lie around it.
    drawn = {(int(y) - 4, int(x) - 4) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path[1])}
    assert drawn == {(y, x) for y, row in enumerate(wanted) for x, dark in enumerate(row) if dark}
    assert not re.search(r"\sstyle=|<style", visitor.text)


def test_a_receipt_is_never_found_by_address(visitor: Visitor) -> None:
    visitor.open("/complaints/receipt")
    assert visitor.page and visitor.page.request.path == "/track"


def test_home_says_how_it_goes_and_where_not_to_go(app: Flask, visitor: Visitor) -> None:
    visitor.open("/")
    for sentence in (
        "受理：5个工作日内告诉您是否受理，由谁办理。",
        "办理：一般问题从登记起5个工作日内答复，复杂问题15个工作日内答复。要延期的，先告诉您原因。",
        "打电话：0000-5550100",
        "您不同意，被反映的站所就看不到您的姓名、电话和原信。",
    ):
        assert sentence in visitor.text
    urgent = re.sub(r"<[^>]*>", "", visitor.text)
    assert "有人受伤、着火或者正在遭受侵害，请先拨打110、119、120。" in urgent
    assert all(f'href="tel:{number}"' in visitor.text for number in (110, 119, 120))
    assert "这是演示系统" not in visitor.text
    with app.app_context(), acted() as session:
        session.execute(text("UPDATE unit SET demo = true WHERE code = 'office'"))
    assert "这是演示系统，内容均为虚构，请不要填写真实信息。" in visitor.open("/").text


def test_home_stands_before_there_is_an_office(app: Flask) -> None:
    assert app.test_client().get("/").status_code == 200


# ---- How much each page asks of the database: the page's own statements (decisions.md 47)


class Counted:
    """The statements of the requests within, but for the throttle's."""

    def __init__(self, app: Flask) -> None:
        self.app, self.seen = app, list[str]()

    def __enter__(self) -> "Counted":
        with self.app.app_context():
            self.engine = db.engine
        event.listen(self.engine, "before_cursor_execute", self._see)
        return self

    def __exit__(self, *error: Any) -> None:
        event.remove(self.engine, "before_cursor_execute", self._see)

    def _see(self, conn: Any, cursor: Any, statement: str, *more: Any) -> None:
        if not re.match(r"BEGIN|COMMIT|ROLLBACK|PRAGMA", statement) and not re.search(
            r"\b(throttle|day_key|open_session)\b", statement
        ):
            self.seen.append(statement)


@pytest.mark.parametrize(("address", "queries"), [("/", 3), ("/complaints/new", 3), ("/track", 1)])
def test_queries_of_the_first_pages(app: Flask, visitor: Visitor, address: str, queries: int) -> None:
    visitor.open(address)  # the timetable is read once and kept
    with Counted(app) as counted:
        visitor.open(address)
    assert len(counted.seen) == queries


def test_queries_of_the_steps_and_the_receipt_do_not_grow(app: Flask, visitor: Visitor) -> None:
    at_check(visitor)
    with Counted(app) as check:
        visitor.press("修改").press(NEXT).press(NEXT)
    assert len(check.seen) == 3 * 4
    visitor.press(SEND)
    with Counted(app) as receipt:
        visitor.press_again("/complaints/receipt")
    for _ in range(3):
        at_check(Visitor(app.test_client())).press(SEND)
    with Counted(app) as later:
        visitor.press_again("/complaints/receipt")
    assert len(receipt.seen) == len(later.seen) <= 12
