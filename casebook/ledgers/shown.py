"""A ledger as its templates draw it."""

from datetime import date, datetime
from typing import Any

from casebook.ledgers.columns import Cell
from casebook.ledgers.heading import Heading
from casebook.ledgers.ledger import Sheet
from casebook.ledgers.period import Period
from casebook.web.template_globals import clock_time


def on_screen(sheet: Sheet) -> dict[str, Any]:
    """The lines of a page, each number first, with a link where a column names a case."""
    rows = [_linked(number, cells, sheet.link) for number, cells in enumerate(sheet.rows, start=1)]
    return {"heads": sheet.heads, "rows": rows, "total": sheet.total}


def on_paper(sheet: Sheet) -> dict[str, Any]:
    """The same on paper: words alone, and of each whether it may be broken over two lines."""
    rows = [
        [(str(number), True), *((shown(cell), place == sheet.link or _whole(cell)) for place, cell in enumerate(cells))]
        for number, cells in enumerate(sheet.rows, start=1)
    ]
    return {"heads": sheet.heads, "rows": rows}


def _whole(cell: Cell) -> bool:
    return isinstance(cell, date)


def shown(cell: Cell) -> str:
    """A cell in words: times to the minute, days as days."""
    if isinstance(cell, datetime):
        return clock_time(cell)
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)


def file_name(above: Heading, period: Period) -> str:
    """What a file is called: the ledger and its days."""
    return f"{above.title} {period.first} {period.last}.xlsx"


def _linked(number: int, cells: tuple[Cell, ...], link: int | None) -> list[Any]:
    words: list[Any] = [shown(cell) for cell in cells]
    if link is not None:
        words[link] = {"text": words[link], "url": f"/cases/{words[link]}"}
    return [str(number), *words]
