"""Pages about people for whoever administers them: units and persons; posts, leave and roster stand beside it."""

from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _

from casebook import clock
from casebook.extensions import db
from casebook.people import (
    account_service,
    account_views,
    admin_rows,
    admin_service,
    duty_views,
    factors,
    grant_views,
    handover_views,
    leave_views,
    log_views,
    removal_views,
    rights,
    sessions,
    shift_views,
    tie_views,
)
from casebook.people import admin_pages as pages
from casebook.people import admin_queries as find
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.admin_forms import CancelForm, PersonForm
from casebook.people.models import Person
from casebook.people.passwords import UNSET
from casebook.people.queries import names
from casebook.people.rights import PeopleDeed
from casebook.people.session_words import session_words
from casebook.web.acting import Answer, Right, reads
from casebook.web.languages import reader_language

# Their views stand on the same blueprint.
BESIDE = (
    *(grant_views, leave_views, duty_views, tie_views, handover_views, log_views, shift_views),
    *(account_views, removal_views),
)


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
    return pages.page(
        "persons",
        rows=rows,
        unit=unit and unit.label(reader_language()),
        may_add=rights.asks(reader()),
        removals=account_service.removals_waiting(db.session()),
    )


@blueprint.get("/people/persons/<uid>")
@reads(Right.PEOPLE)
def person(uid: str) -> Answer:
    """One person: his posts, and what happened to his account."""
    session, found, actor = db.session(), pages.person(uid), reader()
    own = uid in actor.persons
    grants = find.grants_of(session, uid)
    events = find.history(session, uid)
    who = names(session, (event.actor_uid for event in events))
    return pages.page(
        "person",
        person=found,
        rows=admin_rows.grant_rows(grants, reader_language(), pages.today()),
        lines=admin_rows.history_lines(events, who),
        may_ask=rights.asks(actor) and not own,
        account=account_standing(actor, found, own),
    )


def account_standing(actor: Staff, person: Person, own: bool) -> dict[str, Any]:
    """How a person signs in, where he is signed in, and what the reader may do about it."""
    session = db.session()
    return {
        "closed": not person.active,
        "unset": person.password_hash == UNSET,
        "second_step": factors.of(session, person.uid) is not None,
        "removal": account_service.removal_waiting(session, person.uid) is not None,
        "sessions": [session_words(row) for row in sessions.of_person(session, person.uid, clock.now())],
        "may_link": not own and person.active and rights.asks(actor),
        "may_close": not own and person.active and rights.closes(actor),
        "may_reopen": not own and not person.active and rights.decides(actor),
        "may_decide": rights.decides(actor),
        "ending": blank(CancelForm),
    }


@blueprint.get("/people/persons/new")
@deed(PeopleDeed.ADD_PERSON, rights.asks)
def ask_person(actor: Staff) -> Answer:
    """The form of a new person."""
    return pages.form_page(_("New person"), blank(PersonForm))


@blueprint.post("/people/persons/new")
@deed(PeopleDeed.ADD_PERSON, rights.asks)
def add_person(actor: Staff) -> Answer:
    """Make the person, with a link by which he sets his password himself."""
    form = PersonForm()

    def act(session: Any, now: Any) -> str:
        role = rights.asks(actor) or abort(404)
        fields = (form.account.data, form.name.data, form.email.data or None)
        made = admin_service.add_person(session, actor, now, role, *fields)
        account_service.send_link(session, actor, now, role, made)
        return url_for("people_admin.person", uid=made.uid)

    return taken(
        form,
        act,
        lambda refused: pages.form_page(_("New person"), form, refused),
        lambda location: account_views.link_shown(location.rsplit("/", 1)[-1]),
    )
