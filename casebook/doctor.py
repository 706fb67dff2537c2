"""Whether this installation is whole: what `casebook doctor` tells and `casebook serve` asks before it starts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from stat import S_IMODE

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from casebook.database import MIGRATIONS
from casebook.extensions import db
from casebook.kernel import schema
from casebook.kernel.jobs import Job
from casebook.outbox.commands import no_server
from casebook.outbox.deliver import has_server
from casebook.search.service import missing

OWNER_ALONE = 0o600


class Health(Enum):
    """How a finding is: only WRONG makes `casebook doctor` fail."""

    FINE = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and the sentence that says so."""

    health: Health
    sentence: str


@click.command()
@with_appcontext
def doctor() -> None:
    """Look whether everything is in place; fails when something is wrong."""
    found = [finding for check in CHECKS for finding in check()]
    for finding in found:
        click.echo(f"{finding.health.value:8}{finding.sentence}")
    raise SystemExit(any(finding.health is Health.WRONG for finding in found))


def wrong_with_database() -> list[str]:
    """What forbids serving this database; nothing when it may be served."""
    return [
        finding.sentence for check in (_version, _fixtures) for finding in check() if finding.health is Health.WRONG
    ]


def _version() -> Iterator[Finding]:
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    try:
        with db.engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
    except DatabaseError:
        yield Finding(Health.WRONG, _("The database does not answer."))
        return
    if present == head:
        yield Finding(Health.FINE, _("The database is at version %(version)s.", version=present))
    else:
        yield Finding(Health.WRONG, _("The database is not at the newest version: run casebook init."))


def _fixtures() -> Iterator[Finding]:
    try:
        with db.engine.connect() as connection:
            schema.verify(connection)
    except (schema.SchemaError, DatabaseError):
        yield Finding(Health.WRONG, _("The database lacks a trigger or index that protects it: run casebook init."))
        return
    yield Finding(Health.FINE, _("The database has all its triggers and indexes."))


def _keys() -> Iterator[Finding]:
    folder = current_app.config["SETTINGS"].instance / "keys"
    open_to_others = sorted(path.name for path in folder.iterdir() if not _private(path))
    if open_to_others:
        names = ", ".join(open_to_others)
        yield Finding(
            Health.WRONG, _("Key files are empty or open to others, set them to mode 0600: %(names)s.", names=names)
        )
    else:
        yield Finding(Health.FINE, _("The keys are readable by their owner alone."))


def _private(path: Path) -> bool:
    status = path.stat()
    return S_IMODE(status.st_mode) == OWNER_ALONE and status.st_size > 0


def _mail() -> Iterator[Finding]:
    if has_server(current_app.config["SETTINGS"]):
        yield Finding(Health.FINE, _("A mail server is set."))
    else:
        yield Finding(Health.WARNING, no_server())


def _two_step() -> Iterator[Finding]:
    if current_app.config["SETTINGS"].require_totp:
        yield Finding(Health.FINE, _("Two-step sign-in is asked of the staff."))
    else:
        yield Finding(
            Health.WARNING, _("Two-step sign-in is switched off (CASEBOOK_REQUIRE_TOTP): the password alone lets in.")
        )


def _jobs() -> Iterator[Finding]:
    try:
        dead = db.session.scalar(select(func.count()).select_from(Job).where(Job.dead_at.is_not(None))) or 0
    except DatabaseError:
        return  # said already
    if dead:
        yield Finding(Health.WRONG, _("%(count)s jobs were given up after five retries.", count=dead))
    else:
        yield Finding(Health.FINE, _("No job was given up."))


def _search() -> Iterator[Finding]:
    try:
        unknown = missing(db.session(), 1)
    except DatabaseError:
        return  # said already
    if unknown:
        yield Finding(Health.WRONG, _("Some cases cannot be found by their words: run casebook reindex."))
    else:
        yield Finding(Health.FINE, _("All cases can be found by their words."))


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (_version, _fixtures, _keys, _two_step, _mail, _jobs, _search)
