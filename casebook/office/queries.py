"""What is in force at an office, and the decisions that led there."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casebook.office.models import OfficeSetting
from casebook.office.rules import STANDARD, OfficeRules
from casebook.people.models import Unit, UnitKind


def rules_of(session: Session, office_uid: str) -> OfficeRules:
    """The rules in force at an office; STANDARD where nothing was ever decided. One small query."""
    kept = session.scalar(_newest().where(OfficeSetting.office_uid == office_uid))
    return STANDARD if kept is None else OfficeRules.of(kept)


def rules_here(session: Session) -> OfficeRules:
    """The rules of the office of this installation, whoever asks and wherever he has his posts. One small query."""
    here = select(Unit.uid).where(Unit.kind == UnitKind.OFFICE).order_by(Unit.id).limit(1)
    kept = session.scalar(_newest().where(OfficeSetting.office_uid == here.scalar_subquery()))
    return STANDARD if kept is None else OfficeRules.of(kept)


def decisions(session: Session, office_uid: str) -> list[OfficeSetting]:
    """Every decision of an office, the newest first."""
    query = select(OfficeSetting).where(OfficeSetting.office_uid == office_uid)
    return list(session.scalars(query.order_by(OfficeSetting.version.desc())))


def decision(session: Session, office_uid: str, version: int) -> OfficeSetting | None:
    """The decision with this number in the row of the office's decisions."""
    query = select(OfficeSetting).where(OfficeSetting.office_uid == office_uid, OfficeSetting.version == version)
    return session.scalar(query)


def _newest() -> Select[dict]:
    return select(OfficeSetting.values).order_by(OfficeSetting.version.desc()).limit(1)
