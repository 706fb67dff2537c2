"""A job is leased by one worker at a time, tried again on a schedule, and never lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casebook.kernel import jobs
from casebook.kernel.jobs import LEASE, Job, LeaseLost, NotYet

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    engine = create_engine(database)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def effects() -> Iterator[list[str]]:
    """What the jobs of kind "test" did, by the word of their payload."""
    done: list[str] = []

    @jobs.handles("test")
    def act(session: Session, payload: dict[str, str], now: datetime) -> None:
        done.append(payload["word"])

    yield done
    jobs._handlers.pop("test")


def add(session: Session, word: str, run_at: datetime = NOON) -> Job:
    job = jobs.enqueue(session, "test", word, {"word": word}, run_at)
    session.commit()
    return job


def lease(session: Session, now: datetime = NOON) -> Job | None:
    job = jobs.lease_next(session, now)
    session.commit()
    return job


def settled(session: Session, job: Job, step: Callable[..., None], *given: object) -> Job:
    step(session, job, *given)
    session.commit()
    session.expire_all()
    return session.scalars(select(Job).where(Job.id == job.id)).one()


def test_the_longest_due_is_leased_first_and_nothing_before_its_time(session: Session) -> None:
    add(session, "second", NOON - MINUTE)
    add(session, "first", NOON - 2 * MINUTE)
    add(session, "later", NOON + MINUTE)
    leased = [lease(session), lease(session), lease(session)]
    assert [job.payload["word"] if job else None for job in leased] == ["first", "second", None]


def test_a_leased_job_is_nobody_elses_until_the_lease_is_over(session: Session) -> None:
    add(session, "one")
    first = lease(session)
    assert first is not None and first.leased_until == NOON + LEASE
    assert lease(session, NOON + LEASE - MINUTE) is None
    again = lease(session, NOON + LEASE)
    assert again is not None and again.attempts == 2


def test_a_job_done_is_done_once(session: Session, effects: list[str]) -> None:
    add(session, "one")
    job = lease(session)
    assert job is not None
    assert settled(session, job, jobs.run, NOON).done_at == NOON
    assert effects == ["one"] and lease(session, NOON + timedelta(days=9)) is None


def test_the_same_work_is_not_queued_twice(session: Session) -> None:
    add(session, "one")
    with pytest.raises(IntegrityError):
        add(session, "one")


def test_a_failing_job_is_tried_after_1_5_30_minutes_2_and_12_hours_and_then_given_up(session: Session) -> None:
    add(session, "one")
    waits = [1, 5, 30, 120, 720]
    now = NOON
    for minutes in waits:
        job = lease(session, now)
        assert job is not None
        after = settled(session, job, jobs.failed, ValueError("secret"), now)
        assert (after.run_at, after.error, after.dead_at) == (now + minutes * MINUTE, "ValueError", None)
        now = after.run_at
    job = lease(session, now)
    assert job is not None
    assert settled(session, job, jobs.failed, ValueError(), now).dead_at == now
    assert lease(session, now + timedelta(days=99)) is None


def test_a_job_whose_time_has_moved_waits_without_counting_a_try(session: Session) -> None:
    add(session, "one")
    job = lease(session)
    assert job is not None
    after = settled(session, job, jobs.failed, NotYet(NOON + timedelta(days=1)), NOON)
    assert (after.attempts, after.run_at, after.lease) == (0, NOON + timedelta(days=1), None)


def test_a_worker_that_woke_up_late_changes_nothing(session: Session, effects: list[str]) -> None:
    add(session, "one")
    late = lease(session)
    assert late is not None
    session.expunge(late)
    now_mine = lease(session, NOON + LEASE)
    assert now_mine is not None and now_mine.lease != late.lease
    for step, given in ((jobs.run, ()), (jobs.failed, (ValueError(),))):
        with pytest.raises(LeaseLost):
            step(session, late, *given, NOON + LEASE)  # type: ignore[operator]
        session.rollback()
    after = session.scalars(select(Job).where(Job.id == late.id)).one()
    assert after.lease == now_mine.lease and after.done_at is None and after.error is None
