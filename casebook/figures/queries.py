"""The numbers of the figures and the cases behind each of them: the same conditions for both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Select, Subquery, case, func, literal, or_, select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.projection import Audience
from casebook.figures.answers import answers
from casebook.figures.groups import GROUPS, Group
from casebook.figures.measures import BACKLOG, CLOSED, DUE, LATE, MEASURES, ON_TIME, RECEIVED, Measure, counted
from casebook.ledgers.period import Period, months
from casebook.ledgers.readers import cases_for
from casebook.people.actor import Staff

Numbers = Mapping[str, int]
# Whose date decides the month; the other three are parts of what was due.
DATED = (RECEIVED, CLOSED, DUE)
OF_DUE = (ON_TIME, LATE, BACKLOG)


@dataclass(frozen=True)
class Scope:
    """Whose cases are counted, which days, at which instant, and of which parts alone (by the key of the group)."""

    actor: Staff
    audience: Audience
    period: Period
    now: datetime
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Heap:
    """Cases that fall into the same part of each group and the same months: how many, by measure.

    `months` are places in the period's row of months, of each measure by the date that decides it.
    """

    parts: Mapping[str, str]
    months: Mapping[str, int]
    numbers: Numbers


def heaps(session: Session, scope: Scope, groups: Sequence[Group]) -> list[Heap]:
    """All the figures of a period at once, in one statement, however many cases there are."""
    answer, parts = answers(scope.period.begins), months(scope.period)
    columns = {
        **{group.key: group.part() for group in groups},
        **{measure.key: _month(measure, answer, parts, scope.now) for measure in DATED},
        **{measure.key: case((measure.holds(answer, scope.period, scope.now), 1), else_=0) for measure in OF_DUE},
    }
    named = [column.label(f"c{place}") for place, column in enumerate(columns.values())]
    lines = _cases(scope, answer).with_only_columns(*named, maintain_column_froms=True).subquery()
    *keys, on_time, late, backlog = lines.c
    dated = keys[-len(DATED) :]
    query = select(*keys, func.count(), *(func.sum(column) for column in (on_time, late, backlog)))
    found = session.execute(query.where(or_(*(month.is_not(None) for month in dated))).group_by(*keys))
    return [_heap(row, groups) for row in found]


def by_group(counted_heaps: Iterable[Heap], group: Group) -> dict[str, Numbers]:
    """The numbers of every part, by its key."""
    found: dict[str, Numbers] = {}
    for heap in counted_heaps:
        part = heap.parts[group.key]
        found[part] = _added(found.get(part, NOTHING), heap.numbers)
    return found


def by_month(counted_heaps: Iterable[Heap], period: Period) -> list[tuple[Period, Numbers]]:
    """The numbers of every month of the period, each by the date that decides it."""
    found: list[Numbers] = [NOTHING for _ in months(period)]
    for heap in counted_heaps:
        for key, place in heap.months.items():
            found[place] = _added(found[place], {key: heap.numbers[key]})
    return list(zip(months(period), found, strict=True))


def total(counted_heaps: Iterable[Heap]) -> Numbers:
    """Everything together: every case stands in exactly one heap."""
    whole = NOTHING
    for heap in counted_heaps:
        whole = _added(whole, heap.numbers)
    return whole


def behind(scope: Scope, measure: Measure) -> tuple[Select[Any], Subquery]:
    """The cases a figure counts, and the answers they were judged by."""
    answer = answers(scope.period.begins)
    return _cases(scope, answer).where(measure.holds(answer, scope.period, scope.now)), answer


def how_many(session: Session, cases: Select[Any]) -> int:
    """How many cases these are."""
    return session.scalar(select(func.count()).select_from(cases.with_only_columns(CaseFile.id).subquery())) or 0


NOTHING: Numbers = dict.fromkeys(MEASURES, 0)


def _cases(scope: Scope, answer: Subquery) -> Select[Any]:
    known = cases_for(scope.actor, scope.audience).where(counted())
    known = known.outerjoin(answer, answer.c.subject_uid == CaseFile.uid)
    return known.where(*(GROUPS[key].part() == part for key, part in scope.parts))


def _month(measure: Measure, answer: Subquery, parts: Sequence[Period], now: datetime) -> Any:
    """Into which month a case falls, by its place; None where the measure does not count it."""
    return case(*((measure.holds(answer, part, now), literal(place)) for place, part in enumerate(parts)))


def _heap(row: Sequence[Any], groups: Sequence[Group]) -> Heap:
    parts = {group.key: _key(value) for group, value in zip(groups, row, strict=False)}
    received, closed, due, many, *of_due = row[len(groups) :]
    places = {RECEIVED.key: received, CLOSED.key: closed, **{measure.key: due for measure in (DUE, *OF_DUE)}}
    counts = {key: int(many) if place is not None else 0 for key, place in places.items()}
    counts |= {measure.key: int(number) for measure, number in zip(OF_DUE, of_due, strict=True)}
    return Heap(parts, {key: place for key, place in places.items() if place is not None}, counts)


def _added(one: Numbers, other: Numbers) -> Numbers:
    return {key: number + other.get(key, 0) for key, number in one.items()}


def _key(part: Any) -> str:
    return str(part.value) if isinstance(part, Enum) else str(part)
