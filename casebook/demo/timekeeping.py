"""The demo's time passes: what fell due between two deeds happens at its own instant, done by the system."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import clock
from casebook.kernel import jobs, timers
from casebook.kernel.jobs import Job
from casebook.stages.callback import sampling

# Mail is none of it: the demo writes to nobody.
RINGING = (timers.KIND, sampling.WEEK)


def ring_until(session: Session, until: datetime) -> None:
    """Let every timer ring that is due by this instant, the earliest first."""
    while (job := _due(session, until)) is not None:
        with clock.pinned(job.run_at):
            _ring(session, job)


def _ring(session: Session, job: Job) -> None:
    try:
        jobs.run(session, job, job.run_at)
    except jobs.NotYet as later:
        job.run_at = later.run_at
    session.flush()


def _due(session: Session, until: datetime) -> Job | None:
    waiting = select(Job).where(Job.kind.in_(RINGING), Job.done_at.is_(None), Job.run_at <= until)
    return session.scalar(waiting.order_by(Job.run_at, Job.id).limit(1))
