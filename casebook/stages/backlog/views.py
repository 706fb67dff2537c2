"""The backlog on screen: hang, decide after two rounds, report progress, resume, promise a date."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from casebook.case.guards.decisions import within_posted_promise
from casebook.case.models import CaseFile, State
from casebook.case.refusals import sentence
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.queries import names
from casebook.stages import choices
from casebook.stages.backlog import forms, queries, service
from casebook.stages.backlog.service import Meeting, Plan
from casebook.web.acting import Deed, moment
from casebook.web.casework import refuse, register, today
from casebook.web.template_globals import short_date

blueprint = Blueprint("backlog", __name__)

STEP = "case/step.html"


def offer_owners(form: Any, case: CaseFile, actor: Staff) -> None:
    """Whoever may be named."""
    posts = queries.owners(db.session(), case, today())
    form.owner.choices = [choices.please_choose(), *choices.people_by_unit(posts)]


def hang(case: CaseFile, actor: Staff, now: Moment, form: forms.HangForm) -> None:
    """Put it on the backlog."""
    service.hang(db.session(), case, actor, now, _plan(form))


def decide_backlog(case: CaseFile, actor: Staff, now: Moment, form: forms.DecideForm) -> None:
    """Put it on the backlog after two rounds."""
    service.decide_backlog(db.session(), case, actor, now, _plan(form), _meeting(form))


def close_unresolved(case: CaseFile, actor: Staff, now: Moment, form: forms.UnresolvedForm) -> None:
    """Close it as unresolved after two rounds."""
    service.close_unresolved(db.session(), case, actor, now, form.reason.data, _meeting(form))


def _plan(form: forms.HangForm) -> Plan:
    unit_uid, person_uid = choices.unit_and_person(form.owner.data)
    name = names(db.session(), [person_uid])[person_uid]
    assert form.until.data is not None  # the form has looked
    return Plan(form.reason.data, form.plan.data, person_uid, name, unit_uid, form.until.data)


def _meeting(form: forms.MeetingForm) -> Meeting:
    assert form.held_on.data is not None  # the form has looked
    return Meeting(form.body.data, form.held_on.data, form.number.data)


def progress(case: CaseFile, actor: Staff, now: Moment, form: forms.ProgressForm) -> None:
    """Tell the complainant how far it is."""
    service.report_progress(db.session(), case, actor, now, form.progress.data)


def name_who_resumes(form: forms.ResumeForm, case: CaseFile, actor: Staff) -> None:
    """Who will answer for it, said before it is sent."""
    person, _unit = queries.who_resumes(db.session(), case, moment())
    form.explained = _(
        "Work goes on with five working days, and lateness from before stays on record. %(name)s answers for it.",
        name=names(db.session(), [person]).get(person, ""),
    )


def resume(case: CaseFile, actor: Staff, now: Moment, form: forms.ResumeForm) -> None:
    """Go on with it."""
    service.resume(db.session(), case, actor, now, form.reason.data)


def limit_promise(form: forms.PromiseForm, case: CaseFile, actor: Staff) -> None:
    """Up to when something may be promised, and what the promise does."""
    posted = queries.posted_day(case)
    form.explained = _limit(case, short_date(posted) if posted else "")


def _limit(case: CaseFile, posted: str) -> str:
    if case.state is State.HUNG:
        return _("The complainant reads the new date, and on that day work goes on.")
    return _("The complainant is told this date. It cannot be later than %(date)s, promised to everybody.", date=posted)


def promise(case: CaseFile, actor: Staff, now: Moment, form: forms.PromiseForm) -> None:
    """Promise the complainant a date."""
    refusal = within_posted_promise.check(case, actor, now, {"date": form.date.data})
    if refusal is not None:
        refuse(form.date, sentence(refusal))
    service.promise(db.session(), case, actor, now, form.date.data)


register(
    blueprint,
    Deed(Action.HANG, forms.HangForm, hang, STEP, offer_owners),
    Deed(Action.DECIDE_BACKLOG, forms.DecideForm, decide_backlog, STEP, offer_owners),
    Deed(Action.CLOSE_UNRESOLVED, forms.UnresolvedForm, close_unresolved, STEP),
    Deed(Action.PROGRESS, forms.ProgressForm, progress, STEP),
    Deed(Action.RESUME, forms.ResumeForm, resume, STEP, name_who_resumes),
    Deed(Action.PROMISE, forms.PromiseForm, promise, STEP, limit_promise),
)
