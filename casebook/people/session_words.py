"""An open session in words: since when, last used when, and on what, as far as the browser said."""

from flask_babel import gettext as _

from casebook.people.models import OpenSession
from casebook.web.template_globals import clock_time


def session_words(row: OpenSession) -> str:
    """One session, in the reader's language."""
    times = {"start": clock_time(row.created_at), "seen": clock_time(row.seen_at)}
    if not row.device:
        return _("Signed in %(start)s, last used %(seen)s", **times)
    browser, _slash, system = row.device.partition("/")
    return _(
        "%(browser)s on %(system)s: signed in %(start)s, last used %(seen)s", browser=browser, system=system, **times
    )
