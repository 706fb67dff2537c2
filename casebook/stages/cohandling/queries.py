"""The parts of co-handling units in a case."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import Assignment, CaseFile
from casebook.people.actor import Staff
from casebook.people.models import Role

CO = "co"


def reporting_unit(case: CaseFile, actor: Any) -> str:
    """The unit for which this head reports: one whose report is still awaited, else one of his; "" where none is."""
    mine = actor.units(Role.STATION_HEAD) if isinstance(actor, Staff) else frozenset()
    units = [one.unit_uid for one in case.assignments if one.kind == CO and one.active and one.unit_uid in mine]
    awaited = {clock.unit_uid for clock in case.clocks if clock.kind == CO and clock.runs}
    return next((unit for unit in units if unit in awaited), next(iter(units), ""))


def own_part(session: Session, case: CaseFile, unit_uid: str) -> Assignment:
    """The part of this co-unit in the case as it stands."""
    part = select(Assignment).where(
        Assignment.case_uid == case.uid,
        Assignment.kind == CO,
        Assignment.unit_uid == unit_uid,
        Assignment.ended_at.is_(None),
    )
    return session.scalars(part).one()
