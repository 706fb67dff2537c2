"""Reading a calendar file: the office's own lines, or the public JSON form that follows the State Council's notice."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from casebook.people.admin_service import Declined

HEADER = ["date", "is_workday", "name"]
WORKED = {"1": True, "0": False}
ISO_DAY = re.compile(r"20\d{2}-\d{2}-\d{2}")
LONGEST_NAME = 40
MOST_BYTES = 200_000
DECEMBER = 12

# Whether a day is worked, and what it is called.
Day = tuple[bool, str]


@dataclass(frozen=True)
class Given:
    """The days a file names, and the year it says it is about (None: the form names no year)."""

    days: Mapping[date, Day]
    year: int | None = None

    @property
    def years(self) -> frozenset[int]:
        """The years its days lie in."""
        return frozenset(day.year for day in self.days)


def decoded(content: bytes) -> str:
    """The text of a file. Raises Declined where it is too long or no UTF-8."""
    if len(content) > MOST_BYTES:
        raise Declined("file_too_long")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Declined("file_not_text") from error


def read(text: str) -> Given:
    """The days of a file in either form. Raises Declined with the line that is wrong."""
    given = _read_json(text) if text.lstrip().startswith("{") else _read_lines(text)
    if not given.days:
        raise Declined("no_days")
    return given


def _read_lines(text: str) -> Given:
    days: dict[date, Day] = {}
    for line, row in _rows(text):
        if line == 1 and row == HEADER:
            continue
        if len(row) != len(HEADER) or row[1].strip() not in WORKED:
            _refuse("bad_line", line)
        _keep(days, line, row[0].strip(), WORKED[row[1].strip()], row[2].strip())
    return Given(days)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise Declined("bad_line", line=str(reader.line_num)) from error


def _read_json(text: str) -> Given:
    value = _parsed(text)
    year, entries = value.get("year"), value.get("days")
    if not isinstance(year, int) or isinstance(year, bool) or not isinstance(entries, list):
        raise Declined("bad_json_head")
    days: dict[date, Day] = {}
    for number, entry in enumerate(entries):
        _read_entry(days, _line_of(text, number), year, entry)
    return Given(days, year)


def _parsed(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise Declined("bad_json", line=str(error.lineno)) from error
    except (ValueError, RecursionError) as error:
        raise Declined("bad_json_head") from error
    return value if isinstance(value, dict) else {}


def _read_entry(days: dict[date, Day], line: int, year: int, entry: Any) -> None:
    fields = entry if isinstance(entry, dict) else {}
    day, name, off = fields.get("date"), fields.get("name"), fields.get("isOffDay")
    if not isinstance(day, str) or not isinstance(name, str) or not isinstance(off, bool):
        _refuse("bad_entry", line)
    found = _keep(days, line, day, not off, name.strip())
    # A year's notice may give back days of the December before it.
    if found.year != year and (found.year, found.month) != (year - 1, DECEMBER):
        _refuse("other_year", line, day=day, year=str(year))


def _line_of(text: str, number: int) -> int:
    """The line on which the entry with this number (from 0) stands, as far as its own date can be found."""
    places = [found.start() for found in re.finditer(r'"date"\s*:', text)]
    return text.count("\n", 0, places[number]) + 1 if number < len(places) else number + 1


def _keep(days: dict[date, Day], line: int, written: str, worked: bool, name: str) -> date:
    day = _day(line, written)
    if day in days:
        _refuse("day_twice", line, day=written)
    if len(name) > LONGEST_NAME or not name.isprintable():
        _refuse("bad_name", line)
    days[day] = (worked, name)
    return day


def _day(line: int, written: str) -> date:
    if not ISO_DAY.fullmatch(written):
        _refuse("bad_line", line)
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Declined("no_such_day", line=str(line), day=written) from error


def _refuse(code: str, line: int, **arguments: str) -> NoReturn:
    raise Declined(code, line=str(line), **arguments)
