"""What a decision not to handle a matter looks at: earlier cases and how they ended, and what somebody has proposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from casebook.case.labels import state_label, state_tone
from casebook.case.models import CaseFile, CaseLink, Receipt, Reply, State
from casebook.case.taxonomy import LinkKind
from casebook.case.workflow import Action
from casebook.kernel.access import visible_to
from casebook.kernel.deadlines import local_day
from casebook.kernel.proposal import open_proposal
from casebook.people.queries import names

# What was withdrawn, merged or forwarded was not settled by the office (T10).
SETTLED = (State.CLOSED, State.DECLINED, State.TERMINATED)
MOST_FOUND = 5


@dataclass(frozen=True)
class Earlier:
    """An earlier case and its end, as the officer compares it: `answer` is what its complainant was told."""

    uid: str
    reference: str
    title: str
    label: str
    tone: str
    over: bool
    ended_on: date | None
    answer: str


@dataclass(frozen=True)
class Asked:
    """What one person asked another to decide: the facts, who, when, and the instant at which it lapses."""

    facts: Mapping[str, Any]
    by_uid: str
    by: str
    at: datetime
    until: datetime | None


def asked(session: Session, case: CaseFile, action: Action, now: datetime) -> Asked | None:
    """What somebody has proposed and nobody has decided yet; None if there is nothing."""
    proposal = open_proposal(case, action, now)
    if proposal is None:
        return None
    by = names(session, [proposal.asked_by]).get(proposal.asked_by, "")
    return Asked(proposal.details, proposal.asked_by, by, proposal.asked_at, proposal.expires_at)


def is_over(case: CaseFile) -> bool:
    """Whether a case has settled its matter."""
    return case.state in SETTLED


def is_linked(session: Session, case: CaseFile, other: CaseFile, kind: LinkKind) -> bool:
    """Whether the case hangs together with the other one in this way already."""
    here, there = CaseLink.case_uid == case.uid, CaseLink.other_uid == other.uid
    return bool(session.scalar(select(exists().where(here, there, CaseLink.kind == kind))))


def cases_called(session: Session, actor: Any, case: CaseFile, typed: str) -> list[CaseFile]:
    """The other cases the actor may know of that go by this reference: a case's own, or that of a receipt."""
    reference = "".join(typed.split()).upper()
    mine = CaseFile.receipts.any(Receipt.reference == reference)
    query = visible_to(actor, CaseFile).where(or_(CaseFile.reference == reference, mine), CaseFile.uid != case.uid)
    return list(session.scalars(query.order_by(CaseFile.id).limit(MOST_FOUND)))


def ends(session: Session, found: list[CaseFile]) -> list[Earlier]:
    """How these cases ended. One query for all of them."""
    query = select(Reply.case_uid, Reply.text).where(Reply.case_uid.in_([case.uid for case in found]))
    released = dict(session.execute(query.where(Reply.released_at.is_not(None)).order_by(Reply.id)).all())
    return [_end(case, released.get(case.uid, "")) for case in found]


def _end(case: CaseFile, answer: str) -> Earlier:
    ended_on = local_day(case.closed_at) if case.closed_at else None
    state, tone = state_label(case.state), state_tone(case.state)
    return Earlier(case.uid, case.reference, case.title, state, tone, is_over(case), ended_on, answer)
