"""A column of a ledger: its head, the classed columns it is made of, and how they are said.

What a column is made of is checked against the one table of columns and readers when it is defined: a column without a
class, or one its reader may not see, fails at import. Only what is named is ever loaded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casebook.case.explained import due_shown, to_quarter
from casebook.case.projection import CLASSES, Audience, Show
from casebook.kernel.deadlines import local_day

Cell = str | int | date | datetime | None
NOW = "now"  # not of any record: the instant at which it is read
INSIDE = (Audience.OFFICE, Audience.OVERSEER)
STAFF = (*INSIDE, Audience.STATION)


def as_it_is(value: Any) -> Cell:
    """A value that needs no words."""
    return value


def day(value: datetime | date | None) -> Cell:
    """The office's day of an instant."""
    return local_day(value) if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Column:
    """One column. `say` gets the values of `sources` in their order, each as coarse as its reader may see it.

    `of` names the readers it stands for; for others the ledger does not have it. `width` is in characters. `links`:
    it names a case, and on screen leads to it.
    """

    label: Any
    sources: tuple[str, ...]
    say: Callable[..., Cell] = as_it_is
    of: tuple[Audience, ...] = STAFF
    width: int = 12
    links: bool = False

    def __post_init__(self) -> None:
        for audience in self.of:
            _check(self, audience)


def _check(column: Column, audience: Audience) -> None:
    for name in (name for name in column.sources if name != NOW):
        shown = CLASSES.get(name, {}).get(audience, Show.NEVER)
        if shown in (Show.NEVER, Show.HINT):
            raise TypeError(f"the column {column.label!s} shows {audience.value} what it may not see: {name}")
    if not column.sources:
        raise TypeError(f"the column {column.label!s} names nothing it is made of")


def coarse(name: str, audience: Audience, value: Any) -> Any:
    """A value of a classed column as this reader may see it: a due time by its last day, a time by the day."""
    if name == NOW or not isinstance(value, datetime):
        return value
    shown = CLASSES[name][audience]
    if name in DUE:
        return due_shown(to_quarter(value) if shown is Show.QUARTER else value)
    return local_day(value) if shown is Show.DAY else value


# Ends of a day are kept as the instant after it.
DUE = frozenset({"clock.due_at", "case_file.sort_due_at"})
