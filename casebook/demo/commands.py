"""`casebook demo`: load the demo town into an empty installation and say how to get in."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

from casebook.case.labels import role_label
from casebook.demo import loading, tables
from casebook.demo.loading import PASSWORD, Secrets, Tracked
from casebook.doctor import wrong_with_database
from casebook.people.models import STATION_ROLES, Role
from casebook.people.passwords import hashed
from casebook.tracking.codes import groups, query_codes
from casebook.vault.keys import vault_keys
from casebook.web.acting import acted


@click.command()
@click.option("--once", is_flag=True, help="Do nothing where the demo town is loaded already.")
@with_appcontext
def demo(once: bool) -> None:
    """Load the demo town: units, people and cases in every state. Refused beside a real office."""
    for sentence in wrong_with_database():
        raise click.ClickException(sentence)
    tracked = _loaded_once() if once else _loaded()
    _say_accounts()
    _say_receipts(tracked)


COMMANDS = (demo,)


def _loaded_once() -> list[Tracked]:
    with acted() as session:
        _refuse_beside_a_real_office(loading.holds_real_office(session))
        return [] if loading.is_loaded(session) else loading.load(session, _secrets())


def _loaded() -> list[Tracked]:
    with acted() as session:
        _refuse_beside_a_real_office(loading.holds_real_office(session))
        if loading.is_loaded(session):
            raise click.ClickException(_("The demo town is loaded already; nothing was changed."))
        return loading.load(session, _secrets())


def _refuse_beside_a_real_office(found: bool) -> None:
    if found:
        raise click.ClickException(_("This database holds a real office. Give the demo town a database of its own."))


def _secrets() -> Secrets:
    cheap = current_app.config["SETTINGS"].argon2_cheap
    return Secrets(vault_keys(), query_codes(), hashed(PASSWORD, cheap))


def _say_accounts() -> None:
    click.echo(_("Accounts of the demo town"))
    for row in tables.people():
        if Role(row.role) not in STATION_ROLES:
            click.echo(f"  {row.account:12}{role_label(row.role)}  {row.name}")
    for unit in tables.units():
        if unit.kind == "station":
            click.echo(f"  {unit.code}-head, {unit.code}-liaison, {unit.code}-handler  {unit.label_zh}")
    click.echo(_("Password of all: %(password)s", password=PASSWORD))


def _say_receipts(tracked: list[Tracked]) -> None:
    for receipt in tracked:
        click.echo(
            _(
                "To try /track: %(reference)s, query code %(code)s",
                reference=receipt.reference,
                code=groups(receipt.code),
            )
        )
