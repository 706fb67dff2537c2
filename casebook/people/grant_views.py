"""Pages about posts: asked for by one person, decided by another, ended, and who answers for a unit."""

from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext as _

from casebook.case.labels import role_label
from casebook.extensions import db
from casebook.people import admin_pages as pages
from casebook.people import admin_queries as find
from casebook.people import admin_rows, admin_service, rights, step_up
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.admin_forms import AgreeForm, AnsweringForm, GrantForm, ReasonForm
from casebook.people.admin_service import Wanted
from casebook.people.models import Grant, Role, Unit
from casebook.people.queries import names
from casebook.people.rights import PeopleDeed
from casebook.web.acting import Answer, Right, reads
from casebook.web.forms import ActForm
from casebook.web.languages import reader_language

SHELVES = ("waiting", "in-force", "over")


@blueprint.get("/people/grants")
@reads(Right.PEOPLE)
def grants() -> Answer:
    """Posts that wait for a decision, are in force, or are over."""
    shelf = request.args.get("show", SHELVES[0])
    session = db.session()
    found = {"in-force": find.grants_decided, "over": find.grants_over}.get(shelf, find.grants_waiting)(session)
    rows = admin_rows.grant_rows(found, reader_language(), pages.today())
    return pages.page(
        "grants", rows=rows, shelf=shelf if shelf in SHELVES else SHELVES[0], may_ask=rights.asks(reader())
    )


@blueprint.get("/people/grants/new")
@deed(PeopleDeed.ASK_GRANT, rights.asks)
def ask_grant(actor: Staff) -> Answer:
    """The form that asks for a post; ?person= chooses the person."""
    form = blank(GrantForm)
    form.person.data, form.first.data = request.args.get("person", ""), pages.today()
    return _grant_form(form)


@blueprint.post("/people/grants/new")
@deed(PeopleDeed.ASK_GRANT, rights.asks)
def do_ask_grant(actor: Staff) -> Answer:
    """Ask for the post."""
    form = GrantForm()
    _offer(form)

    def act(session: Any, now: Any) -> str:
        unit = find.unit_by_code(session, form.unit.data) or abort(404)
        dates = (form.first.data, form.last.data)
        wanted = Wanted(form.person.data, unit, Role(form.role.data), *dates, answering=form.answering.data)
        made = admin_service.ask_grant(session, actor, now, rights.asks(actor) or abort(404), wanted)
        return url_for("people_admin.grant", uid=made.uid)

    return taken(form, act, lambda refused: _grant_form(form, refused))


@blueprint.get("/people/grants/<uid>")
@reads(Right.PEOPLE)
def grant(uid: str) -> Answer:
    """One post: where it stands, its history, and what the reader may do with it."""
    return _grant_page(uid)


@blueprint.post("/people/grants/<uid>/agree")
@deed(PeopleDeed.AGREE_GRANT, rights.decides)
def agree(actor: Staff, uid: str) -> Answer:
    """Agree to the post."""
    form = AgreeForm()
    status = step_up.refused(form.password)
    if status is not None:
        return _grant_page(uid, agreeing=form), status

    def act(session: Any, now: Any) -> str:
        admin_service.agree(session, actor, now, rights.decides(actor) or abort(404), pages.grant(uid))
        return url_for("people_admin.grant", uid=uid)

    return taken(form, act, lambda refused: _grant_page(uid, refused, agreeing=form))


@blueprint.post("/people/grants/<uid>/refuse")
@deed(PeopleDeed.REFUSE_GRANT, rights.decides)
def refuse(actor: Staff, uid: str) -> Answer:
    """Refuse the post."""
    form = ReasonForm()

    def act(session: Any, now: Any) -> str:
        role = rights.decides(actor) or abort(404)
        admin_service.refuse(session, actor, now, role, pages.grant(uid), form.reason.data)
        return url_for("people_admin.grant", uid=uid)

    return taken(form, act, lambda refused: _grant_page(uid, refused, refusing=form))


