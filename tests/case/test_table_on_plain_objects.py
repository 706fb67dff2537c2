"""The table of a case driven on plain objects, half lawfully and half not; no database is there.

Refused moves change nothing; the invariants of domain.md 11(a) hold after every step; every row is taken.
"""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from casebook.case.models import Assignment, CaseFile, State
from casebook.case.taxonomy import Grade, Rating, Solved, Supervision, Track
from casebook.case.workflow import CASE, FINAL, NOT_OPEN, OPEN, ROWS, Action
from casebook.kernel.access import Refused, decide
from casebook.kernel.clocks import Extension, counted
from casebook.kernel.machine import SAME, Transition
from casebook.kernel.transition import perform, sort_by_clocks
from tests.case.plain import PEOPLE, START, TIMETABLE, facts_of, new_case, now_at

A, S = Action, State
LONG_AGO = date(2026, 8, 1)
# Still running where somebody else's time is counted after the matter itself is over.
MAY_RUN = {S.SEALED: {"referral"}, S.IN_REVIEW: {"review"}, S.IN_RECHECK: {"recheck"}}
STATION_PEOPLE = ("head", "liaison", "handler", "stranger")
GONE = {"main_unit_uid": None, "handler_uid": None, "contacted_at": None, "on_paper": False}
WITH_POWER = {"main_unit_uid": "power", "dispatched_at": START, "returns_closed": False}
UNANSWERED = {"callback_at": None, "callback_solved": None, "callback_rating": None}
BAD = {"callback_at": START, "callback_solved": Solved.NO, "callback_rating": Rating.DISSATISFIED}
EFFECTS: dict[Action, dict[str, Any]] = {
    A.ASK_MORE: {"supplemented": True},
    A.ACCEPT: {"category": "M1"},
    A.WRITE_TEXT: {"cleared_version": 1, "checked_version": 0},
    A.CHECK_TEXT: {"checked_version": 1},
    A.DISPATCH: WITH_POWER,
    A.RECALL: GONE,
    A.RETURN_AGREE: {**GONE, "returns": 1},
    A.RETURN_REFUSE: {"returns_closed": True},
    A.RETURN_LAPSE: {"returns_closed": True},
    A.DESIGNATE: {**WITH_POWER, "handler_uid": "handler", "designated": True},
    A.HANDLE_HERE: {"main_unit_uid": "office", "handler_uid": "officer", "self_handled": True},
    A.SIGN: {"handler_uid": "head"},
    A.GIVE: {"handler_uid": "handler", "handed_in": False},
    A.TAKE: {"holder_uid": "handler"},
    A.HAND_IN: {"handed_in": True},
    A.CONTACT: {"contacted_at": START, "agreed_at": START},
    A.RELAY: {"contacted_at": START},
    A.CONFIRM: {"confirmed_at": START},
    A.CALL: BAD,
    A.PASS: {**UNANSWERED, "delivered_at": START, "call_tries": 3, "call_days": 2},
    A.SEAL: GONE,
    A.HAND_BACK: {"restricted": True},
    A.REOPEN: {**GONE, **UNANSWERED, **dict.fromkeys(("designated", "extended", "supervised", "self_handled"), False)},
    A.PETITION: {"track": Track.PETITION},
    A.ASK_WRITTEN: {"track": Track.PETITION},
    A.PRESSED: {"pressed_at": START},
    A.REVIEW_DECIDE: {"review_delivered_at": START},
    A.REVIEW_DECIDE_FOR: {"review_delivered_at": START},
    A.CRITICAL: {"grade": Grade.U1},
    A.SUPERVISE: {"supervision": Supervision.SUPERVISED},
    A.LIST: {"supervision": Supervision.LISTED},
    A.ORDER: {"open_rectifications": 1},
    A.ORDER_VERIFY: {"open_rectifications": 0},
    A.URGE: {"urged_at": START},
    A.ASK_CHECK: {"checked_by_city_at": START},
    A.RATE: {"rated_at": START},
    A.DRAW: {"sampled": True},
    A.SAMPLE: {"sample_called_at": START},
}  # fmt: skip
# What other steps wait for, though it leads nowhere itself.
HELPFUL = frozenset(
    (
        *(A.WRITE_TEXT, A.CHECK_TEXT, A.CONTACT, A.CONFIRM, A.CALL, A.GIVE, A.HAND_IN, A.ORDER_VERIFY, A.REDO),
        *(A.CLOSE_AGAIN, A.CLOSE_AGAIN_FOR, A.PASS, A.PETITION, A.UPHOLD_ASK),
    )
)
# Which ending a deed after the end takes back.
VIA = {
    **dict.fromkeys((A.NOT_SOLVED, A.NOT_SOLVED_FOR, A.SAMPLE_CONTRADICTED), A.CLOSE_DIRECTLY),
    **dict.fromkeys((A.EXTEND_TELL, A.EXTEND_VOID), A.EXTEND),
    **dict.fromkeys((A.RECHECK_ASK, A.RECHECK_ASK_FOR), A.REVIEW_DECIDE),
    **dict.fromkeys((A.DECIDE_BACKLOG, A.CLOSE_UNRESOLVED), A.REDO),
    A.CO_REPORT: A.DISPATCH,
}
# Short cuts past the station, after which much can no longer be done.
ASIDE = frozenset({A.HANDLE_HERE, A.DESIGNATE, A.TAKE_OVER})
AGAIN = frozenset({A.CALL, A.REDO, A.CLOSE_AGAIN, A.CLOSE_AGAIN_FOR, A.PASS, A.ORDER_VERIFY, A.CHECK_TEXT})
REGISTERING = (A.REGISTER,)
taken: Counter[tuple[Action, State | None]] = Counter()


