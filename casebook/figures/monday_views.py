"""The sheet for Monday's meeting: one page of A4."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from casebook.case.projection import Audience
from casebook.extensions import db
from casebook.figures import monday, queries, shown
from casebook.figures.groups import STATION
from casebook.figures.queries import Numbers, Scope
from casebook.ledgers.period import Period
from casebook.ledgers.readers import audience_of
from casebook.people.actor import Staff
from casebook.people.admin_deeds import reader
from casebook.people.admin_queries import units
from casebook.web.acting import Answer, Right, moment, reads
from casebook.web.languages import reader_language
from casebook.web.template_globals import clock_time, short_date
from casebook.web.weeks import WEEK, monday_of

blueprint = Blueprint("monday", __name__)


@blueprint.get("/figures/monday")
@reads(Right.CASES)
def sheet() -> Answer:
    """The week that is over and how things stand now; ?week= any day of another week."""
    actor, now, language = reader(), moment(), reader_language()
    audience = _read_as(actor) or abort(404)
    first = monday_of(request.args.get("week", ""), now.today - WEEK)
    week = Period(first, first + WEEK - (WEEK / 7))
    scope = Scope(actor, audience, week, now.at)
    session = db.session()
    heaps = queries.heaps(session, scope, [STATION])
    return render_template(
        "figures/monday.html",
        first=short_date(week.first),
        last=short_date(week.last),
        heads=shown.heads(_("Unit")),
        rows=_rows(queries.by_group(heaps, STATION), queries.total(heaps)),
        standing=monday.standing(session, actor, audience, now),
        late=monday.late(session, actor, audience, now, language),
        hung=monday.hung(session, actor, audience, language),
        opened=monday.identities_opened(session, actor, week, now.today),
        maker=actor.name,
        made=clock_time(now.at),
        before=url_for("monday.sheet", week=first - WEEK),
        after=url_for("monday.sheet", week=first + WEEK),
    )


def _read_as(actor: Staff) -> Audience | None:
    """The office and whoever watches over it; a station has its own figures."""
    audience = audience_of(actor)
    return None if audience is Audience.STATION else audience


def _rows(parts: dict[str, Numbers], whole: Numbers) -> list[list[Any]]:
    """Every unit that did or owed anything, and all of them together."""
    known = {unit.code: unit for unit in units(db.session())}
    busy = [(STATION.name(part, known), numbers) for part, numbers in parts.items()]
    busy.sort(key=lambda row: (-row[1]["late"], -row[1]["received"], row[0]))
    return [_cells(name, numbers) for name, numbers in (*busy, (_("All"), whole))]


def _cells(name: str, numbers: Numbers) -> list[Any]:
    return [name, *(str(numbers[measure.key]) for measure in shown.COLUMNS), shown.rate_of(numbers)]
