"""Two-person steps: one asks, another decides. Asking and deciding are each an event of the subject's own table."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, EnumText, Key, Uid, new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts, Refusal


class ProposalOutcome(Enum):
    """How a proposal ended."""

    AGREED = "agreed"
    REFUSED = "refused"
    EXPIRED = "expired"


class Proposal(Base):
    """What one person asks another to decide; at most one open proposal per subject and action."""

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_subject", "subject_uid", "action"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_uid: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_by: Mapped[str] = mapped_column(String(36))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[ProposalOutcome | None] = mapped_column(EnumText(ProposalOutcome))

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be decided."""
        return self.outcome is None and (self.expires_at is None or now < self.expires_at)


def ask(
    subject_kind: str,
    subject_uid: str,
    action: Enum,
    actor: Any,
    now: Moment,
    details: Facts,
    expires_at: datetime | None,
) -> Proposal:
    """Make the proposal; the caller performs the *ask* row of the subject's table in the same transaction."""
    return Proposal(
        uid=new_uid(),
        subject_kind=subject_kind,
        subject_uid=subject_uid,
        action=action.value,
        details=dict(details),
        asked_by=actor.uid,
        asked_at=now.at,
        expires_at=expires_at,
    )


def decide(proposal: Proposal, actor: Any, now: Moment, outcome: ProposalOutcome) -> None:
    """Settle the proposal. Raises ValueError when it is settled, expired, or the asker decides for himself."""
    refusal = decided_by_another(proposal, actor)
    if refusal or not proposal.is_open(now.at):
        raise ValueError(refusal.code if refusal else "proposal_settled")
    proposal.decided_by, proposal.decided_at, proposal.outcome = actor.uid, now.at, outcome


def decided_by_another(proposal: Proposal, actor: Any) -> Refusal | None:
    """The guard of every deciding row: nobody decides what he, or one for whom he stands in, has asked."""
    persons = getattr(actor, "persons", frozenset({actor.uid}))
    return Refusal("decided_by_another") if proposal.asked_by in persons else None
