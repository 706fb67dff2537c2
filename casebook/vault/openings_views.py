"""The weekly report of openings, to be read and printed by those who watch over identities."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from casebook import clock
from casebook.case.labels import field_label, role_label
from casebook.extensions import db
from casebook.kernel.deadlines import local_day
from casebook.people.actor import Staff
from casebook.people.current import current_staff
from casebook.vault.openings import Around, Attached, Opened, around, attached, offices_watched, openings
from casebook.vault.weekly import WEEK, span
from casebook.vault.words import what_was_done
from casebook.web.acting import Answer, Right, reads
from casebook.web.template_globals import clock_time, short_date
from casebook.web.weeks import monday_of

blueprint = Blueprint("openings", __name__)


@blueprint.get("/openings")
@reads(Right.CASES)
def week() -> Answer:
    """Who opened whose identity in a week; ?week= any day of it."""
    session, actor, today = db.session(), _reader(), local_day(clock.now())
    offices = offices_watched(session, actor, today)
    if not offices:
        abort(404)
    monday = monday_of(request.args.get("week", ""), today)
    first, end = span(monday)
    return render_template(
        "openings/week.html",
        first=short_date(monday),
        last=short_date(local_day(end) - (WEEK / 7)),
        rows=[_opening(row) for row in openings(session, actor, offices, first, end)],
        attached=[_attached(row) for row in attached(session, actor, offices, first, end)],
        others=[_other(row) for row in around(session, offices, first, end)],
        before=url_for("openings.week", week=monday - WEEK),
        after=url_for("openings.week", week=monday + WEEK),
    )


def _reader() -> Staff:
    actor = current_staff()
    assert actor is not None  # @reads has turned away everybody else
    return actor


def _opening(row: Opened) -> list[Any]:
    how = _("in an emergency") if row.emergency else ""
    return [
        row.reference,
        clock_time(row.at),
        _person(row.who, row.role),
        field_label(row.field),
        row.reason,
        _("; ").join(filter(None, (row.second, how))),
    ]


def _attached(row: Attached) -> dict[str, Any]:
    title = _("Case %(reference)s, after case %(earlier)s", reference=row.reference, earlier=row.earlier)
    return {"title": title, "rows": [_opening(opening) for opening in row.openings]}


def _other(row: Around) -> list[Any]:
    return [clock_time(row.at), _person(row.who, row.role), what_was_done(row.deed, row.facts, row.second)]


def _person(name: str, role: str) -> str:
    return _("%(name)s (%(post)s)", name=name, post=role_label(role))
