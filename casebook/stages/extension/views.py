"""More time on screen: asked for, entered from a slip, approved or refused, told to the complainant."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from casebook.case.labels import how_label
from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.stages import choices
from casebook.stages.extension import forms, queries, service
from casebook.stages.extension.service import PAGE, Plea
from casebook.web.acting import Deed, moment
from casebook.web.casework import refuse, register
from casebook.web.template_globals import short_date

blueprint = Blueprint("extension", __name__)

# How somebody is told who is not told on the tracking page.
BY_PERSON = ("telephone", "letter")
WAYS = ("telephone", "visit", "letter", "message")


def offer_dates(form: forms.AskForm, case: CaseFile, actor: Staff) -> None:
    """Every date that may be asked for."""
    clock = case.clock("feedback")
    found = queries.days_open(case, moment())
    form.days.choices = [choices.please_choose(), *(SelectChoice(str(days), _new(days, day)) for days, day in found)]
    form.explained = _(
        "The answer is due on %(due)s and may be put off once. The director decides before that day is over; "
        "until the complainant has been told, the old date stands.",
        due=short_date(clock.due_on) if clock else "",
    )


def _new(days: int, day: Any) -> str:
    return ngettext(
        "%(date)s (%(days)s working day more)",
        "%(date)s (%(days)s working days more)",
        days,
        days=days,
        date=day.isoformat(),
    )


def ask(case: CaseFile, actor: Staff, now: Moment, form: forms.AskForm) -> None:
    """Ask the director for more time."""
    service.ask(db.session(), case, actor, now, _plea(form))


def ask_for(case: CaseFile, actor: Staff, now: Moment, form: forms.AskForForm) -> None:
    """Enter the station's request from its slip."""
    service.ask_for(db.session(), case, actor, now, _plea(form), form.slip.data)


def _plea(form: forms.AskForm) -> Plea:
    return Plea(form.reason.data, int(form.days.data), form.progress.data)


def show_asked(form: forms.ApproveForm | forms.RefuseForm, case: CaseFile, actor: Staff) -> None:
    """What was asked, beside the decision."""
    form.asked = queries.asked(db.session(), case, moment())


def offer_telling(form: forms.ApproveForm, case: CaseFile, actor: Staff) -> None:
    """What was asked; told on the page at once, or by a person where there is somebody to reach."""
    show_asked(form, case, actor)
    page = SelectChoice(PAGE, _("On the tracking page, at once"))
    others = [SelectChoice(way, _telling(way)) for way in BY_PERSON] if case.has_contact else []
    form.told.choices = [page, *others]
    if not form.is_submitted():
        form.told.data = PAGE


def _telling(way: str) -> str:
    return {
        "telephone": _("By telephone: whoever tells it records it before the old date is over"),
        "letter": _("By letter: whoever delivers it records it before the old date is over"),
    }[way]


def approve(case: CaseFile, actor: Staff, now: Moment, form: forms.ApproveForm) -> None:
    """Approve what was asked."""
    if form.told.data == PAGE:
        service.approve_and_tell(db.session(), case, actor, now)
    else:
        service.approve(db.session(), case, actor, now, form.told.data)


def refuse_it(case: CaseFile, actor: Staff, now: Moment, form: forms.RefuseForm) -> None:
    """Refuse more time."""
    service.refuse(db.session(), case, actor, now, form.reason.data)


def offer_ways(form: forms.TellForm, case: CaseFile, actor: Staff) -> None:
    """The ways of telling; the time begins with now and cannot lie before the approval."""
    form.how.choices = [SelectChoice(way, how_label(way)) for way in WAYS]
    waiting = queries.extension_untold(case)
    if waiting is not None:
        form.told_at.not_before(waiting.approved_at, _("It cannot have been told before it was approved."))
        form.explained = _(
            "The complainant has not been told. If not told by %(date)s the extension is void.",
            date=short_date(waiting.old_due_on),
        )
    if not form.is_submitted():
        form.told_at.offer_now()


def tell(case: CaseFile, actor: Staff, now: Moment, form: forms.TellForm) -> None:
    """Record that the complainant was told."""
    if form.told_at.data > now.at:
        refuse(form.told_at, _("It cannot have been told later than now. Correct the time."))
    service.tell(db.session(), case, actor, now, form.told_at.data, form.how.data)


register(
    blueprint,
    Deed(Action.EXTEND_ASK, forms.AskForm, ask, "case/step.html", offer_dates),
    Deed(Action.EXTEND_ASK_FOR, forms.AskForForm, ask_for, "case/step.html", offer_dates),
    Deed(Action.EXTEND, forms.ApproveForm, approve, "extension/decide.html", offer_telling),
    Deed(Action.EXTEND_REFUSE, forms.RefuseForm, refuse_it, "extension/decide.html", show_asked),
    Deed(Action.EXTEND_TELL, forms.TellForm, tell, "case/step.html", offer_ways),
)
