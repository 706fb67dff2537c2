"""Every row of the table is allowed in a lawful situation, and every guard of every row refuses once, with its code.

On plain objects: each guard has one way to be spoilt, which spoils nothing that the row asks before it.
"""

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from casebook.case.models import Accused, CaseFile, CasePart, State
from casebook.case.taxonomy import Grade, Part, Rating, Solved, Supervision, Track
from casebook.case.workflow import CASE, ROWS, Action
from casebook.kernel.access import Outcome, Refused, decide
from casebook.kernel.clocks import Extension
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import SAME, Guard, Transition
from casebook.kernel.transition import perform
from casebook.office.rules import DirectClose, OfficeRules, Relaxation
from casebook.people.actor import Staff
from tests.case.plain import MEMBER, PEOPLE, START, asked, facts_of, lawful, new_case, now_at

A, S = Action, State
NOW = now_at(START + timedelta(hours=5))
PAPER = OfficeRules(relaxed=frozenset({Relaxation.DECLINE_BY_PAPER}))
TAKEN = [(row, state) for row in ROWS for state in row.from_states or (None,)]


@dataclasses.dataclass
class Situation:
    """One row about to be taken."""

    row: Transition
    case: CaseFile
    actor: Any
    facts: dict[str, Any]
    now: Moment = NOW

    def verdict(self) -> Any:
        """What `decide` answers with the facts on the table."""
        return decide(self.actor, self.row.action, self.case, self.now, self.facts)


def situation(row: Transition, state: State | None) -> Situation:
    """The row in a lawful situation, taken by the first person who stands right."""
    case = new_case(category=None, grade=None) if state is None else lawful(row, state, NOW)
    actor = next(one for one in PEOPLE.values() if _stands(one, row, case))
    if row.action is A.DECLINE_FOR:
        actor = dataclasses.replace(actor, rules=PAPER)
    if row.action is A.PROMISE:
        case.holder_uid = actor.uid
    by_two = {"second": "u-director"} if (row.action, state) == (A.REVEAL, S.SEALED) else {}
    return Situation(row, case, actor, {**facts_of(row, case, NOW, actor), **by_two})


def _stands(one: Any, row: Transition, case: CaseFile) -> bool:
    sees = case.state is None or CASE.visible(one).holds(case)
    return sees and any(relation.term(one).holds(case) for relation in row.by)


def _named(row: Transition, state: State | None) -> str:
    return f"{row.action.name}-{state.name if state else 'new'}"


@pytest.mark.parametrize(("row", "state"), TAKEN, ids=[_named(*one) for one in TAKEN])
def test_a_lawful_row_is_taken(row: Transition, state: State | None) -> None:
    one = situation(row, state)
    before = one.case.version
    event = perform(one.case, row.action, one.actor, NOW, one.facts)
    assert (event.action, event.rule, one.case.version) == (row.action.value, row.rule, before + 1)
    if row.to_state is SAME:
        assert one.case.state is state


def _case(**values: Any) -> Callable[[Situation], None]:
    def spoil(one: Situation) -> None:
        for name, value in values.items():
            setattr(one.case, name, value)

    return spoil


def _facts(**values: Any) -> Callable[[Situation], None]:
    return lambda one: one.facts.update(values)


def _alone_with_what_discipline_had(one: Situation) -> None:
    one.case.restricted = True
    one.facts.pop("second", None)


def _played(part: Part) -> Callable[[Situation], None]:
    return lambda one: one.case.parts.append(CasePart(person_uid=one.actor.uid, part=part))


def _category(code: str) -> Callable[[Situation], None]:
    def spoil(one: Situation) -> None:
        one.case.category = code
        if "category" in one.facts:
            one.facts["category"] = code

    return spoil


def _late(one: Situation) -> None:
    feedback = one.case.clock("feedback")
    assert feedback is not None
    feedback.due_at = NOW.at - timedelta(minutes=1)
    one.facts.pop("explanation", None)


def _extended(one: Situation) -> None:
    feedback = one.case.clock("feedback")
    assert feedback is not None
    feedback.extension = Extension(unit="WD", amount=3, reason="x", approved_at=NOW.at)


def _not_extended(one: Situation) -> None:
    feedback = one.case.clock("feedback")
    assert feedback is not None
    feedback.extension = None


def _in_time(one: Situation) -> None:
    feedback = one.case.clock("feedback")
    assert feedback is not None
    feedback.due_at = NOW.at + timedelta(hours=1)


