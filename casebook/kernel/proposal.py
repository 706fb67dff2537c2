"""Two-person steps: one asks, another decides. Asking and deciding are each an event of the subject's own table.

The table says which row asks (`Transition.asks`) and which settles (`Transition.settles`); `decide` judges it and
`perform` keeps the proposal, so that no service can forget either.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, EnumText, Key, Uid, new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import plain
from casebook.kernel.machine import Facts, ProposalOutcome, Refusal, Transition


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


def proposals_of(record: Any) -> Iterable[Proposal]:
    """All proposals about a record; a life without two-person steps has none."""
    return getattr(record, "proposals", ())


def open_proposal(record: Any, action: Enum, now: datetime) -> Proposal | None:
    """The one proposal to do `action` that can still be decided, or None."""
    asked = (row for row in proposals_of(record) if row.action == action.value)
    return next((row for row in asked if row.is_open(now)), None)


def second_person(record: Any, row: Transition, actor: Any, now: Moment, facts: Facts | None) -> Refusal | None:
    """The guard of every asking and every deciding row: ask once, decide what is open, and never one's own.

    Whoever stands in for somebody may not decide what that person asked either (CR9).
    """
    if row.asks is not None:
        return Refusal("asked_already") if open_proposal(record, row.asks, now.at) else None
    if row.settles is None or (row.settles[0] is None and facts is None):
        return None
    proposal = settled_by(record, row, now, facts)
    if proposal is None:
        return Refusal("nothing_asked")
    persons: frozenset[str] = getattr(actor, "persons", frozenset())
    return Refusal("decided_by_another") if proposal.asked_by in persons and not row.outsider else None


def settled_by(record: Any, row: Transition, now: Moment, facts: Facts | None) -> Proposal | None:
    """The proposal a row settles: the open one for its action, or the one its facts name."""
    if row.settles is None:
        return None
    if row.settles[0] is not None:
        return open_proposal(record, row.settles[0], now.at)
    named = (facts or {}).get("proposal")
    return next((one for one in proposals_of(record) if one.uid == named and one.outcome is None), None)


def keep_proposals(
    record: Any, row: Transition, settled: Proposal | None, actor: Any, now: Moment, facts: Facts
) -> None:
    """Write down what a performed row did to the proposals of its record."""
    if settled is not None and row.settles is not None:
        settled.decided_by, settled.decided_at, settled.outcome = actor.uid, now.at, row.settles[1]
    if row.asks is not None:
        # Asked anew before the timer rang: what ran out gives way. Otherwise its own event says that it lapsed.
        lapse_moot(record, {one.action for one in proposals_of(record)} - {row.asks.value}, now)
        record.proposals.append(_asked(record, row, actor, now, facts))


def lapse_moot(record: Any, possible: Iterable[str], now: Moment) -> None:
    """Let the open proposals lapse whose action can no longer be done where the record stands now."""
    for proposal in proposals_of(record):
        if proposal.outcome is None and proposal.action not in possible:
            _lapse(proposal, now)


def _lapse(proposal: Proposal, now: Moment) -> None:
    proposal.decided_at, proposal.outcome = now.at, ProposalOutcome.EXPIRED


def _asked(record: Any, row: Transition, actor: Any, now: Moment, facts: Facts) -> Proposal:
    assert row.asks is not None  # its caller has looked
    return Proposal(
        uid=new_uid(),
        subject_kind=record.__tablename__,
        subject_uid=record.uid,
        action=row.asks.value,
        details=plain(facts),
        asked_by=actor.uid,
        asked_at=now.at,
        expires_at=row.expires(record, now) if row.expires else None,
    )
