"""What a co-handling unit does: it reports its part to the main unit, once (T18)."""

from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.stages.cohandling.queries import own_part, reporting_unit


def report(
    session: Session, case: CaseFile, actor: Any, now: Moment, text: str, late_reason: str | None = None
) -> None:
    """Send the report of the actor's own unit; `late_reason` where its day is over."""
    unit_uid = reporting_unit(case, actor)
    facts = {"unit": unit_uid, "report": True}
    perform(case, Action.CO_REPORT, actor, now, {**facts, "late_reason": late_reason} if late_reason else facts)
    part = own_part(session, case, unit_uid)
    part.reported_at, part.report = now.at, text
