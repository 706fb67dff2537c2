"""The page of one's own rights: posts, ties and leave, in words and to be printed."""

from datetime import timedelta

from flask import render_template
from flask_babel import gettext as _

from casebook.extensions import db
from casebook.people import admin_pages, admin_rows, tie_queries
from casebook.people import admin_queries as find
from casebook.people.admin_deeds import reader
from casebook.people.own_pages import blueprint
from casebook.people.own_rights import own_posts
from casebook.people.queries import names
from casebook.web.acting import Answer, Right, reads
from casebook.web.languages import reader_language

EVER = timedelta(days=36500)


@blueprint.get("/me/rights")
@reads(Right.STAFF)
def own_rights() -> Answer:
    """One's own posts, from when to when, who decided them, and what each lets one do; ties and leave."""
    today, mine = admin_pages.today(), reader().uid
    posts = own_posts(db.session(), mine, today, reader_language())
    return render_template("people/rights.html", posts=posts, ties=_ties(mine), leaves=_leaves(mine))


def _ties(mine: str) -> list[str]:
    session = db.session()
    found = tie_queries.own_ties(session, mine)
    who = names(session, (tie.tied_person_uid for tie in found))
    units = _unit_labels()
    return [units[tie.tied_unit_uid] if tie.tied_unit_uid else who[tie.tied_person_uid or ""] for tie in found]


def _leaves(mine: str) -> list[str]:
    """Leaves that are running or to come, one's own and those in which one stands in."""
    session, today = db.session(), admin_pages.today()
    last = today + EVER
    found = [*find.leaves_of(session, mine, today, last), *find.deputises(session, mine, today, last)]
    who = names(session, (uid for leave in found for uid in (leave.person_uid, leave.deputy_uid)))
    units, language = {unit.uid: unit for unit in find.all_units(session)}, reader_language()
    words = (admin_rows.leave_words(one, who, units, language) for one in found)
    return [
        _("%(days)s: %(words)s", days=admin_rows.days(one.first, one.last), words=said)
        for one, said in zip(found, words, strict=True)
    ]


def _unit_labels() -> dict[str, str]:
    return {unit.uid: unit.label(reader_language()) for unit in find.all_units(db.session())}
