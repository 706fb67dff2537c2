"""No state without its event, whoever writes: plain SQL that goes round the table is refused by both databases."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from casebook.case.models import State
from casebook.extensions import db
from casebook.kernel import schema
from casebook.web.acting import acted
from tests.lives import lived
from tests.town import build


@pytest.fixture
def case_uid(app: Flask) -> str:
    """A case in HANDLING."""
    with app.app_context(), acted() as session:
        town = build(session)
        return lived(session, town, State.HANDLING).file.uid


COPIED = (
    "sort_due_at, office_uid, submission_uid, track, received_at, title, has_contact, consent_contact, holder_uid,"
    " on_paper, handed_in, designated, supervised, cleared_version, rework_rounds"
)
ATTACKS = {
    "changes a state": "UPDATE case_file SET state = 'closed'",
    "changes a state and jumps a version": "UPDATE case_file SET state = 'closed', version = version + 2",
    "invents a version": "UPDATE case_file SET version = version + 1",
    "changes a state and invents its version": "UPDATE case_file SET state = 'closed', version = version + 1",
    "goes back to an older version": "UPDATE case_file SET state = 'accepted', version = version - 2",
    "edits an event": "UPDATE event SET role = 'director'",
    "edits the time of an event": "UPDATE event SET at = '2020-01-01 00:00:00'",
    "deletes an event": "DELETE FROM event WHERE subject_version = 2",
    "deletes the newest event": "DELETE FROM event WHERE subject_version = (SELECT max(subject_version) FROM event)",
    "edits the details": "UPDATE event_details SET json = '{}'",
    "makes a case without any event": (
        f"INSERT INTO case_file (uid, version, reference, state, {COPIED}) "
        f"SELECT 'invented', 1, 'AJ26-INVENTED', 'closed', {COPIED} FROM case_file"
    ),
}


@pytest.mark.parametrize("statement", ATTACKS.values(), ids=ATTACKS.keys())
def test_plain_sql_that_goes_round_the_table_is_refused(app: Flask, case_uid: str, statement: str) -> None:
    with app.app_context():
        before = _everything()
        with pytest.raises(DatabaseError), acted() as session:
            session.execute(text(statement))
        db.session.remove()
        assert _everything() == before


def test_a_second_event_of_the_same_version_is_refused(app: Flask, case_uid: str) -> None:
    copied = "tx_uid, actor_kind, actor_uid, role, action, subject_kind, subject_uid, subject_version, to_state"
    copied += ", details_digest"
    with app.app_context(), pytest.raises(DatabaseError), acted() as session:
        session.execute(
            text(
                f"INSERT INTO event (uid, at, body, leaf, {copied}) SELECT 'twin', at, body, leaf, {copied} FROM event"
            )
        )


def test_truncate_is_refused(app: Flask, case_uid: str) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return  # SQLite has no TRUNCATE; its DELETE is refused above
        for table in ("event", "event_details", "event_seal"):
            with pytest.raises(DatabaseError, match="append-only"), acted() as session:
                session.execute(text(f"TRUNCATE {table} CASCADE"))


def test_a_lawful_edit_of_a_case_that_changes_no_state_is_not_hindered(app: Flask, case_uid: str) -> None:
    with app.app_context(), acted() as session:
        session.execute(text("UPDATE case_file SET title = 'x'"))


@pytest.mark.parametrize("fixture", schema.fixtures(), ids=lambda fixture: fixture.name)
def test_a_database_that_lost_a_trigger_or_index_is_not_served(app: Flask, fixture: schema.Fixture) -> None:
    with app.app_context(), db.engine.connect() as connection:
        if not getattr(fixture, connection.dialect.name):
            return
        schema.verify(connection)
        schema._drop(connection, fixture)
        with pytest.raises(schema.SchemaError, match=fixture.name):
            schema.verify(connection)
        schema.install(connection)
        schema.verify(connection)


def _everything() -> list[tuple[object, ...]]:
    def read(sql: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in db.session.execute(text(sql))]

    rows = read("SELECT uid, state, version FROM case_file ORDER BY uid") + read(
        "SELECT uid, role, leaf FROM event ORDER BY id"
    )
    db.session.rollback()
    return rows
