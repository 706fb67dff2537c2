"""Who may read which letter, and what each reader finds in it."""

import re
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from casebook.case.models import CaseFile, Receipt, State
from casebook.letters import queries
from casebook.letters.models import Delivery, How, Notice
from casebook.people.actor import Post, Staff
from casebook.people.models import Role, Unit
from tests.letters.conftest import World, issued
from tests.letters.sample import MAKES
from tests.lives import Life
from tests.signed_in import follow, sign_in

OWN_WORDS = "卖豆腐的老张说三组没电了"
INSIDE = ("clerk", "officer", "director", "callback")
OVERSEERS = ("leader", "oversight")
NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)
STATION = ("power-head", "power-liaison", "power-handler")


def client(world: World, account: str) -> FlaskClient:
    browser = world.app.test_client()
    sign_in(browser, account)
    return browser


def status(world: World, account: str, address: str) -> int:
    return client(world, account).get(address).status_code


def page(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return re.sub(r'<span class="short">([^<]+)</span>', r"\1", answer.text)


def with_letters(world: World, *actions: str, **given: Any) -> str:
    def letters(life: Life) -> None:
        for action in actions:
            issued(life, action, **MAKES[action])

    return world.reference(then=letters, text=f"{OWN_WORDS}。", **given)


def addresses(world: World, reference: str) -> dict[str, str]:
    return {row.kind: f"/cases/{reference}/letters/{row.uid}" for row in world.notices(reference)}


def receipt_of(world: World, reference: str) -> tuple[str, str]:
    def ask(session: Any) -> tuple[str, str]:
        case = session.query(CaseFile).filter_by(reference=reference).one()
        return case.receipts[0].uid, case.receipts[0].reference

    return world.ask(ask)


def test_office_and_overseers_read_all_a_station_only_what_addresses_it(world: World) -> None:
    at = addresses(world, with_letters(world, "extend", "remind", "order"))
    to_citizen, to_station = ("accept", "extend"), ("remind", "order")
    for account in (*INSIDE, *OVERSEERS):
        assert [status(world, account, at[kind]) for kind in (*to_citizen, *to_station)] == [200] * 4, account
    for account in STATION:
        assert [status(world, account, at[kind]) for kind in to_citizen] == [404, 404], account
        assert [status(world, account, at[kind]) for kind in to_station] == [200, 200], account
    for account in ("land-head", "admin"):
        assert {status(world, account, address) for address in at.values()} == {404}, account
    assert world.app.test_client().get(at["accept"]).location.startswith("/sign-in")


def test_the_list_and_the_case_page_name_the_same_letters(world: World) -> None:
    reference = with_letters(world, "extend", "remind")
    for account, titles in (
        ("officer", ["受理告知书", "延期告知书", "催办通知书"]),
        ("leader", ["受理告知书", "延期告知书", "催办通知书"]),
        ("power-head", ["催办通知书"]),
    ):
        browser = client(world, account)
        for address in (f"/cases/{reference}/letters", f"/cases/{reference}"):
            text = page(browser, address)
            shown = [title for title in ("受理告知书", "延期告知书", "催办通知书") if title in text]
            assert shown == titles, (account, address)
    assert status(world, "land-head", f"/cases/{reference}/letters") == 404


def test_a_station_without_a_letter_sees_no_place_for_one(world: World) -> None:
    reference = with_letters(world)
    browser = client(world, "power-head")
    assert 'id="notices"' not in page(browser, f"/cases/{reference}")
    assert "这件办件还没有制发文书" in page(browser, f"/cases/{reference}/letters")


def test_a_letter_to_a_station_tells_nothing_of_who_wrote_or_how(world: World) -> None:
    reference = with_letters(world, "remind", "supervise", "list", "talk", "order")
    _receipt, ts = receipt_of(world, reference)
    secrets = ["豆腐", "老张", ts, "TS26", "网上", "来电", "某director", "某officer", "9月1日（星期二）"]
    browser = client(world, "power-head")
    for kind, address in addresses(world, reference).items():
        if kind != "accept":
            text = page(browser, address)
            assert [secret for secret in secrets if secret in text] == [], kind
            assert reference in text and "望禾power站：" in text


def test_overseers_read_a_letter_to_the_complainant_without_his_words(world: World) -> None:
    reference = with_letters(world)
    address = addresses(world, reference)["accept"]
    _receipt, ts = receipt_of(world, reference)
    for account in OVERSEERS:
        text = page(client(world, account), address)
        assert "决定予以受理" in text and "（略）" in text
        assert [secret for secret in ("豆腐", "网上渠道", ts) if secret in text] == []
    text = page(client(world, "officer"), address)
    assert all(words in text for words in (OWN_WORDS, "网上渠道", ts))


def test_a_citizen_reads_his_own_letters_and_no_one_else_s(world: World) -> None:
    mine, other = with_letters(world, "extend", "order"), with_letters(world)
    receipt, ts = receipt_of(world, mine)
    browser = world.app.test_client()
    notices = {row.kind: f"/track/case/letters/{row.uid}" for row in world.notices(mine)}
    foreign = f"/track/case/letters/{world.notice(other, 'accept').uid}"
    assert browser.get(notices["accept"]).location == "/track"
    follow(world.app, browser, receipt)
    text = page(browser, "/track/case")
    assert notices["accept"] in text and notices["extend"] in text and "整改通知书" not in text
    letter = page(browser, notices["accept"])
    assert OWN_WORDS in letter and f"输入编号{ts}和您保存的查询码" in letter and mine not in letter
    assert "送达回证" not in letter and "某officer" not in letter
    for address in (notices["order"], foreign, "/track/case/letters/none"):
        assert browser.get(address).status_code == 404, address


def test_a_receipt_that_no_longer_leads_to_the_case_leads_to_no_letter_of_it(world: World) -> None:
    reference, other = with_letters(world), with_letters(world)
    receipt, _ts = receipt_of(world, reference)
    with world.writing() as session:
        first, second = (session.query(CaseFile).filter_by(reference=name).one() for name in (reference, other))
        second.receipts.extend(first.receipts)
        first.receipts.clear()
    browser = world.app.test_client()
    follow(world.app, browser, receipt)
    uid = world.notice(reference, "accept").uid
    assert browser.get("/track/case").status_code == 200
    assert browser.get(f"/track/case/letters/{uid}").status_code == 404


def test_complainants_of_one_case_never_read_each_other_s_reference(world: World) -> None:
    reference = with_letters(world)
    first, ts = receipt_of(world, reference)
    with world.writing() as session:
        case = session.query(CaseFile).filter_by(reference=reference).one()
        later = Receipt(
            uid="later", reference="TS26-LATER", code_hash="x", key_hash=b"y" * 32, language="zh", created_at=NOON
        )
        case.receipts.append(later)
        session.add(later)
        session.flush()
        issued(Life(session, world.town, case=case), "extend", **MAKES["extend"])
    accept, extend = (world.notice(reference, kind).uid for kind in ("accept", "extend"))
    mine, late = world.app.test_client(), world.app.test_client()
    follow(world.app, mine, first)
    follow(world.app, late, "later")
    assert late.get(f"/track/case/letters/{accept}").status_code == 404
    assert accept not in page(late, "/track/case") and extend in page(late, "/track/case")
    for browser, own, other in ((mine, ts, "TS26-LATER"), (late, "TS26-LATER", ts)):
        text = page(browser, f"/track/case/letters/{extend}")
        assert own in text and other not in text
    office = page(client(world, "officer"), f"/cases/{reference}/letters/{extend}")
    assert ts not in office and "TS26-LATER" not in office


def test_a_restricted_referral_is_the_discipline_authority_s_alone(world: World) -> None:
    reference = with_letters(world, "seal")
    address = addresses(world, reference)["referral"]
    for account in (*INSIDE, *OVERSEERS, *STATION):
        browser = client(world, account)
        assert browser.get(address).status_code == 404, account
        for around in (f"/cases/{reference}/letters", f"/cases/{reference}"):
            assert "移送函" not in page(browser, around), account
    receipt, _ts = receipt_of(world, reference)
    browser = world.app.test_client()
    follow(world.app, browser, receipt)
    assert "移送函" not in page(browser, "/track/case")
    uid = world.notice(reference, "referral").uid
    assert browser.get(f"/track/case/letters/{uid}").status_code == 404


def test_the_discipline_authority_reads_the_referral(world: World) -> None:
    reference = with_letters(world, "seal")
    office = world.town.office.uid
    post = Post(Role.DISCIPLINE, office, frozenset({office}), frozenset({office}))
    elsewhere = Post(Role.DISCIPLINE, "elsewhere", frozenset({"elsewhere"}), frozenset({"elsewhere"}))

    def titles(post: Post) -> Any:
        def ask(session: Any) -> list[str]:
            case = session.query(CaseFile).filter_by(reference=reference).one()
            return [row.title for row in queries.of_case(session, Staff("d", posts=(post,)), case)]

        return world.ask(ask)

    assert titles(post) == ["受理告知书", "问题线索移送函（限知）"]
    assert titles(elsewhere) == ["受理告知书"]


def test_a_letter_is_shown_as_it_was_issued_whatever_the_unit_is_called_now(world: World) -> None:
    reference = with_letters(world)
    address = addresses(world, reference)["accept"]
    with world.writing() as session:
        session.execute(update(Unit).values(label_zh="改名后的单位"))
    text = page(client(world, "officer"), address)
    assert '<p class="organ">望禾镇效能办</p>' in text and "不一致" not in text


def test_a_tampered_letter_says_so(world: World) -> None:
    reference = with_letters(world)
    notice = world.notice(reference, "accept")
    with world.writing() as session:
        changed = {**notice.body, "dated": "2026年1月1日"}
        session.execute(update(Notice).where(Notice.uid == notice.uid).values(body=changed))
    text = page(client(world, "officer"), addresses(world, reference)["accept"])
    assert "这份文书的内容和制发时不一致" in text


def test_the_office_sees_who_delivered_it_others_only_that_it_was(world: World) -> None:
    reference = with_letters(world, "order")
    notice = world.notice(reference, "order")
    with world.writing() as session:
        session.add(
            Delivery(
                uid="d",
                notice_uid=notice.uid,
                how=How.REFUSED,
                delivered_at=NOON,
                by_uid=world.town.uid("clerk"),
                receipt_reference="回证7",
                witness="村干部甲",
                note="放在值班室",
            )
        )
    kept = ("某clerk", "回证7", "村干部甲", "放在值班室")
    address = addresses(world, reference)["order"]
    assert [words for words in kept if words not in page(client(world, "officer"), address)] == []
    for account in ("power-head", "leader"):
        text = page(client(world, account), address)
        assert "拒收，见证人见证留置" in text and [words for words in kept if words in text] == [], account


def test_the_letter_stays_chinese_for_a_reader_of_english(world: World) -> None:
    reference = world.reference(State.CALLBACK)
    browser = client(world, "officer")
    with browser.session_transaction() as kept:
        kept["language"] = "en"
    text = page(browser, addresses(world, reference)["answer"])
    assert "Print letter" in text and '<h1 id="letter-title">答复意见书</h1>' in text and "三、办理结果" in text
