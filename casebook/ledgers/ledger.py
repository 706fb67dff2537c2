"""What a ledger is: which lines it has, which day decides whether one falls into a period, and its fixed columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select

from casebook.case.projection import Audience
from casebook.ledgers.columns import Cell, Column
from casebook.ledgers.period import Period
from casebook.people.actor import Staff

Lines = Callable[[Staff, Audience], Select[Any]]


@dataclass(frozen=True)
class Ledger:
    """One ledger. `lines` are all its lines a reader may have, `within` those of a period, in the order of `order`.

    `decides` says on the page and on paper which day counts; `unit` is the column a choice of unit is held against.
    `of_duty`: it is read by whoever reads duty logs, not by the posts that read cases.
    """

    key: str
    label: Any
    decides: Any
    of: tuple[Audience, ...]
    lines: Lines
    within: Callable[[Period], ColumnElement[bool]]
    unit: Callable[[], Any]
    order: tuple[Any, ...]
    columns: tuple[Column, ...]
    of_duty: bool = False

    def columns_for(self, audience: Audience) -> tuple[Column, ...]:
        """Its columns for this reader, in their prescribed order."""
        return tuple(column for column in self.columns if audience in column.of)


@dataclass(frozen=True)
class Sheet:
    """The lines of a ledger as one reader has them. `total` counts those that are not in `rows` as well."""

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[tuple[Cell, ...]]
    total: int
    # Which column, if any, names a case.
    link: int | None = None
