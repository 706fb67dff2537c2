"""Hypothesis drives the table of a case on plain objects, half lawfully and half not; no database is there.

Refused moves change nothing, versions count the events, clocks run and stop as the rows say, every row is taken.
"""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from casebook.case.models import CaseFile, Receipt, State
from casebook.case.taxonomy import Grade, Rating, Solved, Track
from casebook.case.workflow import CASE, ROWS, Action
from casebook.kernel.access import Refused, decide
from casebook.kernel.deadlines import Moment
from casebook.kernel.timetable import default_timetable
from casebook.kernel.transition import perform
from casebook.people.actor import Citizen, Post, Staff, System
from casebook.people.models import Role

A = Action
TIMETABLE = default_timetable()
START = datetime(2026, 9, 1, 1, tzinfo=UTC)
OFFICE, POWER, LAND = frozenset({"office"}), frozenset({"power"}), frozenset({"land"})


def person(uid: str, role: Role, reaches: frozenset[str]) -> Staff:
    return Staff(uid=uid, name=uid, posts=(Post(role, next(iter(reaches)), reaches, reaches & OFFICE),))


PEOPLE: dict[str, Any] = {
    "clerk": person("clerk", Role.CLERK, OFFICE),
    "officer": person("officer", Role.OFFICER, OFFICE),
    "director": person("director", Role.DIRECTOR, OFFICE),
    "callback": person("callback", Role.CALLBACK, OFFICE),
    "leader": person("leader", Role.LEADER, OFFICE),
    "head": person("head", Role.STATION_HEAD, POWER),
    "liaison": person("liaison", Role.LIAISON, POWER),
    "handler": person("handler", Role.HANDLER, POWER),
    "stranger": person("stranger", Role.STATION_HEAD, LAND),
    "citizen": Citizen("receipt"),
    "other citizen": Citizen("another receipt"),
    "system": System("test"),
}
HEARD = {"valid": True, "contacted": True, "solved": "yes", "satisfaction": "satisfied"}
taken: Counter[tuple[Action, State]] = Counter()


def facts_of(action: Action, now: Moment) -> dict[str, Any]:
    """Lawful facts for every row that asks for them."""
    row = next(row for row in ROWS if row.action is action)
    special = {"when": now.at, "callback": HEARD, "explained": True, "fresh": True, "main_unit": "power"}
    special |= {"confirmed_by": "page", "category": "M1", "grade": Grade.U3}
    return {**special, **{name: special.get(name, "x") for name in row.requires}}


EFFECTS: dict[Action, dict[str, Any]] = {
    A.ACCEPT: {"category": "M1"},
    A.WRITE_TEXT: {"cleared_version": 1},
    A.DISPATCH: {"main_unit_uid": "power"},
    A.RECALL: {"main_unit_uid": None, "handler_uid": None, "contacted_at": None},
    A.DESIGNATE: {"main_unit_uid": "power", "handler_uid": "handler", "designated": True},
    A.SIGN: {"handler_uid": "head"},
    A.GIVE: {"handler_uid": "handler", "handed_in": False},
    A.TAKE: {"holder_uid": "handler"},
    A.HAND_IN: {"handed_in": True},
    A.CONTACT: {"contacted_at": START, "agreed_at": START},
    A.RELAY: {"contacted_at": START},
    A.CONFIRM: {"confirmed_at": START},
    A.REDO: {"rework_rounds": 1},
    A.CALL: {"callback_at": START, "callback_solved": Solved.NO, "callback_rating": Rating.DISSATISFIED},
    A.PASS: {"callback_at": None, "callback_solved": None, "callback_rating": None},
}


def snapshot(case: CaseFile) -> tuple[Any, ...]:
    columns = tuple(getattr(case, column.key) for column in CaseFile.__table__.columns)
    return columns, tuple((clock.kind, clock.stopped_at) for clock in case.clocks)


