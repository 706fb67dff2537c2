"""Work that follows a deed: a row written in the deed's own transaction, leased, retried, and never lost.

A job may run twice after a crash (at least once), never not at all. A timer is a job with `run_at`.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from casebook.kernel.columns import Base, Key, Uid

LEASE = timedelta(minutes=2)
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)

log = logging.getLogger(__name__)


class Job(Base):
    """One piece of work. `key` is unique: the same work is never queued twice."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_waiting", "run_at", "id"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


Handler = Callable[[Session, dict[str, Any], datetime], None]
_handlers: dict[str, Handler] = {}


class NotYet(Exception):
    """Raised by a handler whose time has moved: the job is put back to `run_at` without counting a try."""

    def __init__(self, run_at: datetime) -> None:
        super().__init__(run_at)
        self.run_at = run_at


class LeaseLost(Exception):
    """Raised when somebody else holds the job meanwhile: all is rolled back, so that no effect happens twice."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind."""

    def keep(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return keep


def enqueue(session: Session, kind: str, key: str, payload: dict[str, Any], run_at: datetime) -> Job:
    """Add a job to the present transaction."""
    job = Job(kind=kind, key=f"{kind}:{key}", payload=payload, run_at=run_at)
    session.add(job)
    return job


def lease_next(session: Session, now: datetime) -> Job | None:
    """Take the longest-due free job for LEASE, or None. The caller commits before the work begins."""
    free = (Job.leased_until.is_(None)) | (Job.leased_until <= now)
    waiting = select(Job).where(Job.done_at.is_(None), Job.dead_at.is_(None), Job.run_at <= now, free)
    job = session.scalar(waiting.order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True))
    if job is not None:
        job.lease, job.leased_until = secrets.token_hex(16), now + LEASE
        job.attempts += 1
    return job


def run(session: Session, job: Job, now: datetime) -> None:
    """Do the job's work in the present transaction and mark it done; raises what the work raises, or LeaseLost."""
    _handlers[job.kind](session, job.payload, now)
    _settle(session, job, done_at=now)


def failed(session: Session, job: Job, error: Exception, now: datetime) -> None:
    """Note a failure: try again later, or give up after the last retry and leave the job for the director's desk."""
    if isinstance(error, NotYet):
        _settle(session, job, run_at=error.run_at, attempts=job.attempts - 1)
        return
    log.warning("job %s failed at try %s: %s", job.uid, job.attempts, type(error).__name__)
    text = f"{type(error).__name__}"
    if job.attempts > len(RETRY_AFTER):
        _settle(session, job, dead_at=now, error=text)
    else:
        _settle(session, job, run_at=now + RETRY_AFTER[job.attempts - 1], error=text)


def _settle(session: Session, job: Job, **values: Any) -> None:
    # Only whoever still holds the lease may settle the job: a worker that woke up late changes nothing.
    mine = update(Job).where(Job.id == job.id, Job.lease == job.lease)
    settled = mine.values(lease=None, leased_until=None, **values).execution_options(synchronize_session=False)
    if session.execute(settled.returning(Job.id)).scalar() is None:
        raise LeaseLost
