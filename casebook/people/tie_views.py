"""Pages about ties: everybody declares his own; the director and the discipline officer read all; the director ends."""

from typing import Any

from flask import abort, url_for
from flask_babel import gettext as _

from casebook.extensions import db
from casebook.people import admin_pages as pages
from casebook.people import admin_queries as find
from casebook.people import rights, tie_queries, tie_service
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.admin_forms import ReasonForm
from casebook.people.leave_views import anybody
from casebook.people.models import PersonTie, TieKind
from casebook.people.queries import names
from casebook.people.rights import PeopleDeed
from casebook.people.tie_forms import KINDS, OwnTieForm, TieForm
from casebook.people.tie_queries import Tied
from casebook.web.acting import Answer, Right, reads
from casebook.web.languages import reader_language
from casebook.web.template_globals import short_date


@blueprint.get("/people/ties")
@reads(Right.STAFF)
def ties() -> Answer:
    """All ties, for the director and the discipline officer alone."""
    if not rights.reads_ties(reader()):
        abort(404)
    rows = _items(tie_queries.ties(db.session()))
    return pages.page("ties", items=rows, may_record=rights.decides(reader()) is not None)


@blueprint.get("/people/ties/new")
@deed(PeopleDeed.DECLARE_TIE, rights.decides)
def ask_tie(actor: Staff) -> Answer:
    """The form with which the director records a tie of somebody."""
    return _form(blank(TieForm))


@blueprint.post("/people/ties/new")
@deed(PeopleDeed.DECLARE_TIE, rights.decides)
def record_tie(actor: Staff) -> Answer:
    """Record somebody's tie."""
    form = TieForm()
    _offer(form)

    def act(session: Any, now: Any) -> str:
        _declare(session, actor, now, form, form.person.data)
        return url_for("people_admin.ties")

    return taken(form, act, lambda refused: _form(form, refused))


@blueprint.get("/people/ties/<uid>/end")
@deed(PeopleDeed.END_TIE, rights.decides)
def ask_end_tie(actor: Staff, uid: str) -> Answer:
    """The form that ends a tie."""
    return _end_form(uid, blank(ReasonForm))


@blueprint.post("/people/ties/<uid>/end")
@deed(PeopleDeed.END_TIE, rights.decides)
def end_tie(actor: Staff, uid: str) -> Answer:
    """End a tie that no longer holds."""
    form = ReasonForm()

    def act(session: Any, now: Any) -> str:
        role = rights.decides(actor) or abort(404)
        tie_service.end(session, actor, now, role, _tie(uid), form.reason.data)
        return url_for("people_admin.ties")

    return taken(form, act, lambda refused: _end_form(uid, form, refused))


@blueprint.get("/me/ties")
@deed(PeopleDeed.DECLARE_TIE, anybody)
def ask_own_tie(actor: Staff) -> Answer:
    """One's own ties in force, and the form that declares another."""
    return _own(blank(OwnTieForm))


@blueprint.post("/me/ties")
@deed(PeopleDeed.DECLARE_TIE, anybody)
def declare_own_tie(actor: Staff) -> Answer:
    """Declare a tie of one's own."""
    form = OwnTieForm()
    _offer(form)

    def act(session: Any, now: Any) -> str:
        _declare(session, actor, now, form, actor.uid)
        return url_for("people_admin.ask_own_tie")

    return taken(form, act, lambda refused: _own(form, refused))


def _declare(session: Any, actor: Staff, now: Any, form: OwnTieForm, person_uid: str) -> None:
    role = rights.declares_tie(actor, person_uid) or abort(404)
    tied, kind = Tied.of(form.tied.data), TieKind(form.kind.data)
    tie_service.declare(session, actor, now, role, person_uid, tied, kind)


def _tie(uid: str) -> PersonTie:
    return tie_queries.tie(db.session(), uid) or abort(404)


def _form(form: TieForm, refused: str = "") -> str:
    _offer(form)
    return pages.form_page(_("Record a tie"), form, refused, lead=_lead())


def _end_form(uid: str, form: ReasonForm, refused: str = "") -> str:
    [item] = _items([_tie(uid)])
    return pages.form_page(_("End this tie"), form, refused, lead=item["words"], button=_("End it now"))


def _own(form: OwnTieForm, refused: str = "") -> str:
    _offer(form)
    mine = tie_queries.own_ties(db.session(), reader().uid)
    return pages.page("own_ties", items=_items(mine), form=form, refused=refused, lead=_lead())


def _lead() -> str:
    return _("Whoever is tied to a unit or a person is given no case about them. Director and discipline read this.")


def _offer(form: OwnTieForm) -> None:
    session = db.session()
    units = find.units(session)
    form.offer(units, find.posts_everywhere(session, (unit.uid for unit in units), pages.today()), reader_language())


def _items(found: list[PersonTie]) -> list[dict[str, Any]]:
    session = db.session()
    who = names(session, (uid for tie in found for uid in (tie.person_uid, tie.tied_person_uid, tie.recorded_by)))
    units = {unit.uid: unit.label(reader_language()) for unit in find.all_units(session)}
    return [
        {
            "words": _("%(name)s is tied to %(other)s", name=who[tie.person_uid], other=_other(tie, who, units)),
            "kind": KINDS[tie.kind],
            "declared": short_date(tie.declared_on),
            "by": who.get(tie.recorded_by or "", _("system")),
            "over": tie.ended_at is not None,
            "end": url_for("people_admin.ask_end_tie", uid=tie.uid),
        }
        for tie in found
    ]


def _other(tie: PersonTie, who: dict[str, str], units: dict[str, str]) -> str:
    return units[tie.tied_unit_uid] if tie.tied_unit_uid else who[tie.tied_person_uid or ""]
