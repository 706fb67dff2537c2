"""The lines of a ledger as one reader has them: one statement for the lines, one for how many there are."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from casebook.case.projection import Audience
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.ledgers.columns import NOW, Cell, Column, coarse
from casebook.ledgers.ledger import Ledger, Sheet
from casebook.ledgers.period import Period
from casebook.ledgers.readers import POSTS
from casebook.ledgers.sources import Sources, sources
from casebook.people import admin_queries, rights
from casebook.people.actor import Staff
from casebook.people.models import Unit, UnitKind

# An event's subject_kind where a ledger left the house.
KIND = "ledger"


def sheet(
    session: Session,
    actor: Staff,
    ledger: Ledger,
    audience: Audience,
    period: Period,
    unit: Unit | None,
    now: Moment,
    language: str,
    most: int,
) -> Sheet:
    """The first `most` lines of a ledger in a period, and how many there are."""
    columns = ledger.columns_for(audience)
    lines = _lines(actor, ledger, audience, period, unit).order_by(*ledger.order).limit(most)
    rows = said(session, lines, columns, sources(actor, language), audience, now)
    total = len(rows) if len(rows) < most else count(session, actor, ledger, audience, period, unit)
    return sheet_of(columns, rows, total)


def sheet_of(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], total: int) -> Sheet:
    """Lines with the heads of their columns."""
    return Sheet(
        heads=tuple(str(column.label) for column in columns),
        widths=tuple(column.width for column in columns),
        rows=rows,
        total=total,
        link=next((place for place, column in enumerate(columns) if column.links), None),
    )


def said(
    session: Session, lines: Select[Any], columns: Sequence[Column], given: Sources, audience: Audience, now: Moment
) -> list[tuple[Cell, ...]]:
    """The cells of these lines; nothing but what the columns name is loaded."""
    wanted = [given[name].label(f"c{place}") for place, name in enumerate(_names(columns))]
    found = session.execute(lines.with_only_columns(*wanted, maintain_column_froms=True))
    return [_said(row, columns, audience, now) for row in found]


def count(session: Session, actor: Staff, ledger: Ledger, audience: Audience, period: Period, unit: Unit | None) -> int:
    """How many lines a ledger has in a period."""
    lines = _lines(actor, ledger, audience, period, unit).with_only_columns(ledger.order[-1]).subquery()
    return session.scalar(select(func.count()).select_from(lines)) or 0


def units_of(session: Session, actor: Staff, ledger: Ledger, audience: Audience) -> list[Unit]:
    """The units whose lines he may choose to see alone."""
    units = [unit for unit in admin_queries.units(session) if unit.kind in (UnitKind.OFFICE, UnitKind.STATION)]
    if ledger.of_duty:
        return [unit for unit in units if rights.reads_log(actor, unit)]
    if audience is Audience.STATION:
        return [unit for unit in units if unit.uid in _reached(actor, audience)]
    return units


def taken_since(session: Session, person_uid: str, since: Any) -> int:
    """How many ledgers this person has taken out of the house since then."""
    mine = (Event.actor_uid == person_uid) & (Event.subject_kind == KIND) & (Event.at > since)
    return session.scalar(select(func.count()).select_from(Event).where(mine)) or 0


def _reached(actor: Staff, audience: Audience) -> frozenset[str]:
    return actor.units(*POSTS[audience])


def _lines(actor: Staff, ledger: Ledger, audience: Audience, period: Period, unit: Unit | None) -> Select[Any]:
    lines = ledger.lines(actor, audience).where(ledger.within(period))
    return lines.where(ledger.unit() == unit.uid) if unit else lines


def _names(columns: Iterable[Column]) -> list[str]:
    return list(dict.fromkeys(name for column in columns for name in column.sources if name != NOW))


def _said(row: Any, columns: Sequence[Column], audience: Audience, now: Moment) -> tuple[Cell, ...]:
    values = dict(zip(_names(columns), row, strict=True)) | {NOW: now.at}
    seen = {name: coarse(name, audience, value) for name, value in values.items()}
    return tuple(column.say(*(seen[name] for name in column.sources)) for column in columns)
