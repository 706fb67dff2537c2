"""What a round's calls came to, what was asked of the outside member, which closings wait for a sample call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casebook.case.guards.afterwards import SAMPLED_ENDINGS
from casebook.case.models import CallBack, CaseFile, State
from casebook.case.workflow import Action
from casebook.kernel.access import visible_to
from casebook.kernel.deadlines import Moment
from casebook.kernel.proposal import open_proposal
from casebook.people.queries import names


@dataclass(frozen=True)
class Proposed:
    """That the result stands: by whom and when it was proposed, until when it can be decided, why, and with whom."""

    by: str
    at: datetime
    until: datetime | None
    reason: str
    member: str
    body: str


def failed_calls(session: Session, case: CaseFile) -> list[datetime]:
    """When somebody called and reached nobody since the answer was passed, oldest first."""
    clock = case.clock("callback")
    mine = select(CallBack.at).where(CallBack.case_uid == case.uid, ~CallBack.valid, ~CallBack.on_page)
    since = mine.where(CallBack.at >= clock.started_at) if clock is not None else mine
    return list(session.scalars(since.order_by(CallBack.id)))


def proposed(session: Session, case: CaseFile, now: Moment) -> Proposed | None:
    """The proposal that the result stands, while it can be decided."""
    asked = open_proposal(case, Action.UPHOLD, now.at)
    if asked is None:
        return None
    member = asked.details["outside_member"]
    return Proposed(
        by=names(session, [asked.asked_by]).get(asked.asked_by, ""),
        at=asked.asked_at,
        until=asked.expires_at,
        reason=asked.details["reason"],
        member=member["name"],
        body=member["body"],
    )


def waiting_for_sample(actor: Any) -> Select[Any]:
    """The closings nobody checked that the sample drew and nobody has called back yet (T56)."""
    mine = visible_to(actor, CaseFile).where(CaseFile.state == State.CLOSED, CaseFile.closed_by.in_(SAMPLED_ENDINGS))
    return mine.where(CaseFile.sampled, CaseFile.sample_called_at.is_(None)).order_by(CaseFile.closed_at)
