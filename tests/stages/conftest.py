"""A town at noon, its people at their browsers, and cases lived to where a test needs them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.extensions import db
from casebook.kernel.history import Event
from casebook.web.acting import acted
from tests.lives import MORNING, Life, lived
from tests.signed_in import town_with_passwords
from tests.stages.browser import Browser
from tests.town import Town

NOON = MORNING + timedelta(hours=14)
Story = Callable[[Life], Any]


@dataclass
class World:
    """The town of a test. Everything read from the database comes back as plain values."""

    app: Flask
    town: Town
    browsers: dict[str, Browser] = field(default_factory=dict)

    def at(self, account: str) -> Browser:
        """A person's browser, signed in once."""
        if account not in self.browsers:
            self.browsers[account] = Browser.of(self.app, account)
        return self.browsers[account]

    def uid(self, account: str) -> str:
        """The uid of a person."""
        return self.town.uid(account)

    def unit(self, code: str) -> str:
        """The uid of a unit."""
        return self.town.units[code].uid

    def case(self, state: State, station: str = "power", then: Story | None = None) -> str:
        """The address of a case lived to a state, and on by `then`."""
        with self.writing() as session:
            life = lived(session, self.town, state, station)
            if then:
                then(life)
            session.flush()
            return f"/cases/{life.file.reference}"

    def writing(self) -> Any:
        """A transaction outside any request."""
        return _writing(self.app)

    def read(self, question: Callable[[Session], Any]) -> Any:
        """The answer of a question to the database."""
        with self.app.app_context():
            return question(db.session())

    def events(self, address: str) -> list[str]:
        """The actions of a case in order."""
        return self.read(lambda session: _events(session, address))

    def file(self, address: str, *columns: str) -> list[Any]:
        """Columns of a case."""
        return self.read(lambda session: [getattr(_case(session, address), name) for name in columns])


class _writing:
    def __init__(self, app: Flask) -> None:
        self.context, self.acting = app.app_context(), acted()

    def __enter__(self) -> Session:
        self.context.__enter__()
        return self.acting.__enter__()

    def __exit__(self, *error: Any) -> None:
        self.acting.__exit__(*error)
        self.context.__exit__(*error)


def _case(session: Session, address: str) -> CaseFile:
    return session.scalars(select(CaseFile).where(CaseFile.reference == address.rsplit("/", 1)[-1])).one()


def _events(session: Session, address: str) -> list[str]:
    mine = select(Event.action).where(Event.subject_uid == _case(session, address).uid)
    return list(session.scalars(mine.order_by(Event.subject_version)))


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """The town, built; the clock stands at NOON for every request."""
    with _writing(app) as session:
        town = town_with_passwords(session)
        session.expunge_all()
    with clock.pinned(NOON):
        yield World(app, town)
