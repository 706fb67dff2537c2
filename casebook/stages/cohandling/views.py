"""The report of a co-handling unit on screen."""

from flask import Blueprint

from casebook.case.guards.decisions import co_report_in_time
from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.stages.cohandling import forms, service
from casebook.stages.cohandling.queries import reporting_unit
from casebook.web.acting import Deed, moment
from casebook.web.casework import register

blueprint = Blueprint("cohandling", __name__)


def ask_why_late(form: forms.ReportForm, case: CaseFile, actor: Staff) -> None:
    """Ask for the reason only where the report is late."""
    late = co_report_in_time.check(case, actor, moment(), {"unit": reporting_unit(case, actor)})
    if late is None and "late_reason" in form:
        del form.late_reason


def report(case: CaseFile, actor: Staff, now: Moment, form: forms.ReportForm) -> None:
    """Send the report."""
    why = form.late_reason.data if "late_reason" in form else None
    service.report(db.session(), case, actor, now, form.report.data, why)


register(blueprint, Deed(Action.CO_REPORT, forms.ReportForm, report, "case/step.html", ask_why_late))
