"""The office checks what the station closed and asks the citizen: send back, pass, call, end, redo.

The citizen's own part of it: tell the result, say that it is not solved, rate. In a small office the dispatcher may
call back himself: `combined_reason` says why nobody else does.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, CaseRating, Reply, State
from casebook.case.service import play
from casebook.case.taxonomy import Outcome, Part, Rating, Solved
from casebook.case.workflow import Action
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.letters.service import UNDELIVERABLE, Opinion, issue, issue_unshown, notice_facts
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.callback.heard import NOBODY, Heard, combined, count_try, forget_answer, keep_answer
from casebook.stages.callback.queries import failed_calls
from casebook.stages.service import answers_again, settle, signer_now, stand
from casebook.stages.supervision.service import rise_one

__all__ = ["NOBODY", "Heard", "Rated"]

# What the record of responsibility names as the ground.
NOT_SOLVED = "反映人反映未解决"


@dataclass(frozen=True)
class Rated:
    """The complainant's rating of a closed case."""

    solved: Solved
    result: Rating
    speed: Rating
    attitude: Rating
    words: str | None = None


def send_back(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str) -> None:
    """Send the answer back to the station (T20): the date it had stands."""
    perform(case, Action.SEND_BACK, actor, now, {"reason": reason})
    if case.state is State.HANDLING:
        case.feedback_at = None
    play(case, actor.uid, Part.REVIEWER, now)


def pass_on(
    session: Session,
    case: CaseFile,
    actor: Any,
    now: Moment,
    undeliverable: str | None,
    opinion: Opinion | None = None,
) -> None:
    """Pass the answer and deliver it (T21): on the citizen's page at once, or with the ground why it cannot be.

    In petition procedure the answer is a written opinion, and `opinion` what it must hold.
    """
    facts = {**_delivery(case, now, undeliverable), "holder": actor.uid}
    event = perform(case, Action.PASS, actor, now, facts)
    if case.holder_uid != actor.uid:
        responsibility.take(case, chain_of(session, case.uid), actor.uid, case.office_uid, now)
    reply = _newest_reply(session, case)
    reply.released_at = case.delivered_at = now.at
    forget_answer(case)
    play(case, actor.uid, Part.REVIEWER, now)
    give = issue_unshown if undeliverable else issue
    give(session, case, event, actor, now, reply=reply.text, **(vars(opinion) if opinion else {}))


def record_call(
    session: Session, case: CaseFile, actor: Any, now: Moment, heard: Heard, combined_reason: str | None = None
) -> None:
    """Record what the complainant said on the telephone, or that nobody could be reached."""
    perform(case, Action.CALL, actor, now, {"callback": heard.facts(), **combined(combined_reason)})
    keep_answer(session, case, now, heard, actor.uid)
    if not heard.valid:
        count_try(case, now)
    play(case, actor.uid, Part.CALLER, now)


def evaluate(session: Session, case: CaseFile, actor: Any, now: Moment, heard: Heard) -> None:
    """The complainant says on his own page whether it is solved."""
    perform(case, Action.EVALUATE, actor, now, {"callback": heard.facts()})
    keep_answer(session, case, now, heard, None)


def end(
    session: Session,
    case: CaseFile,
    actor: Any,
    now: Moment,
    heard: Heard,
    outcome: Outcome,
    explained: bool,
    combined_reason: str | None = None,
) -> None:
    """Confirm and close (T22): solved, or unsolvable and explained. What was heard on the call is kept with it."""
    facts = {"callback": _best_known(case, heard), "outcome": outcome, "explained": explained}
    perform(case, Action.END, actor, now, facts | combined(combined_reason))
    if heard.solved is not None:
        keep_answer(session, case, now, heard, actor.uid)
    case.outcome = outcome
    settle(session, case, now, "T22")
    stand(session, case, date=now.today)
    for part in (Part.CALLER, Part.DECIDER):
        play(case, actor.uid, part, now)


