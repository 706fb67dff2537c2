"""Every page of the demo town: no English word on a Chinese page, and no word of ours in Chinese on an English one."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Session

from casebook import clock
from casebook.extensions import db
from casebook.tables import METADATA
from tests.demo.crawl import pages, reader, words_of
from tests.demo.town import LOADED

pytestmark = pytest.mark.pages

PEOPLE = (
    *("", "officer", "power-head"),
    *(
        pytest.param(account, marks=pytest.mark.long)
        for account in (
            *("clerk", "director", "callback", "leader", "oversight", "discipline", "admin"),
            "power-handler",
        )
    ),
)
# What lies on paper in China is written in Chinese, whoever looks at it.
PAPER = re.compile(r"/(?:paper|sheet|letters/[^/]+)$")
CODE = re.compile(r"(?:AJ|TS)\d\d-[0-9A-Z]{8}(?:-\d+)?|\b[0-9A-Z]{4}(?: [0-9A-Z]{4}){7}\b")
LATIN = re.compile(r"[A-Za-z][A-Za-z-]+")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# Names of things that are called so in Chinese too, and what a key or a file is called.
NAMES = {"casebook", "FreeOTP", "Aegis", "Cookie", "Enter", "Ctrl", "xlsx", "English", "Linux", "Chrome"}


def kept(session: Session) -> Iterator[str]:
    """All that stands in the town's tables as text: what people typed and are called."""
    for table in METADATA.tables.values():
        columns = [column for column in table.columns if isinstance(column.type, String | JSON)]
        for row in session.execute(select(*columns)) if columns else ():
            yield from (str(value) for value in row if value)


@pytest.fixture
def data(town: Session) -> str:
    """What may stand on any page as it is."""
    return "\n".join(kept(town))


def read_by(app: Flask, account: str, language: str) -> Iterator[tuple[str, str]]:
    """(address, text) of everything this person reads."""
    client = reader(app, account, language)
    for address, page in pages(client, "/desk" if account else "/"):
        if not PAPER.search(address):
            yield from ((address, CODE.sub("", text)) for text in words_of(page).read)
    with app.app_context():
        db.session.remove()


@pytest.mark.parametrize("account", PEOPLE)
def test_no_english_word_on_a_chinese_page(loaded_app: Flask, data: str, account: str) -> None:
    known = {*NAMES, *LATIN.findall(data)}
    with clock.pinned(LOADED):
        read = list(read_by(loaded_app, account, "zh"))
    assert len({address for address, _text in read}) > 5
    assert {(address, text) for address, text in read if set(LATIN.findall(text)) - known} == set()


@pytest.mark.parametrize("account", PEOPLE)
def test_no_word_of_ours_in_chinese_on_an_english_page(loaded_app: Flask, data: str, account: str) -> None:
    with clock.pinned(LOADED):
        read = list(read_by(loaded_app, account, "en"))
    assert len({address for address, _text in read}) > 5
    wrong = {(address, run) for address, text in read for run in CHINESE.findall(text) if run not in data}
    assert wrong == set()
