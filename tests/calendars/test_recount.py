"""After an import running clocks are counted anew: an event for each date that moves, nothing for what stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import clock
from casebook.calendars import recount_service, service
from casebook.calendars.reading import Given
from casebook.case.models import CaseFile, State
from casebook.case.workflow import Action
from casebook.clock import OFFICE_ZONE
from casebook.extensions import db
from casebook.kernel import jobs
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, EventDetails
from casebook.kernel.jobs import Job
from casebook.kernel.timetable import current
from casebook.outbox import worker
from casebook.people.actor import SYSTEM
from casebook.web.acting import acted
from tests.lives import Life
from tests.moves import MOVES
from tests.town import Town, build

RECEIVED = datetime(2026, 12, 29, 9, tzinfo=OFFICE_ZONE)  # a Tuesday
IMPORTED = datetime(2026, 12, 30, 9, tzinfo=OFFICE_ZONE)
NEW_YEAR = {date(2027, 1, 1): (False, "元旦"), date(2027, 1, 2): (False, "元旦")}
SUNDAY_WORKED = {**NEW_YEAR, date(2027, 1, 3): (True, "调休上班")}
MONDAY_OFF = {**NEW_YEAR, date(2027, 1, 3): (False, "元旦"), date(2027, 1, 4): (False, "元旦")}


@contextmanager
def at(app: Flask, instant: datetime) -> Iterator[Session]:
    with app.app_context(), clock.pinned(instant), acted() as session:
        yield session
    with app.app_context():
        db.session.remove()


@pytest.fixture
def town(app: Flask) -> Town:
    with at(app, RECEIVED) as session:
        made = build(session)
        session.expunge_all()
    return made


def registered(app: Flask, town: Town, cases: int = 1, steps: tuple[str, ...] = ("register",)) -> list[str]:
    with at(app, RECEIVED) as session:
        lives = [Life(session, town, at=RECEIVED) for _ in range(cases)]
        for life in lives:
            for step in steps:
                getattr(life, step)()
        return [life.file.uid for life in lives]


def notice(app: Flask, days: dict[date, tuple[bool, str]], instant: datetime = IMPORTED) -> None:
    with at(app, instant) as session:
        now = Moment(instant, current(session))
        service.import_calendar(session, SYSTEM, now, "system", Given(days, 2027), "国办通知", ())


def work(app: Flask, instant: datetime = IMPORTED) -> int:
    with app.app_context(), clock.pinned(instant):
        return worker.work_all()


def case(app: Flask, uid: str) -> CaseFile:
    with app.app_context():
        return db.session.scalars(select(CaseFile).where(CaseFile.uid == uid)).one()


def told(app: Flask, uid: str) -> list[dict[str, Any]]:
    with app.app_context():
        rows = select(EventDetails.facts).join(Event, Event.uid == EventDetails.event_uid)
        found = db.session.scalars(rows.where(Event.subject_uid == uid, Event.action == "recount").order_by(Event.id))
        return list(found)


# Five working days after Tuesday 12-29: 12-30, 12-31, 1-4, 1-5, 1-6. With the Sunday 1-3 worked the fifth is 1-5; with
# Monday 1-4 off it is 1-7.
@pytest.mark.parametrize(("days", "new"), [(SUNDAY_WORKED, date(2027, 1, 5)), (MONDAY_OFF, date(2027, 1, 7))])
def test_a_date_moves_either_way_with_an_event_of_its_own(app: Flask, town: Town, days: Any, new: date) -> None:
    (uid,) = registered(app, town)
    assert case(app, uid).clock("decide").due_on == date(2027, 1, 6) and case(app, uid).clock("decide").provisional
    notice(app, days)
    work(app)
    found = case(app, uid)
    decide = found.clock("decide")
    assert (decide.due_on, decide.provisional, decide.calendar_version) == (new, False, 2)
    assert found.sort_due_at == decide.due_at and found.version == 2
    (facts,) = told(app, uid)
    assert (facts["clock"], facts["old"], facts["new"]) == ("decide", "2027-01-06", new.isoformat())
    assert facts["legal_old"] == facts["legal_new"] == "2027-01-13"


def test_a_date_that_stands_is_no_longer_provisional_and_nobody_is_told(app: Flask, town: Town) -> None:
    (uid,) = registered(app, town)
    notice(app, NEW_YEAR)
    work(app)
    decide = case(app, uid).clock("decide")
    assert (decide.due_on, decide.provisional, decide.calendar_version) == (date(2027, 1, 6), False, 2)
    assert told(app, uid) == [] and case(app, uid).version == 1


def test_each_moved_date_has_its_event_and_a_stopped_clock_stays_as_it_was_judged(app: Flask, town: Town) -> None:
    (uid,) = registered(app, town, steps=("register", "accept", "text", "dispatch", "sign", "contact"))
    notice(app, SUNDAY_WORKED)
    work(app)
    found = case(app, uid)
    # 60 days from 12-29 end on Saturday 2027-02-27 whatever is worked in January.
    assert [facts["clock"] for facts in told(app, uid)] == ["feedback"]
    assert found.clock("feedback").due_on == date(2027, 1, 5)
    assert (found.clock("decide").due_on, found.clock("decide").provisional) == (date(2027, 1, 6), True)
    assert found.clock("law60").provisional is False and found.state is State.HANDLING


def test_what_stood_still_when_the_calendar_came_follows_it_once_it_goes_on(app: Flask, town: Town) -> None:
    (uid,) = registered(app, town, steps=("register", "accept", "text", "dispatch", "sign", "contact", "close"))
    notice(app, SUNDAY_WORKED)
    work(app)
    assert case(app, uid).clock("feedback").due_on == date(2027, 1, 6)
    later = IMPORTED + timedelta(hours=2)
    with at(app, later) as session:
        life = Life(session, town, at=later, case=session.scalars(select(CaseFile).where(CaseFile.uid == uid)).one())
        MOVES[Action.SEND_BACK](life, life.actor("officer"), life.now())
    assert case(app, uid).clock("feedback").due_on == date(2027, 1, 6), "it goes on under the date it had"
    work(app, later + timedelta(hours=2))
    feedback = case(app, uid).clock("feedback")
    assert (feedback.due_on, feedback.calendar_version) == (date(2027, 1, 5), 2)
    assert [facts["clock"] for facts in told(app, uid)] == ["feedback"]


def test_a_second_look_and_a_second_import_tell_nothing_twice(app: Flask, town: Town) -> None:
    (uid,) = registered(app, town)
    notice(app, SUNDAY_WORKED)
    work(app)
    work(app, IMPORTED + service.SECOND_LOOK)
    notice(app, SUNDAY_WORKED, IMPORTED + timedelta(hours=1))
    work(app, IMPORTED + timedelta(hours=2))
    assert len(told(app, uid)) == 1
    with app.app_context():
        left = select(Job).where(Job.kind.in_(("recount", "recount-all")), Job.done_at.is_(None))
        assert db.session.scalars(left).all() == []


def test_a_clock_begun_by_whoever_had_not_seen_the_import_is_found_by_the_second_look(app: Flask, town: Town) -> None:
    with app.app_context():
        old = current(db.session())
    notice(app, SUNDAY_WORKED)
    work(app)

    class Late(Life):
        def now(self) -> Moment:
            return Moment(self.at, old)

    with at(app, RECEIVED) as session:
        uid = Late(session, town, at=RECEIVED).register().file.uid
    work(app, IMPORTED + service.SECOND_LOOK)
    assert case(app, uid).clock("decide").due_on == date(2027, 1, 5)


def test_a_kill_in_the_midst_loses_nothing_and_repeats_nothing(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recount_service, "BATCH", 2)
    uids = registered(app, town, cases=5)
    notice(app, SUNDAY_WORKED)
    with app.app_context(), clock.pinned(IMPORTED):
        while not any(told(app, uid) for uid in uids):
            assert worker.work_once()
        with acted() as session:  # a worker that took a job and was killed before it could do it
            while (job := jobs.lease_next(session, clock.now())) is not None and job.kind != "recount":
                pass
    later = IMPORTED + jobs.LEASE + timedelta(seconds=1)
    work(app, later)
    assert [len(told(app, uid)) for uid in uids] == [1] * 5


def test_the_citizen_and_the_holder_are_told(app: Flask, town: Town) -> None:
    (uid,) = registered(app, town)
    notice(app, SUNDAY_WORKED)
    work(app)
    from casebook.kernel.history import Message

    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.subject_uid == uid, Event.action == "recount")).one()
        audiences = set(db.session.scalars(select(Message.audience).where(Message.event_uid == event.uid)))
    assert audiences == {"citizen", "holder"} and (event.actor_kind, event.rule) == ("system", None)


def test_the_export_tells_both_dates(app: Flask, town: Town) -> None:
    registered(app, town)
    notice(app, SUNDAY_WORKED)
    work(app)
    result = app.test_cli_runner().invoke(args=["export", "events"])
    assert '"old":"2027-01-06","new":"2027-01-05"' in result.output