def snapshot(case: CaseFile) -> tuple[Any, ...]:
    columns = tuple(getattr(case, column.key) for column in CaseFile.__table__.columns)
    clocks = tuple((clock.kind, clock.due_at, clock.stopped_at, len(clock.pauses)) for clock in case.clocks)
    return columns, clocks, tuple(proposal.outcome for proposal in case.proposals)


def taken_rows(row: Transition) -> int:
    """How often all lives have taken this row."""
    return sum(taken[row.action, state] for state in row.from_states or (None,))


def steps_to(wanted: frozenset[Any]) -> dict[Any, int]:
    """From each state the number of rows that lead to one of the wanted states."""
    far, rim = dict.fromkeys(wanted, 0), set(wanted)
    while rim:
        rim = {
            state
            for row in ROWS
            if row.to_state in rim
            for state in row.from_states or ()
            if state not in far and not far.update({state: 1 + min(far[one] for one in rim)})
        }
    return far


class OneLife:
    """One case on its way, with what the services would leave behind."""

    def __init__(self, dice: random.Random) -> None:
        self.at, self.events, self.done = START, 0, set[Action]()
        self.case = new_case(
            on_paper=False,
            consent_contact=dice.random() < 0.5,
            has_contact=dice.random() < 0.8,
            category=dice.choice(["M1", "L1", "J3", "F1"]),
            grade=dice.choice([Grade.U3, Grade.U3, Grade.U4, Grade.U2]),
        )
        self.paper = dice.random() < 0.3
        rare = sorted((row for row in ROWS if row.from_states), key=lambda row: (taken_rows(row), dice.random()))
        self.wish = dice.choice(rare[:8])
        self.pace = dice.choice(((1,), (1, 2, 8), (8, 30, 150)))
        self.via = VIA.get(self.wish.action)
        by_way_of = CASE.rows_for(self.via)[0] if self.via else self.wish
        self.far = steps_to(frozenset(by_way_of.from_states or ()))
        self.do(A.REGISTER, "clerk")

    def lawful(self, dice: random.Random, tries: int = 200) -> tuple[Action, str] | None:
        """Something that may be done now; what this life has not done yet is tried first."""
        rows = CASE.rows_at(self.case.state)
        dice.shuffle(rows)
        rows.sort(key=lambda row: self._weight(row, dice))
        for row in rows[:tries]:
            for who in dice.sample(list(PEOPLE), len(PEOPLE)):
                if self.allows(row, who):
                    return row.action, who
        return None

    def _weight(self, row: Transition, dice: random.Random) -> float:
        """The wish of this life first, then what leads to it, then what makes it possible; ends last."""
        if row.action is self.wish.action:
            return -10.0
        if (row.asks and row.asks in (self.wish.action, self.via)) or row.action is self.via:
            return -9.0
        here, target = self.case.state, self.case.state if row.to_state is SAME else row.to_state
        nearer = target in self.far and self.far[target] < self.far.get(here, 99)
        helps = row.action in HELPFUL and (row.action not in self.done or row.action in AGAIN)
        ends = 3.0 if target in NOT_OPEN and target is not here else 0.0
        aside = 4.0 if row.action in ASIDE else 0.0
        return dice.random() * 2 + ends + aside - 4.0 * nearer - 5.0 * helps

    def allows(self, row: Transition, who: str) -> bool:
        now, actor = now_at(self.at), PEOPLE[who]
        stands = any(relation.term(actor).holds(self.case) for relation in row.by)
        return stands and decide(actor, row.action, self.case, now, facts_of(row, self.case, now, actor)).allowed

    def do(self, action: Action, who: str) -> None:
        """Try it, allowed or not: refused it changes nothing, allowed it does what the row says."""
        case, actor, now = self.case, PEOPLE[who], now_at(self.at)
        before, state = snapshot(case), case.state
        row = CASE.row(action, state) or CASE.rows_for(action)[0]
        facts = facts_of(row, case, now, actor)
        verdict = decide(actor, action, case, now, facts)
        try:
            event = perform(case, action, actor, now, facts)
        except Refused:
            assert not verdict.allowed and snapshot(case) == before
            return
        assert verdict.allowed
        self.events += 1
        assert (event.from_state, event.to_state) == (state.value if state else None, case.state.value)
        assert event.subject_version == case.version
        taken[action, state] += 1
        self.done.add(action)
        self._leave_behind(row, facts)

    def _leave_behind(self, row: Transition, facts: dict[str, Any]) -> None:
        case = self.case
        for name, value in EFFECTS.get(row.action, {}).items():
            setattr(case, name, value)
        if case.state is S.REWORK and row.to_state is S.REWORK:
            case.rework_rounds += 1
        if "holder" in facts:
            case.holder_uid = facts["holder"]
        if row.action in (A.DISPATCH, A.DESIGNATE):
            case.on_paper, case.dispatched_at = self.paper, self.at
            case.assignments = [Assignment(unit_uid="land", kind="co", active=True)]
        if "promised_date" in facts or row.action is A.PROMISE:
            case.promised_on = LONG_AGO
        if row.action in (A.EXTEND, A.EXTEND_TELL):
            self._extend(row)
        if row.action in (A.CLOSE_DIRECTLY, A.ANSWER):
            case.sampled = True
        self._end(row)

    def _extend(self, row: Transition) -> None:
        feedback = self.case.clock("feedback")
        assert feedback is not None
        told = self.at if row.action is A.EXTEND_TELL else None
        feedback.extension = feedback.extension or Extension(unit="WD", amount=3, reason="x", approved_at=self.at)
        feedback.extension.told_at = told
        if told:
            feedback.due_at = counted(feedback, TIMETABLE).due_at
            sort_by_clocks(self.case)

    def _end(self, row: Transition) -> None:
        case = self.case
        if case.state in OPEN:
            case.closed_at = None
        elif case.closed_at is None or row.to_state is case.state:
            case.closed_at = case.delivered_at = self.at
            case.closed_by = row.rule

    def check(self) -> None:
        """The invariants of domain.md 11(a) that a case in memory can show."""
        case = self.case
        assert case.version == self.events and case.received_at == START
        running = [clock for clock in case.clocks if clock.runs]
        assert case.sort_due_at == min((clock.due_at for clock in running), default=CaseFile.far_future)
        assert len(running) == len({(clock.kind, clock.unit_uid) for clock in running})
        assert all(clock.due_at == counted(clock, TIMETABLE).due_at for clock in running)
        if case.state not in OPEN:
            assert {clock.kind for clock in running} <= MAY_RUN.get(case.state, set()), case.state
        assert case.holder_uid and sum(proposal.outcome is None for proposal in case.proposals) <= 2
        if case.state is S.SEALED:
            assert not any(CASE.visible(PEOPLE[who]).holds(case) for who in (*STATION_PEOPLE, "officer", "clerk"))
        if case.state in (S.DISPATCHED, S.HANDLING, S.REWORK, S.FEEDBACK):
            assert case.main_unit_uid


