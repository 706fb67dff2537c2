"""Due dates against vectors written by hand (domain.md section 8, its ten examples, and cases reckoned on paper)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.clock import OFFICE_ZONE
from casebook.kernel.deadlines import Due, PauseSpan, Span, Unit, due, end_of_day
from casebook.kernel.timetable import default_timetable
from casebook.kernel.workdays import Calendar, days_after

TIMETABLE = default_timetable()
CALENDAR = TIMETABLE.calendar
WD, D, H, M = Unit.WORKDAYS, Unit.DAYS, Unit.HOURS, Unit.MINUTES


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def reckoned(start: str, amount: int, unit: Unit, **more: object) -> Due:
    return due(Span(unit, amount), at(start), CALENDAR, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "start", "amount", "unit", "internal", "legal"),
    [
        ("V1 skips Mid-Autumn", "2026-09-22T09:00", 5, WD, "2026-09-30", "2026-09-30"),
        ("V2 counts Saturday 10-10", "2026-09-30T09:00", 5, WD, "2026-10-13", "2026-10-13"),
        ("V3 Saturday 2-14 is day 1", "2026-02-13T09:00", 5, WD, "2026-02-27", "2026-02-27"),
        ("V5 make-up Sunday", "2026-09-18T09:00", 1, WD, "2026-09-20", "2026-09-20"),
        ("V7 rolled over the National Day", "2026-09-16T09:00", 15, D, "2026-09-30", "2026-10-08"),
        ("V12 into an unknown year", "2026-11-23T09:00", 60, D, "2027-01-22", "2027-01-22"),
        ("example 1, decide", "2026-02-16T23:52", 5, WD, "2026-02-28", "2026-02-28"),
        ("example 1, law", "2026-02-16T23:52", 15, D, "2026-03-03", "2026-03-03"),
        ("example 1, feedback U4", "2026-02-16T23:52", 15, WD, "2026-03-13", "2026-03-13"),
        ("example 2, feedback U3", "2026-03-09T09:40", 5, WD, "2026-03-16", "2026-03-16"),
        ("example 4, feedback U3", "2026-07-20T20:15", 5, WD, "2026-07-27", "2026-07-27"),
        ("example 8, decide", "2026-09-21T10:10", 5, WD, "2026-09-29", "2026-09-29"),
        ("example 8, law", "2026-09-21T10:10", 15, D, "2026-09-30", "2026-10-08"),
        ("example 8, feedback U4", "2026-09-21T10:10", 15, WD, "2026-10-19", "2026-10-19"),
        ("example 8, law end from acceptance", "2026-09-29T10:10", 60, D, "2026-11-27", "2026-11-30"),
    ],
)
def test_vectors(name: str, start: str, amount: int, unit: Unit, internal: str, legal: str) -> None:
    found = reckoned(start, amount, unit)
    assert (str(found.internal), str(found.legal)) == (internal, legal), name


def test_hours_never_pause_on_holidays() -> None:
    found = reckoned("2026-02-16T23:52", 24, H)
    assert found.due_at == at("2026-02-17T23:52")
    assert found.yellow is None


def test_minutes_run_from_the_instant() -> None:
    assert reckoned("2026-02-16T23:52", 10, M).due_at == at("2026-02-17T00:02")


def test_a_day_deadline_ends_at_the_next_midnight() -> None:
    found = reckoned("2026-09-22T09:00", 5, WD)
    assert found.due_at == at("2026-10-01T00:00")
    assert (found.yellow, found.red) == (date(2026, 9, 29), date(2026, 10, 8))


def test_the_day_of_the_start_is_the_local_one() -> None:
    late_evening_utc = datetime(2026, 9, 21, 16, 30, tzinfo=UTC)  # 00:30 on the 22nd in the town
    assert str(due(Span(WD, 5), late_evening_utc, CALENDAR).internal) == "2026-09-30"


@pytest.mark.parametrize(
    ("start", "provisional"), [("2026-11-23T09:00", False), ("2026-12-28T09:00", True), ("2027-03-01T09:00", True)]
)
def test_dates_beyond_the_announced_years_are_provisional(start: str, provisional: bool) -> None:
    assert reckoned(start, 5, WD).provisional is provisional


def test_sixty_days_into_an_unknown_year_are_provisional() -> None:
    assert reckoned("2026-11-23T09:00", 60, D).provisional


def test_a_pause_covers_the_days_after_its_first_up_to_its_last() -> None:
    # Counted 9-2, held 9-3 and 9-4, counted 9-7, 9-8, 9-9, 9-10.
    pause = (PauseSpan(date(2026, 9, 2), date(2026, 9, 4)),)
    assert str(reckoned("2026-09-01T09:00", 5, WD, pauses=pause).internal) == "2026-09-10"


def test_a_pause_is_capped() -> None:
    pause = (PauseSpan(date(2026, 9, 2), date(2026, 9, 30)),)
    assert str(reckoned("2026-09-01T09:00", 5, WD, pauses=pause, pause_cap=2).internal) == "2026-09-10"


def test_a_legal_clock_never_pauses() -> None:
    pause = (PauseSpan(date(2026, 9, 2), date(2026, 9, 30)),)
    assert reckoned("2026-09-16T09:00", 15, D, pauses=pause).legal == date(2026, 10, 8)


def test_an_extension_counts_from_the_nominal_date() -> None:
    # 5 working days from Tuesday 9-1 end on 9-8; 5 more on 9-15.
    assert str(reckoned("2026-09-01T09:00", 5, WD, extensions=(Span(WD, 5),)).internal) == "2026-09-15"
    # 15 days from 9-16 are nominally 10-01 (a holiday); 30 more run from that day, not from the rolled one.
    assert reckoned("2026-09-16T09:00", 15, D, extensions=(Span(D, 30),)).nominal == date(2026, 10, 31)


def test_the_decision_keeps_two_dates() -> None:
    found = TIMETABLE.due("decide", at("2026-09-21T10:10"))
    assert (str(found.internal), str(found.legal)) == ("2026-09-29", "2026-10-08")
    assert found.legal_due_at == end_of_day(date(2026, 10, 8))


def test_every_step_of_the_way_is_told() -> None:
    codes = [step.code for step in reckoned("2026-09-30T09:00", 5, WD).steps]
    assert codes[0] == "start" and codes[-1] == "workdays"
    assert codes.count("holiday") == 6 and codes.count("made_up") == 1


def test_no_announced_day_is_missing_from_the_seed() -> None:
    # 放假通知 2026: days off that fall on a weekday, and the six make-up days (domain.md section 8).
    off = ["1-1", "1-2", "2-16", "2-17", "2-18", "2-19", "2-20", "2-23", "4-6", "5-1", "5-4", "5-5", "6-19"]
    off += ["9-25", "10-1", "10-2", "10-5", "10-6", "10-7"]
    worked = ["1-4", "2-14", "2-28", "5-9", "9-20", "10-10"]
    days = [date(2026, 1, 1), *days_after(date(2026, 1, 1), date(2026, 12, 31))]
    assert [f"{d.month}-{d.day}" for d in days if d.weekday() < 5 and not CALENDAR.is_workday(d)] == off
    assert [f"{d.month}-{d.day}" for d in days if CALENDAR.is_made_up(d)] == worked


@given(st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 1)), st.integers(1, 40))
def test_a_working_day_term_has_exactly_its_working_days(start: datetime, amount: int) -> None:
    local = start.replace(tzinfo=OFFICE_ZONE)
    found = due(Span(WD, amount), local, CALENDAR)
    assert CALENDAR.is_workday(found.internal)
    assert CALENDAR.between(local.date(), found.internal) == amount


@given(st.datetimes(datetime(2024, 1, 1), datetime(2026, 9, 1)), st.integers(1, 90))
def test_a_legal_term_is_never_shorter_than_its_days(start: datetime, amount: int) -> None:
    found = due(Span(D, amount), start.replace(tzinfo=OFFICE_ZONE), CALENDAR)
    assert found.internal <= found.nominal <= found.legal
    assert CALENDAR.is_workday(found.internal) and CALENDAR.is_workday(found.legal)


def test_an_empty_calendar_knows_only_weekends_and_says_so() -> None:
    plain = due(Span(WD, 5), at("2026-09-22T09:00"), Calendar())
    assert str(plain.internal) == "2026-09-29" and plain.provisional
