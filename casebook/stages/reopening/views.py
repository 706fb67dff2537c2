"""Withdrawing for a caller, reopening, petition procedure, and taking up again what was forwarded, on screen."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice

from casebook.case.models import CaseFile, State
from casebook.case.queries import find
from casebook.case.refusals import not_yours
from casebook.case.summary import reader_of, summary
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.access import decide
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.current import current_staff
from casebook.people.sign_in import ask_to_sign_in
from casebook.stages.reopening import forms, queries, service
from casebook.stages.reopening.service import Verified
from casebook.web.acting import (
    Answer,
    Deed,
    FormRefused,
    Overtaken,
    acted,
    acts_on,
    moment,
    remember_answer,
    repeated_answer,
)
from casebook.web.casework import refuse, register

blueprint = Blueprint("reopening", __name__)

STEP = "case/step.html"
TAKE_UP = "/cases/<reference>/take-up"


def offer_questions(form: forms.WithdrawForForm, case: CaseFile, actor: Staff) -> None:
    """How a caller is known, and whether somebody pressed him."""
    known = {
        Verified.CODE: _("Reference and query code were given and are right"),
        Verified.CALLED_BACK: _("I rang back the number that was left"),
        Verified.IN_PERSON: _("Came in person with the receipt"),
    }
    form.verified.choices = [SelectChoice(way.value, words) for way, words in known.items()]
    form.pressed.choices = [
        SelectChoice(forms.FREELY, _("No, it is the caller's own wish")),
        SelectChoice(forms.PRESSED, _("Yes, or the caller does not want to say")),
    ]


def withdraw_for(case: CaseFile, actor: Staff, now: Moment, form: forms.WithdrawForForm) -> None:
    """Record the withdrawal, unless the caller was pressed."""
    if form.pressed.data == forms.PRESSED:
        refuse(form.pressed, forms.TELL_THE_CALLER)
    service.withdraw_for(db.session(), case, actor, now, Verified(form.verified.data), freely=True)


def reopen(case: CaseFile, actor: Staff, now: Moment, form: forms.ReopenForm) -> None:
    """Reopen on new facts."""
    service.reopen(db.session(), case, actor, now, form.new_fact.data)


def to_petition(case: CaseFile, actor: Staff, now: Moment, form: forms.PetitionForm) -> None:
    """Move to petition procedure."""
    service.to_petition(db.session(), case, actor, now, form.reason.data)


register(
    blueprint,
    Deed(Action.WITHDRAW_FOR, forms.WithdrawForForm, withdraw_for, STEP, offer_questions),
    Deed(Action.REOPEN, forms.ReopenForm, reopen, STEP),
    Deed(Action.PETITION, forms.PetitionForm, to_petition, STEP),
)


@blueprint.get(TAKE_UP)
@acts_on(Action.REGISTER)
def ask_take_up(reference: str) -> Answer:
    """The form that registers a forwarded matter anew; whoever may register (T1) may do it."""
    actor = current_staff()
    if actor is None:
        return ask_to_sign_in()
    form = forms.TakeUpForm(formdata=None)
    form.key.data = new_uid()
    return _page(actor, reference, form, 200)


@blueprint.post(TAKE_UP)
@acts_on(Action.REGISTER)
def take_up(reference: str) -> Answer:
    """Register a forwarded matter anew, once."""
    actor = current_staff()
    if actor is None:
        return ask_to_sign_in()
    form = forms.TakeUpForm()
    try:
        with acted() as session:
            return redirect(_taken_up(session, actor, reference, form), 303)
    except FormRefused:
        return _page(actor, reference, form, 422)
    except (Overtaken, IntegrityError):
        form.key.data = new_uid()
        return _page(actor, reference, form, 409)


def _taken_up(session: Session, actor: Staff, reference: str, form: forms.TakeUpForm) -> str:
    repeated = repeated_answer(session, actor, request.path, form.key.data)
    if repeated is not None:
        return repeated
    origin, now = _forwarded(session, actor, reference), moment()
    if _refused(actor, origin, now)[0] or not form.validate():
        raise FormRefused
    case = service.take_up_again(session, origin, actor, now, form.reason.data)
    location = f"/cases/{case.reference}"
    remember_answer(session, actor, request.path, form.key.data, location, now.at)
    return location


def _forwarded(session: Session, actor: Staff, reference: str) -> CaseFile:
    return find(session, actor, reference) or abort(404)


def _refused(actor: Staff, origin: CaseFile, now: Moment) -> tuple[str, int]:
    """Why the matter is not registered anew, with the status of the answer; "" and 200 where it may be."""
    unborn = CaseFile(office_uid=origin.office_uid, received_at=now.at, against_office=origin.against_office)
    if not decide(actor, Action.REGISTER, unborn, now).allowed:
        return not_yours(Action.REGISTER), 403
    if origin.state is not State.TRANSFERRED:
        return _("Only what was forwarded is taken up again. Reopen this case instead."), 409
    taken = queries.taken_up_as(db.session(), actor, origin)
    if taken is not None:
        return _("It has been taken up again already, as %(reference)s.", reference=taken), 409
    return "", 200


def _page(actor: Staff, reference: str, form: Any, status: int) -> Answer:
    session = db.session()
    origin = _forwarded(session, actor, reference)
    refused, why = _refused(actor, origin, moment())
    shown = render_template(
        STEP,
        title=_l("Take up again"),
        case=summary(session, reader_of(session, actor, origin), origin),
        form=form,
        fields=[field for field in form if not isinstance(field, HiddenField)],
        address=request.path,
        refused=refused,
        open=not refused,
        typed=[(form.reason.label.text, form.reason.data)] if form.reason.data else [],
    )
    return shown, why if refused else status
