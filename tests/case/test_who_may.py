"""Who may take each row: domain.md 11(a) column "who", written down again by hand and asked of the table."""

from typing import Any

import pytest

from casebook.case.models import State
from casebook.case.workflow import ROWS, Action
from casebook.kernel.access import Outcome, decide
from casebook.kernel.machine import Transition
from tests.case.plain import PEOPLE, START, lawful, new_case, now_at

A, S = Action, State
NOW = now_at(START)
OFFICER = {"officer", "officer with paper"}
OFFICE = {"clerk", "director", "callback"} | OFFICER
STATION = {"head", "liaison", "handler"}
CITIZEN, SYSTEM, DIRECTOR, HEAD = {"citizen"}, {"system"}, {"director"}, {"head"}
WHO: dict[Action, set[str]] = {
    A.REGISTER: {"clerk", "citizen", "other citizen", "system"},
    A.ASK_MORE: OFFICER,
    A.COMPLETE: CITIZEN,
    A.COMPLETE_FOR: {"clerk"} | OFFICER,
    A.COMPLETE_OVER: SYSTEM,
    A.ANSWER: {"clerk"} | OFFICER,
    A.ACCEPT: OFFICER,
    A.DECLINE_ASK: OFFICER,
    A.DECLINE: DIRECTOR,
    A.DECLINE_FOR: OFFICER,
    A.DECLINE_REFUSE: DIRECTOR,
    A.TRANSFER: OFFICER,
    A.SEAL: {"clerk"} | OFFICER,
    A.ACKNOWLEDGE: {"discipline"},
    A.HAND_BACK: {"discipline"},
    A.MERGE: OFFICER,
    A.JOIN: OFFICER,
    A.UNMERGE: OFFICER,
    A.SEPARATE: OFFICER,
    A.NO_LONGER: OFFICER,
    A.HANDLE_HERE: DIRECTOR,
    A.WRITE_TEXT: {"clerk"} | OFFICER,
    A.CHECK_TEXT: DIRECTOR | OFFICER,
    A.DISPATCH: OFFICER,
    A.RECALL: OFFICER,
    A.DESIGNATE: DIRECTOR,
    A.SIGN: STATION,
    A.SIGN_FOR: OFFICER,
    A.RETURN_ASK: STATION,
    A.RETURN_ASK_FOR: OFFICER,
    A.RETURN_AGREE: OFFICER,
    A.RETURN_REFUSE: OFFICER,
    A.RETURN_LAPSE: SYSTEM,
    A.EXTEND_ASK: HEAD,
    A.EXTEND_ASK_FOR: OFFICER,
    A.EXTEND: DIRECTOR,
    A.EXTEND_REFUSE: DIRECTOR,
    A.EXTEND_TELL: {"clerk"} | OFFICER,
    A.EXTEND_VOID: SYSTEM,
    A.CO_REPORT: {"stranger"},
    A.GIVE: HEAD,
    A.TAKE: {"handler"},
    A.HAND_IN: {"handler"},
    A.GIVE_BACK: HEAD,
    A.CONTACT: HEAD | {"handler", "clerk"},
    A.CONTACT_FOR: OFFICER,
    A.RELAY: {"clerk"} | OFFICER,
    A.STATION_MESSAGE: STATION,
    A.TELL_STATION: {"clerk"} | OFFICER,
    A.OFFICE_MESSAGE: OFFICE,
    A.CITIZEN_MESSAGE: CITIZEN,
    A.CONFIRM: CITIZEN,
    A.CLOSE: HEAD,
    A.CLOSE_FOR: OFFICER,
    A.CLOSE_AGAIN: HEAD,
    A.CLOSE_AGAIN_FOR: OFFICER,
    A.CLOSE_DIRECTLY: HEAD,
    A.SEND_BACK: OFFICER,
    A.PASS: OFFICER,
    A.CALL: {"callback"},
    A.EVALUATE: CITIZEN,
    A.END: {"callback"},
    A.END_UNREACHED: {"callback"},
    A.UPHOLD_ASK: DIRECTOR,
    A.UPHOLD: DIRECTOR,
    A.UPHOLD_REFUSE: DIRECTOR,
    A.DECIDE_BACKLOG: DIRECTOR,
    A.CLOSE_UNRESOLVED: DIRECTOR,
    A.HANG: DIRECTOR,
    A.PROGRESS: HEAD | {"handler", "director"} | OFFICER,
    A.RESUME: OFFICER,
    A.RESUME_DUE: SYSTEM,
    A.WITHDRAW: CITIZEN,
    A.WITHDRAW_FOR: {"clerk"},
    A.PRESSED: CITIZEN,
    A.REOPEN: OFFICER,
    A.PETITION: OFFICER,
    A.ASK_WRITTEN: CITIZEN,
    A.ASK_CHECK: CITIZEN,
    A.REVIEW_ASK: CITIZEN,
    A.REVIEW_ASK_FOR: OFFICER,
    A.REVIEW_DECIDE: {"oversight"},
    A.REVIEW_DECIDE_FOR: OFFICER,
    A.RECHECK_ASK: CITIZEN,
    A.RECHECK_ASK_FOR: OFFICER,
    A.HEARING: {"oversight"} | OFFICER,
    A.RECHECK_DECIDE: {"oversight"},
    A.RECHECK_DECIDE_FOR: OFFICER,
    A.REDO: OFFICER,
    A.NOT_SOLVED: CITIZEN,
    A.NOT_SOLVED_FOR: {"clerk"},
    A.RATE: CITIZEN,
    A.REVEAL: {"clerk", "oversight"} | DIRECTOR | OFFICER,
    A.NEW_CODE: {"clerk"},
    A.ALERT: SYSTEM,
    A.REMIND: SYSTEM | DIRECTOR,
    A.SUPERVISE: SYSTEM | DIRECTOR,
    A.LIST: SYSTEM | DIRECTOR,
    A.TALK: DIRECTOR,
    A.CRITICAL: OFFICE | STATION,
    A.ORDER: DIRECTOR,
    A.ORDER_VERIFY: OFFICER,
    A.URGE: CITIZEN,
    A.PROMISE: OFFICE | STATION,
    A.NOTE: OFFICE | STATION | {"leader", "oversight"},
    A.DRAW: SYSTEM,
    A.SAMPLE: {"callback"},
    A.SAMPLE_CONTRADICTED: {"callback"},
    A.DELIVER: {"clerk", "director"} | OFFICER,
    A.TAKE_OVER: OFFICE | STATION,
    A.RECOUNT: SYSTEM,
    A.LAPSE: SYSTEM,
}
# Where the same deed belongs to others in another state.
IN_STATE: dict[tuple[Action, State], set[str]] = {
    (A.TERMINATE_ASK, S.HANDLING): HEAD,
    (A.TERMINATE_ASK, S.ACCEPTED): OFFICER,
    (A.TERMINATE, S.HANDLING): OFFICER,
    (A.TERMINATE, S.ACCEPTED): DIRECTOR,
    (A.TERMINATE_REFUSE, S.HANDLING): OFFICER,
    (A.TERMINATE_REFUSE, S.ACCEPTED): DIRECTOR,
    (A.REVEAL, S.CALLBACK): {"clerk", "oversight"} | DIRECTOR | OFFICER | {"callback"},
    (A.REVEAL, S.HANDLING): {"clerk", "oversight"} | DIRECTOR | OFFICER | STATION,
    (A.REVEAL, S.SEALED): {"discipline"},
    (A.REVEAL, S.REWORK): {"clerk", "oversight"} | DIRECTOR | OFFICER | STATION,
    (A.OFFICE_MESSAGE, S.SEALED): {"discipline"},
    (A.NOTE, S.SEALED): {"discipline"},
    (A.DELIVER, S.SEALED): {"discipline"},
    (A.TAKE_OVER, S.SEALED): {"discipline"},
}
TAKEN = [(row, state) for row in ROWS for state in row.from_states or (None,)]


