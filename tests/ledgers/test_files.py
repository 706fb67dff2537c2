"""What leaves the house: the spreadsheet read back, nothing in it that computes, the paper, and the record of both."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.kernel.history import Event, EventDetails
from casebook.ledgers import service
from casebook.ledgers.inert import inert
from casebook.people.models import Person
from casebook.web.acting import acted
from tests.desk.conftest import LATER, Desks
from tests.ledgers.conftest import cells_of, column, lines, sent, table
from tests.signed_in import PASSWORD

SEPTEMBER = {"first": "2026-09-01", "last": "2026-09-30", "unit": ""}
FILE, PAPER = "/ledgers/intake/file", "/ledgers/intake/paper"


def records(desks: Desks) -> list[tuple[str, str, dict[str, Any]]]:
    """What was written down of ledgers that left: which deed, whose, its facts."""
    query = select(Event.action, Person.account, EventDetails.facts)
    query = query.join(Person, Person.uid == Event.actor_uid).join(EventDetails, EventDetails.event_uid == Event.uid)
    rows = desks.ask(
        lambda session: session.execute(query.where(Event.subject_kind == "ledger").order_by(Event.id)).all()
    )
    return [(action, account, facts) for action, account, facts in rows]


def test_the_spreadsheet_holds_the_lines_of_the_screen(desks: Desks) -> None:
    desks.live(State.CLOSED, register=desks.named())
    desks.live(State.HUNG)
    desks.live(State.HANDLING, station="land")
    for account, key in (
        *(("officer", key) for key in ("calls", "intake", "assignments", "backlog", "first-inquiries", "call-backs")),
        *(("leader", key) for key in ("intake", "assignments", "backlog", "call-backs")),
        *(("power-head", key) for key in ("assignments", "backlog")),
    ):
        page = desks.page(account, f"/ledgers/{key}?first=2026-09-01&last=2026-09-30")
        heads, *rows = table(page)
        file = sent(desks, account, f"/ledgers/{key}/file", **SEPTEMBER).data
        letter = "ABCDEFGH"[heads.index("编号")]
        assert [cells_of(file)[f"{chr(65 + place)}4"][1] for place in range(len(heads))] == heads
        listed = [row[heads.index("编号")] for row in rows]
        assert column(file, letter)[1:] == listed and listed


def test_a_day_is_a_date_and_a_text_a_text(desks: Desks) -> None:
    reference = desks.live(State.CLOSED)
    answer = sent(desks, "officer", FILE, **SEPTEMBER)
    assert answer.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    cells = cells_of(answer.data)
    assert cells["A1"][1] == "望禾镇效能办 投诉受理台账"
    assert cells["A2"][1].startswith("起止日期：2026-09-01至2026-09-30。单位：全部单位。")
    assert cells["A3"][1] == "制表人：某officer；制表时间：2026-09-07 14:00。"
    assert cells["B5"][:2] == ("inlineStr", reference)
    # 2026-09-01 is day 46266 of a spreadsheet; format 164 is its first own one.
    assert cells["C5"] == ("n", "46266", "164")
    assert cells["A7"][1].startswith("制表人（签字）：")


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("=1+1", "'=1+1"),
        ("+86 139", "'+86 139"),
        ("-5度", "'-5度"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\tx", "'\tx"),
        ("　=1+1", "　'=1+1"),
        ("停电\n=1+1", "停电\n'=1+1"),
        ("a;=cmd|'/c calc'!A0", "a;'=cmd|'/c calc'!A0"),
        ("上棚村三组，2-3户", "上棚村三组，2-3户"),
        ("AJ26-7K3MQ9PD", "AJ26-7K3MQ9PD"),
    ],
)
def test_no_text_can_begin_a_formula(text: str, harmless: str) -> None:
    assert inert(text) == harmless


def test_a_complaint_that_is_a_formula_stays_words(desks: Desks) -> None:
    desks.live(State.REGISTERED, register={"text": '=HYPERLINK("http://evil.test","查看")'})
    kind, stored, _format = cells_of(sent(desks, "officer", FILE, **SEPTEMBER).data)["G5"]
    assert kind == "inlineStr" and stored.startswith("'=HYPERLINK(")


def test_the_paper_says_whose_and_when_and_is_signed(desks: Desks) -> None:
    reference = desks.live(State.HANDLING)
    page = sent(desks, "power-head", "/ledgers/assignments/paper", **SEPTEMBER).text
    assert lines(page)[0]["编号"] == reference
    assert 'class="across ledger"' in page
    for words in (
        *("望禾镇效能办", "<h1>交办（派单）台账</h1>", "起止日期：2026-09-01至2026-09-30。单位：全部单位。"),
        *("制表人：某power-head；制表时间：2026-09-07 14:00。", "制表人（签字）：", "审核人（签字）：", "日期："),
    ):
        assert words in page


def test_what_leaves_is_on_record(desks: Desks) -> None:
    desks.live(State.HANDLING)
    desks.live(State.HANDLING, station="land")
    desks.page("officer", "/ledgers/intake")
    assert records(desks) == []
    sent(desks, "officer", FILE, **SEPTEMBER)
    sent(desks, "leader", PAPER, **{**SEPTEMBER, "unit": "land"})
    (deed, who, facts), (printed, reader, more) = records(desks)
    assert (deed, who, printed, reader) == ("ledger-export", "officer", "ledger-print", "leader")
    assert {name: facts[name] for name in ("ledger", "audience", "first", "last", "unit", "lines")} == {
        "ledger": "intake",
        "audience": "office",
        "first": "2026-09-01",
        "last": "2026-09-30",
        "unit": None,
        "lines": 2,
    }
    assert len(facts["sha256"]) == 64
    assert (more["audience"], more["unit"], more["lines"]) == ("overseer", desks.town.units["land"].uid, 1)


def test_without_a_record_nothing_leaves(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    desks.live(State.HANDLING)

    def fails(*given: Any) -> None:
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr(service, "record", fails)
    for address in (FILE, PAPER):
        answer = sent(desks, "officer", address, **SEPTEMBER)
        assert answer.status_code == 500 and "AJ26" not in answer.text


def test_many_lines_leave_only_after_the_password(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MANY", 0)
    desks.live(State.HANDLING)
    # Signed in just now: nothing more is asked.
    assert sent(desks, "officer", FILE, **SEPTEMBER).status_code == 200
    with clock.pinned(LATER + timedelta(minutes=10)):
        assert 'name="password"' in desks.page("officer", "/ledgers/intake")
        refused = sent(desks, "officer", FILE, **SEPTEMBER)
        assert refused.status_code == 422 and "请填写密码。" in refused.text
        assert 'value="2026-09-01"' in refused.text
        assert sent(desks, "officer", FILE, **SEPTEMBER, password="not mine at all").status_code == 422
        assert sent(desks, "officer", FILE, **SEPTEMBER, password=PASSWORD).status_code == 200
    assert len(records(desks)) == 2


def test_nobody_takes_ledgers_without_end(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_AN_HOUR", 2)
    desks.live(State.HANDLING)
    answers = [sent(desks, "officer", FILE, **SEPTEMBER).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert sent(desks, "director", FILE, **SEPTEMBER).status_code == 200


def test_a_ledger_that_is_too_long_is_refused(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST", 1)
    desks.live(State.HANDLING)
    desks.live(State.HANDLING)
    refused = sent(desks, "officer", FILE, **SEPTEMBER)
    assert refused.status_code == 422 and "行数太多，请缩短时间。" in refused.text
    assert len(lines(refused.text)) == 2


def test_a_ledger_shows_its_first_lines_and_says_how_many_there_are(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casebook.ledgers import views

    monkeypatch.setattr(views, "ON_SCREEN", 2)
    for _ in range(3):
        desks.live(State.REGISTERED)
    page = desks.page("officer", "/ledgers/intake")
    assert len(lines(page)) == 2 and "共3行" in page and "这里显示前2行" in page
    assert len(column(sent(desks, "officer", FILE, **SEPTEMBER).data, "B")[1:]) == 3


def test_a_file_is_in_the_readers_language(desks: Desks) -> None:
    desks.live(State.CLOSED)
    desks.in_english("officer")
    cells = cells_of(sent(desks, "officer", FILE, **SEPTEMBER).data)
    assert [cells[f"{letter}4"][1] for letter in "ABCD"] == ["No.", "Reference", "Received", "Channel"]
    assert cells["D5"][1] == "online" and cells["M5"][1] == "supported, solved"


def test_a_case_that_is_gone_since_is_not_in_the_file(desks: Desks) -> None:
    desks.live(State.HANDLING)
    with desks.app.app_context(), acted() as session:
        for case in session.scalars(select(CaseFile)):
            case.office_uid = desks.town.units["city"].uid
    assert column(sent(desks, "officer", FILE, **SEPTEMBER).data, "B") == ["编号"]
