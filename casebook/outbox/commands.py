"""`casebook work`, `tick` and `deliver`: doing what waits, for ever or once."""

from datetime import timedelta
from threading import Event as Flag

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy import select, update

from casebook import clock, logs
from casebook.kernel.jobs import Job
from casebook.outbox import worker
from casebook.outbox.deliver import enqueue, has_server
from casebook.outbox.models import Delivery
from casebook.web.acting import acted

NEWS = timedelta(days=7)  # what waited longer is seen on the desk; a mail about it would only confuse


@click.command()
@with_appcontext
def work() -> None:
    """Do jobs as they fall due, until stopped."""
    logs.take_over()
    stopping = Flag()
    worker.stop_on_signals(stopping)
    warn_without_server()
    worker.work(stopping)


@click.command()
@with_appcontext
def tick() -> None:
    """Do every job that is due now, once, and sweep."""
    worker.sweep_now()
    click.echo(_("%(count)s jobs tried", count=worker.work_all()))


@click.command()
@with_appcontext
def deliver() -> None:
    """Put unsent mail of the last week back in line, given-up mail included, and send what is due."""
    if not has_server(current_app.config["SETTINGS"]):
        raise click.ClickException(no_server())
    click.echo(_("%(count)s mails put back in line", count=put_back()))
    click.echo(_("%(count)s jobs tried", count=worker.work_all()))


def put_back() -> int:
    """Queue every unsent delivery of the last days that waits for nothing any more, and answer how many."""
    now = clock.now()
    job_key = "send:" + Delivery.uid
    fresh = (Delivery.sent_at.is_(None)) & (Delivery.created_at > now - NEWS)
    with acted() as session:
        given_up = update(Job).where(Job.dead_at.is_not(None), Job.key.in_(select(job_key).where(fresh)))
        revived = session.scalars(given_up.values(dead_at=None, attempts=0, run_at=now).returning(Job.id)).all()
        queued = select(Job.key).where(Job.kind == "send")
        unqueued = session.scalars(select(Delivery.uid).where(fresh, job_key.not_in(queued))).all()
        for uid in unqueued:
            enqueue(session, uid, now)
    return len(revived) + len(unqueued)


def no_server() -> str:
    """The sentence that says that nobody is told by mail."""
    return _("No mail server is set (CASEBOOK_SMTP_URL): nobody is told by mail what waits for him.")


def warn_without_server() -> None:
    """Say at the start that mail is kept and not sent, where that is so."""
    if not has_server(current_app.config["SETTINGS"]):
        click.echo(no_server(), err=True)


COMMANDS = (work, tick, deliver)
