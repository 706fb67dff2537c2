"""How casebook holds its database: pragmas, the writing lock, migrations."""

import fcntl
import os
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade as migrate_upgrade
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from casebook.extensions import db, migrate
from casebook.kernel import schema

MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = (
    "journal_mode=wal",
    "busy_timeout=8000",
    "synchronous=full",
    "foreign_keys=on",
    "secure_delete=on",
    "trusted_schema=off",
)
WRITING = "casebook_writing"


def bind(app: Flask) -> None:
    """Bind the database to the app and teach SQLite to keep every update."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _teach_sqlite(db.engine)


def begin_writing(session: Session) -> None:
    """Open the writing transaction: on SQLite behind the lock file with BEGIN IMMEDIATE, so nothing is lost or refused.

    Must be the first thing in a transaction.
    """
    if session.in_transaction():
        session.rollback()
    session.connection(execution_options={WRITING: True})


def upgrade(app: Flask) -> None:
    """Migrate the app's database to the newest schema, triggers and partial indexes included."""
    with app.app_context():
        migrate_upgrade()
        db.session.remove()


def verify(app: Flask) -> None:
    """Raise SchemaError when the database lacks a trigger or index that protects it."""
    with app.app_context(), db.engine.connect() as connection:
        schema.verify(connection)


def _teach_sqlite(engine: Engine) -> None:
    lock_path = f"{engine.url.database}.lock"

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        # The driver's own transaction handling loses updates silently; BEGIN is ours.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITING):
            _take_lock(connection, lock_path)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "checkin")
    def _checkin(connection: Any, record: Any) -> None:
        _release_lock(record.info)

    @event.listens_for(engine, "invalidate")
    def _invalidate(connection: Any, record: Any, exception: Any) -> None:
        _release_lock(record.info)


def _take_lock(connection: Connection, path: str) -> None:
    # A blocking lock hands over at once; SQLite's own waiting sleeps up to 100 ms between tries.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    connection.info["casebook_lock"] = descriptor


def _release_lock(info: dict[str, Any]) -> None:
    descriptor = info.pop("casebook_lock", None)
    if descriptor is not None:
        os.close(descriptor)
