"""A return on screen: asked by the station or entered from its slip, decided by a case officer."""

from flask import Blueprint
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from casebook.case.explained import due_shown
from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.queries import stations
from casebook.stages import choices
from casebook.stages.returning import forms, queries, service
from casebook.web.acting import Deed
from casebook.web.casework import register

blueprint = Blueprint("returning", __name__)


def offer_bodies(form: forms.AskForm, case: CaseFile, actor: Staff) -> None:
    """All other stations, and any other authority by its name."""
    others = [one for one in stations(db.session()) if one.uid != case.main_unit_uid]
    another = SelectChoice(forms.OTHER, _("another authority"))
    form.body.choices = [choices.please_choose(), *choices.units(others), another]


def ask(case: CaseFile, actor: Staff, now: Moment, form: forms.AskForm) -> None:
    """Ask to return the case."""
    service.ask(db.session(), case, actor, now, form.reason.data, _body(form))


def ask_for(case: CaseFile, actor: Staff, now: Moment, form: forms.AskForForm) -> None:
    """Enter the station's return from its slip."""
    service.ask_for(db.session(), case, actor, now, form.reason.data, _body(form), form.slip.data)


def _body(form: forms.AskForm) -> str:
    if form.body.data == forms.OTHER:
        return str(form.other.data)
    return next(one.label_zh for one in stations(db.session()) if one.uid == form.body.data)


def show_asked(form: forms.DecideForm, case: CaseFile, actor: Staff) -> None:
    """What the station asked, beside the decision."""
    form.asked = queries.asked(db.session(), case)
    clock = case.clock("return")
    form.until = due_shown(clock.due_at) if clock else None


def agree(case: CaseFile, actor: Staff, now: Moment, form: forms.AgreeForm) -> None:
    """Take the case back."""
    service.agree(db.session(), case, actor, now)


def refuse(case: CaseFile, actor: Staff, now: Moment, form: forms.RefuseForm) -> None:
    """Leave it with the station."""
    service.refuse(db.session(), case, actor, now, form.reason.data)


register(
    blueprint,
    Deed(Action.RETURN_ASK, forms.AskForm, ask, "returning/ask.html", offer_bodies),
    Deed(Action.RETURN_ASK_FOR, forms.AskForForm, ask_for, "returning/ask.html", offer_bodies),
    Deed(Action.RETURN_AGREE, forms.AgreeForm, agree, "returning/decide.html", show_asked),
    Deed(Action.RETURN_REFUSE, forms.RefuseForm, refuse, "returning/decide.html", show_asked),
)
