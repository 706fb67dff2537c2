"""The worker does what is due, once; dies at any moment without losing anything; and does not keep what is over."""

import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from threading import Timer

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from casebook import clock
from casebook.extensions import db
from casebook.kernel import jobs, timers
from casebook.kernel.jobs import Job
from casebook.outbox import worker
from casebook.outbox.models import Delivery
from casebook.people.models import Person, Role
from casebook.vault import weekly
from casebook.web.acting import acted
from casebook.web.models import DayKey, Idempotency, Throttle
from tests.lives import MORNING, Life
from tests.outbox.conftest import living, no_timers, work_at
from tests.outbox.sink import Sink
from tests.processes import PATIENCE, start, until
from tests.town import build, grant

MANY = 50
AFTER_THE_LEASE = str(jobs.LEASE.total_seconds() + 5)


@pytest.fixture
def many_officers(app: Flask) -> Iterator[Flask]:
    """A case whose registration is told to so many officers."""
    with app.app_context():
        with acted() as session:
            town = build(session)
            for number in range(MANY - 2):
                add_officer(town, f"officer-{number}")
            Life(session, town).register()
            no_timers(session)
        yield app


def add_officer(town: object, account: str) -> None:
    session = db.session()
    town.persons[account] = Person(account=account, name="x", email=f"{account}@office.test", password_hash="!")
    session.add(town.persons[account])
    session.flush()
    grant(session, town, account, Role.OFFICER, "office")


@pytest.fixture
def run(instance: Path, database: str, server: Sink) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Starts workers in processes of their own on the test's database; none outlives the test."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(**changed: str) -> "subprocess.Popen[bytes]":
        running.append(start("work", instance=instance, database=database, SMTP_URL=server.url, **changed))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def unsent() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Delivery.sent_at.is_(None)))


def waiting() -> int:
    db.session.rollback()
    later = (timers.KIND, weekly.JOB)
    return db.session.scalar(select(func.count()).where(Job.done_at.is_(None), Job.kind.not_in(later)))


def test_two_workers_mail_each_of_fifty_once(many_officers: Flask, server: Sink, run: Callable[..., object]) -> None:
    run(), run()
    until(lambda: waiting() == 0)
    assert unsent() == 0
    assert len(server.taken) == len(set(server.ids)) == MANY


def test_a_worker_killed_between_sending_and_marking_repeats_that_one_mail(
    many_officers: Flask, server: Sink, run: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    killed = Flag()

    def kill_once() -> None:
        # The server has said 250 and has not said goodbye: the mail is out and nobody has written so.
        if len(server.taken) == 5 and not killed.is_set():
            killed.set()
            first.kill()

    server.at_quit = kill_once
    first = run()
    assert first.wait(PATIENCE) == -signal.SIGKILL
    run(CLOCK_OFFSET=AFTER_THE_LEASE)
    until(lambda: waiting() == 0)
    times = Counter(server.ids)
    assert unsent() == 0 and len(times) == MANY
    assert sorted(times.values()) == [1] * (MANY - 1) + [2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_asked_to_stop_finishes_the_present_mail(
    many_officers: Flask, server: Sink, run: Callable[..., "subprocess.Popen[bytes]"], number: int
) -> None:
    process = run()
    server.at_quit = lambda: process.send_signal(number)
    assert process.wait(PATIENCE) == 0
    assert len(server.taken) == 1 and unsent() == MANY - 1


def test_a_job_of_an_unknown_kind_is_noted_and_does_not_stop_the_others(mailing_app: Flask, server: Sink) -> None:
    with living() as life:
        jobs.enqueue(life.session, "unheard-of", "1", {}, life.at)
    work_at()
    assert len(server.taken) == 2
    strange = db.session.scalars(select(Job).where(Job.kind == "unheard-of")).one()
    assert (strange.attempts, strange.error) == (1, "KeyError")


def test_a_failure_leaves_nothing_of_the_work_behind(app: Flask) -> None:
    @jobs.handles("half")
    def half(session: object, payload: object, now: object) -> None:
        session.add(Person(account="half", name="x", password_hash="!"))
        session.flush()
        raise ValueError("王小明 13800001111")

    with app.app_context(), queued("half"):
        assert db.session.scalar(select(func.count()).where(Person.account == "half")) == 0
        failed = db.session.scalars(select(Job)).one()
        assert failed.error == "ValueError"  # no word of what the work was about


def test_a_worker_that_woke_up_late_settles_nothing(app: Flask) -> None:
    leased: list[str | None] = []

    @jobs.handles("slow")
    def slow(session: Session, payload: object, now: datetime) -> None:
        session.rollback()
        with app.app_context(), clock.pinned(now + jobs.LEASE), acted() as other:
            leased.append(jobs.lease_next(other, clock.now()).lease)
        raise ValueError

    with app.app_context(), queued("slow"):
        job = db.session.scalars(select(Job)).one()
        assert (job.lease, job.error, job.attempts) == (leased[0], None, 2)


def test_the_database_may_go_away_for_a_while(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[object] = [OperationalError("", {}, Exception()), True, False]
    stopping = Flag()

    def answer() -> bool:
        now = answers.pop(0)
        if not answers:
            stopping.set()
        if isinstance(now, Exception):
            raise now
        return bool(now)

    monkeypatch.setattr(worker, "work_once", answer)
    monkeypatch.setattr(worker, "IDLE", 0.01)
    Timer(10, stopping.set).start()
    with app.app_context():
        worker.work(stopping)
    assert answers == []


def test_what_is_over_is_swept_and_what_counts_today_is_kept(app: Flask) -> None:
    now = clock.now()
    with app.app_context():
        with acted() as session:
            for number, age in enumerate((timedelta(days=6, hours=23), timedelta(days=7, minutes=1))):
                session.add(answer_kept(number, now - age))
            for number, day in enumerate((local_today(), local_today() - timedelta(days=1))):
                session.add(DayKey(day=day, key=b"k" * 32))
                session.add(Throttle(bucket=bytes([number]) * 32, day=day, count=1, last_at=now))
        worker.sweep_now()
        assert db.session.scalars(select(Idempotency.key_hash)).all() == [bytes([0]) * 32]
        assert db.session.scalars(select(DayKey.day)).all() == [local_today()]
        assert db.session.scalars(select(Throttle.day)).all() == [local_today()]


def test_the_worker_sweeps_once_an_hour(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[int] = []
    minutes = iter((10, 20, 59, 61, 70, 125))
    stopping = Flag()

    def later() -> datetime:
        minute = next(minutes)
        if minute == 125:
            stopping.set()
        return MORNING + timedelta(minutes=minute)

    monkeypatch.setattr(worker.clock, "now", later)
    monkeypatch.setattr(worker, "work_once", lambda: True)
    monkeypatch.setattr(worker, "sweep_now", lambda: swept.append(1))
    with app.app_context():
        worker.work(stopping)
    assert len(swept) == 3


def local_today() -> date:
    return clock.now().astimezone(clock.OFFICE_ZONE).date()


def answer_kept(number: int, at: object) -> Idempotency:
    return Idempotency(key_hash=bytes([number]) * 32, actor="a", route="r", fingerprint=b"f", location="/", at=at)


@contextmanager
def queued(kind: str) -> Iterator[None]:
    """Do one job of this kind, then forget the kind."""
    with acted() as session:
        jobs.enqueue(session, kind, "1", {}, clock.now())
    try:
        assert worker.work_once()
        db.session.rollback()
        yield
    finally:
        jobs._handlers.pop(kind)
