"""A database of an earlier release becomes today's, with the rows that stand in it."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from casebook import database, tables
from casebook.database import MIGRATIONS
from casebook.extensions import db
from casebook.kernel import schema
from casebook.search.commands import complete
from tests.lives import Life
from tests.town import build

FIRST = "0001"
NAMES = sorted(path.name for path in (MIGRATIONS / "versions").glob("0*.py"))


def test_each_migration_follows_the_one_before() -> None:
    assert [name.split("_")[0] for name in NAMES] == [f"{number:04}" for number in range(1, len(NAMES) + 1)]


def test_what_the_migrations_make_is_what_the_models_say(app: Flask) -> None:
    def ours(_thing: Any, name: str | None, _kind: str, _reflected: bool, _to: Any) -> bool:
        return not schema.is_made_here(name)

    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, tables.METADATA) == []


def test_rows_of_the_first_release_are_kept_by_every_later_migration(app: Flask) -> None:
    with app.app_context(), db.session.begin():
        Life(db.session(), build(db.session())).register()
    before = counted(app)
    with app.app_context():
        downgrade(revision=FIRST)
        upgrade()
        complete()
    database.verify(app)
    assert counted(app) == before
    assert before["case_file"] == 1


def counted(app: Flask) -> dict[str, int]:
    with app.app_context(), db.engine.connect() as connection:
        names = sorted(tables.METADATA.tables)
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}
