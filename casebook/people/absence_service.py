"""Deeds on leave and the duty roster: who stands in for whom, who is on duty, and the event that keeps it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.people import admin_queries as find
from casebook.people.actor import Staff
from casebook.people.admin_history import Actor, event_of, keep
from casebook.people.admin_service import unless
from casebook.people.models import DutyShift, Leave, Role, Unit
from casebook.people.queries import people_at
from casebook.people.rights import PeopleDeed, takes_duty


@dataclass(frozen=True)
class Absence:
    """Days on which a person is away from a unit, and who stands in."""

    person_uid: str
    deputy_uid: str
    unit_uid: str
    first: date
    last: date


def record_leave(session: Session, actor: Staff, now: Moment, role: str, away: Absence) -> Leave:
    """Record that somebody is away, and who stands in with his posts at the unit."""
    unless(away.deputy_uid == away.person_uid, "deputy_is_himself")
    unless(away.first < now.today, "begins_before_today")
    unless(away.last < away.first, "ends_before_it_begins")
    unless(not find.has_post_at(session, away.person_uid, away.unit_uid, now.today), "no_post_here")
    unless(not find.has_post_at(session, away.deputy_uid, away.unit_uid, now.today), "deputy_has_no_post")
    _deputy_may_take_these_posts(session, away)
    unless(find.leaves_of(session, away.person_uid, away.first, away.last), "away_already")
    unless(find.leaves_of(session, away.deputy_uid, away.first, away.last), "deputy_is_away")
    unless(find.deputises(session, away.person_uid, away.first, away.last), "is_deputy_then")
    leave = Leave(
        uid=new_uid(),
        person_uid=away.person_uid,
        deputy_uid=away.deputy_uid,
        unit_uid=away.unit_uid,
        first=away.first,
        last=away.last,
        recorded_by=actor.uid,
        recorded_at=now.at,
    )
    session.add_all([leave, leave_event(session, leave, actor, now, role)])
    return leave


def cancel_leave(session: Session, actor: Staff, now: Moment, role: str, leave: Leave) -> None:
    """Take a leave back that is not over: from now on the person answers himself again."""
    unless(leave.cancelled_at is not None or leave.last < now.today, "leave_is_over")
    leave.cancelled_at = now.at
    moved = ("recorded", "cancelled")
    keep(session, leave, PeopleDeed.CANCEL_LEAVE, actor, now, role, moved, _leave_facts(leave))


def set_duty(
    session: Session, actor: Staff, now: Moment, role: str, unit: Unit, day: date, person_uid: str
) -> DutyShift:
    """Say who is on duty at a unit on a day that is not over."""
    unless(day < now.today, "day_is_over")
    fitting = people_at(session, unit.uid, takes_duty(unit), day)
    unless(person_uid not in {person.uid for person in fitting}, "no_post_then")
    shift = find.shift(session, unit.uid, day) or DutyShift(uid=new_uid(), unit_uid=unit.uid, day=day)
    shift.person_uid, shift.recorded_by, shift.recorded_at = person_uid, actor.uid, now.at
    session.add_all([shift, duty_event(session, shift, actor, now, role)])
    return shift


def leave_event(session: Session, leave: Leave, actor: Actor, now: Moment, role: str = "system") -> Event:
    """The event of a leave that is recorded."""
    moved = (None, "recorded")
    return event_of(session, leave, PeopleDeed.RECORD_LEAVE, actor, now, role, moved, _leave_facts(leave))


def duty_event(session: Session, shift: DutyShift, actor: Actor, now: Moment, role: str = "system") -> Event:
    """The event of a shift that is set, for the first time or anew."""
    facts = {"unit": shift.unit_uid, "day": shift.day, "person": shift.person_uid}
    return event_of(session, shift, PeopleDeed.SET_DUTY, actor, now, role, (None, "set"), facts)


def _deputy_may_take_these_posts(session: Session, away: Absence) -> None:
    # Otherwise a leave would join what no grant may join.
    sides = {Role.ADMIN in find.roles_of(session, uid) for uid in (away.person_uid, away.deputy_uid)}
    unless(len(sides) > 1, "admin_stands_alone")


def _leave_facts(leave: Leave) -> dict[str, Any]:
    return {
        "person": leave.person_uid,
        "deputy": leave.deputy_uid,
        "unit": leave.unit_uid,
        "first": leave.first,
        "last": leave.last,
    }
