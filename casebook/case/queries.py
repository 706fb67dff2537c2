"""How cases are found: always through `visible_to`."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casebook.case.models import CaseFile, ClearedText, Letter, Reply, State
from casebook.case.workflow import NOT_OPEN
from casebook.kernel.access import visible_to
from casebook.kernel.history import Event

# Where nobody has to answer any more; for what was referred the discipline authority does.
SETTLED = tuple(state for state in NOT_OPEN if state is not State.SEALED)


def find(session: Session, actor: Any, reference: str) -> CaseFile | None:
    """The case with this reference if the actor may know of it, with its submission; else None."""
    query = visible_to(actor, CaseFile).where(CaseFile.reference == reference).options(joinedload(CaseFile.submission))
    return session.scalar(query)


def history(session: Session, case_uid: str) -> list[Event]:
    """All events of a case in order, with their details."""
    query = select(Event).where(Event.subject_uid == case_uid).options(joinedload(Event.details))
    return list(session.scalars(query.order_by(Event.subject_version)))


def cleared_text(session: Session, case: CaseFile) -> ClearedText | None:
    """The newest text for the station."""
    versions = select(ClearedText).where(ClearedText.case_uid == case.uid).order_by(ClearedText.version.desc())
    return session.scalar(versions.limit(1))


def replies(session: Session, case_uid: str) -> list[Reply]:
    """The station's answers, oldest first."""
    return list(session.scalars(select(Reply).where(Reply.case_uid == case_uid).order_by(Reply.id)))


def letters(session: Session, case_uid: str) -> list[Letter]:
    """All messages of a case, oldest first."""
    return list(session.scalars(select(Letter).where(Letter.case_uid == case_uid).order_by(Letter.id)))
