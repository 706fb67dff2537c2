"""How Alembic runs here: foreign keys off on SQLite meanwhile; triggers and indexes made anew at the end."""

from alembic import context
from flask import current_app

from casebook import tables
from casebook.kernel import schema
from casebook.kernel.columns import EnumText, UtcDateTime


def _ours(thing, name, kind, reflected, compare_to):
    return not schema.is_made_here(name)


def _plain_type(kind, thing, autogen_context):
    # A migration must not change its meaning when a type of ours does: it names the plain column type.
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.String(length=40)" if kind == "type" and isinstance(thing, EnumText) else False


def _foreign_keys(connection, on: bool) -> None:
    # A pragma inside a transaction does nothing, so it goes past SQLAlchemy to the driver.
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _run() -> None:
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        _foreign_keys(connection, on=False)
        context.configure(
            connection=connection,
            target_metadata=tables.METADATA,
            render_as_batch=True,
            transactional_ddl=True,  # SQLite too: BEGIN is ours, so a broken migration leaves nothing behind
            include_object=_ours,
            render_item=_plain_type,
        )
        with context.begin_transaction():
            context.run_migrations()
            if context.get_context().opts["fn"].__name__ in ("upgrade", "downgrade"):
                schema.install(connection)
        _foreign_keys(connection, on=True)


_run()
