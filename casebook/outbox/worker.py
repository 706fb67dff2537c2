"""The loop of `casebook work`: lease a job, do it, settle it, each in a transaction of its own; sweep every hour."""

import logging
import signal
from contextlib import suppress
from threading import Event as Flag

from sqlalchemy.exc import OperationalError

from casebook import clock
from casebook.calendars import recount_service
from casebook.extensions import db
from casebook.kernel import jobs
from casebook.kernel.jobs import Job
from casebook.outbox import deliver
from casebook.outbox.sweep import sweep
from casebook.vault import weekly
from casebook.web.acting import acted

# Importing a module registers the jobs it does: a worker must know all of them.
HANDLERS = (deliver, recount_service, weekly)
IDLE = 1.0  # seconds between two looks at an empty queue

log = logging.getLogger(__name__)


def work(stopping: Flag) -> None:
    """Do jobs as they fall due until told to stop; the present job is finished first."""
    swept = None
    while not stopping.is_set():
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        if not _round(sweeping=hour != swept):
            stopping.wait(IDLE)
        swept = hour


def work_once() -> bool:
    """Do the longest-due job, if there is one, and settle it whatever comes; tell whether there was one."""
    job = _leased()
    if job is None:
        return False
    try:
        with acted() as session:
            jobs.run(session, job, clock.now())
    except jobs.LeaseLost:
        log.warning("job %s took longer than its lease; whoever has it now does it", job.uid)
    except Exception as error:
        # The loop must go on; the row says what happened.
        with suppress(jobs.LeaseLost), acted() as session:
            jobs.failed(session, job, error, clock.now())
    return True


def work_all() -> int:
    """Do every job that is due and answer how many there were."""
    done = 0
    while work_once():
        done += 1
    return done


def sweep_now() -> None:
    """Delete what need not be kept any longer."""
    with acted() as session:
        sweep(session, clock.now())


def stop_on_signals(stopping: Flag) -> None:
    """Let SIGTERM and SIGINT end the work after the present job."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())


def _leased() -> Job | None:
    with acted() as session:
        job = jobs.lease_next(session, clock.now())
        if job is not None:
            # Kept as it was leased: read again later it would carry the token of whoever leased it after us.
            session.flush()
            session.expunge(job)
    return job


def _round(sweeping: bool) -> bool:
    """Sweep if it is time, do one job if one is due; tell whether there was one."""
    try:
        if sweeping:
            sweep_now()
        return work_once()
    except OperationalError as error:
        # The database restarts or is locked: what was leased is free again in two minutes.
        log.warning("the database does not answer: %s", type(error.orig).__name__)
        return False
    finally:
        db.session.remove()
