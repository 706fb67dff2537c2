"""What a clerk sees beside the form: earlier matters of the same telephone, as far as he may know of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casebook.case.labels import state_label, state_tone
from casebook.case.models import CaseFile, Receipt, Submission
from casebook.kernel.access import visible_to
from casebook.vault.keys import VaultKeys
from casebook.vault.models import PartyField
from casebook.vault.service import find_by_telephone

MOST_EARLIER = 8


@dataclass(frozen=True)
class Earlier:
    """A matter the same telephone brought before; `who` is a mask."""

    reference: str
    title: str
    state: str
    tone: str
    received_at: datetime
    who: str


def earlier_matters(session: Session, keys: VaultKeys, actor: Any, telephone: str) -> list[Earlier]:
    """The latest matters of this telephone that the actor may see; nothing is opened to find them."""
    parties = find_by_telephone(session, keys, telephone)
    if not parties:
        return []
    query = visible_to(actor, CaseFile).join(Submission, Submission.uid == CaseFile.submission_uid)
    query = query.where(Submission.party_uid.in_(parties)).options(joinedload(CaseFile.submission))
    names = _masked_names(session, parties)
    return [_earlier(case, names) for case in session.scalars(query.order_by(CaseFile.id.desc()).limit(MOST_EARLIER))]


def case_of(session: Session, actor: Any, receipt: Receipt) -> CaseFile | None:
    """The case registered with a receipt, if the actor may see it."""
    mine = visible_to(actor, CaseFile).where(CaseFile.receipts.any(Receipt.uid == receipt.uid))
    return session.scalar(mine.order_by(CaseFile.id).limit(1))


def _masked_names(session: Session, parties: list[str]) -> dict[str, str]:
    masks = select(PartyField.party_uid, PartyField.mask)
    rows = session.execute(masks.where(PartyField.name == "name", PartyField.party_uid.in_(parties)))
    return {uid: mask for uid, mask in rows if mask}


def _earlier(case: CaseFile, names: dict[str, str]) -> Earlier:
    return Earlier(
        reference=case.reference,
        title=case.title,
        state=state_label(case.state),
        tone=state_tone(case.state),
        received_at=case.received_at,
        who=names.get(case.submission.party_uid or "", ""),
    )
