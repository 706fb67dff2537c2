"""`casebook export events`, `casebook due` and `casebook matrix`: lines on standard output."""

import json
from typing import Any, TextIO

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy import inspect

from casebook.exports import events as events_export
from casebook.exports import matrix as tables
from casebook.exports.due import reckoned
from casebook.extensions import db
from casebook.kernel.clocks import CalendarVersion
from casebook.kernel.timetable import current, default_timetable
from casebook.kernel.workdays import Calendar


@click.group()
def export() -> None:
    """Write out what an independent program needs to recompute everything."""


@export.command()
@with_appcontext
def events() -> None:
    """All events, then a snapshot of each record, one JSON object a line."""
    for record in events_export.records(db.session()):
        click.echo(_line(record))


@click.command()
@click.argument("vectors", type=click.File(encoding="utf-8"), default="-")
@with_appcontext
def due(vectors: TextIO) -> None:
    """Reckon due dates: one JSON object a line in, one out."""
    calendar = _calendar()
    for number, line in enumerate(vectors, 1):
        if line.strip():
            click.echo(_line(_reckoned(number, line, calendar)))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
@click.option("--personas", "as_personas", is_flag=True, help="Every persona x state x action, as CSV.")
@with_appcontext
def matrix(as_json: bool, as_personas: bool) -> None:
    """The tables: who may do what, from where, with which facts and clocks."""
    if as_personas:
        # No cell of it holds a comma or a quote: names of the tables only.
        for cells in tables.personas():
            click.echo(",".join(cells))
        return
    if as_json:
        click.echo(json.dumps(tables.rows(), ensure_ascii=False, indent=1))
        return
    for line in tables.table():
        click.echo(line)


def _reckoned(number: int, line: str, calendar: Calendar) -> dict[str, Any]:
    try:
        return reckoned(json.loads(line), calendar)
    except (KeyError, TypeError, ValueError) as error:
        raise click.ClickException(_("Line %(number)s is no vector as exports.md names it.", number=number)) from error


def _calendar() -> Calendar:
    """The calendar in force; before `casebook init` the one that ships with casebook."""
    known = inspect(db.engine).has_table(CalendarVersion.__tablename__)
    found = current(db.session()).calendar if known else Calendar()
    return found if found.version else default_timetable().calendar


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


COMMANDS = (export, due, matrix)
