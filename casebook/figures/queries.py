"""The numbers of the figures and the cases behind each of them: the same conditions for both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Select, Subquery, case, func, literal, select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.projection import Audience
from casebook.figures.answers import answers
from casebook.figures.groups import GROUPS, Group
from casebook.figures.measures import MEASURES, Measure, counted
from casebook.ledgers.period import Period, months
from casebook.ledgers.readers import cases_for
from casebook.people.actor import Staff

Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Scope:
    """Whose cases are counted, which days, at which instant, and of which parts alone (by the key of the group)."""

    actor: Staff
    audience: Audience
    period: Period
    now: datetime
    parts: tuple[tuple[str, str], ...] = ()


def by_group(session: Session, scope: Scope, group: Group) -> dict[str, Numbers]:
    """The numbers of every part, by its key; one statement."""
    answer = answers()
    part = group.part()
    flags = [_flag(measure, answer, scope) for measure in MEASURES.values()]
    lines = _cases(scope, answer).with_only_columns(part.label("part"), *flags, maintain_column_froms=True).subquery()
    sums = [func.coalesce(func.sum(lines.c[key.replace("-", "_")]), 0) for key in MEASURES]
    found = session.execute(select(lines.c.part, *sums).group_by(lines.c.part)).all()
    return {_key(row[0]): dict(zip(MEASURES, map(int, row[1:]), strict=True)) for row in found}


def by_month(session: Session, scope: Scope) -> list[tuple[Period, Numbers]]:
    """The numbers of every month of the period, each by the date that decides it; one statement a measure."""
    parts = months(scope.period)
    found = {key: _monthly(session, scope, measure, parts) for key, measure in MEASURES.items()}
    return [(part, {key: found[key].get(place, 0) for key in MEASURES}) for place, part in enumerate(parts)]


def total(numbers: Mapping[str, Numbers]) -> Numbers:
    """All parts together: every case stands in exactly one."""
    return {key: sum(part[key] for part in numbers.values()) for key in MEASURES}


def behind(scope: Scope, measure: Measure) -> tuple[Select[Any], Subquery]:
    """The cases a figure counts, and the answers they were judged by."""
    answer = answers()
    return _cases(scope, answer).where(measure.holds(answer, scope.period, scope.now)), answer


def how_many(session: Session, cases: Select[Any]) -> int:
    """How many cases these are."""
    return session.scalar(select(func.count()).select_from(cases.with_only_columns(CaseFile.id).subquery())) or 0


def _cases(scope: Scope, answer: Subquery) -> Select[Any]:
    known = cases_for(scope.actor, scope.audience).where(counted())
    known = known.outerjoin(answer, answer.c.subject_uid == CaseFile.uid)
    return known.where(*(GROUPS[key].part() == part for key, part in scope.parts))


def _flag(measure: Measure, answer: Subquery, scope: Scope) -> Any:
    holds = case((measure.holds(answer, scope.period, scope.now), literal(1)), else_=literal(0))
    return holds.label(measure.key.replace("-", "_"))


def _monthly(session: Session, scope: Scope, measure: Measure, parts: Sequence[Period]) -> dict[int, int]:
    """How many cases fall into each month, by its place."""
    answer = answers()
    place = case(*((measure.holds(answer, part, scope.now), literal(number)) for number, part in enumerate(parts)))
    lines = _cases(scope, answer).with_only_columns(place.label("place"), maintain_column_froms=True).subquery()
    grouped = select(lines.c.place, func.count()).where(lines.c.place.is_not(None)).group_by(lines.c.place)
    return {int(number): int(many) for number, many in session.execute(grouped)}


def _key(part: Any) -> str:
    return str(part.value) if isinstance(part, Enum) else str(part)