def expected(row: Transition, state: State | None) -> set[str]:
    return IN_STATE.get((row.action, state)) or WHO[row.action]  # type: ignore[arg-type]


def able(row: Transition, state: State | None) -> set[str]:
    case = new_case() if state is None else lawful(row, state, NOW)
    if row.action is A.REGISTER:
        case.grade = None
    return {who for who, actor in PEOPLE.items() if _may(actor, row, case)}


def _may(actor: Any, row: Transition, case: Any) -> bool:
    return decide(actor, row.action, case, NOW).outcome not in (Outcome.INVISIBLE, Outcome.NOT_YOURS)


@pytest.mark.parametrize(
    ("row", "state"), TAKEN, ids=[f"{row.action.name}-{state and state.name}" for row, state in TAKEN]
)
def test_who_may_take_a_row(row: Transition, state: State | None) -> None:
    assert able(row, state) == expected(row, state)


def test_whoever_handles_it_here_does_what_a_station_would() -> None:
    for action in (A.CLOSE, A.CLOSE_AGAIN, A.EXTEND_ASK, A.TERMINATE_ASK, A.CONTACT, A.PROGRESS, A.EXTEND_TELL):
        row = next(row for row in ROWS if row.action is action)
        case = lawful(row, row.from_states[0], NOW)  # type: ignore[index]
        case.main_unit_uid, case.handler_uid, case.self_handled = "office", "callback", True
        assert _may(PEOPLE["callback"], row, case), action
        case.self_handled = False
        assert not _may(PEOPLE["callback"], row, case), action


def test_a_complaint_about_the_office_is_the_citys_alone() -> None:
    row = next(row for row in ROWS if row.action is A.ACCEPT)
    case = lawful(row, S.REGISTERED, NOW)
    case.against_office, case.main_unit_uid = True, None
    assert {who for who, actor in PEOPLE.items() if _may(actor, row, case)} == {"oversight"}
