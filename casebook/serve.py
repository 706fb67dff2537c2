"""`casebook serve`: the web server and `casebook work` as two children of one process group; one dies, all end."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

from casebook.demo.loading import PASSWORD
from casebook.doctor import wrong_with_database
from casebook.extensions import db
from casebook.people.queries import the_office
from casebook.settings import Settings

THREADS = 4
LOOK = 0.2  # seconds between two looks at the children
GRACE = 40.0  # seconds a child may take to finish what it has begun
PR_SET_PDEATHSIG = 1
SOME_ACCOUNTS = ("clerk", "officer", "director", "callback", "leader", "power-head", "power-handler")


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the pages and do the jobs until stopped."""
    for sentence in wrong_with_database():
        raise click.ClickException(sentence)
    settings = current_app.config["SETTINGS"]
    _announce(settings)
    db.session.remove()
    db.engine.dispose()
    raise SystemExit(supervise([server(settings), [sys.executable, "-m", "casebook", "work"]]))


def server(settings: Settings) -> list[str]:
    """The command line of the web server."""
    # No access log: it would keep addresses; errors in our words, for the server's own name addresses too.
    # No control socket: gunicorn would open it in the home folder.
    # Loaded once and forked: no connection is open by then, and the start takes half as long.
    shape = ["--worker-class", "gthread", "--threads", str(THREADS), "--workers", str(settings.workers)]
    quiet = ["--preload", "--no-control-socket", "--log-level", "warning", "--bind", settings.bind]
    quiet += ["--logger-class", "casebook.server_log.ServerLog"]
    return [sys.executable, "-m", "gunicorn", *shape, *quiet, "casebook:create_app()"]


def supervise(commands: Sequence[Sequence[str]]) -> int:
    """Run the commands until asked to stop (0) or until one of them ends by itself (1); then end the others."""
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: stopped.append(number))
    children = [subprocess.Popen(command, preexec_fn=_end_with_parent) for command in commands]
    while not stopped and all(child.poll() is None for child in children):
        time.sleep(LOOK)
    for child in children:
        child.terminate()
    for child in children:
        _wait_for(child)
    return 0 if stopped else 1


def _wait_for(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _end_with_parent() -> None:
    # Should this process be killed outright, Linux asks the children to end: nobody else would.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _announce(settings: Settings) -> None:
    click.echo(_("casebook serves %(address)s", address=f"http://{settings.bind}"))
    if _in_demo():
        accounts = ", ".join(SOME_ACCOUNTS)
        click.echo(
            _("Demonstration. Accounts: %(accounts)s …; password: %(password)s", accounts=accounts, password=PASSWORD)
        )


def _in_demo() -> bool:
    try:
        return the_office(db.session()).demo
    except LookupError:
        return False
