"""A call, a letter or a visit taken down at the desk."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from casebook.case.models import CaseFile, Receipt, State, Submission
from casebook.case.taxonomy import Channel, Grade, ItemType
from casebook.clock import OFFICE_ZONE
from casebook.extensions import db
from casebook.people.models import Role
from casebook.tracking.codes import QueryCodes, query_codes
from casebook.vault.models import Party
from casebook.vault.queries import masks
from tests.stages.browser import Browser, Form
from tests.stages.conftest import NOON, World
from tests.town import grant

CALL = "/intake/hotline"
TEXT = "新房的电表申请交了，说三个工作日接电，今天第五天了。"
TYPED = {"number": "100 0000 0006", "name": "厉春生", "text": TEXT, "station": "unknown", "consent": "office"}


def only(world: World, model: Any) -> Any:
    """The one row there is."""
    return world.read(lambda session: session.scalars(select(model)).one())


def count(world: World, model: Any) -> int:
    return world.read(lambda session: session.scalar(select(func.count()).select_from(model)))


def code_of(page: str) -> str:
    """The code of the page, as it is read aloud: five groups of five."""
    groups = re.findall(r"<span>(\d{5})</span>", page)
    assert len(groups) == 5
    return "".join(groups)


def reference_of(page: str) -> str:
    return re.search(r"TS26-[0-9A-Z]{8}", page).group()  # type: ignore[union-attr]


def test_a_call_gives_reference_and_code_to_read_aloud(world: World) -> None:
    answer = world.at("clerk").do(CALL, **TYPED)
    assert answer.status_code == 200
    assert "您的查询码是二十五位数字，五个一组，我念一组，您记一组。" in answer.text
    kept = only(world, Receipt)
    assert kept.reference == reference_of(answer.text)
    with world.app.app_context():
        assert query_codes().verify(kept.code_hash, code_of(answer.text))


def test_the_clerk_answers_for_what_he_took_down(world: World) -> None:
    world.at("clerk").do(CALL, **TYPED)
    case, matter = only(world, CaseFile), only(world, Submission)
    assert (case.state, case.holder_uid) == (State.REGISTERED, world.uid("clerk"))
    assert (matter.channel, matter.item_type) == (Channel.HOTLINE, ItemType.COMPLAINT)
    assert (matter.received_at, matter.registered_at, matter.text) == (NOON, NOON, TEXT)
    assert (case.unit_named_uid, case.category, case.grade) == (None, None, None)


@pytest.mark.parametrize(("consent", "may_contact"), [("station", True), ("office", False)])
def test_the_answer_to_who_may_know_is_kept(world: World, consent: str, may_contact: bool) -> None:
    world.at("clerk").do(CALL, **TYPED | {"consent": consent})
    case, party = only(world, CaseFile), only(world, Party)
    assert (case.has_contact, case.consent_contact) == (True, may_contact)
    assert world.read(lambda s: masks(s, party.uid))["name"] == "厉*生"


def test_whoever_wants_to_stay_unknown_stays_unknown(world: World) -> None:
    answer = world.at("clerk").do(CALL, **TYPED | {"consent": "none"})
    assert "没有留联系方式，查询码丢了，谁也查不回来。" in answer.text
    assert count(world, Party) == 0
    assert only(world, CaseFile).has_contact is False


@pytest.mark.parametrize("number", ["未留", "0", "无", "-", "None"])
def test_no_number_is_an_answer_too(world: World, number: str) -> None:
    assert world.at("clerk").do(CALL, **TYPED | {"number": number}).status_code == 200
    party = only(world, Party)
    assert "telephone" not in world.read(lambda s: masks(s, party.uid))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": ""}, "请填写号码；没有留的，写“未留”或者0。"),
        ({"number": "他没说"}, "请核对号码；可以有数字、空格和分机号。"),
        ({"text": "  "}, "请填写反映事项。"),
        ({"station": ""}, "请从列表里选择站所；不知道的，选“不清楚”。"),
        ({"station": "nowhere"}, "请从列表里选择站所；不知道的，选“不清楚”。"),
        ({"category": "X9"}, "请从列表里选择类别，或者留给派单审核员确定。"),
        ({"grade": "U9"}, "请从列表里选择紧急程度，或者留给派单审核员确定。"),
        ({"item_type": "threat"}, "请选择诉求类型。"),
        ({"consent": "maybe"}, "请问清反映人，从三项里选一项。"),
        ({"number": "0", "name": ""}, "号码和称呼都没有留，请选第三项。"),
        ({"received_at": "2026-13-01T00:00"}, "请填写收到的日期和时间。"),
        ({"received_at": "0001-01-01T00:00"}, "请填写收到的日期和时间。"),
        ({"received_at": "2026-09-02T10:00"}, "不能晚于现在"),
    ],
)
def test_a_wrong_field_gets_its_sentence_and_nothing_is_lost(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    answer = world.at("clerk").do(CALL, **TYPED | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = Form(answer.text, CALL).fields
    assert kept["name"] == {**TYPED, **wrong}["name"]
    assert "text" in wrong or kept["text"] == TEXT
    assert count(world, CaseFile) == 0


def test_the_same_form_sent_twice_is_one_case_and_the_same_page(world: World) -> None:
    clerk = world.at("clerk")
    fields = {**clerk.open(CALL), **TYPED}
    first, second = clerk.send(CALL, fields), clerk.send(CALL, fields)
    assert (first.status_code, second.status_code) == (200, 200)
    assert code_of(first.text) == code_of(second.text)
    assert reference_of(first.text) == reference_of(second.text)
    assert (count(world, CaseFile), count(world, Party)) == (1, 1)


def test_a_form_changed_after_it_was_sent_says_what_was_kept(world: World) -> None:
    clerk = world.at("clerk")
    fields = {**clerk.open(CALL), **TYPED}
    clerk.send(CALL, fields)
    answer = clerk.send(CALL, {**fields, "text": "别的事"})
    assert "这张表已经登记过，保存的是第一次的内容" in answer.text
    assert count(world, CaseFile) == 1


def test_somebody_elses_form_opens_no_code(world: World) -> None:
    with world.writing() as session:
        grant(session, world.town, "officer2", Role.CLERK, "office")
    clerk, other = world.at("clerk"), world.at("officer2")
    fields = {**clerk.open(CALL), **TYPED}
    clerk.send(CALL, fields)
    stolen = other.send(CALL, {**fields, "csrf_token": other.token()})
    assert stolen.status_code == 404


def test_a_form_without_its_key_is_shown_once_more(world: World) -> None:
    clerk = world.at("clerk")
    answer = clerk.send(CALL, {**clerk.open(CALL), **TYPED, "key": "short"})
    assert answer.status_code == 422
    assert clerk.send(CALL, Form(answer.text, CALL).fields).status_code == 200


def test_the_code_is_hashed_with_no_transaction_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    open_while_hashing = []

    def slow(codes: QueryCodes, code: str) -> str:
        open_while_hashing.append(db.session().in_transaction())
        return "hash"

    monkeypatch.setattr(QueryCodes, "hash", slow)
    world.at("clerk").do(CALL, **TYPED)
    assert open_while_hashing == [False]


def test_a_letter_of_another_day_keeps_its_number(world: World) -> None:
    clerk = world.at("clerk")
    drawn = clerk.open("/intake/letter")
    assert drawn["number"] == "未留"
    earlier = (NOON - timedelta(days=2)).astimezone(OFFICE_ZONE)
    typed = {**TYPED, "number": "未留", "paper": "来信第31号", "received_at": f"{earlier:%Y-%m-%dT%H:%M}"}
    given = typed | {"station": world.unit("power"), "category": "F1", "grade": "U4", "village": "望禾社区"}
    assert clerk.send("/intake/letter", {**drawn, **given}).status_code == 200
    case, matter = only(world, CaseFile), only(world, Submission)
    assert (matter.channel, matter.paper_reference) == (Channel.LETTER, "来信第31号")
    assert case.received_at == NOON - timedelta(days=2)
    assert (case.unit_named_uid, case.category, case.grade) == (world.unit("power"), "F1", Grade.U4)


def test_earlier_matters_appear_masked_when_the_number_is_looked_up(world: World) -> None:
    clerk = world.at("clerk")
    clerk.do(CALL, **TYPED)
    page = clerk.do(CALL, number="100-0000-0006", name="某人", text="还没说完", look_up="1")
    assert page.status_code == 200
    assert "新房的电表申请交了" in page.text and "厉*生" in page.text
    assert "厉春生" not in page.text
    assert Form(page.text, CALL).fields["text"] == "还没说完"
    assert count(world, CaseFile) == 1


def test_an_unknown_number_has_no_earlier_matters(world: World) -> None:
    page = world.at("clerk").do(CALL, number="100-0000-0099", look_up="1")
    assert page.status_code == 200 and "没有。" in page.text


def test_the_next_steps_are_those_this_clerk_may_take(world: World) -> None:
    page = world.at("clerk").do(CALL, **TYPED | {"category": "L1"}).text
    assert 'data-key="a"' in page and 'data-key="Escape"' in page
    assert "accept-and-dispatch" not in page
    with world.writing() as session:
        grant(session, world.town, "officer2", Role.CLERK, "office")
    assert "accept-and-dispatch" in world.at("officer2").do(CALL, **TYPED).text


@pytest.mark.parametrize("account", ["officer", "leader", "oversight", "admin", "power-head"])
def test_nobody_else_takes_anything_down(world: World, account: str) -> None:
    other: Browser = world.at(account)
    assert other.client.get(CALL).status_code == 403
    assert other.send(CALL, {"csrf_token": other.token(), **TYPED}).status_code == 403
    assert count(world, CaseFile) == 0


def test_whoever_is_not_signed_in_loses_nothing(app: Flask, world: World) -> None:
    stranger = app.test_client()
    answer = stranger.get(CALL)
    assert answer.status_code == 303 and answer.location.startswith("/sign-in?next=")
    token = Form(stranger.get("/sign-out").text, "/sign-out").fields["csrf_token"]
    refused = stranger.post(CALL, data={"csrf_token": token, **TYPED})
    assert refused.status_code == 401
    assert TEXT in refused.text
    assert count(world, CaseFile) == 0


def test_no_other_channel_has_a_page(world: World) -> None:
    assert world.at("clerk").client.get("/intake/telegraph").status_code == 404
