"""Pages about a second step that was lost: an administrator asks for its removal, a director decides."""

from typing import Any

from flask import abort, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people import account_service, rights, step_up
from casebook.people import admin_pages as pages
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, taken
from casebook.people.admin_forms import AgreeForm, ReasonForm
from casebook.people.queries import names
from casebook.people.rights import PeopleDeed
from casebook.web.acting import Answer
from casebook.web.forms import ActForm
from casebook.web.template_globals import clock_time

ADDRESS = "/people/persons/<uid>/second-step"


@blueprint.get(f"{ADDRESS}/remove")
@deed(PeopleDeed.ASK_REMOVAL, rights.asks)
def ask_removal(actor: Staff, uid: str) -> Answer:
    """The form that asks for the removal."""
    return _asking_page(uid, blank(ReasonForm))


@blueprint.post(f"{ADDRESS}/remove")
@deed(PeopleDeed.ASK_REMOVAL, rights.asks)
def do_ask_removal(actor: Staff, uid: str) -> Answer:
    """Ask for the removal."""
    form, role = ReasonForm(), rights.asks(actor) or abort(404)

    def act(session: Session, now: Moment) -> str:
        account_service.ask_removal(session, actor, now, role, pages.person(uid), form.reason.data)
        return url_for("people_admin.person", uid=uid)

    return taken(form, act, lambda refused: _asking_page(uid, form, refused))


@blueprint.get(f"{ADDRESS}/decide")
@deed(PeopleDeed.AGREE_REMOVAL, rights.decides)
def ask_decision(actor: Staff, uid: str) -> Answer:
    """Who asked for what and why, and the two ways to decide."""
    return _decision_page(uid)


@blueprint.post(f"{ADDRESS}/agree")
@deed(PeopleDeed.AGREE_REMOVAL, rights.decides)
def agree_removal(actor: Staff, uid: str) -> Answer:
    """Remove the second step."""
    form, role = AgreeForm(), rights.decides(actor) or abort(404)
    status = step_up.refused(form.password)
    if status is not None:
        return _decision_page(uid, agreeing=form), status

    def act(session: Session, now: Moment) -> str:
        account_service.agree_removal(session, actor, now, role, pages.person(uid))
        return url_for("people_admin.person", uid=uid)

    return taken(form, act, lambda refused: _decision_page(uid, refused, agreeing=form))


@blueprint.post(f"{ADDRESS}/refuse")
@deed(PeopleDeed.REFUSE_REMOVAL, rights.decides)
def refuse_removal(actor: Staff, uid: str) -> Answer:
    """Leave the second step as it is."""
    form, role = ReasonForm(), rights.decides(actor) or abort(404)

    def act(session: Session, now: Moment) -> str:
        account_service.refuse_removal(session, actor, now, role, pages.person(uid), form.reason.data)
        return url_for("people_admin.person", uid=uid)

    return taken(form, act, lambda refused: _decision_page(uid, refused, refusing=form))


def _asking_page(uid: str, form: ReasonForm, refused: str = "") -> str:
    lead = _(
        "For %(name)s, who lost telephone and recovery codes. Make sure that it is he who asks; the director decides.",
        name=pages.person(uid).name,
    )
    return pages.form_page(_("Ask to remove the second step"), form, refused, lead=lead, button=_("Ask for it"))


def _decision_page(uid: str, refused: str = "", **forms: ActForm) -> str:
    waiting = account_service.removal_waiting(db.session(), uid)
    facts: dict[str, Any] = {}
    if waiting is not None:
        who = names(db.session(), [waiting.asked_by]).get(waiting.asked_by, "")
        facts = {"asked_by": who, "asked": clock_time(waiting.asked_at), "reason": waiting.reason}
    return pages.page(
        "removal",
        person=pages.person(uid),
        waiting=waiting is not None,
        facts=facts,
        refused=refused,
        fresh=step_up.is_fresh_now(),
        agreeing=forms.get("agreeing") or blank(AgreeForm),
        refusing=forms.get("refusing") or blank(ReasonForm),
    )
