"""Not ours: declined with reason, rule and route by two persons (T6), forwarded (T7), not taken again (T10),
discontinued (T38)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.service import play
from casebook.case.taxonomy import LinkKind, Part
from casebook.case.workflow import Action
from casebook.kernel.deadlines import Moment
from casebook.kernel.proposal import open_proposal
from casebook.kernel.transition import perform
from casebook.letters.service import issue, notice_facts
from casebook.stages.declining.grounds import Ground
from casebook.stages.declining.queries import is_linked, is_over
from casebook.stages.service import link, settle, stand

# The key of the remedy against a decline: the city office checks it at the complainant's wish.
REMEDY = "declined"


@dataclass(frozen=True)
class Decline:
    """Why a matter is not taken, on which rule, and where it belongs instead."""

    ground: Ground
    reason: str
    rule: str
    route: str
    body: str
    telephone: str
    address: str


@dataclass(frozen=True)
class Ending:
    """Why an accepted matter cannot be handled on, on which rule, and which route is left."""

    ground: Ground
    reason: str
    rule: str
    route: str


@dataclass(frozen=True)
class Receiver:
    """The body that takes a matter over, who confirmed this there and when, and until when it answers."""

    body: str
    telephone: str
    address: str
    confirmed_by: str
    confirmed_at: datetime
    new_term: date


def decline_ask(session: Session, case: CaseFile, actor: Any, now: Moment, proposed: Decline) -> None:
    """Propose to decline (T6): nothing is declined before the director countersigns."""
    perform(case, Action.DECLINE_ASK, actor, now, asdict(proposed))


def decline(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """Countersign what was proposed, as it was proposed (T6)."""
    facts = {**_asked(case, Action.DECLINE, now), **notice_facts(Action.DECLINE, case, now)}
    event = perform(case, Action.DECLINE, actor, now, facts)
    _declined(session, case, now, actor.uid, facts)
    issue(session, case, event, actor, now)


def decline_for(session: Session, case: CaseFile, actor: Any, now: Moment, director_uid: str, paper: str) -> None:
    """Enter the director's countersign from paper (T6), where the office has so decided."""
    signed = {"director": director_uid, "paper": paper}
    facts = {**_asked(case, Action.DECLINE, now), **signed, **notice_facts(Action.DECLINE_FOR, case, now)}
    event = perform(case, Action.DECLINE_FOR, actor, now, facts)
    _declined(session, case, now, director_uid, facts)
    issue(session, case, event, actor, now)


def decline_refuse(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str) -> None:
    """Do not countersign (T6): the matter stays with the office, to be accepted or proposed anew."""
    perform(case, Action.DECLINE_REFUSE, actor, now, {"reason": reason})


def transfer(session: Session, case: CaseFile, actor: Any, now: Moment, receiver: Receiver) -> None:
    """Forward the matter to the body that is competent and has confirmed so (T7)."""
    facts = {
        "receiving_body": receiver.body,
        "body": receiver.body,
        "telephone": receiver.telephone,
        "address": receiver.address,
        "confirmed": {"by": receiver.confirmed_by, "at": receiver.confirmed_at},
        "new_term": receiver.new_term,
        **notice_facts(Action.TRANSFER, case, now),
    }
    event = perform(case, Action.TRANSFER, actor, now, facts)
    settle(session, case, now, "T7")
    shown = {name: facts[name] for name in ("body", "telephone", "address", "new_term")}
    stand(session, case, date=now.today, **shown)
    play(case, actor.uid, Part.DECIDER, now)
    issue(session, case, event, actor, now)


def no_longer(session: Session, case: CaseFile, actor: Any, now: Moment, earlier: CaseFile, reason: str) -> None:
    """Do not take again what an earlier case has settled (T10); the two are linked."""
    over = is_over(earlier) and earlier is not case
    facts = {"earlier": earlier.uid, "earlier_over": over, "reason": reason}
    event = perform(case, Action.NO_LONGER, actor, now, {**facts, **notice_facts(Action.NO_LONGER, case, now)})
    settle(session, case, now, "T10")
    stand(session, case, reference=earlier.reference, reason=reason)
    if not is_linked(session, case, earlier, LinkKind.EARLIER):
        link(session, case, earlier.uid, LinkKind.EARLIER, now)
    play(case, actor.uid, Part.DECIDER, now)
    decision = {"number": earlier.reference, "on": earlier.closed_at}
    issue(session, case, event, actor, now, earlier=decision)


def terminate_ask(session: Session, case: CaseFile, actor: Any, now: Moment, proposed: Ending) -> None:
    """Propose to discontinue an accepted matter (T38); until it is decided the work goes on."""
    perform(case, Action.TERMINATE_ASK, actor, now, asdict(proposed))


def terminate(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """Discontinue as was proposed (T38). The station that had it still reads it."""
    facts = {**_asked(case, Action.TERMINATE, now), **notice_facts(Action.TERMINATE, case, now)}
    event = perform(case, Action.TERMINATE, actor, now, facts)
    settle(session, case, now, "T38")
    stand(session, case, reason=facts["reason"], route=facts["route"])
    play(case, actor.uid, Part.DECIDER, now)
    issue(session, case, event, actor, now)


def terminate_refuse(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str) -> None:
    """Do not discontinue (T38): whoever has it handles it on, under the dates it had."""
    perform(case, Action.TERMINATE_REFUSE, actor, now, {"reason": reason})


def _asked(case: CaseFile, action: Action, now: Moment) -> dict[str, Any]:
    """What was proposed; nothing where nobody has asked, which the table refuses."""
    proposal = open_proposal(case, action, now.at)
    return dict(proposal.details) if proposal else {}


def _declined(session: Session, case: CaseFile, now: Moment, director_uid: str, facts: dict[str, Any]) -> None:
    settle(session, case, now, "T6")
    shown = {name: facts[name] for name in ("reason", "route", "body", "telephone", "address")}
    stand(session, case, remedy=REMEDY, **shown)
    play(case, director_uid, Part.DECIDER, now)
