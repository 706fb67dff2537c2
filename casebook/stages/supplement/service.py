"""The complainant is asked once for everything that is missing (T2); he completes it or the term runs out (T3)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Letter, Side
from casebook.case.workflow import Action
from casebook.kernel import timers
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts
from casebook.kernel.transition import perform
from casebook.letters.service import issue, notice_facts
from casebook.people.actor import SYSTEM
from casebook.stages.service import stand


def ask_more(session: Session, case: CaseFile, actor: Any, now: Moment, items: Sequence[str]) -> None:
    """Ask for the whole list of what is missing, once (T2): the office's own clock stands still until it is there."""
    facts = {"items": True if items else None, **notice_facts(Action.ASK_MORE, case, now)}
    event = perform(case, Action.ASK_MORE, actor, now, facts)
    case.supplemented = True
    term = case.clock("supplement")
    assert term is not None  # the row has just started it
    stand(session, case, items=list(items), date=term.due_on)
    issue(session, case, event, actor, now, items=list(items), term=term.due_on)


def complete(session: Session, case: CaseFile, actor: Any, now: Moment, text: str) -> None:
    """The complainant sends what was asked for (T3)."""
    letter = _letter(case, now, text, None)
    perform(case, Action.COMPLETE, actor, now, {"letter": letter.uid})
    _completed(session, case, letter)


def complete_for(session: Session, case: CaseFile, actor: Any, now: Moment, text: str, paper: str) -> None:
    """Enter what came on paper or by word of mouth (T3); `paper` is its number, or empty."""
    letter = _letter(case, now, text, actor.uid)
    perform(case, Action.COMPLETE_FOR, actor, now, {"letter": letter.uid, "paper": paper or None})
    _completed(session, case, letter)


@timers.does(Action.COMPLETE_OVER)
def complete_over(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """The term is over (T3): the office decides on what it has."""
    perform(case, Action.COMPLETE_OVER, SYSTEM, now, facts)
    stand(session, case)


def _letter(case: CaseFile, now: Moment, text: str, entered_by: str | None) -> Letter:
    return Letter(
        uid=new_uid(), case_uid=case.uid, side=Side.CITIZEN, text=text, written_at=now.at, written_by=entered_by
    )


def _completed(session: Session, case: CaseFile, letter: Letter) -> None:
    session.add(letter)
    stand(session, case)