class Life(RuleBasedStateMachine):
    """The same, with Hypothesis looking for the shortest way to break a promise."""

    @initialize(seed=st.integers(0, 10**6))
    def begin(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.life = OneLife(self.dice)

    @rule(hours=st.integers(0, 60))
    def wait(self, hours: int) -> None:
        self.life.at += timedelta(hours=hours)

    @rule(action=st.sampled_from([one for one in A if one not in REGISTERING]), who=st.sampled_from(list(PEOPLE)))
    def try_anything(self, action: Action, who: str) -> None:
        self.life.do(action, who)

    @rule()
    def do_something_lawful(self) -> None:
        found = self.life.lawful(self.dice)
        if found:
            self.life.do(*found)

    @invariant()
    def every_promise_holds(self) -> None:
        if hasattr(self, "life"):
            self.life.check()


def test_the_table_keeps_its_promises() -> None:
    quiet = settings(
        max_examples=30,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=quiet)


def _live(dice: random.Random, steps: int) -> None:
    life = OneLife(dice)
    for _ in range(steps):
        life.at += timedelta(hours=dice.choice(life.pace))
        if life.case.state in NOT_OPEN and dice.random() < (0.5 if life.case.state in FINAL else 0.1):
            return
        found = life.lawful(dice)
        if found:
            life.do(*found)
        life.do(dice.choice([one for one in A if one not in REGISTERING]), dice.choice(list(PEOPLE)))
        life.check()


def _untaken() -> list[str]:
    actions = {action for action, _state in taken}
    return sorted(row.action.name for row in ROWS if row.action not in actions)


def test_every_row_is_taken() -> None:
    taken.clear()
    for seed in range(600):
        _live(random.Random(seed), 45)
        if seed % 25 == 0 and not _untaken():
            break
    assert _untaken() == []


@pytest.mark.long
def test_five_thousand_lives_keep_every_promise() -> None:
    taken.clear()
    for seed in range(5000):
        _live(random.Random(10_000 + seed), 40)
    assert _untaken() == []
