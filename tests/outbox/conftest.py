"""An application that sends to a mail server of the test's own, and a lived case in its town."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask

from casebook import clock
from casebook.case.models import State
from casebook.outbox import worker
from casebook.web.acting import acted
from tests.lives import MORNING, Life, lived
from tests.outbox.sink import Sink, sink
from tests.town import build

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


def work_at(minutes: float = 0.0) -> int:
    """Do every job that is due so many minutes after the next morning."""
    with clock.pinned(SOON + timedelta(minutes=minutes)):
        return worker.work_all()