class Life(RuleBasedStateMachine):
    """One case on its way."""

    def __init__(self) -> None:
        super().__init__()
        self.at, self.events, self.done = START, 0, set[Action]()
        self.case = CaseFile(
            uid="case",
            office_uid="office",
            track=Track.HOTLINE,
            received_at=START,
            grade=Grade.U3,
            holder_uid="clerk",
            receipts=[Receipt(uid="receipt")],
            accused=[],
            parts=[],
        )

    @property
    def now(self) -> Moment:
        """This moment."""
        return Moment(self.at, TIMETABLE)

    @initialize(
        on_paper=st.booleans(), consent=st.booleans(), contact=st.booleans(), category=st.sampled_from(["M1", "L1"])
    )
    def begin(self, on_paper: bool, consent: bool, contact: bool, category: str) -> None:
        self.case.on_paper, self.case.consent_contact, self.case.has_contact = on_paper, consent, contact
        self.case.category = category
        self._do(A.REGISTER, "clerk")

    @rule(hours=st.integers(0, 20))
    def wait(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule(
        action=st.sampled_from([action for action in A if action is not A.REGISTER]), who=st.sampled_from(list(PEOPLE))
    )
    def try_anything(self, action: Action, who: str) -> None:
        self._do(action, who)

    @rule(data=st.data())
    def do_something_lawful(self, data: st.DataObject) -> None:
        self._do(*data.draw(st.sampled_from(self.lawful())))

    def lawful(self) -> list[tuple[Action, str]]:
        """What may be done now; what this life has not done yet comes alone, so that lives get far."""
        able = [
            (row.action, who)
            for row in CASE.rows_at(self.case.state)
            for who, actor in PEOPLE.items()
            if decide(actor, row.action, self.case, self.now, facts_of(row.action, self.now)).allowed
        ]
        return [one for one in able if one[0] not in self.done] or able

    def _do(self, action: Action, who: str) -> None:
        before, state = snapshot(self.case), self.case.state
        facts = facts_of(action, self.now)
        verdict = decide(PEOPLE[who], action, self.case, self.now, facts)
        try:
            event = perform(self.case, action, PEOPLE[who], self.now, facts)
        except Refused:
            assert not verdict.allowed and snapshot(self.case) == before
            return
        assert verdict.allowed
        self.events += 1
        assert (event.from_state, event.to_state) == (state.value if state else None, self.case.state.value)
        assert event.subject_version == self.case.version
        taken[action, state] += 1
        self.done.add(action)
        self._effects(action)

    def _effects(self, action: Action) -> None:
        for name, value in EFFECTS.get(action, {}).items():
            setattr(self.case, name, value)
        if self.case.state is State.CLOSED and action is not A.OFFICE_MESSAGE and self.case.closed_at is None:
            self.case.closed_at = self.at
            self.case.closed_by = next(row.rule for row in ROWS if row.action is action)
        if self.case.state is not State.CLOSED:
            self.case.closed_at = None

    @invariant()
    def versions_count_the_events(self) -> None:
        assert self.case.version == self.events

    @invariant()
    def the_sorting_date_is_the_earliest_running_one(self) -> None:
        running = [clock.due_at for clock in self.case.clocks if clock.stopped_at is None]
        assert not self.events or self.case.sort_due_at == min(running, default=CaseFile.far_future)

    @invariant()
    def no_clock_runs_twice_and_none_after_the_end(self) -> None:
        running = [clock.kind for clock in self.case.clocks if clock.stopped_at is None]
        assert len(running) == len(set(running))
        if self.case.state is State.CLOSED:
            assert set(running) <= {"contact"}


def test_the_table_keeps_its_promises() -> None:
    quiet = settings(
        max_examples=80,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=quiet)


def test_every_row_is_taken() -> None:
    taken.clear()
    for seed in range(150):
        _live(random.Random(seed))
    actions = {action for action, _state in taken}
    assert sorted(action.name for action in A if action not in actions) == []


def _live(dice: random.Random) -> None:
    life = Life()
    life.begin(dice.random() < 0.5, dice.random() < 0.5, dice.random() < 0.5, dice.choice(["M1", "L1"]))
    for _ in range(45):
        life.wait(dice.randrange(4))
        life._do(*dice.choice(life.lawful()))
        life.try_anything(dice.choice([action for action in A if action is not A.REGISTER]), dice.choice(list(PEOPLE)))
        life.versions_count_the_events()
        life.the_sorting_date_is_the_earliest_running_one()
        life.no_clock_runs_twice_and_none_after_the_end()
