"""Time passes: whatever timers are due ring in order, as the worker lets them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.kernel import jobs, timers
from casebook.kernel.jobs import Job


def ring_until(session: Session, now: datetime) -> int:
    """Ring every timer that is due by `now`, each at most once at this instant; answers how many rang."""
    session.flush()
    rung = 0
    while (job := _due(session, now)) is not None:
        rung += 1
        try:
            timers.ring(session, job.payload, now)
            job.done_at = now
        except jobs.NotYet as later:
            job.run_at = later.run_at
        session.flush()
    return rung


def _due(session: Session, now: datetime) -> Job | None:
    waiting = select(Job).where(Job.kind == timers.KIND, Job.done_at.is_(None), Job.run_at <= now)
    return session.scalar(waiting.order_by(Job.run_at, Job.id).limit(1))
