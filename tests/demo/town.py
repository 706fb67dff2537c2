"""Loading the demo town in a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casebook import clock
from casebook.case.labels import light
from casebook.case.models import CaseFile
from casebook.demo.commands import demo
from casebook.extensions import db
from casebook.kernel.history import Event
from casebook.web.acting import moment

# A Tuesday before the turn of the year, whose holidays are not announced.
LOADED = datetime(2026, 12, 22, 2, 30, tzinfo=UTC)


def run(app: Flask, *options: str) -> Result:
    """Run the command."""
    return app.test_cli_runner().invoke(demo, options)


@contextmanager
def loaded(app: Flask, at: datetime = LOADED) -> Iterator[Session]:
    """The demo town, read at the instant of its loading."""
    with clock.pinned(at):
        result = run(app)
        assert result.exit_code == 0, result.output
        with app.app_context():
            yield db.session()


def cases_of(session: Session) -> list[CaseFile]:
    """All its cases."""
    return list(session.scalars(select(CaseFile)))


def history_of(session: Session, case: CaseFile) -> list[Event]:
    """The events of a case in order."""
    mine = select(Event).where(Event.subject_uid == case.uid).options(joinedload(Event.details))
    return list(session.scalars(mine.order_by(Event.subject_version)))


def lights_of(session: Session) -> set[str]:
    """The lights of all cases, as lists show them."""
    now, found = moment(), set()
    for case in cases_of(session):
        words, tone = light(case.sort_due_at, now)
        found |= {"overdue"} if tone == "danger" else {words} if tone == "warn" else set()
        if any(row.provisional and row.stopped_at is None and row.kind != "law60" for row in case.clocks):
            found.add("provisional")
        if any(pause.first <= now.today < pause.last for row in case.clocks if row.runs for pause in row.pauses):
            found.add("paused")
    return found
