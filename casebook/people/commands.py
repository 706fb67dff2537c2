"""`casebook remove-second-step`: the way back in where nobody is left who could ask or decide."""

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from casebook.extensions import db
from casebook.people import account, factor_service, factors, notices
from casebook.people.actor import SYSTEM
from casebook.people.rights import PeopleDeed
from casebook.web.acting import acted, moment


@click.command("remove-second-step")
@click.argument("name", metavar="ACCOUNT")
@with_appcontext
def remove_second_step(name: str) -> None:
    """Remove the second step of an account whose owner is the only director or administrator. It is on record."""
    found = account.named(db.session(), name)
    if found is None or factors.of(db.session(), found.uid) is None:
        raise click.ClickException(_("No such account with a second step; nothing was changed."))
    uid, now = found.uid, moment()
    db.session.rollback()
    with acted() as session:
        factor_service.remove(session, uid, now)
        notices.tell(session, uid, PeopleDeed.AGREE_REMOVAL, now, SYSTEM, "system")
    click.echo(_("The second step is removed. It is set up anew at the next sign-in."))


COMMANDS = (remove_second_step,)
