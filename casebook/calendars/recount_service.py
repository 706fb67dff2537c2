"""Counting running clocks anew once the calendar has changed: one event for each date that moves. Nothing here commits.

A date follows the calendar whichever way it leads: it may come earlier as well as later, for due dates are derived
from the records alone (domain.md 11(a), iii) and whoever is concerned is told. What has stopped stays as it was judged;
a clock that is resumed goes on under the date it had (T20) and follows the calendar from then on. Clocks of hours know
no calendar.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.calendars.service import RECOUNT_ALL
from casebook.case.models import CaseFile
from casebook.case.workflow import CASE, Action
from casebook.kernel import jobs, timers
from casebook.kernel.access import decide
from casebook.kernel.clocks import CalendarVersion, Clock, recount
from casebook.kernel.deadlines import Moment, local_day
from casebook.kernel.timetable import current
from casebook.kernel.transition import perform
from casebook.people.actor import System

# So few cases at a time that nobody waits noticeably for the writer.
BATCH = 20
# The exclusive end of a day is the next midnight: an instant before it lies on the day itself.
INSTANT = timedelta(milliseconds=1)
ACTOR = System("recount")


def recount_all(session: Session, now: datetime) -> int:
    """Queue every case with a running clock of an earlier calendar, in batches; answers how many cases there are.

    Asked again it queues only what is left: a batch that was done has no such clock any more.
    """
    newest = session.scalar(select(func.max(CalendarVersion.version))) or 0
    waiting = list(session.scalars(_waiting(newest)))
    for cases in _batches(waiting):
        key = f"{newest}:{cases[0]}:{now.isoformat()}"
        jobs.enqueue(session, timers.RECOUNT, key, {"subjects": cases}, now)
    return len(waiting)


@jobs.handles(RECOUNT_ALL)
def look(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """The job an import leaves behind, at once and again a little later."""
    recount_all(session, now)


@jobs.handles(timers.RECOUNT)
def recount_cases(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """Recount the running clocks of these cases. Done twice it changes nothing the second time."""
    moment = Moment(now, current(session))
    for case in session.scalars(select(CaseFile).where(CaseFile.uid.in_(payload["subjects"])).order_by(CaseFile.id)):
        for clock in _outdated(case, moment):
            _recounted(session, case, clock, moment)


def _waiting(newest: int) -> Any:
    outdated = select(Clock.subject_uid).where(Clock.stopped_at.is_(None), Clock.calendar_version < newest)
    return select(CaseFile.uid).where(CaseFile.uid.in_(outdated)).order_by(CaseFile.id)


def _batches(uids: list[str]) -> Iterator[list[str]]:
    return (uids[start : start + BATCH] for start in range(0, len(uids), BATCH))


def _outdated(case: CaseFile, now: Moment) -> Iterable[Clock]:
    if not decide(ACTOR, Action.RECOUNT, case, now).allowed:
        return ()  # over meanwhile, or sealed: nobody is to be told anything of it
    version = now.calendar.version
    return [clock for clock in case.clocks if clock.runs and clock.calendar_version < version]


def _recounted(session: Session, case: CaseFile, clock: Clock, now: Moment) -> None:
    before = _ends(clock)
    # Before the event is written, which sorts the case by the dates it then has.
    if not recount(clock, now.timetable):
        return
    (old, legal_old), (new, legal_new) = before, _ends(clock)
    facts = {"clock": clock.kind, "old": old, "new": new, "legal_old": legal_old, "legal_new": legal_new}
    perform(case, Action.RECOUNT, ACTOR, now, facts)
    timers.wind(session, CASE, case, clock, now)  # the one that was set may ring too late
    session.flush()


def _ends(clock: Clock) -> tuple[date, date]:
    """The last day of the office's term and of the law's."""
    return local_day(clock.due_at - INSTANT), local_day(clock.legal_due_at - INSTANT)
