"""Who opens which ledger, and what is asked wrongly."""

import pytest

from casebook.case.models import State
from casebook.case.projection import Audience
from casebook.ledgers.columns import Column
from casebook.ledgers.period import Period, months, week_before
from casebook.ledgers.rights import LEDGERS
from tests.desk.conftest import Desks
from tests.ledgers.conftest import sent, table

pytestmark = pytest.mark.pages

ALL = {ledger.key for ledger in LEDGERS}
REGISTERS = {"calls", "letters", "visits"}
# Written down by hand: whoever works at the office, whoever watches over it, a station's head; nobody else.
OPENS = {
    **dict.fromkeys(("clerk", "officer", "director", "callback"), ALL),
    **dict.fromkeys(("leader",), ALL - REGISTERS - {"first-inquiries"}),
    # The city office reads no duty log.
    **dict.fromkeys(("oversight",), ALL - REGISTERS - {"first-inquiries", "duty-log"}),
    **dict.fromkeys(("power-head", "school-head"), {"assignments", "reminders", "backlog", "duty-log"}),
    **dict.fromkeys(("power-liaison", "power-handler", "admin"), set()),
}


@pytest.mark.parametrize("account", OPENS)
def test_who_opens_which_ledger(desks: Desks, account: str) -> None:
    desks.live(State.HANDLING)
    client, opened = desks.at(account), set()
    for key in sorted(ALL):
        shown = client.get(f"/ledgers/{key}").status_code
        taken = [sent(desks, account, f"/ledgers/{key}/{way}").status_code for way in ("file", "paper")]
        assert (shown, *taken) in ((200, 200, 200), (404, 404, 404)), key
        opened |= {key} if shown == 200 else set()
    assert opened == OPENS[account]
    menu = 'href="/ledgers"' in client.get("/me").text
    assert menu == bool(opened)
    listed = client.get("/ledgers")
    assert listed.status_code == (200 if opened else 404)
    assert {key for key in ALL if f'href="/ledgers/{key}"' in listed.text} == opened


def test_whoever_is_not_signed_in_is_sent_to_sign_in(desks: Desks) -> None:
    client = desks.app.test_client()
    for address in ("/ledgers", "/ledgers/intake"):
        assert client.get(address).location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("asked_for", "sentence"),
    [
        ("first=morgen&last=2026-09-30", "请填写日期，例如2026-09-01。"),
        ("first=2026-09-31&last=2026-09-30", "请填写日期，例如2026-09-01。"),
        ("first=0001-01-01&last=2026-09-30", "请填写日期，例如2026-09-01。"),
        ("first=2026-09-01&last=9999-12-31", "请填写日期，例如2026-09-01。"),
        ("first=2026-09-30&last=2026-09-01", "截止日期早于开始日期。"),
        ("first=2025-01-01&last=2026-09-01", "一次最多查一年，请缩短时间。"),
        ("first=2026-09-01&last=2026-09-30&unit=moon", "请从列表中选择单位。"),
        ("first=2026-09-01&last=2026-09-30&unit=city", "请从列表中选择单位。"),
    ],
)
def test_what_is_asked_wrongly_is_answered_by_a_sentence_at_its_field(
    desks: Desks, asked_for: str, sentence: str
) -> None:
    desks.live(State.HANDLING)
    answer = desks.at("officer").get(f"/ledgers/intake?{asked_for}")
    assert answer.status_code == 422 and sentence in answer.text
    assert table(answer.text) == []
    fields = dict(part.split("=") for part in asked_for.split("&"))
    assert sent(desks, "officer", "/ledgers/intake/file", **fields).status_code == 422
    # What was typed stands in its field again.
    assert f'value="{fields["first"]}"' in answer.text


def test_a_head_of_one_station_does_not_choose_another(desks: Desks) -> None:
    asked_for = "first=2026-09-01&last=2026-09-30&unit=land"
    assert desks.at("power-head").get(f"/ledgers/assignments?{asked_for}").status_code == 422


def test_a_column_its_reader_may_not_see_is_refused_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="submission.channel"):
        Column("Channel", ("submission.channel",))
    with pytest.raises(TypeError, match="case_file.wish"):
        Column("Wish", ("case_file.wish",), of=(Audience.OFFICE,))
    with pytest.raises(TypeError, match="names nothing"):
        Column("Nothing", ())
    assert Column("Channel", ("submission.channel",), of=(Audience.OFFICE,)).width == 12


def test_every_ledger_has_a_column_for_each_of_its_readers() -> None:
    for ledger in LEDGERS:
        for audience in ledger.of:
            heads = [str(column.label) for column in ledger.columns_for(audience)]
            assert len(heads) >= 7 and len(set(heads)) == len(heads), (ledger.key, audience)


def test_a_period_is_cut_at_the_turns_of_months() -> None:
    from datetime import date

    parts = months(Period(date(2026, 11, 20), date(2027, 1, 3)))
    assert [(part.first.isoformat(), part.last.isoformat()) for part in parts] == [
        ("2026-11-20", "2026-11-30"),
        ("2026-12-01", "2026-12-31"),
        ("2027-01-01", "2027-01-03"),
    ]
    # Wednesday and Monday of the same week have the same week before them.
    for day in (date(2026, 9, 9), date(2026, 9, 7)):
        assert week_before(day) == Period(date(2026, 8, 31), date(2026, 9, 6))


def test_in_english_a_ledger_is_english(desks: Desks) -> None:
    desks.live(State.CLOSED)
    desks.in_english("leader")
    heads, *_rows = table(desks.page("leader", "/ledgers/intake?first=2026-09-01&last=2026-09-30"))
    assert heads[:4] == ["No.", "Reference", "Received", "Unit complained about"]
    assert heads[-2:] == ["Reason for extension or delay", "Remarks"]
