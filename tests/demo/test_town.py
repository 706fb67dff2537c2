"""The demo town: every state and light is there, and everything in it was lived lawfully, by somebody, in the past."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from casebook.case.labels import clock_label
from casebook.case.models import CaseFile, State
from casebook.case.replay import as_it_stood
from casebook.demo.timekeeping import RINGING
from casebook.kernel.history import Event
from casebook.kernel.jobs import Job
from casebook.outbox.models import Delivery
from casebook.people.models import DutyShift, Grant, Leave, Person, Unit, UnitKind
from casebook.people.queries import answering_person
from casebook.people.rights import PeopleDeed
from casebook.responsibility.models import Chain
from casebook.web.acting import moment
from tests.demo.town import cases_of, history_of, lights_of

OVER = {"closed", "declined", "transferred", "merged", "withdrawn", "terminated"}


def test_every_state_and_every_way_to_the_end_is_there(town: Session) -> None:
    cases = cases_of(town)
    assert len(cases) == 60
    assert {case.state for case in cases} == set(State)
    closed = {case.closed_by for case in cases if case.state is State.CLOSED}
    assert closed == {"T4", "T22", "T23", "T25", "T27b", "T40"}
    declined = {case.closed_by for case in cases if case.state is State.DECLINED}
    assert declined == {"T6", "T10", "T38"}
    at_work = [case for case in cases if case.state is State.HANDLING]
    assert any(case.holder_uid == case.handler_uid and case.contacted_at for case in at_work)
    assert any(case.holder_uid != case.handler_uid for case in at_work), "given, not taken on yet"
    assert any(case.contacted_at is None for case in at_work)
    assert any(case.on_paper for case in at_work)


def test_every_light_is_there(town: Session) -> None:
    assert lights_of(town) >= {"overdue", "今天到期", "还剩1个工作日", "provisional", "paused"}


def test_named_office_only_and_no_name_are_there(town: Session) -> None:
    kinds = {(case.has_contact, case.consent_contact) for case in cases_of(town)}
    assert kinds == {(True, True), (True, False), (False, False)}


def test_somebody_answers_for_every_case_at_every_instant(town: Session) -> None:
    now = moment().at
    for case in cases_of(town):
        chain = town.scalars(select(Chain).where(Chain.case_uid == case.uid)).one()
        _check_links(chain, case, now, _over_for(town, case))


def _over_for(town: Session, case: CaseFile) -> timedelta:
    """How long the case was over before it was opened again."""
    spans, since = timedelta(), None
    for event in history_of(town, case):
        over = event.to_state in OVER
        if since is not None and not over:
            spans += event.at - since
        since = None if not over else since or event.at
    return spans


def _check_links(chain: Chain, case: CaseFile, now: datetime, over: timedelta) -> None:
    links = chain.links
    assert links[0].since == chain.opened_at
    assert links[-1].person_uid == case.holder_uid
    assert (links[-1].until is None) == (chain.closed_at is None) == (case.closed_at is None)
    gaps = timedelta()
    for link, following in zip(links, links[1:], strict=False):
        assert link.until is not None
        assert link.since <= link.until <= following.since
        gaps += following.since - link.until
    # Only between an end and a new beginning nobody has to answer.
    assert gaps == over
    held = sum(((link.until or now) - link.since for link in links), timedelta())
    assert held + gaps == (chain.closed_at or now) - chain.opened_at


def test_replaying_the_events_gives_state_version_and_clocks(town: Session) -> None:
    now = moment()
    for case in cases_of(town):
        events = history_of(town, case)
        then = as_it_stood(events, case.clocks, now.today, now.timetable, {})
        running = sorted(clock_label(clock.kind) for clock in case.clocks if clock.runs)
        assert sorted(row.name for row in then.dates) == running
        state, version, at = None, 0, None
        for event in events:
            assert (event.from_state, event.subject_version) == (state, version + 1)
            assert at is None or event.at >= at
            state, version, at = event.to_state, event.subject_version, event.at
        assert (state, version) == (case.state.value, case.version)


def test_the_history_as_a_whole_runs_forward(town: Session) -> None:
    times = list(town.scalars(select(Event.at).where(Event.subject_kind == "case").order_by(Event.id)))
    steps = (after - before for before, after in zip(times, times[1:], strict=False))
    assert all(step > -timedelta(minutes=3) for step in steps), "a clerk takes two minutes to write down"


def _keys(town: Session, events: Select[tuple[str]]) -> list[str]:
    return [f"deliver:{uid}" for uid in town.scalars(events)]


def test_nothing_waits_to_be_mailed(town: Session) -> None:
    assert town.scalar(select(func.count()).select_from(Job)) > 0
    # The tests of this folder share the town and sign in to it: of that its people are told.
    signed_in = select(Event.uid).where(Event.action == PeopleDeed.NEW_DEVICE.value)
    waiting = town.scalars(select(Job).where(Job.done_at.is_(None), Job.key.not_in(_keys(town, signed_in)))).all()
    assert {job.kind for job in waiting} <= set(RINGING)
    assert all(job.run_at > moment().at for job in waiting), "the town lives on after it is loaded"
    assert waiting
    assert town.scalars(select(Delivery)).all() == []
    assert all(person.email.endswith(".invalid") for person in town.scalars(select(Person)))


def test_units_people_roster_and_leave_are_those_of_the_town(town: Session) -> None:
    units = list(town.scalars(select(Unit)))
    assert sum(unit.kind is UnitKind.STATION for unit in units) == 13
    assert {unit.code for unit in units if unit.on_paper} == {"credit", "school"}
    assert all(unit.demo for unit in units)
    in_force = select(Grant.unit_uid).where(Grant.answering, Grant.ended_at.is_(None))
    assert sorted(town.scalars(in_force)) == sorted(unit.uid for unit in units)
    now, office = moment(), next(unit for unit in units if unit.kind is UnitKind.OFFICE)
    ahead = town.scalar(select(func.max(DutyShift.day)).where(DutyShift.unit_uid == office.uid))
    assert (ahead - now.today).days >= 14
    leave = town.scalars(select(Leave)).one()
    assert answering_person(town, leave.unit_uid, now) == leave.deputy_uid
    deeds = town.scalars(select(Event).where(Event.actor_uid == leave.deputy_uid, Event.subject_kind == "case"))
    assert "station_head" in {event.role for event in deeds}, "the deputy acted with the head's post"
