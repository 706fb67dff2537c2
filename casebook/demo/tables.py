"""The demo town's tables, read from data/*.csv: one row is one unit, person, matter or step."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class UnitRow:
    """A unit; `zone` and `windows` wait for the service points of the openness ledger."""

    code: str
    kind: str
    parent: str
    label_zh: str
    label_en: str
    station_kind: str
    line: str
    superior_body: str
    zone: str
    windows: str
    telephone: str
    supervision_telephone: str
    address: str
    hours: str
    on_paper: str


@dataclass(frozen=True)
class PersonRow:
    """A person with his one post; `answering` is 1 for whoever answers for the unit."""

    account: str
    name: str
    role: str
    unit: str
    answering: str


@dataclass(frozen=True)
class MatterRow:
    """What came in: `by` is the clerk who wrote it down (empty: on line), `contact` is named, office or none.

    `wish` is "written" (an answer in writing), "no_call" (no call-back), "confidential", or empty.
    """

    id: str
    when: str
    channel: str
    by: str
    item: str
    station: str
    category: str
    grade: str
    contact: str
    name: str
    phone: str
    village: str
    trips: str
    paper: str
    tracked: str
    wish: str
    text: str


@dataclass(frozen=True)
class StepRow:
    """One deed: `by` is an account (empty: the citizen); what `more` means, each step says in deeds.py."""

    matter: str
    when: str
    step: str
    by: str
    text: str
    more: str


@dataclass(frozen=True)
class OfficeRow:
    """One deed of people rather than of a case; what `text` and `more` mean, each deed says in office.py."""

    when: str
    deed: str
    by: str
    text: str
    more: str


def units() -> list[UnitRow]:
    """The city office, the town's office and its stations, each after its parent."""
    return [UnitRow(**row) for row in _rows("units.csv", UnitRow)]


def people() -> list[PersonRow]:
    """All persons, office first."""
    return [PersonRow(**row) for row in _rows("people.csv", PersonRow)]


def matters() -> list[MatterRow]:
    """All matters."""
    return [MatterRow(**row) for row in _rows("matters.csv", MatterRow)]


def steps() -> list[StepRow]:
    """All steps after the registration, each matter's in order."""
    return [StepRow(**row) for row in _rows("steps.csv", StepRow)]


def office() -> list[OfficeRow]:
    """All deeds of people: duty, shifts, ties, posts."""
    return [OfficeRow(**row) for row in _rows("office.csv", OfficeRow)]


def _rows(name: str, kind: type[Any]) -> Iterator[dict[str, str]]:
    with open(DATA / name, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, quoting=csv.QUOTE_NONE)
        if reader.fieldnames != [field.name for field in fields(kind)]:
            raise ValueError(f"{name}: its columns are not those of {kind.__name__}")
        yield from reader
