"""Figures as they are shown: numbers that lead to their cases, the rate with the numbers it is made of, bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from casebook.figures.measures import BACKLOG, CLOSED, DUE, LATE, MEASURES, ON_TIME, RECEIVED, Measure
from casebook.figures.queries import Numbers
from casebook.ledgers.period import Period

FEWEST = 5
HUNDRED, TWO_PLACES = Decimal(100), Decimal("0.01")
# What stands in a chart, in the order of its bars, and the class that draws it.
BARS: tuple[tuple[Measure, str], ...] = ((RECEIVED, "one"), (CLOSED, "two"), (LATE, "late"))
# Longer charts are read as tables.
MOST_BARS = 30
# Room for the number beside the longest bar.
LONGEST = Decimal(80)
# Heights of a chart in pixels: the name of a group, a bar, the space after a group.
NAME, BAR, GAP = 20, 14, 10
COLUMNS = (RECEIVED, CLOSED, DUE, ON_TIME, LATE, BACKLOG)


@dataclass(frozen=True)
class Bar:
    """One bar: its class, its width in percent, its number, and where it and its number stand."""

    kind: str
    width: str
    number: int
    top: int
    beside: str


@dataclass(frozen=True)
class Bars:
    """The bars of one group, with its name and where that stands."""

    name: str
    top: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """A chart as it is drawn."""

    key: str
    height: int
    groups: tuple[Bars, ...]


@dataclass(frozen=True)
class Row:
    """A group of a table: its name, its numbers, and what of the address names it."""

    name: str
    numbers: Numbers
    which: Mapping[str, str]


def rate(on_time: int, due: int) -> str:
    """The rate with what it is made of; none where nothing was due, nor of too few cases."""
    if not due:
        return _("no data")
    if due < FEWEST:
        return _("too few cases (%(part)s/%(whole)s)", part=on_time, whole=due)
    percent = (HUNDRED * on_time / due).quantize(TWO_PLACES, ROUND_HALF_UP)
    return _("%(percent)s%% (%(part)s/%(whole)s)", percent=percent, part=on_time, whole=due)


def address(measure: Measure, which: Mapping[str, str]) -> str:
    """Where the cases behind a number are listed."""
    return f"/figures/cases?{urlencode({'of': measure.key, **{name: value for name, value in which.items() if value}})}"


def days(period: Period) -> dict[str, str]:
    """A period as an address names it."""
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def heads(first: str) -> list[str]:
    """The heads of a table of figures."""
    return [first, *(str(measure.label) for measure in COLUMNS), _("Rate on time")]


def cells(row: Row) -> list[Any]:
    """A row of such a table: every number leads to its cases."""
    return [row.name, *(_number(row, measure) for measure in COLUMNS), rate_of(row.numbers)]


def rate_of(numbers: Numbers) -> str:
    """The rate of a row."""
    return rate(numbers[ON_TIME.key], numbers[DUE.key])


def _number(row: Row, measure: Measure) -> Any:
    number = row.numbers[measure.key]
    return {"text": str(number), "url": address(measure, row.which)} if number else "0"


def chart(key: str, rows: Sequence[Row]) -> Chart | None:
    """The bars of these rows; None where there is nothing to draw, or too much."""
    longest = max((row.numbers[measure.key] for row in rows for measure, _kind in BARS), default=0)
    if not longest or len(rows) > MOST_BARS:
        return None
    height = NAME + BAR * len(BARS) + GAP
    groups = tuple(_bars(row, place * height, longest) for place, row in enumerate(rows))
    return Chart(key, height * len(rows), groups)


def _bars(row: Row, top: int, longest: int) -> Bars:
    drawn = enumerate(BARS)
    bars = (_bar(kind, row.numbers[measure.key], top + NAME + BAR * place, longest) for place, (measure, kind) in drawn)
    return Bars(row.name, top + NAME - 6, tuple(bars))


def _bar(kind: str, number: int, top: int, longest: int) -> Bar:
    width = (LONGEST * number / longest).quantize(TWO_PLACES)
    return Bar(kind, f"{width}%", number, top, f"{width + 1}%")


def legend() -> list[tuple[str, str]]:
    """What each kind of bar means."""
    return [(kind, str(measure.label)) for measure, kind in BARS]


def definitions() -> list[tuple[str, str]]:
    """Every figure with its definition."""
    return [(str(measure.label), str(measure.definition)) for measure in MEASURES.values()]
