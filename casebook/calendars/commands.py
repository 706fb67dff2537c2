"""`casebook calendar import` and `casebook calendar show`."""

from typing import BinaryIO

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casebook.calendars import queries as find
from casebook.calendars import service, words
from casebook.calendars.queries import KnownCalendar
from casebook.calendars.reading import HEADER, decoded, read
from casebook.calendars.service import Imported
from casebook.extensions import db
from casebook.people.actor import SYSTEM
from casebook.people.admin_service import Declined
from casebook.web.acting import acted, moment


@click.group()
def calendar() -> None:
    """The working calendar: what is known of it, and each year's notice."""


@calendar.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--source", default="", help="Where it comes from; else the file's name.")
@click.option("--confirm", type=int, multiple=True, help="A year that the file announces whole; may be repeated.")
@with_appcontext
def import_file(file: BinaryIO, source: str, confirm: tuple[int, ...]) -> None:
    """Take a year's days from FILE: lines of date,is_workday,name, or the public JSON form; safe to repeat."""
    try:
        given = read(decoded(file.read()))
        with acted() as session:
            named = source or file.name.rsplit("/", 1)[-1]
            done = service.import_calendar(session, SYSTEM, moment(), "system", given, named[:200], confirm)
    except Declined as declined:
        raise click.ClickException(words.sentence(declined)) from declined
    except IntegrityError as error:
        raise click.ClickException(_("Somebody changed the calendar at the same time. Import it again.")) from error
    _say(done)


@calendar.command()
@click.argument("year", type=click.IntRange(service.FIRST_YEAR, service.LAST_YEAR))
@with_appcontext
def show(year: int) -> None:
    """The days of YEAR that differ from Monday-to-Friday, as lines that can be imported again."""
    known = find.newest(db.session())
    click.echo(",".join(HEADER))
    for day, (worked, name) in sorted(known.days.items()):
        if day.year == year:
            click.echo(f"{day.isoformat()},{int(worked)},{name}")
    click.echo(_standing(known, year), err=True)


COMMANDS = (calendar,)


def _say(done: Imported) -> None:
    if done.version is None:
        click.echo(_("All of this is in the calendar already; nothing was changed."))
        return
    click.echo(_("This is version %(version)s of the calendar.", version=done.version))
    known = find.newest(db.session())
    for year, count in done.changed.items():
        click.echo(_("%(year)s: %(count)s days new or changed.", year=year, count=count))
        click.echo(_standing(known, year))


def _standing(known: KnownCalendar, year: int) -> str:
    if year in known.confirmed:
        return _("%(year)s is announced; its dates hold.", year=year)
    return _("%(year)s is not announced yet; its dates are provisional.", year=year)
