"""A case, its people and lawful facts as plain objects that no database has seen."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from casebook.case.models import Assignment, CaseFile, Receipt, State
from casebook.case.taxonomy import Grade, Rating, Solved, Track
from casebook.case.workflow import CASE, Action
from casebook.kernel.clocks import Clock, Extension, recount
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Transition
from casebook.kernel.proposal import Proposal
from casebook.kernel.timetable import default_timetable
from casebook.office.rules import OfficeRules, Relaxation
from casebook.people.actor import Citizen, Post, Staff, System
from casebook.people.models import Role

A, S = Action, State
TIMETABLE = default_timetable()
START = datetime(2026, 9, 1, 1, tzinfo=UTC)  # Tuesday, 9 o'clock in the town
OFFICE, POWER, LAND = frozenset({"office"}), frozenset({"power"}), frozenset({"land"})


def person(uid: str, role: Role, reaches: frozenset[str]) -> Staff:
    """Somebody with one post."""
    return Staff(uid=uid, name=uid, posts=(Post(role, next(iter(reaches)), reaches, reaches & OFFICE),))


SMALL = OfficeRules(relaxed=frozenset({Relaxation.DECLINE_BY_PAPER}))
PEOPLE: dict[str, Any] = {
    "clerk": person("clerk", Role.CLERK, OFFICE),
    "officer": person("officer", Role.OFFICER, OFFICE),
    "officer with paper": dataclasses.replace(person("paper", Role.OFFICER, OFFICE), rules=SMALL),
    "director": person("director", Role.DIRECTOR, OFFICE),
    "callback": person("callback", Role.CALLBACK, OFFICE),
    "leader": person("leader", Role.LEADER, OFFICE),
    "oversight": person("oversight", Role.OVERSIGHT, OFFICE),
    "discipline": person("discipline", Role.DISCIPLINE, OFFICE),
    "head": person("head", Role.STATION_HEAD, POWER),
    "liaison": person("liaison", Role.LIAISON, POWER),
    "handler": person("handler", Role.HANDLER, POWER),
    "stranger": person("stranger", Role.STATION_HEAD, LAND),
    "citizen": Citizen("receipt"),
    "other citizen": Citizen("another receipt"),
    "system": System("test"),
}
HEARD = {"valid": True, "contacted": True, "solved": "yes", "satisfaction": "satisfied"}
CONTRADICTED = {**HEARD, "solved": "no", "satisfaction": "dissatisfied"}
# What a guard may ask though no row requires it.
FREE = (
    *("combined_reason", "freely", "assignee_free", "master_open", "earlier_over", "hint", "explanation"),
    *("penalty_followup", "explained", "fresh", "matched"),
)
MEMBER = {"name": "评议代表", "body": "镇人大", "paper": "会签1"}


def now_at(at: datetime) -> Moment:
    """That instant with the calendar and rules that ship with casebook."""
    return Moment(at, TIMETABLE)


def new_case(**values: Any) -> CaseFile:
    """A case that is only being made."""
    given = {
        "uid": "case",
        "office_uid": "office",
        "track": Track.HOTLINE,
        "received_at": START,
        "grade": Grade.U3,
        "holder_uid": "clerk",
        "receipts": [Receipt(uid="receipt")],
        "accused": [],
        "parts": [],
        "proposals": [],
        "assignments": [],
    }
    return CaseFile(**{**given, **values})


def facts_of(row: Transition, case: CaseFile, now: Moment, actor: Any) -> dict[str, Any]:
    """Lawful facts for a row: everything it requires and everything a guard may ask."""
    tomorrow = now.today + timedelta(days=1)
    special: dict[str, Any] = {
        **dict.fromkeys(("when", "told_at", "delivered_at", "was_due"), now.at),
        **dict.fromkeys(("date", "promised_date"), tomorrow),
        **dict.fromkeys(FREE, True),
        "callback": HEARD, "main_unit": "power", "confirmed_by": "page", "category": "M1", "grade": Grade.U3,
        "holder": actor.uid or "clerk", "days": 3, "result": "upheld", "master": "another", "same": "event",
        "unit": "land", "outside_member": MEMBER, "body": "镇人民政府", "paper": "12号", "round": 1,
        "field": "telephone", "first": date(2026, 8, 3), "last": date(2026, 8, 4), "proposal": _named(case),
    }  # fmt: skip
    if row.action is A.DISPATCH:
        return {"main_unit": "power", "co_units": ["land"], "holder": "officer"}
    if row.action is A.SAMPLE_CONTRADICTED:
        special["callback"] = CONTRADICTED
    offered = {name: special[name] for name in (*FREE, "body", "paper")}
    return {**offered, **{name: special.get(name, "x") for name in row.requires}}


def _named(case: CaseFile) -> str:
    return next((one.uid for one in case.proposals if one.outcome is None), "none")


def clock(kind: str, case: CaseFile, start: datetime, rule: str | None = None, unit: str | None = None) -> Clock:
    """A running clock of the case, begun at `start`."""
    rule = rule or CASE.clock(kind).rule(case, {})
    made = Clock(
        uid=new_uid(), subject_uid=case.uid, kind=kind, rule=rule, rule_version=1, started_at=start, unit_uid=unit
    )
    recount(made, TIMETABLE)
    case.clocks.append(made)
    return made


def asked(case: CaseFile, action: Action, by: str, now: Moment) -> None:
    """Somebody has asked for this action and nobody has decided yet."""
    case.proposals.append(
        Proposal(
            uid=new_uid(),
            subject_kind="case_file",
            subject_uid=case.uid,
            action=action.value,
            details={},
            asked_by=by,
            asked_at=now.at,
            expires_at=now.at + timedelta(days=5),
        )
    )


def lawful(row: Transition, state: State | None, now: Moment) -> CaseFile:
    """A case in `state` at which this row may be taken by whoever stands right."""
    case = new_case(state=state, state_before=State.HANDLING, category="M1", holder_uid="head", cleared_version=1)
    case.has_contact = case.consent_contact = True
    case.main_unit_uid, case.handler_uid, case.dispatched_at = "power", "handler", now.at - timedelta(hours=1)
    case.contacted_at = case.confirmed_at = case.agreed_at = now.at - timedelta(hours=1)
    for kind in ("decide", "feedback", "law60"):
        clock(kind, case, now.at - timedelta(hours=2), "U3" if kind == "feedback" else None)
    if state in (S.CLOSED, S.DECLINED, S.WITHDRAWN):
        case.closed_at = case.delivered_at = now.at - timedelta(hours=1)
        case.closed_by = "T22"
    if row.settles and row.settles[0]:
        asked(case, row.settles[0], "director" if row.outsider else "somebody else", now)
    TWEAKS.get(row.action, lambda case, now: None)(case, now)
    return case


def _set(**values: Any) -> Callable[[CaseFile, Moment], None]:
    def tweak(case: CaseFile, now: Moment) -> None:
        for name, value in values.items():
            setattr(case, name, value)

    return tweak


def _dissatisfied(case: CaseFile, now: Moment) -> None:
    case.callback_at, case.callback_solved, case.callback_rating = now.at, Solved.NO, Rating.DISSATISFIED


def _twice(case: CaseFile, now: Moment) -> None:
    _dissatisfied(case, now)
    case.rework_rounds = 2


def _overdue(case: CaseFile, now: Moment) -> None:
    case.sort_due_at = now.at - timedelta(days=1)


def _told_later(case: CaseFile, now: Moment) -> None:
    feedback = case.clock("feedback")
    assert feedback is not None
    feedback.extension = Extension(unit="WD", amount=3, reason="x", approved_at=now.at)


def _void(case: CaseFile, now: Moment) -> None:
    _told_later(case, now)
    feedback = case.clock("feedback")
    assert feedback is not None
    feedback.due_at = now.at - timedelta(hours=1)


def _co(case: CaseFile, now: Moment) -> None:
    clock("co", case, now.at - timedelta(hours=2), "co_U3", "land")
    case.assignments = [Assignment(unit_uid="land", kind="co", active=True)]


def _sealed(case: CaseFile, now: Moment) -> None:
    clock("referral", case, now.at - timedelta(hours=1))


def _lapsing(case: CaseFile, now: Moment) -> None:
    asked(case, A.EXTEND, "head", now)


def _reviewed(case: CaseFile, now: Moment) -> None:
    case.closed_by, case.review_delivered_at, case.track = "T33", now.at - timedelta(days=1), Track.PETITION


TWEAKS: dict[Action, Callable[[CaseFile, Moment], None]] = {
    A.SIGN_FOR: _set(on_paper=True),
    A.CONTACT_FOR: _set(on_paper=True),
    A.CLOSE_FOR: _set(on_paper=True),
    A.CLOSE_AGAIN_FOR: _set(on_paper=True),
    A.RETURN_ASK_FOR: _set(on_paper=True),
    A.EXTEND_ASK_FOR: _set(on_paper=True),
    A.GIVE_BACK: _set(handed_in=True),
    A.CONFIRM: _set(confirmed_at=None),
    A.REDO: _dissatisfied,
    A.UPHOLD_ASK: _dissatisfied,
    A.UPHOLD: _dissatisfied,
    A.DECIDE_BACKLOG: _twice,
    A.CLOSE_UNRESOLVED: _twice,
    A.END_UNREACHED: _set(call_tries=3, call_days=2),
    A.NOT_SOLVED: _set(closed_by="T40"),
    A.NOT_SOLVED_FOR: _set(closed_by="T40"),
    A.ACKNOWLEDGE: _sealed,
    A.EXTEND_TELL: _told_later,
    A.EXTEND_VOID: _void,
    A.CO_REPORT: _co,
    A.RESUME_DUE: _set(promised_on=date(2026, 8, 31)),
    A.REVIEW_ASK: _set(track=Track.PETITION),
    A.REVIEW_ASK_FOR: _set(track=Track.PETITION),
    A.RECHECK_ASK: _reviewed,
    A.RECHECK_ASK_FOR: _reviewed,
    A.REMIND: _overdue,
    A.ORDER_VERIFY: _set(open_rectifications=1),
    A.SAMPLE: _set(closed_by="T40", sampled=True),
    A.SAMPLE_CONTRADICTED: _set(closed_by="T40", sampled=True),
    A.LAPSE: _lapsing,
    A.TAKE: _set(holder_uid="head"),
}
