"""Two pages of the clerk's: where a caller's matter stands, and a new query code for somebody at the counter."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from casebook.case import refusals
from casebook.case.models import CaseFile, Receipt
from casebook.case.queries import find
from casebook.case.workflow import Action
from casebook.counter import queries, service
from casebook.counter.forms import LookUpForm, NewCodeForm
from casebook.extensions import db
from casebook.kernel.access import Outcome, Refused, Verdict, decide
from casebook.kernel.columns import new_uid
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, deed
from casebook.people.current import current_staff
from casebook.people.models import Role
from casebook.people.queries import the_office
from casebook.people.sign_in import ask_to_sign_in
from casebook.tracking.codes import SHORTEST_FORM_KEY, query_codes
from casebook.tracking.forms import read_reference
from casebook.vault.keys import vault_keys
from casebook.vault.opening import fits
from casebook.vault.reports import IdentityDeed
from casebook.web.acting import (
    OVERTAKEN,
    Answer,
    Overtaken,
    acted,
    acts_on,
    moment,
    noted,
    remember_answer,
    repeated_answer,
)

blueprint = Blueprint("counter", __name__)

SHOWN_AGAIN = timedelta(minutes=10)


def takes_calls(actor: Staff) -> bool:
    """Whether he takes calls for the office."""
    return the_office(db.session()).uid in actor.offices(Role.CLERK)


@blueprint.get("/intake/look-up")
@deed(IdentityDeed.LOOK_UP, takes_calls)
def ask_look_up(actor: Staff) -> Answer:
    """The form."""
    return render_template("counter/look_up.html", form=blank(LookUpForm))


@blueprint.post("/intake/look-up")
@deed(IdentityDeed.LOOK_UP, takes_calls)
def look_up(actor: Staff) -> Answer:
    """Record the look-up, commit, compare, and say where it stands; for all that does not fit the same sentence."""
    form = LookUpForm()
    if not form.validate():
        return render_template("counter/look_up.html", form=form), 422
    office = the_office(db.session()).uid
    receipt = queries.receipt_named(db.session(), read_reference(form.reference.data))
    asked = _recorded(actor, office, receipt, "")
    if asked is None:
        return render_template("counter/look_up.html", form=form, refused=_too_many()), 422
    said = {"name": form.name.data}
    if not receipt or not fits(db.session(), vault_keys(), asked, said):
        return _nothing_told(form)
    return _told(actor, form, office, receipt, asked)


def _recorded(actor: Staff, office: str, receipt: str | None, action: str) -> str | None:
    """The event of the look-up, committed; None when he has asked too often, which is on record as well."""
    try:
        with acted() as session:
            return service.record_look_up(session, actor, moment(), office, receipt, action).uid
    except service.UsedUp:
        with noted() as session:
            service.record_used_up(session, actor, moment(), office)
        return None


def _told(actor: Staff, form: LookUpForm, office: str, receipt: str, asked: str) -> Answer:
    cases = queries.known_cases(db.session(), actor, receipt)
    if not cases:
        return _nothing_told(form)
    found = queries.where_they_stand(db.session(), cases, moment())
    uids = [case.uid for case in cases]
    with acted() as session:
        service.record_told(session, actor, moment(), office, asked, uids)
    return render_template("counter/look_up.html", form=form, found=found)


def _nothing_told(form: LookUpForm) -> Answer:
    return render_template("counter/look_up.html", form=form, refused=_does_not_fit()), 422


@blueprint.get("/cases/<reference>/new-code")
@acts_on(Action.NEW_CODE)
def ask_new_code(reference: str) -> Answer:
    """The form: what the visitor must say."""
    actor = current_staff()
    if actor is None:
        return ask_to_sign_in()
    case = _case(actor, reference)
    form = blank(NewCodeForm)
    form.version.data = case.version
    return _page(reference, form, decide(actor, Action.NEW_CODE, case, moment()))


@blueprint.post("/cases/<reference>/new-code")
@acts_on(Action.NEW_CODE)
def new_code(reference: str) -> Answer:
    """Match both facts, on record; then the old code dies and the new one is shown, once."""
    actor = current_staff()
    if actor is None:
        return ask_to_sign_in()
    form = NewCodeForm()
    verdict = decide(actor, Action.NEW_CODE, _case(actor, reference), moment())
    if not verdict.allowed:
        return _page(reference, form, verdict)
    if len(form.key.data or "") < SHORTEST_FORM_KEY:
        form.key.data = new_uid()
        return _drawn(reference, form, refused=_sentence(OVERTAKEN)), 409
    if not form.validate():
        return _drawn(reference, form), 422
    return _shown_again(actor, reference, form) or _matched(actor, reference, form)


def _matched(actor: Staff, reference: str, form: NewCodeForm) -> Answer:
    case = _case(actor, reference)
    office, receipt = case.office_uid, queries.own_receipt(db.session(), case)
    free = receipt is not None and queries.knows_all_of(db.session(), actor, receipt.uid)
    asked = _recorded(actor, office, receipt.uid if receipt else None, Action.NEW_CODE.value)
    if asked is None:
        return _drawn(reference, form, refused=_too_many()), 422
    said = {"name": form.name.data, "telephone": form.telephone.data}
    if not fits(db.session(), vault_keys(), asked, said) or not free:
        return _drawn(reference, form, refused=_does_not_fit()), 422
    return _renewed(actor, reference, form, asked)


def _renewed(actor: Staff, reference: str, form: NewCodeForm, asked: str) -> Answer:
    db.session.remove()  # no transaction is open while the code is hashed
    codes, now = query_codes(), moment()
    code_hash = codes.hash(codes.derive(form.key.data))
    try:
        with acted() as session:
            case = _case(actor, reference)
            receipt = queries.own_receipt(session, case) or abort(404)
            service.renew_code(session, case, receipt, actor, now, code_hash)
            service.record_told(session, actor, now, case.office_uid, asked, [case.uid])
            remember_answer(session, actor, request.path, form.key.data, f"/cases/{reference}", now.at)
    except Refused as refused:
        return _page(reference, form, refused.verdict)
    except (StaleDataError, IntegrityError):
        overtaken = _drawn(reference, form, refused=_sentence(OVERTAKEN)), 409
        return _shown_again(actor, reference, form) or overtaken
    return _code_page(actor, reference, form)


def _shown_again(actor: Staff, reference: str, form: NewCodeForm) -> Answer | None:
    """A form sent twice shows the same code for some minutes; None for one that is new."""
    try:
        if repeated_answer(db.session(), actor, request.path, form.key.data) is None:
            return None
    except Overtaken:
        return redirect(f"/cases/{reference}", 303)
    receipt = queries.own_receipt(db.session(), _case(actor, reference)) or abort(404)
    fresh = receipt.renewed_at is not None and moment().at < receipt.renewed_at + SHOWN_AGAIN
    return _code_page(actor, reference, form, receipt) if fresh else redirect(f"/cases/{reference}", 303)


def _code_page(actor: Staff, reference: str, form: NewCodeForm, receipt: Receipt | None = None) -> str:
    shown = receipt or queries.own_receipt(db.session(), _case(actor, reference)) or abort(404)
    code = query_codes().derive(form.key.data)
    return render_template("counter/code.html", reference=reference, receipt=shown.reference, code=code)


def _case(actor: Staff, reference: str) -> CaseFile:
    return find(db.session(), actor, reference) or abort(404)


def _page(reference: str, form: NewCodeForm, verdict: Verdict) -> Answer:
    if verdict.outcome is Outcome.INVISIBLE:
        abort(404)
    return _drawn(reference, form, refused=_sentence(verdict), open=verdict.allowed), verdict.outcome.value


def _drawn(reference: str, form: NewCodeForm, **more: Any) -> str:
    return render_template("counter/new_code.html", reference=reference, form=form, **{"open": True, **more})


def _sentence(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.NOT_YOURS:
        return refusals.not_yours(Action.NEW_CODE)
    if verdict.outcome is Outcome.WRONG_STATE:
        return _("Please send it once more; nothing typed is lost.")
    return refusals.sentence(verdict.refusal) if verdict.refusal else ""


def _does_not_fit() -> str:
    return _("These do not fit together. Ask again; without the right words only the query code helps.")


def _too_many() -> str:
    return _("You have looked up as much as an hour allows. Wait, or ask the director.")
