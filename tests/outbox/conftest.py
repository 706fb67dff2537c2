"""An application that sends to a mail server of the test's own, and a lived case in its town."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from casebook import clock
from casebook.case.models import State
from casebook.kernel import timers
from casebook.kernel.jobs import Job
from casebook.outbox import worker
from casebook.web.acting import acted
from tests.lives import MORNING, Life, lived
from tests.outbox.sink import Sink, sink
from tests.town import build

NEVER = MORNING + timedelta(days=36500)
SOON = MORNING + timedelta(days=1)


@pytest.fixture
def server() -> Iterator[Sink]:
    """A mail server that takes everything."""
    with sink() as running:
        yield running


@pytest.fixture
def mailing_app(make_app: Callable[..., Flask], server: Sink) -> Iterator[Flask]:
    """The application with that server, its context pushed."""
    app = make_app(SMTP_URL=server.url, PUBLIC_URL="https://wanghe.test")
    with app.app_context():
        yield app


@contextmanager
def living(state: State = State.REGISTERED, **options: object) -> Iterator[Life]:
    """A case lived to a state in a new town, in one deed."""
    with acted() as session:
        yield lived(session, build(session), state, **options)
        no_timers(session)


def no_timers(session: Session) -> None:
    """Let no timer of the case ring in a test of mail: what it does would be mailed as well."""
    session.flush()
    session.execute(update(Job).where(Job.kind == timers.KIND).values(run_at=NEVER))


def work_at(minutes: float = 0.0) -> int:
    """Do every job that is due so many minutes after the next morning."""
    with clock.pinned(SOON + timedelta(minutes=minutes)):
        return worker.work_all()
