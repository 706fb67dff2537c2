"""The page on which a director and a second person break the glass."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from casebook.kernel.deadlines import Moment
from casebook.people import step_up
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, deed, taken
from casebook.people.models import Person, Role
from casebook.vault import emergency, second_person
from casebook.vault.forms import EmergencyForm
from casebook.vault.reports import IdentityDeed
from casebook.web.acting import Answer, FormRefused

blueprint = Blueprint("emergency", __name__)


def directs(actor: Staff) -> bool:
    """Whether he directs an office: nobody else breaks the glass."""
    return actor.holds({Role.DIRECTOR})


@blueprint.get("/emergency")
@deed(IdentityDeed.BREAK_GLASS, directs)
def ask(actor: Staff) -> Answer:
    """The form, with what it does."""
    return _page(blank(EmergencyForm))


@blueprint.post("/emergency")
@deed(IdentityDeed.BREAK_GLASS, directs)
def open_up(actor: Staff) -> Answer:
    """Check both passwords, record it, tell discipline, and lead to the identity."""
    form = EmergencyForm()
    if not form.validate():
        return _page(form), 422
    status = step_up.refused(form.password)
    if status is not None:
        return _page(form), status
    second, status = second_person.signed(form, actor)
    if second is None:
        return _page(form), status
    return taken(form, lambda session, now: _opened(session, actor, second, form, now), lambda _refused: _page(form))


def _opened(session: Any, actor: Staff, second: Person, form: EmergencyForm, now: Moment) -> str:
    case = emergency.case_in_danger(session, actor, form.reference.data)
    if case is None:
        form.reference.errors = [_("There is no such case that you could open. Check the reference.")]
        raise FormRefused
    if second_person.is_barred(case, second, now):
        form.second.errors = [_("This person may not be the second here. Ask somebody else.")]
        raise FormRefused
    emergency.break_glass(session, case, actor, second, now, form.reason.data)
    return f"/cases/{case.reference}/reveal"


def _page(form: EmergencyForm) -> str:
    return render_template("emergency/open.html", form=form, fresh=step_up.is_fresh_now())