def _co_late(one: Situation) -> None:
    one.case.clocks[-1].due_at = NOW.at


def _reported(one: Situation) -> None:
    one.case.clocks[-1].stopped_at = NOW.at


def _barred(one: Situation) -> None:
    one.case.station_may_handle, one.case.unit_named_uid = False, "power"


def _satisfied(one: Situation) -> None:
    one.case.callback_solved, one.case.callback_rating = Solved.YES, Rating.SATISFIED


def _unreached(one: Situation) -> None:
    one.case.call_days = 1


def _holder(one: Situation) -> None:
    one.case.holder_uid = "somebody else"


def _complex(one: Situation) -> None:
    one.case.grade = Grade.U4
    one.case.category = "A1"


def _unchecked(one: Situation) -> None:
    one.case.category, one.case.cleared_version, one.case.checked_version = "J3", 2, 1


def _fined(one: Situation) -> None:
    one.case.category = "F1"
    one.facts.pop("penalty_followup", None)
    one.case.confirmed_at = one.case.confirmed_at or START


def _fined_and_unlisted(one: Situation) -> None:
    # Class F is on no list; an office may close whatever accuses nobody.
    one.actor = dataclasses.replace(one.actor, rules=OfficeRules(direct_close=DirectClose.UNACCUSED))
    _fined(one)


def _standard(one: Situation) -> None:
    one.actor = dataclasses.replace(one.actor, rules=OfficeRules())


def _promised_too_late(one: Situation) -> None:
    one.case.promised_on, one.facts["date"] = date(2026, 9, 10), date(2026, 10, 20)


