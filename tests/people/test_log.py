"""The duty log is only added to; a shift passes when whoever comes has signed, on his own account."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casebook.case.models import Accused, State
from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.people.duty_models import DutyEntry, ShiftHandover
from tests.people.browsing import NOON, at, signed_in, writing
from tests.people.living import live, uid_of
from tests.people.test_admin import away, events, post
from tests.queries import own_queries
from tests.town import Town

LOG, SHIFTS = "/duty/log?unit=office", "/duty/shifts"
LATER = NOON + timedelta(days=1)  # Wednesday 2026-09-02, 12 o'clock in the town


@pytest.fixture(autouse=True)
def next_noon() -> Any:
    """Everything here happens at noon of the day after the cases began."""
    with at(LATER):
        yield


def write(client: FlaskClient, address: str = LOG, form: str | None = None, **changed: Any) -> TestResponse:
    """Write a line into a log."""
    given = {"happened_at": "2026-09-02T09:30", "text": "县电力公司来人抄表。", "reference": "", "corrects": ""}
    return post(client, address, form, **{**given, **changed})


def entries(app: Flask) -> list[DutyEntry]:
    with app.app_context():
        return list(db.session.query(DutyEntry).order_by(DutyEntry.id))


def hand_over(client: FlaskClient, town: Town, coming: str, unit: str = "office", **changed: Any) -> TestResponse:
    """Write a shift for the one who comes."""
    given = {"coming": town.uid(coming), "still_open": "三组停电，抢修队在路上。", "to_watch": "夜里有雷雨。"}
    return post(client, f"/duty/shifts/new?unit={unit}", None, **{**given, **changed})


def shift(app: Flask) -> ShiftHandover:
    with app.app_context():
        return db.session.query(ShiftHandover).one()


def test_a_line_says_when_what_by_whom_and_about_what(app: Flask, people: Town) -> None:
    answer = write(signed_in(app, "clerk"), reference="AJ26-7K3MQ9PD")
    assert (answer.status_code, answer.location) == (303, "/duty/log?unit=office&week=2026-09-02")
    page = signed_in(app, "director").get(answer.location).text
    for words in ("2026-09-02 09:30", "县电力公司来人抄表。", "某clerk", "AJ26-7K3MQ9PD", "2026-09-02 12:00补记"):
        assert words in page, words
    [entry] = entries(app)
    assert events(app, entry.uid) == [("duty-entry", 1, None, "written")]


def test_a_mistake_is_put_right_by_a_new_line(app: Flask, people: Town) -> None:
    clerk = signed_in(app, "clerk")
    write(clerk)
    [wrong] = entries(app)
    begun = clerk.get(f"{LOG}&corrects={wrong.uid}").text
    assert f'value="{wrong.uid}"' in begun and "更正：2026-09-02 09:30 县电力公司来人抄表。" in begun
    write(clerk, text="来人是市供电公司，不是县公司。", corrects=wrong.uid)
    kept = entries(app)
    assert [(entry.text, entry.corrects) for entry in kept] == [
        ("县电力公司来人抄表。", None),
        ("来人是市供电公司，不是县公司。", wrong.uid),
    ]
    page = clerk.get(LOG).text
    assert "已由后面的记录更正" in page and "县电力公司来人抄表。" in page


def test_no_address_changes_or_deletes_a_line(app: Flask) -> None:
    there = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/duty/log")]
    assert [(rule.rule, rule.methods - {"HEAD", "OPTIONS"}) for rule in there if rule.methods] == [
        ("/duty/log", {"GET"}),
        ("/duty/log", {"POST"}),
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": " "}, "请填写值班情况。"),
        ({"happened_at": ""}, "请填写日期和时间。"),
        ({"happened_at": "soon"}, "请填写日期和时间。"),
        ({"happened_at": "2026-09-02T12:01"}, "时间晚于现在"),
        ({"happened_at": "2026-08-26T11:59"}, "日志只记最近七天的事"),
        ({"corrects": "no-such-line"}, "要更正的那一条不在本日志里"),
        ({"reference": "x" * 41}, "40"),
    ],
)
def test_half_a_line_is_refused_with_one_sentence(
    app: Flask, people: Town, changed: dict[str, str], sentence: str
) -> None:
    refused = write(signed_in(app, "clerk"), **changed)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert changed.get("text") or "县电力公司来人抄表。" in refused.text, "nothing typed is lost"
    assert entries(app) == []


def test_a_line_of_another_unit_cannot_be_corrected_from_here(app: Flask, people: Town) -> None:
    write(signed_in(app, "land-head"), "/duty/log?unit=land")
    [elsewhere] = entries(app)
    assert write(signed_in(app, "clerk"), corrects=elsewhere.uid).status_code == 422
    assert "更正：" not in signed_in(app, "clerk").get(f"{LOG}&corrects={elsewhere.uid}").text


def test_a_log_is_written_where_one_works_and_read_there_and_above(app: Flask, people: Town) -> None:
    write(signed_in(app, "land-handler"), "/duty/log?unit=land", text="国土站的事")
    for account in ("land-head", "clerk", "director", "leader"):
        assert "国土站的事" in signed_in(app, account).get("/duty/log?unit=land").text, account
    for account in ("power-head", "admin", "oversight"):
        assert signed_in(app, account).get("/duty/log?unit=land").status_code == 404, account
    for account in ("director", "leader"):
        refused = write(signed_in(app, account), "/duty/log?unit=land", "/me")
        assert refused.status_code == 404, account
    assert signed_in(app, "power-head").get(LOG).status_code == 404
    assert "值班日志" in signed_in(app, "clerk").get("/duty").text
    assert "值班日志" not in signed_in(app, "admin").get("/duty").text, "what nobody may open is not offered"
    assert "望禾power站值班日志" in signed_in(app, "power-head").get("/duty/log").text
    assert signed_in(app, "clerk").get("/duty/log?unit=nowhere").status_code == 404
    assert len(entries(app)) == 1


def test_the_same_line_sent_twice_is_written_once(app: Flask, people: Town) -> None:
    clerk, key = signed_in(app, "clerk"), new_uid()
    assert [write(clerk, key=key).status_code for _ in range(2)] == [303, 303]
    assert len(entries(app)) == 1


def test_whoever_comes_signs_and_both_are_named(app: Flask, people: Town) -> None:
    clerk = signed_in(app, "clerk")
    answer = hand_over(clerk, people, "callback")
    assert answer.status_code == 303
    page = answer.location
    assert "未签" in clerk.get(page).text
    callback = signed_in(app, "callback")
    assert "这一班交给您，请阅后签字。" in callback.get(page).text
    assert post(callback, f"{page}/sign", page).status_code == 303
    record = signed_in(app, "director").get(page).text
    for words in ("某clerk", "某callback", "抢修队在路上", "夜里有雷雨", "2026-09-02 12:00已签", "接班人（签字）："):
        assert words in record, words
    assert [row[0] for row in events(app, shift(app).uid)] == ["shift-write", "shift-sign"]
    again = post(callback, f"{page}/sign", "/duty/posts/new")
    assert again.status_code == 422 and "已经签过字" in again.text


def test_nobody_signs_for_whoever_comes(app: Flask, people: Town) -> None:
    clerk = signed_in(app, "clerk")
    page = hand_over(clerk, people, "callback").location
    himself = post(clerk, f"{page}/sign", "/duty/posts/new")
    assert himself.status_code == 422 and "不能接班签字" in himself.text
    other = post(signed_in(app, "officer"), f"{page}/sign", "/duty/posts/new")
    assert other.status_code == 422 and "指定的接班人" in other.text
    assert post(signed_in(app, "power-head"), f"{page}/sign", "/me").status_code == 404
    assert shift(app).signed_at is None


def test_nobody_hands_a_shift_to_himself_or_to_whom_he_stands_in_for(app: Flask, people: Town) -> None:
    clerk = signed_in(app, "clerk")
    assert hand_over(clerk, people, "clerk").status_code == 422
    page = hand_over(clerk, people, "callback").location
    # From now on the one who comes stands in for the one who goes: he would sign for both.
    leave = away(people, "clerk", "callback", "office", "2026-09-02", "2026-09-03")
    assert post(signed_in(app, "director"), "/people/leave/new", **leave).status_code == 303
    refused = post(signed_in(app, "callback"), f"{page}/sign", "/duty/posts/new")
    assert refused.status_code == 422 and "不能接班签字" in refused.text


def test_only_somebody_of_the_unit_comes(app: Flask, people: Town) -> None:
    for account in ("power-head", "admin", "leader"):
        refused = hand_over(signed_in(app, "clerk"), people, account)
        assert refused.status_code == 422 and "请选择接班人。" in refused.text, account
        assert "抢修队在路上" in refused.text


def test_the_open_cases_of_whoever_answers_stand_on_the_record(app: Flask, people: Town) -> None:
    mine, elsewhere = live(app, people, State.HANDLING), live(app, people, State.HANDLING, "land")
    liaison = signed_in(app, "power-liaison")
    assert mine in liaison.get("/duty/shifts/new?unit=power").text
    page = hand_over(liaison, people, "power-handler", "power").location
    record = signed_in(app, "power-handler").get(page).text
    assert mine in record and elsewhere not in record


def test_a_record_shows_no_case_its_reader_may_not_know_of(app: Flask, people: Town) -> None:
    hidden = live(app, people, State.HANDLING)
    page = hand_over(signed_in(app, "power-liaison"), people, "power-handler", "power").location
    with writing(app) as session:
        session.add(Accused(case_uid=uid_of(app, hidden), person_uid=people.uid("power-handler")))
    assert hidden not in signed_in(app, "power-handler").get(page).text
    assert hidden in signed_in(app, "power-head").get(page).text


def test_the_pages_cost_the_same_however_much_is_written(app: Flask, people: Town) -> None:
    live(app, people, State.REGISTERED)
    clerk = signed_in(app, "clerk")
    write(clerk)
    page = hand_over(clerk, people, "callback").location
    addresses = (LOG, f"{SHIFTS}?unit=office", "/duty/shifts/new?unit=office", page)
    before = [own_queries(app, clerk, address) for address in addresses]
    for number in range(3):
        live(app, people, State.REGISTERED)
        write(clerk, text=f"第{number}条")
        page = hand_over(clerk, people, "callback").location
    addresses = (*addresses[:3], page)
    assert [own_queries(app, clerk, address) for address in addresses] == before
    assert max(before) <= 12
