"""What a notice must hold, how it is numbered, and that nothing changes it afterwards."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from casebook.case.models import CaseFile, State
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.history import EventDetails
from casebook.letters import compose, service
from casebook.letters.compose import MissingField
from casebook.letters.kind import Source
from casebook.letters.kinds import KINDS, kind_of, twice_claimed
from casebook.letters.models import Delivery, How, Notice, To
from casebook.letters.numbers import mark_of
from casebook.letters.shown import items
from casebook.people.models import Unit
from casebook.stages.callback import service as callback
from casebook.web.acting import acted
from tests.letters.conftest import World, event_of, issued
from tests.letters.sample import MAKES, OPINION
from tests.lives import Life

NEEDED = [
    (action, field.name)
    for action in MAKES
    for row in [kind_of(action)]
    if row is not None
    for field in row.needs
    if field.source is not Source.CASE
]


def text_of(notice: Notice) -> str:
    return "\n".join(line["text"] for line in notice.body["lines"])


def test_every_kind_has_its_sample_and_no_two_claim_the_same() -> None:
    assert {action for row in KINDS.values() for action in row.actions} == set(MAKES)
    assert twice_claimed() == []
    assert len({row.title for row in KINDS.values()}) == len(KINDS) == 20


@pytest.mark.parametrize(("action", "name"), NEEDED)
def test_a_notice_without_something_it_must_hold_is_refused_by_name(world: World, action: str, name: str) -> None:
    fields = {key: value for key, value in MAKES[action].items() if key != name}
    for empty in ({}, {name: None}, {name: ""}, {name: True}):
        with world.app.app_context(), pytest.raises(MissingField) as refused, acted():
            issued(world.lived(), action, **{**fields, **empty})
        assert refused.value.name == name
    assert world.ask(lambda session: session.scalars(select(Notice.kind)).all()) == []


@pytest.mark.parametrize("name", ["findings", "decision", "rule", "signer"])
def test_a_written_opinion_of_petition_procedure_needs_more(world: World, name: str) -> None:
    fields = {key: value for key, value in OPINION.items() if key != name}
    with world.app.app_context(), pytest.raises(MissingField) as refused, acted():
        issued(world.lived(wants_written=True), "pass", **fields)
    assert refused.value.name == name
    reference = world.reference(then=lambda life: issued(life, "pass", **fields))
    assert world.notice(reference, "answer").title == "答复意见书"


def test_a_deed_that_owes_no_notice_issues_none(world: World) -> None:
    with world.writing() as session:
        life = world.lived()
        issue = service.issue(session, life.file, event_of(life, "sign"), life.actor("officer"), life.now())
        assert issue is None
        assert service.notice_facts(Action.SIGN, life.file, life.now()) == {}


def test_nothing_is_addressed_to_a_station_that_has_no_case(world: World) -> None:
    with world.writing() as session:
        life = world.lived(State.ACCEPTED)
        event = event_of(life, "remind")
        assert service.issue(session, life.file, event, life.actor("director"), life.now(), **MAKES["remind"]) is None


def test_accepting_issues_the_notice_of_acceptance(world: World) -> None:
    notice = world.notice(world.reference(State.ACCEPTED), "accept")
    text = text_of(notice)
    assert notice.number == "望禾效能〔2026〕受字第1号"
    assert (notice.title, notice.addressee, notice.to) == ("受理告知书", "反映人", To.CITIZEN)
    for words in (
        "您于2026年9月1日（星期二）通过网上渠道反映的“上棚村三组从六点多就没电了”事项",
        "由望禾镇效能办派单审核员负责，联系电话0000-5550100",
        "按效能投诉办理程序办理，期限自收到时起计算，为5个工作日，2026年9月8日（星期二）前答复您",
        "申请回避",
        "不向被反映的单位和个人透露您的身份",
    ):
        assert words in text, words
    assert "60日" not in text
    assert notice.body["dated"] == "2026年9月1日"
    assert "code" not in str(notice.body)


def test_in_petition_procedure_the_notice_names_the_legal_limit(world: World) -> None:
    text = text_of(world.notice(world.reference(State.ACCEPTED, wants_written=True), "accept"))
    assert "按信访事项办理程序办理" in text
    assert "最长不超过受理之日起60日，即2026年10月30日（星期五）" in text


def test_passing_issues_the_answer_with_the_station_s_own_words(world: World) -> None:
    text = text_of(world.notice(world.reference(State.CALLBACK), "answer"))
    assert "已经抢修，二十一时恢复供电。" in text
    assert "一、反映的事项" in text and "三、办理结果" in text and "四、救济途径" in text
    assert "不同意本答复的，可以在查询页面留言说明新的情况，或者要求书面答复。" in text
    assert "处理意见" not in text


def test_the_written_opinion_says_facts_rule_decision_and_remedy(world: World) -> None:
    notice = world.notice(world.reference(State.CALLBACK, wants_written=True), "answer")
    text = text_of(notice)
    assert notice.title == "信访事项处理意见书"
    for words in (
        "四、处理意见和依据",
        "处理意见：支持。依据：供电监管办法 14。",
        "自收到答复之日起30日内，向安澄市效能办申请复查",
        "签发人：副主任 周某。",
    ):
        assert words in text, words
    assert notice.body["copied"] == "安澄市效能办"


def test_the_addressee_reads_it_on_his_page_at_once(world: World) -> None:
    notice = world.notice(world.reference(State.ACCEPTED), "accept")
    kept = world.ask(lambda session: session.scalars(select(Delivery)).one())
    assert (kept.notice_uid, kept.how, kept.delivered_at, kept.by_uid) == (
        notice.uid,
        How.PAGE,
        notice.issued_at,
        None,
    )


def test_an_answer_that_cannot_be_delivered_is_kept_without_delivery(world: World) -> None:
    def pass_undelivered(life: Life) -> None:
        callback.pass_on(life.session, life.file, life.actor("officer"), life.now(), "没有留下地址")

    reference = world.reference(State.FEEDBACK, pass_undelivered)
    notice = world.notice(reference, "answer")
    delivered = world.ask(lambda session: session.scalars(select(Delivery.notice_uid)).all())
    assert notice.uid not in delivered and len(delivered) == 1
    assert _facts(world, notice)["no_notice_ground"] == "undeliverable"


def test_a_station_on_paper_has_no_page_to_read_it_on(world: World) -> None:
    def orders(life: Life) -> None:
        issued(life, "order", **MAKES["order"])

    for station, pages in (("power", 2), ("school", 1)):
        with world.writing() as session:
            before = len(session.scalars(select(Delivery.id)).all())
            life = world.lived(State.DISPATCHED, station)
            orders(life)
            assert len(session.scalars(select(Delivery.id)).all()) - before == pages, station


def test_the_event_says_which_notice_went_out_or_why_none_is_owed(world: World) -> None:
    named = world.notice(world.reference(State.ACCEPTED), "accept")
    facts = _facts(world, named)
    assert facts["no_notice_ground"] == "no_name_or_address" and "notices" not in facts

    def left_a_name(life: Life) -> None:
        life.file.has_contact = True
        life.done()
        life.accept()

    facts = _facts(world, world.notice(world.reference(State.REGISTERED, left_a_name), "accept"))
    assert [row["type"] for row in facts["notices"]] == ["accept"]
    assert facts["notices"][0]["delivered_at"] == "2026-09-01T03:00:00+00:00"
    assert "no_notice_ground" not in facts


def _facts(world: World, notice: Notice) -> dict[str, Any]:
    return world.ask(lambda session: session.get(EventDetails, notice.event_uid).facts)


def test_a_letter_stays_as_it_was_issued(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = world.reference(State.ACCEPTED)
    before = world.notice(reference, "accept")
    with world.writing() as session:
        session.execute(update(Unit).values(label_zh="改名后的单位", telephone="1"))
    monkeypatch.setitem(KINDS, "accept", KINDS["decline"])
    after = world.notice(reference, "accept")
    assert after.body == before.body and after.digest == before.digest == compose.digest_of(after.body)
    assert after.body["organ"] == "望禾镇效能办"


def test_a_changed_text_no_longer_fits_its_digest(world: World) -> None:
    body = dict(world.notice(world.reference(State.ACCEPTED), "accept").body)
    assert compose.digest_of({**body, "dated": "2026年9月2日"}) != compose.digest_of(body)


def test_numbers_count_by_organ_year_and_kind(world: World) -> None:
    def letters(life: Life) -> None:
        for action in ("extend", "hang", "review-decide", "recheck-decide"):
            issued(life, action, **MAKES[action])

    rows = world.notices(world.reference(then=letters)) + world.notices(world.reference(then=letters))
    assert [row.number for row in rows] == [
        "望禾效能〔2026〕受字第1号",
        "望禾效能〔2026〕延字第1号",
        "望禾效能〔2026〕挂字第1号",
        "安澄效能〔2026〕复查字第1号",
        "安澄市人民政府信访事项复查复核委员会〔2026〕复核字第1号",
        "望禾效能〔2026〕受字第2号",
        "望禾效能〔2026〕延字第2号",
        "望禾效能〔2026〕挂字第2号",
        "安澄效能〔2026〕复查字第2号",
        "安澄市人民政府信访事项复查复核委员会〔2026〕复核字第2号",
    ]


def test_two_first_notices_at_once_get_two_numbers(world: World, app: Flask) -> None:
    references = [world.reference(State.REGISTERED) for _each in range(2)]
    barrier, failed = threading.Barrier(2), []

    def accept(reference: str) -> None:
        try:
            barrier.wait(10)
            with app.app_context(), acted() as session:
                case = session.query(CaseFile).filter_by(reference=reference).one()
                Life(session, world.town, case=case).accept()
        except BaseException as error:
            failed.append(error)

    # The town's people are read before, so that the threads share no session.
    with app.app_context():
        world.town.actor(db.session(), "officer")
    threads = [threading.Thread(target=accept, args=(reference,)) for reference in references]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    numbers = sorted(world.notice(reference, "accept").number for reference in references)
    assert numbers == ["望禾效能〔2026〕受字第1号", "望禾效能〔2026〕受字第2号"]


@pytest.mark.parametrize(
    ("organ", "mark"),
    [
        ("望禾镇效能办", "望禾效能"),
        ("望禾镇效能办公室", "望禾效能"),
        ("城关街道效能办", "城关效能"),
        ("安澄市效能办", "安澄效能"),
        ("安澄市城市管理局", "安澄市城市管理局"),
        ("某" * 90, "某" * 60),
    ],
)
def test_an_organ_numbers_under_its_mark(organ: str, mark: str) -> None:
    assert mark_of(organ) == mark


def test_a_list_is_numbered_however_it_was_typed() -> None:
    assert items(["照片。", "缴费单"]) == items("照片；\n\n缴费单。\n") == "1．照片；\n2．缴费单。"
