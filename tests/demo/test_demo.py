"""`casebook demo`: on which day it loads, what it prints, when it refuses."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from casebook import clock
from casebook.case.models import CaseFile, Receipt, State
from casebook.clock import OFFICE_ZONE
from casebook.demo import tables
from casebook.demo.instants import Instants
from casebook.extensions import db
from casebook.kernel.history import Event
from casebook.kernel.jobs import Job
from casebook.kernel.timetable import default_timetable
from casebook.people.models import DutyShift, Grant, Person, Unit
from casebook.tracking.codes import is_well_formed, normal, query_codes
from tests.demo.town import LOADED, cases_of, lights_of, loaded, run
from tests.people.browsing import sign_in, writing
from tests.town import build

pytestmark = pytest.mark.pages

SATURDAY = datetime(2026, 11, 28, 6, tzinfo=UTC)
AFTER_THE_SPRING_HOLIDAYS = datetime(2026, 2, 24, 1, tzinfo=UTC)
NEW_YEARS_NIGHT = datetime(2026, 12, 31, 15, 58, tzinfo=UTC)


@pytest.mark.parametrize(
    "at",
    [
        NEW_YEARS_NIGHT,
        *(pytest.param(day, marks=pytest.mark.long) for day in (SATURDAY, AFTER_THE_SPRING_HOLIDAYS)),
    ],
)
def test_it_loads_on_any_day_and_nothing_lies_in_the_future(app: Flask, at: datetime) -> None:
    with loaded(app, at) as session:
        assert session.scalar(select(func.max(Event.at))) <= at
        assert {case.state for case in cases_of(session)} == set(State)
        assert lights_of(session) >= {"overdue", "今天到期"}


def test_deeds_of_staff_keep_office_hours_except_where_a_story_says_night() -> None:
    at_night = {"power-out", "power-out-2"}
    for row in [*tables.steps(), *tables.office()]:
        by_day = not row.when.startswith("H-") and getattr(row, "matter", "") not in at_night
        if row.by and by_day:
            hour = row.when.split(" ")[1]
            assert "08:30" <= hour <= "12:00" or "14:00" <= hour <= "17:30", row


def test_it_prints_accounts_and_receipts_that_open(app: Flask) -> None:
    with clock.pinned(LOADED):
        output = run(app).output
        assert "casebook-demo" in output
        receipts = [line.split("编号")[1].split("，查询码") for line in output.splitlines() if "TS26-" in line]
        assert len(receipts) == 2
        with app.app_context():
            for reference, code in receipts:
                kept = db.session.scalar(select(Receipt.code_hash).where(Receipt.reference == reference))
                assert is_well_formed(normal(code))
                assert query_codes().verify(kept, code)
        for account in ("clerk", "police-head", "admin"):
            assert account in output
            assert sign_in(app.test_client(), account, "casebook-demo").status_code == 303


def test_once_changes_nothing_the_second_time(app: Flask) -> None:
    with clock.pinned(LOADED):
        assert run(app, "--once").exit_code == 0
        before = _counts(app)
        assert run(app, "--once").exit_code == 0
        assert _counts(app) == before
        assert run(app).exit_code == 1
        assert _counts(app) == before


def _counts(app: Flask) -> list[int | None]:
    with app.app_context():
        tables_ = (Event, CaseFile, Person, Grant, Unit, Job, DutyShift)
        return [db.session.scalar(select(func.count()).select_from(table)) for table in tables_]


def test_it_is_refused_beside_a_real_office(app: Flask) -> None:
    with writing(app) as session:
        build(session)
    for options in ((), ("--once",)):
        result = run(app, *options)
        assert result.exit_code == 1
        assert "真实的单位" in result.output
    assert _counts(app)[1] == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("W-1 09:00", "2026-02-14T09:00"),  # a Saturday worked before the holidays
        ("W-2 09:00", "2026-02-13T09:00"),
        ("R-1 21:30", "2026-02-23T21:30"),
        ("H-22:00", "2026-02-23T11:00"),
        ("D+5 09:00", "2026-03-01T09:00"),
        ("W+5 09:00", "2026-03-02T09:00"),  # the Saturday between is worked, the Sunday is not
    ],
)
def test_instants_count_working_days_back_from_the_day_of_loading(words: str, expected: str) -> None:
    instants = Instants(AFTER_THE_SPRING_HOLIDAYS, default_timetable().calendar)
    assert f"{instants.of(words).astimezone(OFFICE_ZONE):%Y-%m-%dT%H:%M}" == expected


def test_it_says_what_to_do_first_where_there_is_no_database(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app(DATABASE_URL=f"sqlite:///{tmp_path}/none.sqlite")
    result = run(app, "--once")
    assert result.exit_code == 1
    assert "casebook init" in result.output