def end_unreached(
    session: Session, case: CaseFile, actor: Any, now: Moment, combined_reason: str | None = None
) -> None:
    """Close without an answer (T23): nobody was reached in three tries on two days, or no call is wanted."""
    # Where nobody was to be called no try was made: an empty tuple says so, and is not a fact that is missing.
    tries = tuple(failed_calls(session, case))
    facts = {"tries": tries, "callback": NOBODY.facts()} | ({} if tries else {"no_contact_wanted": True})
    perform(case, Action.END_UNREACHED, actor, now, facts | combined(combined_reason))
    keep_answer(session, case, now, NOBODY, actor.uid)
    settle(session, case, now, "T23")
    stand(session, case, tries=len(tries), date=now.today)
    play(case, actor.uid, Part.CALLER, now)


def redo(session: Session, case: CaseFile, actor: Any, now: Moment, judgement: str) -> None:
    """Order it done again (T24): the written judgement names whoever signed the answer as answerable."""
    chain = chain_of(session, case.uid)
    # Handled by the office itself, it is whoever was named to handle it, not whoever passed the answer.
    signer = str(case.handler_uid) if case.self_handled else signer_now(session, case, now)
    facts = {
        "judgement": True,
        "reason": judgement,
        "person": signer,
        "callback": _best_known(case, Heard(None, None)),
        "holder": signer,
    }
    perform(case, Action.REDO, actor, now, facts)
    responsibility.designate(case, chain, signer, str(case.main_unit_uid), now, judgement)
    # Counted when it is ordered, so that an answer sent back for checking uses up no round.
    case.rework_rounds += 1
    rise_one(case)
    play(case, actor.uid, Part.DECIDER, now)


def not_solved(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """After a direct closing the complainant says it is not solved (T41): redone without any judgement."""
    holder = signer_now(session, case, now)
    perform(case, Action.NOT_SOLVED, actor, now, {"holder": holder})
    _reopened(session, case, holder, now)


def not_solved_for(session: Session, case: CaseFile, actor: Any, now: Moment, words: str) -> None:
    """The same, entered by a clerk for a caller."""
    holder = signer_now(session, case, now)
    perform(case, Action.NOT_SOLVED_FOR, actor, now, {"holder": holder, "words": True})
    _reopened(session, case, holder, now)


def rate(session: Session, case: CaseFile, actor: Any, now: Moment, rated: Rated) -> None:
    """The complainant rates the closed case, once (T51)."""
    perform(case, Action.RATE, actor, now, {"rating": rated.result, "solved": rated.solved})
    session.add(
        CaseRating(
            case_uid=case.uid,
            at=now.at,
            solved=rated.solved,
            result=rated.result,
            speed=rated.speed,
            attitude=rated.attitude,
            words=rated.words,
        )
    )
    case.rated_at = now.at


def _delivery(case: CaseFile, now: Moment, undeliverable: str | None) -> dict[str, Any]:
    if undeliverable:
        return {"delivery": {"undeliverable": undeliverable}, "no_notice_ground": UNDELIVERABLE}
    return {"delivery": {"delivered_at": now.at}, **notice_facts(Action.PASS, case, now)}


def _reopened(session: Session, case: CaseFile, holder: str, now: Moment) -> None:
    answers_again(session, case, holder, now, NOT_SOLVED)
    case.rework_rounds += 1
    case.closed_at = case.closed_by = case.outcome = None
    forget_answer(case)


def _best_known(case: CaseFile, heard: Heard) -> dict[str, Any]:
    if heard.solved is not None or case.callback_at is None:
        return heard.facts()
    return Heard(case.callback_solved, case.callback_rating).facts()


def _newest_reply(session: Session, case: CaseFile) -> Reply:
    return session.scalars(select(Reply).where(Reply.case_uid == case.uid).order_by(Reply.id.desc()).limit(1)).one()
