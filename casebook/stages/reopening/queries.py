"""Whether a forwarded matter has been registered anew."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, CaseLink
from casebook.case.taxonomy import LinkKind
from casebook.kernel.access import visible_to


def taken_up_as(session: Session, actor: Any, origin: CaseFile) -> str | None:
    """The reference of the case that took a forwarded matter up again; None if there is none the actor may know of."""
    new = select(CaseLink.case_uid).where(CaseLink.other_uid == origin.uid, CaseLink.kind == LinkKind.TAKEN_UP_FROM)
    found = session.scalar(visible_to(actor, CaseFile).where(CaseFile.uid.in_(new)).limit(1))
    return found.reference if found else None
