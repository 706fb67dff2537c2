"""A town with people at their browsers, all of them on Monday the seventh, some days after its cases."""

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casebook import clock
from casebook.web.acting import acted
from tests.desk.conftest import LATER, Desks, parties
from tests.signed_in import token, town_with_passwords

__all__ = ["parties"]

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def desks(app: Flask) -> Iterator[Desks]:
    """The town, built; the clock stands at LATER for every request."""
    with app.app_context(), acted() as session:
        town = town_with_passwords(session)
        session.expunge_all()
    with clock.pinned(LATER):
        yield Desks(app, town)


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.rows[-1][-1] += data.strip()


def table(page: str) -> list[list[str]]:
    """The cells of the tables of a page, row by row, their heads first."""
    cells = _Cells()
    cells.feed(page)
    return cells.rows


def lines(page: str) -> list[dict[str, str]]:
    """The lines of a ledger by the heads of its columns."""
    rows = table(page)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def sent(desks: Desks, account: str, address: str, **fields: str) -> TestResponse:
    """The answer to a form this person sends."""
    client = desks.at(account)
    return client.post(address, data={"csrf_token": token(client), **fields})


def cells_of(file: bytes) -> dict[str, tuple[str, str, str]]:
    """The cells of a spreadsheet's one page by place: kind, what is stored, number format."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        page = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        styles = ElementTree.fromstring(parts.read("xl/styles.xml"))
        names = parts.namelist()
        texts = ElementTree.fromstring(parts.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
    shared = ["".join(piece.text or "" for piece in one.iter(f"{SPACE}t")) for one in texts]
    formats = [one.get("numFmtId", "0") for one in styles.find(f"{SPACE}cellXfs") or []]
    return {cell.get("r", ""): _cell(cell, shared, formats) for cell in page.iter(f"{SPACE}c")}


def _cell(cell: Any, shared: list[str], formats: list[str]) -> tuple[str, str, str]:
    assert cell.find(f"{SPACE}f") is None, "a formula"
    kind, stored = cell.get("t", "n"), cell.findtext(f"{SPACE}v") or ""
    if kind == "inlineStr":
        stored = "".join(piece.text or "" for piece in cell.iter(f"{SPACE}t"))
    if kind == "s":
        kind, stored = "inlineStr", shared[int(stored)]
    return kind, stored, formats[int(cell.get("s", "0"))]


def column(file: bytes, letter: str) -> list[str]:
    """What is stored in a column, from above."""
    found = {place: cell[1] for place, cell in cells_of(file).items() if re.fullmatch(rf"{letter}\d+", place)}
    return [found[place] for place in sorted(found, key=lambda place: int(place[len(letter) :]))]