SPOILT: dict[str, Callable[[Situation], None]] = {
    "received_by_now": _case(received_at=NOW.at + timedelta(minutes=1)),
    "answerable_on_the_spot": _complex,
    "not_integrity": _category("D6"),
    "has_cleared_text": _case(cleared_version=0),
    "text_read_twice": _unchecked,
    "unit_may_handle": _barred,
    "station_on_paper": _case(on_paper=False),
    "was_handed_in": _case(handed_in=False),
    "not_yet_taken": lambda one: setattr(one.case, "holder_uid", one.actor.uid),
    "contact_in_the_past": _facts(when=NOW.at + timedelta(minutes=1)),
    "contact_recorded": _case(contacted_at=None),
    "new_reply": _facts(repeats_old_text=True),
    "not_the_handler": _played(Part.HANDLER),
    "not_the_dispatcher": _played(Part.DISPATCHER),
    "answered_by_complainant": _facts(callback={"solved": None}),
    "solved_or_explained": _facts(callback={"solved": "no"}, explained=False),
    "complainant_dissatisfied": _satisfied,
    "rounds_left": _case(rework_rounds=2),
    "rounds_used_up": _case(rework_rounds=1),
    "directly_closable": _case(category="A1"),
    "ordinary_grade": _case(grade=Grade.U4),
    "in_time": _late,
    "not_supervised": _case(extended=True),
    "nobody_accused": lambda one: one.case.accused.append(Accused(person_uid="somebody")),
    "complainant_agreed": _case(confirmed_at=None, agreed_at=None),
    "nothing_left_to_rectify": _case(open_rectifications=1),
    "fine_followed_up": _fined,
    "lateness_explained": _late,
    "closed_by_station": _case(closed_by="T22"),
    "reopening_in_time": _case(closed_at=NOW.at - timedelta(days=12)),
    "not_yet_rated": _case(rated_at=NOW.at),
    "rating_in_time": _case(closed_at=NOW.at - timedelta(days=33)),
    "not_yet_confirmed": _case(confirmed_at=NOW.at),
    "not_yet_answered": _case(callback_at=NOW.at),
    "contact_left": _case(has_contact=False),
    "clerk_in_time": _case(category="J1"),
    "code_can_be_restored": _case(has_contact=False),
    "facts_fit": _facts(matched=False),
    "opened_by_two": _alone_with_what_discipline_had,
    "field_is_his": _facts(field="nothing that is kept"),
    "second_step_set_up": lambda one: setattr(one, "actor", dataclasses.replace(one.actor, lacks_second_step=True)),
    "fresh_sign_in": _facts(fresh=False),
    "reveals_left": _facts(reveals_this_hour=10),
    "not_yet_supplemented": _case(supplemented=True),
    "not_urgent": _case(grade=Grade.U2),
    "countersigned_on_paper": _category("Z1"),
    "integrity_named": _facts(hint=False),
    "not_yet_acknowledged": lambda one: setattr(one.case.clocks[-1], "stopped_at", NOW.at),
    "master_open": _facts(master_open=False),
    "same_matter": _facts(same="nothing"),
    "master_not_over": _facts(master_open=False),
    "earlier_decided": _facts(earlier_over=False),
    "assignee_may_handle": _facts(assignee_free=False),
    "in_return_window": _case(dispatched_at=NOW.at - timedelta(hours=24)),
    "returns_open": _case(returns_closed=True),
    "first_return": _case(returns=1),
    "may_take_longer": _case(grade=Grade.U2),
    "not_yet_extended": _extended,
    "still_in_time": _late,
    "within_extension_cap": _facts(days=6),
    "extension_waits": _not_extended,
    "old_date_over": _in_time,
    "co_unit_reports": _reported,
    "co_report_in_time": _co_late,
    "unreachable": _unreached,
    "unanswered": _case(callback_at=NOW.at),
    "outside_member_named": _facts(outside_member={**MEMBER, "paper": ""}),
    "date_ahead": _facts(date=NOW.today, promised_date=NOW.today),
    "within_posted_promise": _promised_too_late,
    "promised_date_reached": _case(promised_on=NOW.today + timedelta(days=1)),
    "holds_it": _holder,
    "is_the_receiver": _facts(holder="somebody else"),
    "not_the_author": _played(Part.AUTHOR),
    "text_unchecked": _case(checked_version=1),
    "told_by_now": _facts(told_at=NOW.at + timedelta(minutes=1)),
    "not_yet_pressed": _case(pressed_at=NOW.at),
    "countersigned_by_another": lambda one: one.facts.update(director=one.actor.uid),
    "not_pressed": _facts(freely=False),
    "in_petition": _case(track=Track.HOTLINE),
    "not_yet_in_petition": _case(track=Track.PETITION),
    "review_in_time": _case(delivered_at=NOW.at - timedelta(days=33), review_delivered_at=None),
    "not_yet_reviewed": _case(review_delivered_at=NOW.at),
    "reviewed": _case(closed_by="T22"),
    "not_the_first_decider": _played(Part.DECIDER),
    "decided_by_the_body": _facts(paper=""),
    "changed_with_an_order": _facts(result="changed", order=""),
    "hearing_days_given": _facts(first=date(2026, 8, 5)),
    "something_overdue": _case(sort_due_at=NOW.at + timedelta(days=1)),
    "not_yet_critical": _case(grade=Grade.U1),
    "has_a_unit": _case(main_unit_uid=None),
    "something_ordered": _case(open_rectifications=0),
    "not_the_orderer": _played(Part.ORDERER),
    "may_urge_again": _case(urged_at=NOW.at - timedelta(days=1)),
    "not_yet_asked_to_check": _case(checked_by_city_at=NOW.at),
    "drawn_for_sample": _case(sampled=False),
    "contradicted": _facts(callback={"valid": True, "solved": "yes"}),
    "borne_out": _facts(callback={"valid": True, "solved": "no"}),
}
# Guards that share a name and differ by the row they stand in.
BY_ROW: dict[tuple[Action, str], Callable[[Situation], None]] = {
    (A.SUPERVISE, "not_yet_taken_up"): _case(supervision=Supervision.SUPERVISED),
    (A.LIST, "not_yet_taken_up"): _case(supervision=Supervision.LISTED),
    (A.RECHECK_ASK, "review_in_time"): _case(review_delivered_at=NOW.at - timedelta(days=33)),
    (A.RECHECK_ASK_FOR, "review_in_time"): _case(review_delivered_at=NOW.at - timedelta(days=33)),
    (A.NOT_SOLVED, "closed_by_station"): _case(closed_by="T22"),
    (A.DECLINE_FOR, "countersigned_on_paper"): _standard,
    (A.CLOSE_DIRECTLY, "fine_followed_up"): _fined_and_unlisted,
}
GUARDED = [(row, state, guard) for row, state in TAKEN for guard in row.guards]


@pytest.mark.parametrize(
    ("row", "state", "guard"), GUARDED, ids=[f"{_named(row, state)}-{guard.name}" for row, state, guard in GUARDED]
)
def test_every_guard_of_every_row_refuses(row: Transition, state: State | None, guard: Guard) -> None:
    one = situation(row, state)
    assert one.verdict().allowed, one.verdict()
    spoil = BY_ROW.get((row.action, guard.name)) or SPOILT[guard.name]
    spoil(one)
    verdict = one.verdict()
    expected = guard.check(one.case, one.actor, NOW, one.facts)
    assert verdict.outcome is Outcome.GUARDED and expected is not None
    assert verdict.refusal.code == expected.code
    with pytest.raises(Refused):
        perform(one.case, row.action, one.actor, NOW, one.facts)


