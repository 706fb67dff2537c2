"""Pages about people for whoever administers them: units and persons; posts, leave and roster stand beside it."""

from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _

from casebook.extensions import db
from casebook.people import admin_pages as pages
from casebook.people import admin_queries as find
from casebook.people import (
    admin_rows,
    admin_service,
    duty_views,
    grant_views,
    handover_views,
    leave_views,
    log_views,
    rights,
    shift_views,
    tie_views,
)
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.admin_forms import PersonForm
from casebook.people.passwords import fits, hashed
from casebook.people.queries import names
from casebook.people.rights import PeopleDeed
from casebook.people.start_passwords import start_password
from casebook.web.acting import Answer, Right, reads
from casebook.web.languages import reader_language

# Their views stand on the same blueprint.
BESIDE = (grant_views, leave_views, duty_views, tie_views, handover_views, log_views, shift_views)


@blueprint.get("/people")
@reads(Right.PEOPLE)
def units() -> Answer:
    """The tree of units, who answers for each, and how many hold a post there."""
    lines = find.unit_tree(db.session(), pages.today())
    rows = admin_rows.unit_rows(lines, reader_language(), rights.decides(reader()) is not None)
    return pages.page("units", rows=rows)


@blueprint.get("/people/persons")
@reads(Right.PEOPLE)
def persons() -> Answer:
    """Everybody with his posts, or everybody of one unit."""
    code = request.args.get("unit", "")
    unit = pages.unit(code) if code else None
    held = find.persons(db.session(), pages.today(), unit.uid if unit else None)
    rows = admin_rows.person_rows(held, reader_language())
    return pages.page("persons", rows=rows, unit=unit and unit.label(reader_language()), may_add=rights.asks(reader()))


@blueprint.get("/people/persons/<uid>")
@reads(Right.PEOPLE)
def person(uid: str) -> Answer:
    """One person: his posts, and what happened to his account."""
    session, found = db.session(), pages.person(uid)
    grants = find.grants_of(session, uid)
    events = find.history(session, uid)
    who = names(session, (event.actor_uid for event in events))
    return pages.page(
        "person",
        person=found,
        rows=admin_rows.grant_rows(grants, reader_language(), pages.today()),
        lines=admin_rows.history_lines(events, who),
        may_ask=rights.asks(reader()) and uid not in reader().persons,
    )


@blueprint.get("/people/persons/new")
@deed(PeopleDeed.ADD_PERSON, rights.asks)
def ask_person(actor: Staff) -> Answer:
    """The form of a new person."""
    return pages.form_page(_("New person"), blank(PersonForm))


@blueprint.post("/people/persons/new")
@deed(PeopleDeed.ADD_PERSON, rights.asks)
def add_person(actor: Staff) -> Answer:
    """Make the person and show his start password, this once."""
    form = PersonForm()
    password = start_password(form.account.data or "", form.key.data or "")
    kept = hashed(password, pages.cheap())

    def act(session: Any, now: Any) -> str:
        role = rights.asks(actor) or abort(404)
        fields = (form.account.data, form.name.data, form.email.data or None)
        made = admin_service.add_person(session, actor, now, role, *fields, kept)
        return url_for("people_admin.person", uid=made.uid)

    return taken(
        form, act, lambda refused: pages.form_page(_("New person"), form, refused), lambda to: _made(to, password)
    )


def _made(location: str, password: str) -> Answer:
    made = pages.person(location.rsplit("/", 1)[-1])
    shown = password if fits(made.password_hash, password, pages.cheap()) else ""
    return pages.page("made", person=made, password=shown)
