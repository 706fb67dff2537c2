"""A ledger as a spreadsheet: real dates, texts that can never be formulas, a head that stays, set up for A4 across."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from casebook.clock import OFFICE_ZONE
from casebook.ledgers.columns import Cell
from casebook.ledgers.heading import Heading
from casebook.ledgers.inert import inert
from casebook.ledgers.ledger import Sheet

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
FONT = {"font_name": "SimSun", "font_size": 10, "valign": "top"}
NUMBER_WIDTH = 5
# Rows are let go as they are written, so that a long ledger needs no more memory than a short one.
OPTIONS: dict[str, Any] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(heading: Heading, sheet: Sheet) -> bytes:
    """The file of a ledger."""
    file = BytesIO()
    with Workbook(file, OPTIONS) as book:
        page = book.add_worksheet(heading.title[:31])
        formats = _formats(book)
        _set_up(page, heading, sheet)
        row = _begin(page, heading, sheet, formats)
        for number, cells in enumerate(sheet.rows, start=1):
            _write(page, row, (number, *cells), formats)
            row += 1
        page.write_string(row + 1, 0, inert("　　　　".join(heading.signatures)), formats["plain"])
    return file.getvalue()


def _formats(book: Workbook) -> dict[str, Any]:
    boxed = {**FONT, "border": 1}
    return {
        "title": book.add_format({**FONT, "font_size": 16, "bold": True}),
        "plain": book.add_format(FONT),
        "head": book.add_format({**boxed, "bold": True, "text_wrap": True, "bg_color": "#EDEDED"}),
        "text": book.add_format({**boxed, "text_wrap": True}),
        "number": book.add_format(boxed),
        "date": book.add_format({**boxed, "num_format": "yyyy-mm-dd", "align": "left"}),
        "time": book.add_format({**boxed, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
    }


def _set_up(page: Worksheet, heading: Heading, sheet: Sheet) -> None:
    head = 1 + len(heading.lines)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_footer("&C&P / &N")
    page.freeze_panes(head + 1, 0)
    page.set_column(0, 0, NUMBER_WIDTH)
    for place, width in enumerate(sheet.widths, start=1):
        page.set_column(place, place, width)


def _begin(page: Worksheet, heading: Heading, sheet: Sheet, formats: dict[str, Any]) -> int:
    """Title, period and maker, and the heads; answers the row of the first line."""
    page.write_string(0, 0, inert(f"{heading.office} {heading.title}"), formats["title"])
    for row, line in enumerate(heading.lines, start=1):
        page.write_string(row, 0, inert(line), formats["plain"])
    last = 1 + len(heading.lines)
    for place, head in enumerate((heading.numbered, *sheet.heads)):
        page.write_string(last, place, inert(head), formats["head"])
    return last + 1


def _write(page: Worksheet, row: int, cells: Iterable[Cell], formats: dict[str, Any]) -> None:
    for place, value in enumerate(cells):
        if value is None or value == "":
            page.write_blank(row, place, None, formats["text"])
        elif isinstance(value, datetime):
            local = value.astimezone(OFFICE_ZONE).replace(tzinfo=None)
            page.write_datetime(row, place, local, formats["time"])
        elif isinstance(value, str):
            page.write_string(row, place, inert(value), formats["text"])
        elif isinstance(value, int):
            page.write_number(row, place, value, formats["number"])
        else:
            page.write_datetime(row, place, datetime.combine(value, datetime.min.time()), formats["date"])
