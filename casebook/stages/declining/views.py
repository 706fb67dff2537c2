"""Declining, forwarding, not taking again and discontinuing, on screen; the second person reads what was proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from casebook import clock
from casebook.case import labels
from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.models import Role
from casebook.people.queries import people_at
from casebook.stages import choices
from casebook.stages.declining import forms, grounds, queries, service
from casebook.stages.declining.grounds import Ground
from casebook.stages.declining.queries import Earlier
from casebook.stages.declining.service import Decline, Ending, Receiver
from casebook.web.acting import Deed
from casebook.web.casework import refuse, register, today
from casebook.web.template_globals import short_date

blueprint = Blueprint("declining", __name__)

DECIDE, STEP = "declining/decide.html", "case/step.html"
PROPOSE, NO_LONGER = "declining/propose.html", "declining/no_longer.html"


@dataclass(frozen=True)
class Proposed:
    """What was proposed, as the second person reads it: pairs of name and words, by whom, when, until when."""

    pairs: list[tuple[str, str]]
    by_uid: str
    by: str
    at: datetime
    until: datetime | None


def offer_declining(form: forms.DeclineAskForm, case: CaseFile, actor: Staff) -> None:
    """The grounds; that of the category and its usual route proposed."""
    _offer(form, grounds.FOR_DECLINING, grounds.BY_CATEGORY.get(case.category or ""))


def offer_discontinuing(form: forms.TerminateAskForm, case: CaseFile, actor: Staff) -> None:
    """The few grounds on which an accepted matter ends."""
    _offer(form, grounds.FOR_DISCONTINUING, None)


def _offer(form: Any, offered: Iterable[Ground], proposed: Ground | None) -> None:
    form.routes, form.rules = grounds.usual_routes(), grounds.usual_rules()
    known = [SelectChoice(ground.value, str(grounds.WORDS[ground])) for ground in offered]
    form.ground.choices = [choices.please_choose(), *known]
    if not form.is_submitted():
        form.ground.data = proposed.value if proposed else ""
        form.route.data = grounds.usual_route(proposed)


def decline_ask(case: CaseFile, actor: Staff, now: Moment, form: forms.DeclineAskForm) -> None:
    """Propose to decline."""
    proposed = Decline(
        **_ground_of(form), body=form.body.data, telephone=form.telephone.data, address=form.address.data
    )
    service.decline_ask(db.session(), case, actor, now, proposed)


def terminate_ask(case: CaseFile, actor: Staff, now: Moment, form: forms.TerminateAskForm) -> None:
    """Propose to discontinue."""
    service.terminate_ask(db.session(), case, actor, now, Ending(**_ground_of(form)))


def _ground_of(form: forms.GroundForm) -> dict[str, Any]:
    ground = Ground(form.ground.data)
    return {"ground": ground, "reason": form.reason.data, "rule": form.rule.data, "route": form.route.data}


def offer_countersign(form: forms.DecideForm, case: CaseFile, actor: Staff) -> None:
    """What the officer proposed."""
    form.asked = _proposed(case, Action.DECLINE)


def offer_ending(form: forms.DecideForm, case: CaseFile, actor: Staff) -> None:
    """What the station or the officer proposed."""
    form.asked = _proposed(case, Action.TERMINATE)


def _proposed(case: CaseFile, action: Action) -> Proposed | None:
    asked = queries.asked(db.session(), case, action, clock.now())
    if asked is None:
        return None
    until = asked.until - labels.INSTANT if asked.until else None
    return Proposed(list(_pairs(asked.facts)), asked.by_uid, asked.by, asked.at, until)


def _pairs(facts: Any) -> Iterable[tuple[str, str]]:
    yield _("Ground"), str(grounds.WORDS[Ground(facts["ground"])])
    words = {
        "reason": _("Reason"),
        "rule": _("Rule it rests on"),
        "route": _("Route that is open"),
        "body": _("Competent body"),
        "telephone": _("Its telephone"),
        "address": _("Its address"),
    }
    yield from ((word, facts[name]) for name, word in words.items() if name in facts)


def offer_directors(form: forms.CountersignedForm, case: CaseFile, actor: Staff) -> None:
    """What was proposed, and the directors who could have signed it: never whoever proposed or enters it."""
    offer_countersign(form, case, actor)
    first = actor.persons | ({form.asked.by_uid} if form.asked else frozenset())
    directors = people_at(db.session(), case.office_uid, [Role.DIRECTOR], today())
    others = [SelectChoice(one.uid, one.name) for one in directors if one.uid not in first]
    form.director.choices = [choices.please_choose(), *others]


def decline(case: CaseFile, actor: Staff, now: Moment, form: forms.CountersignForm) -> None:
    """Countersign."""
    service.decline(db.session(), case, actor, now)


def decline_for(case: CaseFile, actor: Staff, now: Moment, form: forms.CountersignedForm) -> None:
    """Enter the countersign from paper."""
    service.decline_for(db.session(), case, actor, now, form.director.data, form.paper.data)


def decline_refuse(case: CaseFile, actor: Staff, now: Moment, form: forms.DeclineRefuseForm) -> None:
    """Do not countersign."""
    service.decline_refuse(db.session(), case, actor, now, form.reason.data)


def terminate(case: CaseFile, actor: Staff, now: Moment, form: forms.TerminateForm) -> None:
    """Discontinue."""
    service.terminate(db.session(), case, actor, now)


def terminate_refuse(case: CaseFile, actor: Staff, now: Moment, form: forms.TerminateRefuseForm) -> None:
    """Do not discontinue."""
    service.terminate_refuse(db.session(), case, actor, now, form.reason.data)


def offer_confirmation(form: forms.TransferForm, case: CaseFile, actor: Staff) -> None:
    """The confirmation begins with now and cannot lie before the matter came in."""
    form.confirmed_at.not_before(case.received_at, _("The confirmation cannot lie before the matter came in."))
    if not form.is_submitted():
        form.confirmed_at.offer_now()


def transfer(case: CaseFile, actor: Staff, now: Moment, form: forms.TransferForm) -> None:
    """Forward it to the body that has confirmed."""
    if form.confirmed_at.data > now.at:
        refuse(form.confirmed_at, _("The confirmation cannot lie in the future. Correct its time."))
    receiver = Receiver(
        body=form.body.data,
        telephone=form.telephone.data,
        address=form.address.data,
        confirmed_by=form.confirmed_by.data,
        confirmed_at=form.confirmed_at.data,
        new_term=form.new_term.data,
    )
    service.transfer(db.session(), case, actor, now, receiver)


def offer_earlier(form: forms.NoLongerForm, case: CaseFile, actor: Staff) -> None:
    """The case that goes by the reference and what came of it; only what is over can be named."""
    form.found = queries.ends(db.session(), _called(form, case, actor))
    form.same.choices = [SelectChoice(one.uid, _same_as(one)) for one in form.found if one.over]


def _same_as(earlier: Earlier) -> str:
    return _(
        "Yes, the same as %(reference)s (%(state)s %(date)s)",
        reference=earlier.reference,
        state=earlier.label,
        date=short_date(earlier.ended_on),
    )


def _called(form: forms.NoLongerForm, case: CaseFile, actor: Staff) -> list[CaseFile]:
    typed = form.earlier.data
    return queries.cases_called(db.session(), actor, case, typed) if typed else []


def no_longer(case: CaseFile, actor: Staff, now: Moment, form: forms.NoLongerForm) -> None:
    """Do not take it again."""
    earlier = choices.picked(_called(form, case, actor), form.same.data)
    service.no_longer(db.session(), case, actor, now, earlier, form.reason.data)


register(
    blueprint,
    Deed(Action.DECLINE_ASK, forms.DeclineAskForm, decline_ask, PROPOSE, offer_declining),
    Deed(Action.DECLINE, forms.CountersignForm, decline, DECIDE, offer_countersign),
    Deed(Action.DECLINE_FOR, forms.CountersignedForm, decline_for, DECIDE, offer_directors),
    Deed(Action.DECLINE_REFUSE, forms.DeclineRefuseForm, decline_refuse, DECIDE, offer_countersign),
    Deed(Action.TRANSFER, forms.TransferForm, transfer, STEP, offer_confirmation),
    Deed(Action.NO_LONGER, forms.NoLongerForm, no_longer, NO_LONGER, offer_earlier),
    Deed(Action.TERMINATE_ASK, forms.TerminateAskForm, terminate_ask, PROPOSE, offer_discontinuing),
    Deed(Action.TERMINATE, forms.TerminateForm, terminate, DECIDE, offer_ending),
    Deed(Action.TERMINATE_REFUSE, forms.TerminateRefuseForm, terminate_refuse, DECIDE, offer_ending),
)
