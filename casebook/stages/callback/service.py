"""The office checks what the station closed and asks the citizen: send back, pass, call, end, redo.

The citizen's own part of it: tell the result, say that it is not solved, rate.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CallBack, CaseFile, CaseRating, Reply, State
from casebook.case.service import play
from casebook.case.taxonomy import Outcome, Part, Rating, Solved
from casebook.case.workflow import Action
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.letters.service import UNDELIVERABLE, Opinion, issue, issue_unshown, notice_facts
from casebook.responsibility import service as responsibility
from casebook.responsibility.models import Chain
from casebook.responsibility.queries import chain_of


@dataclass(frozen=True)
class Heard:
    """What the complainant said about the result; `valid` is false when nobody could be reached."""

    solved: Solved | None
    satisfaction: Rating | None
    contacted: bool = True
    valid: bool = True
    words: str | None = None

    def facts(self) -> dict[str, Any]:
        """As an event keeps it: no words, they are the complainant's."""
        return {
            "valid": self.valid,
            "contacted": self.contacted,
            "solved": self.solved.value if self.solved else None,
            "satisfaction": self.satisfaction.value if self.satisfaction else None,
        }


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
    _forget_answer(case)
    play(case, actor.uid, Part.REVIEWER, now)
    give = issue_unshown if undeliverable else issue
    give(session, case, event, actor, now, reply=reply.text, **(vars(opinion) if opinion else {}))


def record_call(session: Session, case: CaseFile, actor: Any, now: Moment, heard: Heard) -> None:
    """Record what the complainant said on the telephone, or that nobody could be reached."""
    perform(case, Action.CALL, actor, now, {"callback": heard.facts()})
    _heard(session, case, now, heard, actor.uid)


def evaluate(session: Session, case: CaseFile, actor: Any, now: Moment, heard: Heard) -> None:
    """The complainant says on his own page whether it is solved."""
    perform(case, Action.EVALUATE, actor, now, {"callback": heard.facts()})
    _heard(session, case, now, heard, None)


def end(
    session: Session, case: CaseFile, actor: Any, now: Moment, heard: Heard, outcome: Outcome, explained: bool
) -> None:
    """Confirm and close (T22): solved, or unsolvable and explained. What was heard on the call is kept with it."""
    facts = {"callback": _best_known(case, heard), "outcome": outcome, "explained": explained}
    perform(case, Action.END, actor, now, facts)
    if heard.solved is not None:
        _heard(session, case, now, heard, actor.uid)
    case.outcome, case.closed_at, case.closed_by = outcome, now.at, "T22"
    responsibility.end(chain_of(session, case.uid), now)


def redo(session: Session, case: CaseFile, actor: Any, now: Moment, judgement: str) -> None:
    """Order it done again (T24): the written judgement names whoever signed the answer as answerable."""
    chain = chain_of(session, case.uid)
    signer = last_at_station(chain, case.main_unit_uid)
    facts = {
        "judgement": True,
        "reason": judgement,
        "person": signer,
        "callback": _best_known(case, Heard(None, None)),
        "holder": signer,
    }
    perform(case, Action.REDO, actor, now, facts)
    responsibility.designate(case, chain, str(signer), str(case.main_unit_uid), now, judgement)
    # Counted when it is ordered, so that an answer sent back for checking uses up no round.
    case.rework_rounds += 1
    case.supervised = True


def not_solved(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """After a direct closing the complainant says it is not solved (T41): redone without any judgement."""
    perform(case, Action.NOT_SOLVED, actor, now, {"holder": case.holder_uid})
    _reopened(session, case, now)


def not_solved_for(session: Session, case: CaseFile, actor: Any, now: Moment, words: str) -> None:
    """The same, entered by a clerk for a caller."""
    perform(case, Action.NOT_SOLVED_FOR, actor, now, {"holder": case.holder_uid, "words": True})
    _reopened(session, case, now)


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


def last_at_station(chain: Chain, unit_uid: str | None) -> str | None:
    """Whoever of the unit signed last: his signature still binds him. None if nobody of it ever signed."""
    return next((link.person_uid for link in reversed(chain.links) if link.unit_uid == unit_uid), None)


def _delivery(case: CaseFile, now: Moment, undeliverable: str | None) -> dict[str, Any]:
    if undeliverable:
        return {"delivery": {"undeliverable": undeliverable}, "no_notice_ground": UNDELIVERABLE}
    return {"delivery": {"delivered_at": now.at}, **notice_facts(Action.PASS, case, now)}


def _reopened(session: Session, case: CaseFile, now: Moment) -> None:
    chain = chain_of(session, case.uid)
    responsibility.reopen(case, chain, now)
    case.rework_rounds += 1
    case.closed_at = case.outcome = None
    _forget_answer(case)


def _heard(session: Session, case: CaseFile, now: Moment, heard: Heard, by_uid: str | None) -> None:
    session.add(
        CallBack(
            case_uid=case.uid,
            at=now.at,
            on_page=by_uid is None,
            valid=heard.valid,
            contacted=heard.contacted,
            solved=heard.solved,
            satisfaction=heard.satisfaction,
            words=heard.words,
            by_uid=by_uid,
            round=case.rework_rounds,
        )
    )
    if heard.valid:
        case.callback_at, case.callback_solved, case.callback_rating = now.at, heard.solved, heard.satisfaction


def _best_known(case: CaseFile, heard: Heard) -> dict[str, Any]:
    if heard.solved is not None or case.callback_at is None:
        return heard.facts()
    return Heard(case.callback_solved, case.callback_rating).facts()


def _forget_answer(case: CaseFile) -> None:
    case.callback_at = case.callback_solved = case.callback_rating = None


def _newest_reply(session: Session, case: CaseFile) -> Reply:
    return session.scalars(select(Reply).where(Reply.case_uid == case.uid).order_by(Reply.id.desc()).limit(1)).one()
