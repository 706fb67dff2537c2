"""Checking and calling back on screen: send back, pass, call, end, redo."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from casebook.case.models import CaseFile
from casebook.case.taxonomy import Outcome, Rating, Solved
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.stages import choices
from casebook.stages.callback import forms, service
from casebook.stages.callback.service import Heard
from casebook.stages.opinion import offer_opinion, opinion_of
from casebook.web.acting import Deed
from casebook.web.casework import refuse, register

blueprint = Blueprint("callback", __name__)

DELIVERED, UNDELIVERABLE = "delivered", "undeliverable"
REACHED, NOT_REACHED = "reached", "not_reached"
NOBODY = Heard(None, None, contacted=False, valid=False)


def send_back(case: CaseFile, actor: Staff, now: Moment, form: forms.SendBackForm) -> None:
    """Send the answer back to the station."""
    service.send_back(db.session(), case, actor, now, form.reason.data)


def offer_deliveries(form: forms.PassForm, case: CaseFile, actor: Staff) -> None:
    """Delivered on the page, or not at all; and what a written opinion needs."""
    offer_opinion(form, case)
    form.delivery.choices = [
        SelectChoice(DELIVERED, _("On the tracking page, at once")),
        SelectChoice(UNDELIVERABLE, _("It cannot be delivered")),
    ]
    if not form.is_submitted():
        form.delivery.data = DELIVERED


def pass_on(case: CaseFile, actor: Staff, now: Moment, form: forms.PassForm) -> None:
    """Pass the answer and deliver it."""
    ground = form.ground.data if form.delivery.data == UNDELIVERABLE else None
    if form.delivery.data == UNDELIVERABLE and not ground:
        refuse(form.ground, _("Please write why it cannot be delivered."))
    service.pass_on(db.session(), case, actor, now, ground, opinion_of(form))


def offer_answers(form: Any, case: CaseFile, actor: Staff) -> None:
    """What a complainant can answer."""
    form.solved.choices = [choices.none_of(_("not said")), *choices.members(Solved)]
    form.satisfaction.choices = [choices.none_of(_("not said")), *choices.members(Rating)]


def offer_call(form: forms.CallForm, case: CaseFile, actor: Staff) -> None:
    """Whether somebody answered, and what was said."""
    offer_answers(form, case, actor)
    form.reached.choices = [SelectChoice(REACHED, _("Yes")), SelectChoice(NOT_REACHED, _("No, nobody was reached"))]


def call(case: CaseFile, actor: Staff, now: Moment, form: forms.CallForm) -> None:
    """Record the call."""
    heard = _heard(form) if form.reached.data == REACHED else NOBODY
    service.record_call(db.session(), case, actor, now, heard)


def _heard(form: forms.CallForm) -> Heard:
    if not form.solved.data:
        refuse(form.solved, forms.SAY_SOLVED)
    if not form.satisfaction.data:
        refuse(form.satisfaction, forms.SAY_SATISFIED)
    return Heard(*_answers(form), contacted=form.contacted.data, words=form.words.data or None)


def _answers(form: Any) -> tuple[Solved | None, Rating | None]:
    solved, satisfaction = form.solved.data, form.satisfaction.data
    return Solved(solved) if solved else None, Rating(satisfaction) if satisfaction else None


def offer_end(form: forms.EndForm, case: CaseFile, actor: Staff) -> None:
    """The results, and what a complainant can answer."""
    offer_answers(form, case, actor)
    form.outcome.choices = choices.members(Outcome)


def end(case: CaseFile, actor: Staff, now: Moment, form: forms.EndForm) -> None:
    """Confirm and close."""
    solved, satisfaction = _answers(form)
    if satisfaction and not solved:
        refuse(form.solved, forms.SAY_SOLVED)
    outcome, explained = Outcome(form.outcome.data), form.explained.data
    service.end(db.session(), case, actor, now, Heard(solved, satisfaction), outcome, explained)


def redo(case: CaseFile, actor: Staff, now: Moment, form: forms.RedoForm) -> None:
    """Order it done again."""
    service.redo(db.session(), case, actor, now, form.judgement.data)


def not_solved_for(case: CaseFile, actor: Staff, now: Moment, form: forms.NotSolvedForForm) -> None:
    """Enter for a caller that it is not solved."""
    service.not_solved_for(db.session(), case, actor, now, form.words.data)


register(
    blueprint,
    Deed(Action.SEND_BACK, forms.SendBackForm, send_back),
    Deed(Action.PASS, forms.PassForm, pass_on, prepare=offer_deliveries),
    Deed(Action.CALL, forms.CallForm, call, prepare=offer_call),
    Deed(Action.END, forms.EndForm, end, prepare=offer_end),
    Deed(Action.REDO, forms.RedoForm, redo),
    Deed(Action.NOT_SOLVED_FOR, forms.NotSolvedForForm, not_solved_for),
)
