"""A year's notice comes in, from the command line or on the page: what it changes, what it refuses, what it leaves."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from casebook.calendars import queries as find
from casebook.calendars.history import CALENDAR_UID
from casebook.extensions import db
from casebook.kernel.clocks import CalendarVersion
from casebook.kernel.columns import new_uid
from casebook.kernel.history import Event, EventDetails
from casebook.kernel.jobs import Job
from casebook.kernel.timetable import current
from tests.people.browsing import NOON, at, people_of, signed_in, token
from tests.queries import own_queries
from tests.test_commands import run

NOTICE = {
    "year": 2027,
    "days": [
        {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-02", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-03", "isOffDay": False},
        *({"name": "春节", "date": f"2027-02-{day:02}", "isOffDay": True} for day in range(5, 12)),
        {"name": "春节", "date": "2027-02-20", "isOffDay": False},
        *({"name": "国庆节", "date": f"2027-10-{day:02}", "isOffDay": True} for day in range(1, 8)),
    ],
}


@pytest.fixture(autouse=True)
def noon() -> Any:
    with at(NOON):
        yield


@pytest.fixture
def town(app: Flask) -> Any:
    return people_of(app)


def kept(tmp_path: Path, content: Any) -> str:
    path = tmp_path / "2027.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)


def imported(app: Flask, tmp_path: Path, content: Any, *more: str) -> Any:
    return run(app, "calendar", "import", kept(tmp_path, content), *more)


def versions(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.max(CalendarVersion.version))) or 0


def calendar_of(app: Flask) -> Any:
    with app.app_context():
        return current(db.session()).calendar


def send_file(client: FlaskClient, content: str | bytes, **fields: str) -> Any:
    address = "/settings/calendar/import"
    raw = content.encode() if isinstance(content, str) else content
    data = {"csrf_token": token(client.get(address)), "key": new_uid(), "source": "国办发明电〔2026〕9号", **fields}
    return client.post(address, data={**data, "file": (BytesIO(raw), "2027.json")})


def test_the_public_form_announces_its_year_and_carries_all_earlier_days(app: Flask, town: Any, tmp_path: Path) -> None:
    before = calendar_of(app)
    result = imported(app, tmp_path, NOTICE, "--source", "国办发明电〔2026〕9号")
    assert result.exit_code == 0, result.output
    after = calendar_of(app)
    assert (before.version, after.version) == (1, 2)
    assert after.confirmed_years == {2024, 2025, 2026, 2027}
    assert not after.is_workday(date(2026, 12, 31)) and after.is_workday(date(2027, 1, 3))
    assert all(after.exceptions[day] == worked for day, worked in before.exceptions.items() if day.year < 2027)


def test_a_whole_notice_replaces_what_was_only_supposed_of_its_year(app: Flask, town: Any, tmp_path: Path) -> None:
    supposed = date(2027, 6, 9)  # the Dragon Boat day of the law, which this notice does not name
    assert not calendar_of(app).is_workday(supposed)
    assert imported(app, tmp_path, NOTICE).exit_code == 0
    assert calendar_of(app).is_workday(supposed)


def test_the_same_file_twice_makes_no_second_version(app: Flask, town: Any, tmp_path: Path) -> None:
    assert imported(app, tmp_path, NOTICE).exit_code == 0
    again = imported(app, tmp_path, NOTICE)
    assert again.exit_code == 0 and versions(app) == 2


def test_lines_leave_a_year_provisional_until_it_is_confirmed(app: Flask, town: Any, tmp_path: Path) -> None:
    lines = "date,is_workday,name\n2028-01-03,0,元旦\n\n"
    assert imported(app, tmp_path, lines).exit_code == 0
    assert calendar_of(app).is_provisional(date(2028, 1, 3)) and not calendar_of(app).is_workday(date(2028, 1, 3))
    assert imported(app, tmp_path, lines, "--confirm", "2028").exit_code == 0
    assert versions(app) == 3 and not calendar_of(app).is_provisional(date(2028, 1, 3))


def test_an_import_leaves_an_event_and_the_order_to_count_anew(app: Flask, town: Any, tmp_path: Path) -> None:
    assert imported(app, tmp_path, NOTICE, "--source", "通知").exit_code == 0
    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.subject_uid == CALENDAR_UID)).one()
        assert (event.action, event.subject_version, event.actor_kind) == ("calendar-import", 2, "system")
        facts = db.session.get_one(EventDetails, event.uid).facts
        assert (facts["source"], facts["confirmed"]) == ("通知", [2027]) and facts["changed"]["2026"] == 1
        assert len(db.session.scalars(select(Job).where(Job.kind == "recount-all")).all()) == 2


# content, options, and what the one sentence must name
GARBAGE: list[tuple[Any, tuple[str, ...], str]] = [
    ("", (), "公布"),
    ('{"year": 2027, "days": []}', (), "公布"),
    ("date,is_workday,name\n2027-01-01,2,元旦", (), "第2行"),
    ("date,is_workday,name\n2027-01-01,0", (), "第2行"),
    ("date,is_workday,name\n2027-01-01,0,元旦\n2027-02-30,0,春节", (), "第3行"),
    ("2027-01-01,0,元旦\n2027-01-01,1,元旦", (), "第2行"),
    ("2027-W01-1,0,元旦", (), "第1行"),
    ('2027-01-01,0,"元旦', (), "第1行"),
    (f"2027-01-01,0,{'旦' * 41}", (), "第1行"),
    ("2027-01-01,0,元\x07旦", (), "第1行"),
    ("2027-01-01,0,元旦\n2028-01-01,0,元旦", (), "2027, 2028"),
    ("2027-01-01,0,元旦", ("--confirm", "2029"), "2029"),
    ('{"year": 2027, "days": [\n{"name": "元旦", "date": "2027-01-01"}]}', (), "第2行"),
    ('{"year": 2027, "days": [\n{"name": "元旦", "date": "2026-11-30", "isOffDay": true}]}', (), "第2行"),
    ('{"year": 2027,\n"days": [}', (), "第2行"),
    ('{"days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}', (), "year"),
    ('{"a":' + "[" * 100_000, (), "year"),
    ("x" * 200_001, (), "太大"),
]


@pytest.mark.parametrize(("content", "options", "named"), GARBAGE)
def test_garbage_is_refused_with_one_sentence_and_changes_nothing(
    app: Flask, town: Any, tmp_path: Path, content: Any, options: tuple[str, ...], named: str
) -> None:
    result = imported(app, tmp_path, content, *options)
    assert result.exit_code == 1 and named in result.output and result.output.count("\n") == 1, result.output
    assert versions(app) == 1


def test_what_is_shown_can_be_imported_again(app: Flask, town: Any, tmp_path: Path) -> None:
    result = run(app, "calendar", "show", "2026")
    assert result.exit_code == 0
    lines = [line for line in result.output.splitlines() if line.count(",") == 2]
    assert lines[0] == "date,is_workday,name" and "2026-10-10,1,调休上班" in lines and "2026年" in result.output
    assert imported(app, tmp_path, "\n".join(lines)).exit_code == 0
    assert versions(app) == 1


@pytest.mark.parametrize("account", ["admin", "director"])
def test_the_page_takes_a_file(app: Flask, town: Any, account: str) -> None:
    client = signed_in(app, account)
    answer = send_file(client, json.dumps(NOTICE))
    assert answer.status_code == 303 and answer.location == "/settings/calendar?year=2027", answer.text
    page = client.get(answer.location).text
    assert "已公布" in page and "国办发明电〔2026〕9号" in page and "2027年2月" in page
    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.subject_uid == CALENDAR_UID)).one()
        assert (event.actor_uid, event.role) == (town.uid(account), account)


def test_a_refused_file_is_not_lost_with_the_form(app: Flask, town: Any) -> None:
    answer = send_file(signed_in(app, "admin"), "2027-01-01,0,元旦\n2027-02-30,0,春节", confirm="2027")
    assert answer.status_code == 422
    assert "第2行" in answer.text and "2027-02-30,0,春节" in answer.text and 'value="2027"' in answer.text


def test_bytes_that_are_no_text_and_an_empty_form_are_refused(app: Flask, town: Any) -> None:
    client = signed_in(app, "admin")
    assert "UTF-8" in send_file(client, b"\xff\xfe\x00").text
    assert "请选择文件或者粘贴内容" in send_file(client, b"").text
    assert versions(app) == 1


def test_one_day_is_put_right_in_a_version_of_its_own(app: Flask, town: Any) -> None:
    client = signed_in(app, "admin")
    address = "/settings/calendar/day"
    fields = {"day": "2026-09-07", "worked": "0", "name": "抗洪抢险放假", "source": "镇政府通知"}
    sent = {"csrf_token": token(client.get(address)), **fields}
    assert client.post(address, data={**sent, "key": new_uid()}).location == "/settings/calendar?year=2026"
    assert not calendar_of(app).is_workday(date(2026, 9, 7)) and versions(app) == 2
    again = client.post(address, data={**sent, "key": new_uid()})
    assert again.status_code == 422 and "没有作任何改动" in again.text and versions(app) == 2
    beyond = client.post(address, data={**sent, "key": new_uid(), "day": "9999-12-31"})
    assert beyond.status_code == 422 and versions(app) == 2


def test_only_administrators_and_directors_see_or_change_it(app: Flask, town: Any) -> None:
    addresses = ("/settings/calendar", "/settings/calendar/import", "/settings/calendar/day", "/settings/limits")
    clerk, visitor = signed_in(app, "clerk"), app.test_client()
    assert {clerk.get(address).status_code for address in addresses} == {404}
    assert {visitor.get(address).status_code for address in addresses} == {303}
    assert signed_in(app, "admin").get("/settings/calendar?year=1").status_code == 404


def test_the_page_asks_as_much_however_many_days_it_shows(app: Flask, town: Any, tmp_path: Path) -> None:
    client = signed_in(app, "admin")
    before = own_queries(app, client, "/settings/calendar?year=2027")
    assert imported(app, tmp_path, NOTICE).exit_code == 0
    assert before == own_queries(app, client, "/settings/calendar?year=2027") == 4


def test_a_version_is_whole_in_itself(app: Flask, town: Any, tmp_path: Path) -> None:
    assert imported(app, tmp_path, NOTICE).exit_code == 0
    with app.app_context():
        known = find.newest(db.session())
    assert min(known.days) == date(2024, 1, 1) and known.days[date(2027, 2, 20)] == (True, "春节")
