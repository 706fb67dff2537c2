"""What Alembic cannot see: triggers, partial and search indexes. Re-created after every migration, compared at start.

The triggers hold what must never be false, whoever writes: history is only added to, and no state changes without a
risen version (whose event the deferred key demands).
"""

from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

LIVING_TABLES = ("case_file",)
APPEND_ONLY = ("event", "event_seal", "notice", "notice_delivery", "duty_entry", "office_setting", "break_glass")
FROZEN = ("event_details",)  # never updated; deleted by retention alone
SEARCHED = "search_text"
# The search table of SQLite, with the tables that FTS5 keeps beneath it.
SEARCH_TABLE = "search_index"
BENEATH = tuple(f"{SEARCH_TABLE}_{part}" for part in ("data", "idx", "docsize", "config", "content"))


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
        *_search(),
    ]


def is_made_here(name: str | None) -> bool:
    """Whether a table or index is one of these, so that no migration knows it."""
    return name in BENEATH or name in {fixture.name for fixture in fixtures()}


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


def _search() -> list[Fixture]:
    """The index of tokens: on SQLite a table of FTS5, on PostgreSQL an index of arrays.

    No trigger keeps the table in step: with `trusted_schema=off` none may write to it. `search/models.py` does.
    """
    table = (
        f"CREATE VIRTUAL TABLE {SEARCH_TABLE} USING fts5(tokens, content='{SEARCHED}', content_rowid='id',"
        " detail='none', columnsize=0, tokenize=\"ascii tokenchars '_'\")"
    )
    again = f"INSERT INTO {SEARCH_TABLE}({SEARCH_TABLE}) VALUES ('rebuild')"
    arrays = "ix_search_text_tokens"
    index = f"CREATE INDEX {arrays} ON {SEARCHED} USING gin (string_to_array(tokens, ' '))"
    # Of a rare word the planner must know that it is rare, else it reads all rows from the newest on.
    known = f"ALTER INDEX {arrays} ALTER COLUMN 1 SET STATISTICS 2000"
    return [
        Fixture(SEARCH_TABLE, SEARCHED, (table, again), ()),
        Fixture(arrays, SEARCHED, (), (index, known)),
    ]


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _trigger(name: str, event: str, table: str, level: str) -> str:
    return f"CREATE TRIGGER {name} {event} ON {table} FOR EACH {level} EXECUTE FUNCTION {name}()"


def _drop(connection: Connection, fixture: Fixture) -> None:
    dialect = connection.dialect.name
    if fixture.name.startswith(("ix_", "uq_")):
        connection.execute(text(f"DROP INDEX IF EXISTS {fixture.name}"))
    elif dialect == "sqlite":
        kind = "TABLE" if fixture.name == SEARCH_TABLE else "TRIGGER"
        connection.execute(text(f"DROP {kind} IF EXISTS {fixture.name}"))
    elif fixture.postgresql:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {fixture.name} ON {fixture.table}"))


def _present(connection: Connection) -> set[str]:
    absent = {fixture.name for fixture in fixtures() if not getattr(fixture, connection.dialect.name)}
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index', 'table')"))
        return set(names.scalars()) | absent
    triggers = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"))
    indexes = connection.execute(text("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"))
    return set(triggers.scalars()) | set(indexes.scalars()) | absent