@blueprint.post("/people/grants/<uid>/end")
@deed(PeopleDeed.END_GRANT, rights.ends)
def end(actor: Staff, uid: str) -> Answer:
    """End the post at once."""
    form = ReasonForm()

    def act(session: Any, now: Any) -> str:
        admin_service.end(session, actor, now, rights.ends(actor) or abort(404), pages.grant(uid), form.reason.data)
        return url_for("people_admin.grant", uid=uid)

    return taken(form, act, lambda refused: _grant_page(uid, refused, ending=form))


@blueprint.get("/people/units/<code>/answering")
@deed(PeopleDeed.CONTINUE_GRANT, rights.decides)
def ask_answering(actor: Staff, code: str) -> Answer:
    """The form that says who answers for a unit from now on."""
    return _answering_form(pages.unit(code), blank(AnsweringForm))


@blueprint.post("/people/units/<code>/answering")
@deed(PeopleDeed.CONTINUE_GRANT, rights.decides)
def move_answering(actor: Staff, code: str) -> Answer:
    """Let another post of the unit answer for it."""
    form, unit = AnsweringForm(), pages.unit(code)
    _offer_posts(form, unit)

    def act(session: Any, now: Any) -> str:
        role = rights.decides(actor) or abort(404)
        present = find.answers_now(session, unit.uid) or abort(404)
        admin_service.move_answering(session, actor, now, role, present, pages.grant(form.grant.data))
        return url_for("people_admin.units")

    return taken(form, act, lambda refused: _answering_form(unit, form, refused))


def _grant_form(form: GrantForm, refused: str = "") -> str:
    _offer(form)
    lead = _("Another person decides. Until then nothing changes.")
    return pages.form_page(_("Ask for a post"), form, refused, lead=lead, button=_("Ask for it"))


def _offer(form: GrantForm) -> None:
    session = db.session()
    mine = reader().persons
    others = (row for row in find.active_persons(session) if row.uid not in mine)
    form.offer(others, find.units(session), reader_language())


def _answering_form(unit: Unit, form: AnsweringForm, refused: str = "") -> str:
    posts = _offer_posts(form, unit)
    present = next((grant.person.name for grant in posts if grant.answering), _("nobody"))
    lead = _(
        "%(name)s answers for %(unit)s now. Both posts go on; only the answering moves.",
        name=present,
        unit=unit.label(reader_language()),
    )
    return pages.form_page(_("Who answers for the unit"), form, refused, lead=lead)


def _offer_posts(form: AnsweringForm, unit: Unit) -> list[Grant]:
    posts = find.posts_at(db.session(), unit.uid, pages.today())
    others = [grant for grant in posts if not grant.answering and grant.role is not Role.ADMIN]
    words = ((row.uid, f"{row.person.name} · {role_label(row.role)}") for row in others)
    form.grant.choices = [("", ""), *words]
    return posts


def _grant_page(uid: str, refused: str = "", **forms: ActForm) -> str:
    session, found, actor = db.session(), pages.grant(uid), reader()
    events = find.history(session, uid)
    who = names(session, (event.actor_uid for event in events))
    waiting = found.decided_at is None and found.ended_at is None
    own = found.person_uid in actor.persons or found.asked_by in actor.persons
    return pages.page(
        "grant",
        grant=found,
        row=admin_rows.grant_rows([found], reader_language(), pages.today())[0],
        lines=admin_rows.history_lines(events, who),
        refused=refused,
        fresh=step_up.is_fresh_now(),
        decide=waiting and not own and rights.decides(actor),
        wait=waiting and own,
        may_end=found.decided_at and not found.ended_at and not found.answering and rights.ends(actor),
        agreeing=forms.get("agreeing") or blank(AgreeForm),
        refusing=forms.get("refusing") or blank(ReasonForm),
        ending=forms.get("ending") or blank(ReasonForm),
    )
