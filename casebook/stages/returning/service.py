"""A station says that the matter is not its own (退单): asked, agreed, refused, or not decided in time."""

from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.kernel import timers
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts
from casebook.kernel.transition import perform
from casebook.people.actor import SYSTEM
from casebook.stages.service import end_assignments, stand, take_up

# The reason of a return that nobody decided within its day.
LAPSED = "not_decided_in_time"


def ask(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str, body: str) -> None:
    """The station asks to return the case and names the competent unit (T14). The clock of the answer runs on."""
    perform(case, Action.RETURN_ASK, actor, now, _asked(reason, body))
    _stands(session, case)


def ask_for(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str, body: str, slip: str) -> None:
    """Enter the return of a station on paper from its sealed slip (T14, 代录)."""
    facts = {**_asked(reason, body), "slip": slip, "on_behalf": case.main_unit_uid}
    perform(case, Action.RETURN_ASK_FOR, actor, now, facts, on_behalf_of=case.main_unit_uid)
    _stands(session, case)


def agree(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """Take the case back from the station (T15): the officer answers for it until somebody else signs."""
    perform(case, Action.RETURN_AGREE, actor, now, {"holder": actor.uid})
    take_up(session, case, actor.uid, now)
    end_assignments(session, case, now)
    case.returns += 1


def refuse(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str) -> None:
    """Leave the case with the station (T16): whoever answered for it answers on, and it is not returned again."""
    perform(case, Action.RETURN_REFUSE, actor, now, {"reason": reason})
    _refused(case)


@timers.does(Action.RETURN_LAPSE)
def lapse(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """A return that nobody decided in time counts as refused (T16)."""
    perform(case, Action.RETURN_LAPSE, SYSTEM, now, {"reason": LAPSED})
    _refused(case)


def _asked(reason: str, body: str) -> dict[str, Any]:
    return {"reason": reason, "competent_body": body, "body": body}


def _stands(session: Session, case: CaseFile) -> None:
    clock = case.clock("return")
    stand(session, case, station=case.main_unit_uid, date=clock.due_on or clock.due_at if clock else None)


def _refused(case: CaseFile) -> None:
    case.returns_refused += 1
    case.returns_closed = True
