"""What holds of a whole quarter: one answerable person at each instant, each due date replayed, each rung once."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, State
from casebook.case.workflow import CASE, Action
from casebook.extensions import db
from casebook.kernel.clocks import Clock, counted
from casebook.kernel.deadlines import Timetable
from casebook.kernel.history import Event, EventDetails
from casebook.kernel.jobs import Job
from casebook.kernel.living import FAR_FUTURE
from casebook.kernel.timetable import CONFIRMED_IN_SEED, SEED, calendar_of, current
from casebook.responsibility.models import Chain, Link
from tests.faults.quarter import AT_REST, LAST, LIMIT_AT, NEW_CHECK, NOTICE, NOTICE_AT, Quarter, one_answerable
from tests.independent import checker


def lived(app: Flask, cases: int, seed: int) -> Quarter:
    quarter = Quarter(app, cases, random.Random(seed), one_answerable)
    quarter.live()
    with app.app_context():
        session = db.session()
        _nothing_broke(session)
        _somebody_at_every_instant(session)
        _due_dates_replayed(session)
        _each_rung_once(session)
        _second_opinion(app, session)
    return quarter


def test_a_quarter_of_two_dozen_cases_keeps_every_promise(app: Flask) -> None:
    quarter = lived(app, cases=24, seed=7)
    assert quarter.jobs_done > 100
    reached = {action for action, count in quarter.taken.items() if count}
    # The rarer ends are left to the long run.
    assert reached >= {Action.SIGN, Action.CLOSE, Action.PASS} and len(reached) > len(Action) / 3


@pytest.mark.long
def test_a_quarter_of_a_thousand_cases_keeps_every_promise(app: Flask) -> None:
    quarter = lived(app, cases=1000, seed=1)
    with app.app_context():
        states = set(db.session.scalars(select(CaseFile.state)))
    assert states >= {State.CLOSED, State.HANDLING, State.REWORK}
    assert quarter.jobs_done > 5000


def _nothing_broke(session: Session) -> None:
    assert session.scalars(select(Job).where(Job.dead_at.is_not(None))).all() == []
    assert session.scalars(select(Job).where(Job.error.is_not(None))).all() == []


def _somebody_at_every_instant(session: Session) -> None:
    links: dict[str, list[Link]] = {}
    for chain, link in session.execute(select(Chain, Link).join(Link, Link.chain_uid == Chain.uid).order_by(Link.seq)):
        links.setdefault(chain.case_uid, []).append(link)
    for uid, events in _events(session).items():
        for event, following in zip(events, [*events[1:], None], strict=True):
            until = following.at if following else LAST.astimezone(UTC)
            if event.to_state not in AT_REST and event.at < until:
                middle = event.at + (until - event.at) / 2
                for instant in (event.at, middle):
                    held = [link for link in links[uid] if link.since <= instant < (link.until or FAR_FUTURE)]
                    assert len(held) == 1, (uid, instant)


def _due_dates_replayed(session: Session) -> None:
    timetables = _timetables(session)
    at_rest = set(session.scalars(select(CaseFile.uid).where(CaseFile.state.in_(map(State, AT_REST)))))
    for clock in session.scalars(select(Clock)).unique():
        due = counted(clock, timetables[clock.calendar_version])
        assert (clock.due_at, clock.legal_due_at) == (due.due_at, due.legal_due_at), (clock.subject_uid, clock.kind)
        assert clock.provisional is due.provisional
        assert not clock.runs or clock.subject_uid in at_rest or clock.calendar_version == max(timetables)


def _timetables(session: Session) -> dict[int, Timetable]:
    newest = current(session)
    numbers = range(1, newest.calendar.version + 1)
    return {number: replace(newest, calendar=calendar_of(session, number)) for number in numbers}


def _each_rung_once(session: Session) -> None:
    """No rung of a clock's ladder is climbed twice, and none is left out whose time came while the clock ran."""
    climbed: Counter[Any] = Counter()
    rows = select(Event, EventDetails.facts).join(EventDetails, EventDetails.event_uid == Event.uid)
    for event, facts in session.execute(rows.where(Event.subject_kind == "case", Event.actor_kind == "system")):
        if "was_due" in facts and "clock" in facts:
            climbed[event.subject_uid, facts["clock"], facts.get("unit"), event.action] += 1
    clocks = session.scalars(select(Clock)).unique().all()
    # A case given to a unit again has a new clock there, which may be late at once; each clock's rung is its own.
    fired = Counter((clock.subject_uid, clock.kind, clock.unit_uid, name) for clock in clocks for name in clock.fired)
    assert climbed - fired == Counter()
    assert all(len(set(clock.fired)) == len(clock.fired) for clock in clocks)
    calendar = current(session).calendar
    for clock in clocks:
        for rung in CASE.clock(clock.kind).ladder:
            due = rung.when(clock, calendar)
            left_out = clock.runs and due < LAST and rung.action.value not in clock.fired
            assert not left_out, (clock.subject_uid, clock.kind, rung.action, due)


def _second_opinion(app: Flask, session: Session) -> None:
    result = app.test_cli_runner().invoke(args=["export", "events"])
    assert result.exit_code == 0, result.output
    first = checker.read_calendar(SEED.read_text(encoding="utf-8").splitlines(), CONFIRMED_IN_SEED)
    calendars = [first, _with_notice(session)]
    limits = [("check", NEW_CHECK, LIMIT_AT)]
    assert checker.differences(result.output.splitlines(), calendars, limits) == []
    assert all(
        json.loads(line)["holder"]
        for line in checker.standing(result.output.splitlines(), calendars, limits, datetime(2026, 11, 20, tzinfo=UTC))
    )


def _with_notice(session: Session) -> checker.Calendar:
    # What the notice does not name of its year is as the weekday says.
    seed = checker.read_calendar(SEED.read_text(encoding="utf-8").splitlines(), ())
    days = {day: worked for day, worked in seed.days.items() if day.year != NOTICE.year}
    days |= {day: worked for day, (worked, _name) in NOTICE.days.items()}
    return checker.Calendar(days, frozenset({*CONFIRMED_IN_SEED, 2027}), NOTICE_AT)


def _events(session: Session) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in session.scalars(select(Event).where(Event.subject_kind == "case").order_by(Event.subject_version)):
        found.setdefault(event.subject_uid, []).append(event)
    return found
