"""Checking and calling back on screen: send back, pass, call, end, redo, uphold, sample."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from casebook.case.guards.making import played
from casebook.case.models import CaseFile
from casebook.case.queries import replies
from casebook.case.taxonomy import Outcome, Part, Rating, Solved
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.office.rules import Relaxation
from casebook.people.actor import Staff
from casebook.stages import choices
from casebook.stages.callback import forms, queries, sampling, service, upholding
from casebook.stages.callback.service import NOBODY, Heard
from casebook.stages.callback.upholding import Member
from casebook.stages.merging.queries import merged_into
from casebook.stages.opinion import offer_opinion, opinion_of
from casebook.web.acting import Deed, moment
from casebook.web.casework import refuse, register
from casebook.web.linted import refuse_leaks

blueprint = Blueprint("callback", __name__)

DELIVERED, UNDELIVERABLE = "delivered", "undeliverable"
REACHED, NOT_REACHED = "reached", "not_reached"
STEP = "case/step.html"


def send_back(case: CaseFile, actor: Staff, now: Moment, form: forms.SendBackForm) -> None:
    """Send the answer back to the station."""
    service.send_back(db.session(), case, actor, now, form.reason.data)


def offer_deliveries(form: forms.PassForm, case: CaseFile, actor: Staff) -> None:
    """Delivered on the page, or not at all; who else reads it there; and what a written opinion needs."""
    offer_opinion(form, case)
    form.explained = _also_read(len(merged_into(db.session(), actor, case)))
    form.delivery.choices = [
        SelectChoice(DELIVERED, _("On the tracking page, at once")),
        SelectChoice(UNDELIVERABLE, _("It cannot be delivered")),
    ]
    if not form.is_submitted():
        form.delivery.data = DELIVERED


def _also_read(others: int) -> str:
    if not others:
        return ""
    return ngettext(
        "%(num)d other complaint was merged into this one. Its complainant reads the answer too: it must not tell who "
        "else complained.",
        "%(num)d other complaints were merged into this one. Their complainants read the answer too: it must not tell "
        "who else complained.",
        others,
    )


def pass_on(case: CaseFile, actor: Staff, now: Moment, form: forms.PassForm) -> None:
    """Pass the answer and deliver it."""
    ground = form.ground.data if form.delivery.data == UNDELIVERABLE else None
    if form.delivery.data == UNDELIVERABLE and not ground:
        refuse(form.ground, _("Please write why it cannot be delivered."))
    _read_answer(case, form.delivery)
    service.pass_on(db.session(), case, actor, now, ground, opinion_of(form))


def _read_answer(case: CaseFile, field: Any) -> None:
    """The station's answer must not show that it knows who it was."""
    for answer in replies(db.session(), case.uid)[-1:]:
        refuse_leaks(case, field, answer.text, _send_back_first)


def _send_back_first(items: str) -> str:
    return _(
        "The station's answer holds the complainant's data: %(items)s. Send it back, and do not say what you found.",
        items=items,
    )


def offer_answers(form: Any, case: CaseFile, actor: Staff) -> None:
    """What a complainant can answer."""
    form.solved.choices = [choices.none_of(_("not said")), *choices.members(Solved)]
    form.satisfaction.choices = [choices.none_of(_("not said")), *choices.members(Rating)]


def offer_combined(form: Any, case: CaseFile, actor: Staff) -> None:
    """Ask why nobody else calls back, only of whoever dispatched it in an office that allows it."""
    combines = actor.rules.allows(Relaxation.DISPATCHER_CALLS_BACK) and played(case, actor, Part.DISPATCHER)
    if "combined_reason" in form and not combines:
        del form["combined_reason"]


def _combined(form: Any) -> str | None:
    return form["combined_reason"].data if "combined_reason" in form else None


def offer_call(form: forms.CallForm, case: CaseFile, actor: Staff) -> None:
    """Whether somebody answered, and what was said."""
    offer_answers(form, case, actor)
    offer_combined(form, case, actor)
    form.reached.choices = [SelectChoice(REACHED, _("Yes")), SelectChoice(NOT_REACHED, _("No, nobody was reached"))]


def call(case: CaseFile, actor: Staff, now: Moment, form: forms.CallForm) -> None:
    """Record the call."""
    heard = _heard(form) if form.reached.data == REACHED else NOBODY
    service.record_call(db.session(), case, actor, now, heard, _combined(form))


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
    offer_combined(form, case, actor)
    form.outcome.choices = choices.members(Outcome)


def end(case: CaseFile, actor: Staff, now: Moment, form: forms.EndForm) -> None:
    """Confirm and close."""
    solved, satisfaction = _answers(form)
    if satisfaction and not solved:
        refuse(form.solved, forms.SAY_SOLVED)
    outcome, explained = Outcome(form.outcome.data), form.explained.data
    service.end(db.session(), case, actor, now, Heard(solved, satisfaction), outcome, explained, _combined(form))


