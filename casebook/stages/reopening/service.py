"""Withdrawn (T30), reopened on new facts (T31), moved to petition procedure, and a decline looked at by the city."""

from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Letter, Side
from casebook.case.taxonomy import LinkKind, Track
from casebook.case.workflow import Action
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.letters.service import issue, notice_facts
from casebook.stages.intake.service import register_further
from casebook.stages.service import end_assignments, settle, stand, take_up

# What the earlier round left behind; the new one is judged on its own. The text for the station stays, and so does
# that the complainant was pressed and that he has rated the case: both happen once.
NEW_ROUND: dict[str, Any] = {
    **dict.fromkeys(("designated", "supervised", "supplemented", "returns_closed", "extended", "sampled"), False),
    **dict.fromkeys(("returns", "returns_refused", "rework_rounds", "call_tries", "call_days", "reminders"), 0),
    **dict.fromkeys(("feedback_at", "delivered_at", "callback_at", "callback_solved", "callback_rating")),
    **dict.fromkeys(("called_on", "promised_on", "supervision", "urged_at", "checked_by_city_at")),
    **dict.fromkeys(("sample_called_at", "review_body", "review_result", "review_delivered_at")),
}


class Verified(Enum):
    """How a clerk made sure that a caller is the one who wrote in."""

    CODE = "code"  # reference and query code
    CALLED_BACK = "called_back"  # on the number that was left
    IN_PERSON = "in_person"  # came with the receipt


def withdraw(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """The complainant withdraws on his own page (T30), where reference and code have shown who he is."""
    facts = {"verified": True, "freely": True, **notice_facts(Action.WITHDRAW, case, now)}
    event = perform(case, Action.WITHDRAW, actor, now, facts)
    _withdrawn(session, case, now)
    issue(session, case, event, actor, now)


def withdraw_for(session: Session, case: CaseFile, actor: Any, now: Moment, verified: Verified, freely: bool) -> None:
    """Record a caller's withdrawal (T30); refused unless he says that nobody pressed him (`freely`)."""
    facts = {"verified": verified, "freely": freely, **notice_facts(Action.WITHDRAW_FOR, case, now)}
    event = perform(case, Action.WITHDRAW_FOR, actor, now, facts)
    _withdrawn(session, case, now)
    issue(session, case, event, actor, now)


def pressed(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """The complainant says that somebody told him to withdraw: the director is told, nothing is withdrawn any more."""
    perform(case, Action.PRESSED, actor, now, {"pressed": True})
    case.pressed_at = case.pressed_at or now.at


def reopen(session: Session, case: CaseFile, actor: Any, now: Moment, new_fact: str) -> None:
    """Reopen on new facts (T31): to be decided anew, by the officer, as a round of its own.

    What a station had handled before counts as a repeat.
    """
    perform(case, Action.REOPEN, actor, now, {"new_fact": True, "reason": new_fact, "holder": actor.uid})
    case.repeats += case.main_unit_uid is not None
    end_assignments(session, case, now)
    take_up(session, case, actor.uid, now)
    for column, value in NEW_ROUND.items():
        setattr(case, column, value)
    stand(session, case)


def take_up_again(session: Session, origin: CaseFile, actor: Any, now: Moment, reason: str) -> CaseFile:
    """Register anew what was forwarded and nobody took up (T31): a case of its own, under the same receipts.

    The caller commits at once afterwards.
    """
    facts = {"taken_up_from": origin.uid, "taken_up_by": actor.uid, "reason": reason}
    with session.no_autoflush:  # the new case stands under the receipts before it stands in the session
        return register_further(session, origin, LinkKind.TAKEN_UP_FROM, now, new_uid(), **facts)


def to_petition(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str) -> None:
    """Move the case to petition procedure at the complainant's wish: from here the answer is owed in writing."""
    perform(case, Action.PETITION, actor, now, {"track": Track.PETITION, "reason": reason})
    case.track = Track.PETITION


def ask_written(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """The complainant asks for a written answer; a closed case stays closed, but a review can now be asked for."""
    perform(case, Action.ASK_WRITTEN, actor, now, {"track": Track.PETITION})
    case.track = Track.PETITION


def ask_check(session: Session, case: CaseFile, actor: Any, now: Moment, text: str) -> None:
    """The complainant asks the city office to check a decline; what he writes stands among the messages."""
    letter = Letter(uid=new_uid(), case_uid=case.uid, side=Side.CITIZEN, text=text, written_at=now.at)
    perform(case, Action.ASK_CHECK, actor, now, {"letter": letter.uid})
    session.add(letter)
    case.checked_by_city_at = now.at


def _withdrawn(session: Session, case: CaseFile, now: Moment) -> None:
    # The station that had it keeps seeing it, as withdrawn.
    settle(session, case, now, "T30")
    stand(session, case)
