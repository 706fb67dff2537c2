"""A town, a case that a station works on, and the letters of any deed by its name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.history import Event, write_event
from casebook.letters import service
from casebook.letters.models import Notice
from casebook.web.acting import acted
from tests.lives import MORNING, WAY, Life
from tests.signed_in import town_with_passwords
from tests.town import Town

LATER = MORNING + timedelta(days=2, hours=5)


@dataclass
class World:
    """The town of a test."""

    app: Flask
    town: Town

    def lived(self, state: State = State.HANDLING, station: str = "power", **given: Any) -> Life:
        """A case lived to a state; `given` are the arguments of its registration."""
        life = Life(db.session(), self.town, station=station)
        for step in WAY[state]:
            getattr(life, step)(**(given if step == "register" else {}))
        return life

    def reference(self, state: State = State.HANDLING, then: Callable[[Life], Any] | None = None, **given: Any) -> str:
        """The reference of such a case, written."""
        with self.writing():
            life = self.lived(state, **given)
            if then:
                then(life)
            return life.file.reference

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A writing transaction."""
        with self.app.app_context(), acted() as session:
            yield session
            session.flush()
            session.expunge_all()

    def ask(self, question: Callable[[Session], Any]) -> Any:
        """The answer of a question to the database, within a request."""
        with self.app.test_request_context():
            return question(db.session())

    def notices(self, reference: str) -> list[Notice]:
        """All notices of a case, oldest first."""
        query = select(Notice).join(CaseFile, CaseFile.uid == Notice.case_uid).where(CaseFile.reference == reference)
        return self.ask(lambda session: list(session.scalars(query.order_by(Notice.id))))

    def notice(self, reference: str, kind: str) -> Notice:
        """The only notice of this kind."""
        return next(row for row in self.notices(reference) if row.kind == kind)


def event_of(life: Life, action: str, **facts: Any) -> Event:
    """The event that the deed of this name would leave; it stands beside the case, whose table may lack the deed."""
    event = write_event(
        facts,
        at=life.at,
        tx_uid=new_uid(),
        actor_kind="person",
        actor_uid=life.town.uid("director"),
        role="director",
        on_behalf_of=None,
        action=action,
        rule=None,
        step=None,
        subject_kind="case",
        subject_uid=new_uid(),
        subject_version=1,
        from_state=life.file.state.value,
        to_state=life.file.state.value,
    )
    life.session.add(event)
    return event


def issued(life: Life, action: str, **fields: Any) -> Notice:
    """The notice of a deed of this name."""
    now, actor = life.now(), life.actor("director")
    notice = service.issue(life.session, life.file, event_of(life, action), actor, now, **fields)
    assert notice is not None
    return notice


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """The town, built; every request comes at LATER."""
    with app.app_context(), acted() as session:
        town = town_with_passwords(session)
        session.expunge_all()
    with clock.pinned(LATER):
        yield World(app, town)