def explain_unreached(form: forms.UnreachedForm, case: CaseFile, actor: Staff) -> None:
    """Why it may be closed without an answer, and when somebody called."""
    offer_combined(form, case, actor)
    form.tries = queries.failed_calls(db.session(), case)
    form.explained = _why_unreached(case)


def _why_unreached(case: CaseFile) -> str:
    if case.no_callback:
        return _("The complainant wants no call. The case is closed without one and counts in no rate.")
    if not case.has_contact:
        return _(
            "No contact was left, and nobody has answered on the tracking page in time. The case is closed and counts "
            "in no rate."
        )
    return _("Nobody was reached. The case is closed and counts in no rate; the complainant can still rate it.")


def end_unreached(case: CaseFile, actor: Staff, now: Moment, form: forms.UnreachedForm) -> None:
    """Close without an answer."""
    service.end_unreached(db.session(), case, actor, now, _combined(form))


def redo(case: CaseFile, actor: Staff, now: Moment, form: forms.RedoForm) -> None:
    """Order it done again."""
    service.redo(db.session(), case, actor, now, form.judgement.data)


def not_solved_for(case: CaseFile, actor: Staff, now: Moment, form: forms.NotSolvedForForm) -> None:
    """Enter for a caller that it is not solved."""
    service.not_solved_for(db.session(), case, actor, now, form.words.data)


def propose(case: CaseFile, actor: Staff, now: Moment, form: forms.ProposeForm) -> None:
    """Propose that the result stands."""
    upholding.propose(db.session(), case, actor, now, form.reason.data, form.member.data, form.body.data)


def show_proposed(form: forms.MemberForm, case: CaseFile, actor: Staff) -> None:
    """What was proposed; the member it names stands in the form."""
    form.asked = queries.proposed(db.session(), case, moment())
    if form.asked is not None and not form.is_submitted():
        form.member.data, form.body.data = form.asked.member, form.asked.body


def uphold(case: CaseFile, actor: Staff, now: Moment, form: forms.UpholdForm) -> None:
    """The member has signed: the result stands."""
    assert form.asked is not None  # the table lets nobody decide what was not asked
    upholding.uphold(db.session(), case, actor, now, form.asked.reason, _member(form))


def uphold_refuse(case: CaseFile, actor: Staff, now: Moment, form: forms.UpholdRefuseForm) -> None:
    """The member does not agree."""
    upholding.refuse(db.session(), case, actor, now, form.reason.data, _member(form))


def _member(form: forms.MemberForm) -> Member:
    return Member(form.member.data, form.body.data, form.paper.data)


def sample(case: CaseFile, actor: Staff, now: Moment, form: forms.SampleForm) -> None:
    """File the sample call-back."""
    heard = _heard(form) if form.reached.data == REACHED else NOBODY
    sampling.sample(db.session(), case, actor, now, heard, _combined(form))


def offer_contradiction(form: forms.ContradictedForm, case: CaseFile, actor: Staff) -> None:
    """What contradicts the closing."""
    offer_combined(form, case, actor)
    form.solved.choices = choices.members((Solved.PARTLY, Solved.NO))
    form.satisfaction.choices = choices.members(Rating)


def contradicted(case: CaseFile, actor: Staff, now: Moment, form: forms.ContradictedForm) -> None:
    """The complainant contradicts the closing: redo it."""
    solved, satisfaction = _answers(form)
    heard = Heard(solved, satisfaction, contacted=form.contacted.data, words=form.words.data or None)
    sampling.sample_contradicted(db.session(), case, actor, now, heard, _combined(form))


UPHOLD = "callback/uphold.html"
register(
    blueprint,
    Deed(Action.SEND_BACK, forms.SendBackForm, send_back),
    Deed(Action.PASS, forms.PassForm, pass_on, STEP, prepare=offer_deliveries),
    Deed(Action.CALL, forms.CallForm, call, prepare=offer_call),
    Deed(Action.END, forms.EndForm, end, prepare=offer_end),
    Deed(
        Action.END_UNREACHED,
        forms.UnreachedForm,
        end_unreached,
        template="callback/unreached.html",
        prepare=explain_unreached,
    ),
    Deed(Action.UPHOLD_ASK, forms.ProposeForm, propose, template=STEP),
    Deed(Action.UPHOLD, forms.UpholdForm, uphold, template=UPHOLD, prepare=show_proposed),
    Deed(Action.UPHOLD_REFUSE, forms.UpholdRefuseForm, uphold_refuse, template=UPHOLD, prepare=show_proposed),
    Deed(Action.SAMPLE, forms.SampleForm, sample, template=STEP, prepare=offer_call),
    Deed(Action.SAMPLE_CONTRADICTED, forms.ContradictedForm, contradicted, template=STEP, prepare=offer_contradiction),
    Deed(Action.REDO, forms.RedoForm, redo),
    Deed(Action.NOT_SOLVED_FOR, forms.NotSolvedForForm, not_solved_for),
)
