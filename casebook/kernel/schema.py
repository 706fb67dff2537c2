"""What Alembic cannot see: triggers and partial indexes. Re-created after every migration, compared at start.

The triggers hold what must never be false, whoever writes: history is only added to, and no state changes without a
risen version (whose event the deferred key demands).
"""

from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

LIVING_TABLES = ("case_file",)
APPEND_ONLY = ("event", "event_seal", "notice", "notice_delivery", "duty_entry", "office_setting", "break_glass")
FROZEN = ("event_details",)  # never updated; deleted by retention alone


@dataclass(frozen=True)
class Fixture:
    """One trigger or index: its name and the statements that make it, per database."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


class SchemaError(RuntimeError):
    """The database lacks a trigger or index it must have."""


def install(connection: Connection) -> None:
    """Drop and make anew every fixture; on the way through an older revision, those of the tables it has."""
    tables = set(inspect(connection).get_table_names())
    for fixture in fixtures():
        if fixture.table not in tables:
            continue
        _drop(connection, fixture)
        for statement in getattr(fixture, connection.dialect.name):
            connection.execute(text(statement))


def verify(connection: Connection) -> None:
    """Raise SchemaError if a fixture is missing."""
    missing = sorted({fixture.name for fixture in fixtures()} - _present(connection))
    if missing:
        raise SchemaError(f"the database lacks {', '.join(missing)}; run: casebook init")


def fixtures() -> list[Fixture]:
    """All triggers and partial indexes."""
    return [
        *(_refuse(table, "UPDATE") for table in (*APPEND_ONLY, *FROZEN)),
        *(_refuse(table, "DELETE") for table in APPEND_ONLY),
        *(_refuse_truncate(table) for table in (*APPEND_ONLY, *FROZEN)),
        *(_state_needs_version(table) for table in LIVING_TABLES),
        *_partial_indexes(),
    ]


def _refuse(table: str, verb: str) -> Fixture:
    name = f"{table}_no_{verb.lower()}"
    sentence = f"{table} is append-only"
    return Fixture(
        name,
        table,
        (f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{sentence}'); END",),
        (_function(name, f"RAISE EXCEPTION '{sentence}';"), _trigger(name, f"BEFORE {verb}", table, "ROW")),
    )


def _refuse_truncate(table: str) -> Fixture:
    name = f"{table}_no_truncate"
    function = _function(name, f"RAISE EXCEPTION '{table} is append-only';")
    return Fixture(name, table, (), (function, _trigger(name, "BEFORE TRUNCATE", table, "STATEMENT")))


def _state_needs_version(table: str) -> Fixture:
    name = f"{table}_state_needs_version"
    sentence = f"{table}: a state changes only with its version"
    wrong = "NEW.version IS DISTINCT FROM OLD.version + 1"
    sqlite = (
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN NEW.state IS NOT OLD.state "
        f"AND NEW.version IS NOT OLD.version + 1 BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )
    body = f"IF NEW.state IS DISTINCT FROM OLD.state AND {wrong} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN NEW;"
    return Fixture(name, table, (sqlite,), (_function(name, body), _trigger(name, "BEFORE UPDATE", table, "ROW")))


def _partial_indexes() -> list[Fixture]:
    plans = (
        ("ix_case_file_open_office", "case_file", "(office_uid, sort_due_at, reference)", "closed_at IS NULL", ""),
        ("ix_case_file_open_unit", "case_file", "(main_unit_uid, sort_due_at, reference)", "closed_at IS NULL", ""),
        (
            "ix_case_file_open_state",
            "case_file",
            "(state, office_uid, sort_due_at, reference)",
            "closed_at IS NULL",
            "",
        ),
        ("ix_case_file_closed", "case_file", "(closed_at, reference)", "closed_at IS NOT NULL", ""),
        ("uq_assignment_open_main", "assignment", "(case_uid)", "ended_at IS NULL AND kind = 'main'", "UNIQUE "),
        (
            "uq_person_grant_answering",
            "person_grant",
            "(unit_uid)",
            "ended_at IS NULL AND answering = {true}",
            "UNIQUE ",
        ),
        ("ix_event_identity", "event", "(actor_uid, at)", "subject_kind = 'identity'", ""),
        ("ix_event_reveal", "event", "(actor_uid, at)", "action = 'reveal'", ""),
        ("uq_proposal_open", "proposal", "(subject_uid, action)", "outcome IS NULL", "UNIQUE "),
        ("uq_factor_removal_open", "factor_removal", "(person_uid)", "decided_at IS NULL", "UNIQUE "),
        ("uq_link_open", "responsibility_link", "(chain_uid)", "until IS NULL", "UNIQUE "),
    )
    return [_index(*plan) for plan in plans]


def _index(name: str, table: str, columns: str, condition: str, unique: str) -> Fixture:
    statement = f"CREATE {unique}INDEX {name} ON {table} {columns} WHERE {condition}"
    return Fixture(name, table, (statement.format(true="1"),), (statement.format(true="true"),))


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _trigger(name: str, event: str, table: str, level: str) -> str:
    return f"CREATE TRIGGER {name} {event} ON {table} FOR EACH {level} EXECUTE FUNCTION {name}()"


def _drop(connection: Connection, fixture: Fixture) -> None:
    if fixture.name.startswith(("ix_", "uq_")):
        connection.execute(text(f"DROP INDEX IF EXISTS {fixture.name}"))
    elif connection.dialect.name == "postgresql":
        connection.execute(text(f"DROP TRIGGER IF EXISTS {fixture.name} ON {fixture.table}"))
    else:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {fixture.name}"))


def _present(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index')"))
        absent = {fixture.name for fixture in fixtures() if not fixture.sqlite}
        return set(names.scalars()) | absent
    triggers = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"))
    indexes = connection.execute(text("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"))
    return set(triggers.scalars()) | set(indexes.scalars())
