"""The result stands although the complainant is not satisfied (T25): the director proposes it, somebody outside agrees.

The outside member has no account: name, body and the signed paper are facts of the director's decision (decisions.md
77). Only this decision takes a bad rating out of the rates.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.service import play
from casebook.case.taxonomy import Part
from casebook.case.workflow import Action
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.kernel.transition import perform
from casebook.letters.service import issue, notice_facts
from casebook.stages.service import settle, stand

# The other person who acted, as exports.md names one who has no account.
JOINT = ({"actor": "outside", "grants": ()},)


@dataclass(frozen=True)
class Member:
    """The member from outside: name, body, and the number of the paper he signed."""

    name: str
    body: str
    paper: str

    def facts(self) -> dict[str, str]:
        """As an event keeps it."""
        return {"name": self.name, "body": self.body, "paper": self.paper}


def propose(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str, name: str, body: str) -> Event:
    """Propose that the result stands; the member from outside, who decides it, is named with it."""
    facts = {"reason": reason, "outside_member": {"name": name, "body": body}}
    event = perform(case, Action.UPHOLD_ASK, actor, now, facts)
    play(case, actor.uid, Part.DECIDER, now)
    return event


def uphold(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str, member: Member) -> Event:
    """The member agrees on the signed paper: the result stands and the case is closed, for the reason proposed."""
    facts = {"reason": reason, "outside_member": member.facts(), "joint": JOINT}
    event = perform(case, Action.UPHOLD, actor, now, {**facts, **notice_facts(Action.UPHOLD, case, now)})
    settle(session, case, now, "T25")
    stand(session, case, reason=reason, date=now.today)
    play(case, actor.uid, Part.DECIDER, now)
    issue(session, case, event, actor, now, outside_member=f"{member.body}{member.name}")
    return event


def refuse(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str, member: Member) -> Event:
    """The member does not agree, for his own reason: the complainant is still to be called back or the case redone."""
    facts = {"reason": reason, "outside_member": member.facts(), "joint": JOINT}
    return perform(case, Action.UPHOLD_REFUSE, actor, now, facts)
