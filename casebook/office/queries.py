"""What is in force at an office, and the decisions that led there."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, select
from sqlalchemy.orm import Session

from casebook.office.models import OfficeSetting
from casebook.office.rules import OfficeRules
from casebook.people.models import Unit, UnitKind


def rules_of(session: Session, office_uid: str) -> OfficeRules:
    """The rules in force at an office; STANDARD where nothing was ever decided. One small query."""
    kept = session.scalar(_newest().where(OfficeSetting.office_uid == office_uid))
    return OfficeRules.of(kept or {})


def rules_here(session: Session) -> OfficeRules:
    """The rules in force at the office of this installation. One small query."""
    return OfficeRules.of(session.scalar(select(kept_here())) or {})


def kept_here() -> ScalarSelect[dict[str, Any]]:
    """What the office of this installation decided last, as a column for the query that loads who is asking."""
    here = select(Unit.uid).where(Unit.kind == UnitKind.OFFICE).order_by(Unit.id).limit(1)
    return _newest().where(OfficeSetting.office_uid == here.scalar_subquery()).scalar_subquery()


def decisions(session: Session, office_uid: str) -> list[OfficeSetting]:
    """Every decision of an office, the newest first."""
    query = select(OfficeSetting).where(OfficeSetting.office_uid == office_uid)
    return list(session.scalars(query.order_by(OfficeSetting.version.desc())))


def decision(session: Session, office_uid: str, version: int) -> OfficeSetting | None:
    """The decision with this number in the row of the office's decisions."""
    query = select(OfficeSetting).where(OfficeSetting.office_uid == office_uid, OfficeSetting.version == version)
    return session.scalar(query)


def _newest() -> Select[tuple[dict[str, Any]]]:
    return select(OfficeSetting.values).order_by(OfficeSetting.version.desc()).limit(1)
