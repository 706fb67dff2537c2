"""Showing the complainant's telephone: with a reason, on record, and only once the record is committed."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from casebook import clock
from casebook.case import refusals
from casebook.case.models import CaseFile
from casebook.case.queries import find
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.access import Outcome, Refused, Verdict, decide
from casebook.people import sign_in, step_up
from casebook.people.actor import Staff
from casebook.people.current import current_staff, is_fresh
from casebook.vault.forms import RevealForm
from casebook.vault.keys import vault_keys
from casebook.vault.opening import NothingKept, open_field
from casebook.vault.service import record_reveal
from casebook.web.acting import INVALID, OVERTAKEN, Answer, acted, acts_on, moment

blueprint = Blueprint("vault", __name__)


@blueprint.get("/cases/<reference>/reveal")
@acts_on(Action.REVEAL)
def ask_reveal(reference: str) -> Answer:
    """The form: why, and the password where it is due."""
    actor = current_staff()
    if actor is None:
        return sign_in.ask_to_sign_in()
    return _page(reference, RevealForm(formdata=None), _verdict(actor, reference))


@blueprint.post("/cases/<reference>/reveal")
@acts_on(Action.REVEAL)
def reveal(reference: str) -> Answer:
    """Record the opening, commit, and only then open and show. Each sending is an opening of its own."""
    actor = current_staff()
    if actor is None:
        return sign_in.ask_to_sign_in()
    form = RevealForm()
    verdict = _verdict(actor, reference)
    if not verdict.allowed:
        return _page(reference, form, verdict)
    if not form.validate():
        return _page(reference, form, INVALID)
    status = step_up.refused(form.password)
    return _recorded(actor, reference, form) if status is None else (_drawn(reference, form), status)


def _verdict(actor: Staff, reference: str) -> Verdict:
    return decide(actor, Action.REVEAL, _case(actor, reference), moment())


def _case(actor: Staff, reference: str) -> CaseFile:
    return find(db.session(), actor, reference) or abort(404)


def _recorded(actor: Staff, reference: str, form: RevealForm) -> Answer:
    now = moment()
    try:
        with acted() as session:
            case = _case(actor, reference)
            event_uid = record_reveal(session, case, actor, now, form.reason.data, is_fresh(now.at)).uid
    except Refused as refused:
        return _page(reference, form, refused.verdict)
    except (StaleDataError, IntegrityError):
        return _page(reference, form, OVERTAKEN)
    return _shown(reference, event_uid)


def _shown(reference: str, event_uid: str) -> Answer:
    try:
        number = open_field(db.session(), vault_keys(), event_uid)
    except NothingKept:
        number = None
    return render_template("vault/reveal.html", reference=reference, opened=True, number=number)


def _page(reference: str, form: RevealForm, verdict: Verdict) -> Answer:
    if verdict.outcome is Outcome.INVISIBLE:
        abort(404)
    return _drawn(reference, form, refused=_sentence(verdict)), verdict.outcome.value


def _drawn(reference: str, form: RevealForm, **more: Any) -> str:
    return render_template("vault/reveal.html", reference=reference, form=form, fresh=is_fresh(clock.now()), **more)


def _sentence(verdict: Verdict) -> str | None:
    if verdict.outcome is Outcome.NOT_YOURS:
        return refusals.not_yours(Action.REVEAL)
    if verdict.outcome is Outcome.WRONG_STATE:
        return _("Somebody has just acted on this case. Please send it again.")
    return refusals.sentence(verdict.refusal) if verdict.refusal else None
