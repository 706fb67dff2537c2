"""The station works on a case: sign, give to a handler, contact, messages, close.

Paper of a station without an account is entered by the office (代录).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Contact, Letter, Side
from casebook.case.service import play
from casebook.case.taxonomy import Part
from casebook.case.workflow import Action
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.assignment.service import open_assignment
from casebook.stages.handling.closing import Answer, close, close_again, close_again_for, close_directly, close_for

RELAYED = "relayed"


# A stage has one service: its closings stand in a file of their own.
__all__ = ["Answer", "close", "close_again", "close_again_for", "close_directly", "close_for"]


@dataclass(frozen=True)
class Talk:
    """A contact with the complainant: when, how (telephone, visit, …), with which result."""

    when: datetime
    how: str
    result: str
    agreed_recorded: bool = False


def sign(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """Sign for the case (T13): from now on the signer is answerable."""
    perform(case, Action.SIGN, actor, now, {"handler": actor.uid, "holder": actor.uid})
    _signed(session, case, actor.uid, now)


def sign_for(session: Session, case: CaseFile, actor: Any, now: Moment, signer_uid: str, slip: str) -> None:
    """Enter the signed slip of a station on paper (T13, 代录): whoever signed it is answerable."""
    facts = {"handler": signer_uid, "slip": slip, "on_behalf": case.main_unit_uid, "holder": signer_uid}
    perform(case, Action.SIGN_FOR, actor, now, facts, on_behalf_of=case.main_unit_uid)
    _signed(session, case, signer_uid, now, slip)


def give(session: Session, case: CaseFile, actor: Any, now: Moment, handler_uid: str, name: str) -> None:
    """Give the case to a handler (T45): the duty moves only when he takes it on."""
    perform(case, Action.GIVE, actor, now, {"handler": handler_uid, "name": name})
    case.handler_uid, case.handed_in = handler_uid, False


def sign_and_give(session: Session, case: CaseFile, actor: Any, now: Moment, handler_uid: str, name: str) -> None:
    """Sign and give in one form: two events."""
    sign(session, case, actor, now)
    session.flush()
    give(session, case, actor, now, handler_uid, name)


def take(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """The handler takes the case on (T45): from now on he is answerable."""
    facts = {"handler": actor.uid, "name": actor.name, "holder": actor.uid}
    perform(case, Action.TAKE, actor, now, facts)
    responsibility.take(case, chain_of(session, case.uid), actor.uid, str(case.main_unit_uid), now)
    play(case, actor.uid, Part.HANDLER, now)


def hand_in(session: Session, case: CaseFile, actor: Any, now: Moment, note: str) -> None:
    """The handler hands his work to the head for closing; he stays answerable until the head signs."""
    perform(case, Action.HAND_IN, actor, now, {"handler": actor.uid, "note": note})
    case.handed_in = True


def give_back(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str) -> None:
    """The head gives the work back to the handler to complete it."""
    perform(case, Action.GIVE_BACK, actor, now, {"handler": case.handler_uid, "reason": reason})
    case.handed_in = False


def record_contact(session: Session, case: CaseFile, actor: Any, now: Moment, talk: Talk) -> None:
    """Record a contact with the complainant (T47); it stops the contact clock at the moment it took place."""
    perform(case, Action.CONTACT, actor, now, _talk_facts(talk))
    _contacted(session, case, actor, talk)


def record_contact_for(session: Session, case: CaseFile, actor: Any, now: Moment, talk: Talk, slip: str) -> None:
    """Enter a contact from a paper station's slip (T47, 代录)."""
    facts = {**_talk_facts(talk), "slip": slip, "on_behalf": case.main_unit_uid}
    perform(case, Action.CONTACT_FOR, actor, now, facts, on_behalf_of=case.main_unit_uid)
    _contacted(session, case, actor, talk)


def write_as_station(session: Session, case: CaseFile, actor: Any, now: Moment, text: str) -> Letter:
    """Write to the complainant through the office (T50): it waits until the office passes it on."""
    letter = _letter(case, Side.STATION, now, text, actor.uid, case.main_unit_uid)
    perform(case, Action.STATION_MESSAGE, actor, now, {"letter": letter.uid})
    session.add(letter)
    return letter


def relay(session: Session, case: CaseFile, actor: Any, now: Moment, letter: Letter) -> None:
    """Pass the station's words on under its name (T47): a relayed message is a contact."""
    talk = Talk(now.at, RELAYED, RELAYED)
    perform(case, Action.RELAY, actor, now, {**_talk_facts(talk), "letter": letter.uid})
    letter.relayed_at = now.at
    _contacted(session, case, actor, talk)


def write_as_office(session: Session, case: CaseFile, actor: Any, now: Moment, text: str) -> None:
    """Write to the complainant (T50)."""
    letter = _letter(case, Side.OFFICE, now, text, actor.uid, case.office_uid)
    perform(case, Action.OFFICE_MESSAGE, actor, now, {"letter": letter.uid})
    session.add(letter)


def write_to_station(session: Session, case: CaseFile, actor: Any, now: Moment, text: str) -> None:
    """Write to the station what the complainant added or asks, in the office's words (T50)."""
    letter = _letter(case, Side.TO_STATION, now, text, actor.uid, case.main_unit_uid)
    perform(case, Action.TELL_STATION, actor, now, {"letter": letter.uid})
    session.add(letter)


def write_as_citizen(session: Session, case: CaseFile, actor: Any, now: Moment, text: str) -> None:
    """The complainant writes to the office or adds something (T50)."""
    letter = _letter(case, Side.CITIZEN, now, text, None, None)
    perform(case, Action.CITIZEN_MESSAGE, actor, now, {"letter": letter.uid})
    session.add(letter)


def confirm(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """The complainant says on his own page that it is solved and may be closed."""
    perform(case, Action.CONFIRM, actor, now, {"confirmed": True})
    case.confirmed_at = now.at


def _signed(session: Session, case: CaseFile, signer_uid: str, now: Moment, slip: str | None = None) -> None:
    responsibility.take(case, chain_of(session, case.uid), signer_uid, str(case.main_unit_uid), now)
    assignment = open_assignment(session, case)
    if assignment is not None:
        assignment.signed_at, assignment.signed_by, assignment.slip_reference = now.at, signer_uid, slip
    case.handler_uid = signer_uid
    play(case, signer_uid, Part.HANDLER, now)


def _talk_facts(talk: Talk) -> dict[str, Any]:
    return {"when": talk.when, "how": talk.how, "result": talk.result}


def _contacted(session: Session, case: CaseFile, actor: Any, talk: Talk) -> None:
    session.add(
        Contact(
            case_uid=case.uid,
            contacted_at=talk.when,
            how=talk.how,
            result=talk.result,
            by_uid=actor.uid,
            agreed_recorded=talk.agreed_recorded,
        )
    )
    case.contacted_at = max(filter(None, (case.contacted_at, talk.when)))
    if talk.agreed_recorded:
        case.agreed_at = talk.when
    stopped = case.clock("contact")
    if stopped is not None and stopped.stopped_at is not None:
        # The clock stops when the contact took place, not when it was written down (decisions.md 80).
        stopped.stopped_at = min(stopped.stopped_at, max(talk.when, stopped.started_at))


def _letter(case: CaseFile, side: Side, now: Moment, text: str, by: str | None, unit: str | None) -> Letter:
    return Letter(
        uid=new_uid(), case_uid=case.uid, side=side, text=text, written_at=now.at, written_by=by, unit_uid=unit
    )
