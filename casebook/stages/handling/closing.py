"""The closings: sent to be checked, redone, entered from paper, or direct with the complainant's agreement."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Reply
from casebook.case.service import play
from casebook.case.taxonomy import Part
from casebook.case.workflow import Action
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.letters.service import Opinion, issue, notice_facts
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.callback import sampling
from casebook.stages.service import settle

DIRECTLY = "T40"


@dataclass(frozen=True)
class Answer:
    """What the station answers at closing; `paper_on` is the date of the sealed paper, entered by the office.

    `explained`: the text says why it is late. `revisit_on`: it says what correction was ordered, and the place is
    visited again on this day (以罚代管 is no end).
    """

    text: str
    evidence: str
    paper_on: date | None = None
    explained: bool = False
    revisit_on: date | None = None

    def facts(self) -> dict[str, Any]:
        """As the event keeps it: no words, they stand in the answer itself."""
        explanation = {"explanation": True} if self.explained else {}
        followed = {"correction": True, "revisit_on": self.revisit_on}
        return {**explanation, "penalty_followup": followed} if self.revisit_on else explanation


def close(session: Session, case: CaseFile, actor: Any, now: Moment, answer: Answer) -> None:
    """The station, or whoever handles it at the office, closes and sends the answer to be checked (T19).

    Whoever closes signs for the answer.
    """
    perform(case, Action.CLOSE, actor, now, {**_answer_facts(case, answer), "holder": actor.uid})
    _closer_takes(session, case, actor, now)
    _closed_by_station(session, case, actor, now, answer)


def close_for(session: Session, case: CaseFile, actor: Any, now: Moment, answer: Answer) -> None:
    """Enter the sealed answer of a station on paper (T19, 代录)."""
    facts = {**_answer_facts(case, answer), "paper_on": answer.paper_on, "on_behalf": case.main_unit_uid}
    perform(case, Action.CLOSE_FOR, actor, now, facts, on_behalf_of=case.main_unit_uid)
    _closed_by_station(session, case, actor, now, answer)


def close_again(session: Session, case: CaseFile, actor: Any, now: Moment, answer: Answer) -> None:
    """The station closes again after redoing it (T26); the old text will not do."""
    facts = {**_redone_facts(session, case, answer), "holder": actor.uid}
    perform(case, Action.CLOSE_AGAIN, actor, now, facts)
    _closer_takes(session, case, actor, now)
    _closed_again(session, case, actor, now, answer)


def close_again_for(session: Session, case: CaseFile, actor: Any, now: Moment, answer: Answer) -> None:
    """Enter the sealed second answer of a station on paper (T26, 代录)."""
    facts = {**_redone_facts(session, case, answer), "paper_on": answer.paper_on, "on_behalf": case.main_unit_uid}
    perform(case, Action.CLOSE_AGAIN_FOR, actor, now, facts, on_behalf_of=case.main_unit_uid)
    _closed_again(session, case, actor, now, answer)


def close_directly(
    session: Session,
    case: CaseFile,
    actor: Any,
    now: Moment,
    answer: Answer,
    confirmed_by: str,
    recording: str,
    opinion: Opinion | None = None,
) -> None:
    """The station head closes a simple case the complainant agreed to (T40). `confirmed_by`: "page" or "recording".

    In petition procedure the answer is a written opinion, and `opinion` what it must hold.
    """
    facts = {
        "confirmed_by": confirmed_by,
        "recording": recording or None,
        **_answer_facts(case, answer),
        "delivery": {"delivered_at": now.at},
        "holder": actor.uid,
        **notice_facts(Action.CLOSE_DIRECTLY, case, now),
    }
    event = perform(case, Action.CLOSE_DIRECTLY, actor, now, facts)
    _closer_takes(session, case, actor, now)
    _keep_reply(session, case, actor, now, answer).released_at = now.at
    case.feedback_at = case.delivered_at = now.at
    case.handed_in = False
    settle(session, case, now, DIRECTLY)
    sampling.draw(session, case, now)
    issue(session, case, event, actor, now, reply=answer.text, **(vars(opinion) if opinion else {}))


def _closer_takes(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    # Closing is the closer's signature under the answer: the head's, at the office the assignee's.
    if case.holder_uid != actor.uid:
        unit_uid = case.main_unit_uid or case.office_uid
        responsibility.take(case, chain_of(session, case.uid), actor.uid, unit_uid, now)
    play(case, actor.uid, Part.HANDLER, now)


def _answer_facts(case: CaseFile, answer: Answer) -> dict[str, Any]:
    handler = case.handler_uid or case.holder_uid
    return {"reply": True, "evidence": answer.evidence, "handler": handler, **answer.facts()}


def _redone_facts(session: Session, case: CaseFile, answer: Answer) -> dict[str, Any]:
    earlier = session.scalars(select(Reply.text).where(Reply.case_uid == case.uid))
    repeats = _core(answer.text) in {_core(text) for text in earlier}
    facts = {**_answer_facts(case, answer), "new_action": True}
    return {**facts, "repeats_old_text": True} if repeats else facts


def _core(text: str) -> str:
    # White space and punctuation make no new answer.
    return "".join(char for char in text if char.isalnum())


def _closed_by_station(session: Session, case: CaseFile, actor: Any, now: Moment, answer: Answer) -> None:
    _keep_reply(session, case, actor, now, answer)
    case.feedback_at, case.handed_in = now.at, False


def _closed_again(session: Session, case: CaseFile, actor: Any, now: Moment, answer: Answer) -> None:
    _keep_reply(session, case, actor, now, answer)
    case.handed_in = False


def _keep_reply(session: Session, case: CaseFile, actor: Any, now: Moment, answer: Answer) -> Reply:
    reply = Reply(
        case_uid=case.uid,
        text=answer.text,
        evidence_reference=answer.evidence,
        written_by=actor.uid,
        written_at=now.at,
        paper_on=answer.paper_on,
    )
    session.add(reply)
    return reply
