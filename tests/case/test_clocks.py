"""The clocks of a case through its rows, on plain objects, with dates counted by hand from the calendar of 2026.

Days off: 25 to 27 September, 1 to 7 October; worked in exchange: Sunday 20 September, Saturday 10 October.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from casebook.case.models import Assignment, CaseFile, State
from casebook.case.taxonomy import Grade
from casebook.case.workflow import ROWS, Action
from casebook.kernel.clocks import Clock, counted
from casebook.kernel.deadlines import local_day
from casebook.kernel.transition import perform
from tests.case.plain import PEOPLE, TIMETABLE, facts_of, new_case, now_at

A, S = Action, State
INSTANT = timedelta(milliseconds=1)


def at(day: int, hour: int = 10, month: int = 9) -> datetime:
    """That hour of the town's day in 2026."""
    return datetime(2026, month, day, hour - 8, tzinfo=UTC)


def do(case: CaseFile, action: Action, who: str, when: datetime, **more: Any) -> CaseFile:
    """One lawful deed."""
    now, actor = now_at(when), PEOPLE[who]
    row = next(row for row in ROWS if row.action is action and (not row.from_states or case.state in row.from_states))
    perform(case, action, actor, now, {**facts_of(row, case, now, actor), **more})
    return case


def registered(day: int = 22) -> CaseFile:
    case = new_case(received_at=at(day), category="M1", has_contact=True)
    return do(case, A.REGISTER, "clerk", at(day))


def accepted(day: int = 22, grade: Grade = Grade.U3) -> CaseFile:
    case = registered(day)
    case.grade, case.cleared_version = grade, 1
    return do(case, A.ACCEPT, "officer", at(day, 11))


def in_hand(day: int = 22) -> CaseFile:
    case = do(accepted(day), A.DISPATCH, "officer", at(day, 12), co_units=["land"])
    case.main_unit_uid, case.handler_uid, case.contacted_at = "power", "handler", at(day, 13)
    return do(case, A.SIGN, "head", at(day, 13))


def clock(case: CaseFile, kind: str) -> Clock:
    found = case.clock(kind)
    assert found is not None
    return found


def due(case: CaseFile, kind: str) -> tuple[date, date]:
    """The internal and the legal day."""
    found = clock(case, kind)
    return local_day(found.due_at - INSTANT), local_day(found.legal_due_at - INSTANT)


def test_the_office_s_clock_stands_still_while_the_complainant_completes_and_the_legal_one_does_not() -> None:
    case = registered()
    assert due(case, "decide") == (date(2026, 9, 30), date(2026, 10, 8))
    do(case, A.ASK_MORE, "officer", at(23))
    do(case, A.COMPLETE, "citizen", at(28))
    # The 24th and the 28th did not count: 23, 29, 30 September, 8, 9 October.
    assert due(case, "decide") == (date(2026, 10, 9), date(2026, 10, 8))
    do(case, A.ACCEPT, "officer", at(28, 15))
    assert due(case, "feedback") == (date(2026, 10, 9), date(2026, 10, 9))


def test_nothing_stands_still_for_more_than_five_working_days() -> None:
    case = do(registered(), A.ASK_MORE, "officer", at(23))
    over = clock(case, "supplement")
    assert local_day(over.due_at - INSTANT) == date(2026, 10, 8)
    do(case, A.COMPLETE_OVER, "system", over.due_at)
    # 23 September; then 9, 10 (worked), 12, 13 October.
    assert due(case, "decide")[0] == date(2026, 10, 13)


def test_a_co_unit_reports_a_working_day_before_the_main_date() -> None:
    case = in_hand()
    assert (due(case, "feedback")[0], due(case, "co")[0]) == (date(2026, 9, 30), date(2026, 9, 29))
    assert clock(case, "co").unit_uid == "land"


def test_a_co_unit_stops_its_own_clock_and_a_closing_all() -> None:
    case = do(accepted(), A.DISPATCH, "officer", at(22, 12), co_units=["land", "school"])
    case.main_unit_uid, case.contacted_at = "power", at(22, 13)
    do(case, A.SIGN, "head", at(22, 13))
    land, school = (one for one in case.clocks if one.kind == "co")
    case.assignments = [Assignment(unit_uid="land", kind="co", active=True)]
    do(case, A.CO_REPORT, "stranger", at(23), unit="land")
    assert (land.stopped_at, school.stopped_at) == (at(23), None)
    do(case, A.CLOSE, "head", at(24))
    assert school.stopped_at == at(24) and not any(one.runs for one in case.clocks if one.kind == "feedback")


def test_what_is_sent_back_has_the_date_it_had() -> None:
    case = in_hand()
    before = clock(case, "feedback").due_at
    do(case, A.CLOSE, "head", at(24))
    do(case, A.SEND_BACK, "officer", at(28))
    assert (case.state, clock(case, "feedback").due_at, clock(case, "feedback").runs) == (S.HANDLING, before, True)
    assert not clock(case, "check").runs


def test_marked_critical_it_is_due_two_hours_later() -> None:
    case = in_hand()
    do(case, A.CRITICAL, "clerk", at(23, 10))
    running = [one for one in case.clocks if one.kind == "feedback" and one.runs]
    assert [one.due_at for one in running] == [at(23, 12)]


def test_off_the_backlog_there_are_five_working_days_whatever_the_grade() -> None:
    case = in_hand()
    do(case, A.HANG, "director", at(24))
    assert not any(one.runs for one in case.clocks if one.kind in ("feedback", "co"))
    case.grade = Grade.U1
    do(case, A.RESUME, "officer", at(9, month=10))
    # 10 (worked), 12, 13, 14, 15 October.
    assert due(case, "feedback")[0] == date(2026, 10, 15)


def test_a_merge_taken_back_leaves_every_date_as_it_was() -> None:
    case = in_hand()
    before = {one.uid: (one.due_at, one.legal_due_at, one.runs) for one in case.clocks}
    do(case, A.MERGE, "officer", at(23))
    assert not any(one.runs for one in case.clocks) and case.sort_due_at == CaseFile.far_future
    do(case, A.UNMERGE, "officer", at(24))
    assert {one.uid: (one.due_at, one.legal_due_at, one.runs) for one in case.clocks} == before


def test_registered_anew_it_counts_from_then() -> None:
    case = registered(1)
    do(case, A.WITHDRAW, "citizen", at(2))
    do(case, A.REOPEN, "officer", at(22))
    assert due(case, "decide")[0] == date(2026, 9, 30)
    do(case, A.ACCEPT, "officer", at(23))
    assert due(case, "feedback")[0] == date(2026, 9, 30)


def test_every_date_is_what_its_own_records_make_it() -> None:
    case = in_hand()
    for one in case.clocks:
        assert one.due_at == counted(one, TIMETABLE).due_at
