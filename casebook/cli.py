"""The commands: `casebook …`, the same as `flask --app casebook …`. Each stands with what it runs; here is the list."""

from typing import Any

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup, with_appcontext
from flask_babel import gettext as _

from casebook import clock, database
from casebook.kernel import timetable
from casebook.kernel.clocks import CalendarVersion
from casebook.search.commands import complete
from casebook.vault.keys import vault_keys
from casebook.web.acting import acted, moment


def attach(app: Flask) -> None:
    """Add the commands to the app, and the mail server they send by."""
    from casebook import doctor, serve
    from casebook.calendars import commands as calendars
    from casebook.demo.commands import demo
    from casebook.exports import commands as exports
    from casebook.outbox import commands as outbox
    from casebook.outbox import deliver
    from casebook.people import commands as people
    from casebook.search import commands as search

    deliver.attach(app)
    groups = (*outbox.COMMANDS, *exports.COMMANDS, *calendars.COMMANDS, *people.COMMANDS, *search.COMMANDS)
    for command in (init, demo, serve.serve, doctor.doctor, *groups):
        app.cli.add_command(command)


@click.command()
@click.option("--office", "label_zh", help="Name of the office: found it, with its first administrator and director.")
@click.option("--office-en", "label_en", help="Its name in English.")
@click.option("--town", "town_zh", help="Name of the town.")
@click.option("--town-en", "town_en", help="The town's name in English.")
@click.option("--telephone", help="The office's public telephone.")
@click.option("--address", help="The office's address.")
@click.option("--hours", help="When it is open.")
@with_appcontext
def init(label_zh: str | None, **words: str | None) -> None:
    """Create or upgrade the database and its keys, and found an office; safe to repeat."""
    database.upgrade(current_app)
    seed()
    vault_keys()
    complete()
    if label_zh:
        _found({"label_zh": label_zh, **words})
    click.echo(_("The database is ready."))


def seed() -> None:
    """Write the first calendar where there is none, and the rules of which the database knows no version."""
    with acted() as session:
        if session.get(CalendarVersion, 1) is None:
            timetable.seed(session, clock.now())
        timetable.complete_rules(session)


def main() -> Any:
    """The entry point of the `casebook` command."""
    from casebook import create_app

    return FlaskGroup(create_app=create_app, add_default_commands=False)(prog_name="casebook")


def _found(words: dict[str, str | None]) -> None:
    from casebook.founding import AlreadyFounded, found_office

    try:
        with acted() as session:
            passwords = found_office(session, moment(), words)
    except AlreadyFounded as error:
        raise click.ClickException(_("There is an office already; nothing was changed.")) from error
    for account, password in passwords.items():
        click.echo(_("Account %(account)s, start password %(password)s", account=account, password=password))
    click.echo(_("These passwords are shown this once. Change both at the first sign-in."))
