"""`casebook reindex`: the search index made anew from the cases."""

from collections.abc import Iterator

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy import select, text

from casebook.case.models import CaseFile
from casebook.extensions import db
from casebook.kernel.schema import SEARCH_TABLE, SEARCHED
from casebook.search import service
from casebook.web.acting import acted

# So many cases in one transaction: nobody who writes meanwhile waits long.
AT_ONCE = 100


@click.command()
@with_appcontext
def reindex() -> None:
    """Make the search index anew from the texts of all cases; safe to repeat, also while casebook serves."""
    count = 0
    for uids in _all_cases():
        _write(uids)
        count += len(uids)
    _settle()
    click.echo(_("%(count)s cases are indexed for searching.", count=count))


def complete() -> None:
    """Index the cases that nobody could find yet: those of an earlier release."""
    while True:
        with acted() as session:
            uids = service.missing(session, AT_ONCE)
            service.write(session, uids)
        if not uids:
            return


def _all_cases() -> Iterator[list[str]]:
    last = 0
    while True:
        query = select(CaseFile.id, CaseFile.uid).where(CaseFile.id > last).order_by(CaseFile.id).limit(AT_ONCE)
        rows = db.session.execute(query).all()
        db.session.rollback()
        if not rows:
            return
        last = rows[-1].id
        yield [row.uid for row in rows]


def _write(uids: list[str]) -> None:
    with acted() as session:
        service.write(session, uids)
    db.session.expunge_all()


def _settle() -> None:
    """Let the database's own index forget what was taken out of it, and know what is frequent."""
    with acted() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(f"INSERT INTO {SEARCH_TABLE}({SEARCH_TABLE}) VALUES ('rebuild')"))
        else:
            session.execute(text(f"ANALYZE {SEARCHED}"))


COMMANDS = (reindex,)
