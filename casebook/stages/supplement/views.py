"""Asking for more and entering what came in, on screen."""

from flask import Blueprint

from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.stages.service import standing_values
from casebook.stages.supplement import forms, service
from casebook.web.acting import Deed
from casebook.web.casework import register

blueprint = Blueprint("supplement", __name__)


def ask_more(case: CaseFile, actor: Staff, now: Moment, form: forms.AskMoreForm) -> None:
    """Ask for the whole list."""
    service.ask_more(db.session(), case, actor, now, form.lines)


def offer_list(form: forms.CompleteForForm, case: CaseFile, actor: Staff) -> None:
    """What was asked for, to be compared with what came in."""
    form.asked = standing_values(db.session(), case).get("items", ())


def complete_for(case: CaseFile, actor: Staff, now: Moment, form: forms.CompleteForForm) -> None:
    """Enter what came in."""
    service.complete_for(db.session(), case, actor, now, form.text.data, form.paper.data or "")


register(
    blueprint,
    Deed(Action.ASK_MORE, forms.AskMoreForm, ask_more, "case/step.html"),
    Deed(Action.COMPLETE_FOR, forms.CompleteForForm, complete_for, "supplement/complete_for.html", offer_list),
)