ASKED_FOR = [(row, state, fact) for row, state in TAKEN for fact in row.requires]


@pytest.mark.parametrize(
    ("row", "state", "fact"), ASKED_FOR, ids=[f"{_named(row, state)}-{fact}" for row, state, fact in ASKED_FOR]
)
def test_a_deed_without_one_of_its_facts_is_refused(row: Transition, state: State | None, fact: str) -> None:
    one = situation(row, state)
    one.facts[fact] = None
    with pytest.raises(Refused) as caught:
        perform(one.case, row.action, one.actor, NOW, one.facts)
    refusal = caught.value.verdict.refusal
    assert refusal is not None and (refusal.code, refusal.arguments.get("fact")) == ("missing_fact", fact)


ASKING = [(row, state) for row, state in TAKEN if row.asks]
DECIDING = [(row, state) for row, state in TAKEN if row.settles and row.settles[0]]


@pytest.mark.parametrize(("row", "state"), ASKING, ids=[_named(*one) for one in ASKING])
def test_nothing_is_asked_for_twice(row: Transition, state: State) -> None:
    one = situation(row, state)
    assert row.asks is not None
    asked(one.case, Action(row.asks.value), "somebody", NOW)
    assert one.verdict().refusal.code == "asked_already"


@pytest.mark.parametrize(("row", "state"), DECIDING, ids=[_named(*one) for one in DECIDING])
def test_nothing_is_decided_that_nobody_asked_for(row: Transition, state: State) -> None:
    one = situation(row, state)
    one.case.proposals.clear()
    assert one.verdict().refusal.code == "nothing_asked"


@pytest.mark.parametrize(("row", "state"), DECIDING, ids=[_named(*one) for one in DECIDING])
def test_nobody_decides_what_has_lapsed(row: Transition, state: State) -> None:
    one = situation(row, state)
    one.case.proposals[0].expires_at = NOW.at
    assert one.verdict().refusal.code == "nothing_asked"


@pytest.mark.parametrize(
    ("row", "state"),
    [one for one in DECIDING if not one[0].outsider],
    ids=[_named(*one) for one in DECIDING if not one[0].outsider],
)
def test_nobody_decides_what_he_or_one_he_stands_in_for_has_asked(row: Transition, state: State) -> None:
    one = situation(row, state)
    one.case.proposals[0].asked_by = one.actor.uid
    assert one.verdict().refusal.code == "decided_by_another"
    one.case.proposals[0].asked_by = "absent"
    deputy: Staff = dataclasses.replace(one.actor, standing_in_for=frozenset({"absent"}))
    one.actor = deputy
    assert one.verdict().refusal.code == "decided_by_another"


def test_what_can_no_longer_be_decided_lapses() -> None:
    row = next(row for row in ROWS if row.action is A.CLOSE)
    one = situation(row, S.HANDLING)
    asked(one.case, A.EXTEND, "head", NOW)
    perform(one.case, A.CLOSE, one.actor, NOW, one.facts)
    assert [proposal.outcome.value for proposal in one.case.proposals if proposal.outcome] == ["expired"]


def test_a_small_office_lets_the_dispatcher_call_back_with_a_reason() -> None:
    row = next(row for row in ROWS if row.action is A.CALL)
    one = situation(row, S.CALLBACK)
    one.case.parts.append(CasePart(person_uid="callback", part=Part.DISPATCHER))
    relaxed = OfficeRules(relaxed=frozenset({Relaxation.DISPATCHER_CALLS_BACK}))
    one.actor = dataclasses.replace(one.actor, rules=relaxed)
    assert one.verdict().allowed
    one.facts["combined_reason"] = ""
    assert one.verdict().refusal.code == "own_work"


def test_one_reader_is_enough_in_a_small_office_but_not_for_what_discipline_had() -> None:
    row = next(row for row in ROWS if row.action is A.DISPATCH)
    one = situation(row, S.ACCEPTED)
    _unchecked(one)
    one.actor = dataclasses.replace(one.actor, rules=OfficeRules(relaxed=frozenset({Relaxation.ONE_READER})))
    assert one.verdict().allowed
    one.case.restricted = True
    assert one.verdict().refusal.code == "second_reader"
