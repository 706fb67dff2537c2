"""Review and re-review on screen: entered from paper, heard, decided."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from casebook.case.guards.decisions import INSTANT
from casebook.case.models import CaseFile
from casebook.case.refusals import SENTENCES
from casebook.case.taxonomy import ReviewResult
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment, end_of_day
from casebook.kernel.history import Event
from casebook.people.actor import Staff
from casebook.stages import choices
from casebook.stages.review import forms, queries, service
from casebook.stages.review.queries import RECHECK, REVIEW
from casebook.stages.review.service import Decision
from casebook.web.acting import Deed
from casebook.web.casework import refuse, register, today
from casebook.web.template_globals import short_date

blueprint = Blueprint("review", __name__)

Decide = Callable[[Any, CaseFile, Staff, Moment, Decision], Event]


def explain_review(form: forms.AskForForm, case: CaseFile, actor: Staff) -> None:
    """What asking for review leads to."""
    body = queries.body(db.session(), case, REVIEW)
    form.explained = _("%(body)s decides the review within thirty days. You answer for the case meanwhile.", body=body)


def ask_review_for(case: CaseFile, actor: Staff, now: Moment, form: forms.AskForForm) -> None:
    """Enter the request for review."""
    service.ask_review_for(db.session(), case, actor, now, form.reasons.data, form.paper.data)


def explain_recheck(form: forms.RecheckAskForForm, case: CaseFile, actor: Staff) -> None:
    """What asking for re-review leads to, and the body on file."""
    form.explained = _("The re-review is decided within thirty days and ends the procedure. You answer for the case.")
    if not form.is_submitted():
        form.body.data = queries.body(db.session(), case, RECHECK)


def ask_recheck_for(case: CaseFile, actor: Staff, now: Moment, form: forms.RecheckAskForForm) -> None:
    """Enter the request for re-review."""
    service.ask_recheck_for(db.session(), case, actor, now, form.reasons.data, form.paper.data, form.body.data)


def offer_results(form: forms.OpinionForm, case: CaseFile, actor: Staff) -> None:
    """The results; what was asked; the body on file, and today as the day of delivery."""
    form.result.choices = choices.members(ReviewResult)
    form.asked = queries.asked_review(db.session(), case) if _waits(case) else None
    if not form.is_submitted():
        form.delivered_on.data = today()
        if "body" in form:
            form["body"].data = case.review_body


def _waits(case: CaseFile) -> bool:
    return case.review_body is not None


def offer_review(form: forms.DecideForm, case: CaseFile, actor: Staff) -> None:
    """The results and the body that may be asked next."""
    offer_results(form, case, actor)
    form.explained = _(
        "The case is closed with this opinion. Where the result is changed, a new case is registered to do what is "
        "ordered."
    )
    if not form.is_submitted():
        form.next_body.data = queries.body(db.session(), case, RECHECK)


def offer_recheck(form: forms.RecheckDecideForm, case: CaseFile, actor: Staff) -> None:
    """The results of a re-review."""
    offer_results(form, case, actor)
    form.explained = _("The procedure ends with this opinion: the same facts and reasons are not taken again.")


def deciding(decide: Decide) -> Callable[[CaseFile, Staff, Moment, Any], None]:
    """The deed of a decision."""

    def act(case: CaseFile, actor: Staff, now: Moment, form: Any) -> None:
        decide(db.session(), case, actor, now, _decision(form, case, now))

    return act


def _decision(form: Any, case: CaseFile, now: Moment) -> Decision:
    result = ReviewResult(form.result.data)
    order = _data(form, "order") if result is ReviewResult.CHANGED else ""
    if result is ReviewResult.CHANGED and "order" in form and not order:
        refuse(form.order, SENTENCES["no_order"])
    return Decision(
        result,
        form.opinion.data,
        form.basis.data,
        _delivered_at(form, case, now),
        _data(form, "body") or str(case.review_body),
        _data(form, "paper"),
        order,
        _data(form, "next_body"),
    )


def _data(form: Any, name: str) -> str:
    return (form[name].data or "") if name in form else ""


def _delivered_at(form: Any, case: CaseFile, now: Moment) -> datetime:
    day: date = form.delivered_on.data
    asked = queries.asked_on(db.session(), case)
    if day < asked:
        refuse(form.delivered_on, _("It was asked for on %(date)s: the opinion came later.", date=short_date(asked)))
    return min(end_of_day(day) - INSTANT, now.at)


def hearing(case: CaseFile, actor: Staff, now: Moment, form: forms.HearingForm) -> None:
    """Record the hearing."""
    if form.last.data < form.first.data:
        refuse(form.last, SENTENCES["hearing_days"])
    asked = queries.asked_on(db.session(), case)
    if form.first.data < asked:
        refuse(form.first, _("It was asked for on %(date)s: the hearing came later.", date=short_date(asked)))
    service.hold_hearing(db.session(), case, actor, now, form.first.data, form.last.data)


STEP, DECIDE = "case/step.html", "review/decide.html"
A, F, S = Action, forms, service
register(
    blueprint,
    Deed(A.REVIEW_ASK_FOR, F.AskForForm, ask_review_for, template=STEP, prepare=explain_review),
    Deed(A.REVIEW_DECIDE, F.DecideForm, deciding(S.decide_review), template=DECIDE, prepare=offer_review),
    Deed(A.REVIEW_DECIDE_FOR, F.DecideForForm, deciding(S.decide_review_for), template=DECIDE, prepare=offer_review),
    Deed(A.RECHECK_ASK_FOR, F.RecheckAskForForm, ask_recheck_for, template=STEP, prepare=explain_recheck),
    Deed(A.HEARING, F.HearingForm, hearing, template=STEP),
    Deed(A.RECHECK_DECIDE, F.RecheckDecideForm, deciding(S.decide_recheck), template=DECIDE, prepare=offer_recheck),
    Deed(
        A.RECHECK_DECIDE_FOR,
        F.RecheckDecideForm,
        deciding(S.decide_recheck_for),
        template=DECIDE,
        prepare=offer_recheck,
    ),
)
