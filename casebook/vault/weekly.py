"""Every Monday those who watch over identities are told that the report of the week before is there."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casebook.clock import OFFICE_ZONE
from casebook.kernel import jobs
from casebook.kernel.deadlines import Moment, local_day
from casebook.kernel.jobs import Job
from casebook.kernel.timetable import current
from casebook.people.actor import System
from casebook.people.queries import the_office
from casebook.vault import reports
from casebook.vault.openings import count_openings
from casebook.vault.reports import IdentityDeed

JOB = "openings-week"
WEEK = timedelta(days=7)
IN_THE_MORNING = time(8)
ACTOR = System("openings")


def plan(session: Session, now: datetime) -> None:
    """Let the report of the present week be told next Monday; asked again it changes nothing."""
    monday = week_of(local_day(now))
    if session.scalar(select(Job.id).where(Job.key == f"{JOB}:{monday}")) is not None:
        return
    try:
        with session.begin_nested():
            ringing = datetime.combine(monday + WEEK, IN_THE_MORNING, OFFICE_ZONE)
            jobs.enqueue(session, JOB, str(monday), {"week": monday.isoformat()}, ringing)
    except IntegrityError:
        return  # another worker was faster


@jobs.handles(JOB)
def tell(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """Tell that the report is there, also where nothing was opened: silence would say nothing."""
    monday, office = date.fromisoformat(payload["week"]), the_office(session)
    first, end = span(monday)
    facts = {"office": office.uid, "week": monday, "openings": count_openings(session, office.uid, first, end)}
    reports.keep(session, IdentityDeed.WEEK, ACTOR, Moment(now, current(session)), facts, tells=True)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def span(monday: date) -> tuple[datetime, datetime]:
    """The first instant of a week and the first after it."""
    first = datetime.combine(monday, time(), OFFICE_ZONE)
    return first, datetime.combine(monday + WEEK, time(), OFFICE_ZONE)
