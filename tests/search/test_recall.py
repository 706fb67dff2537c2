"""Words drawn from what its reader reads find every case a plain look through the pages finds, and no other."""

import csv
import random
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import casebook
from casebook.case.models import CaseFile, Contact, State
from casebook.case.projection import Audience
from casebook.case.record import reader_of
from casebook.desk import case_queries, reading
from casebook.kernel.deadlines import Moment
from casebook.kernel.timetable import current
from casebook.people.actor import Staff
from casebook.people.queries import staff
from casebook.search.queries import with_words
from casebook.search.words import terms
from tests.desk.conftest import LATER, Desks
from tests.search.finding import count, search
from tests.search.stories import every_kind
from tests.search.test_index import said

MATTERS = Path(casebook.__file__).parent / "demo" / "data" / "matters.csv"
WORDS, ALL_WORDS = 150, 1000
# Frequent ones, from every kind of text: what is written, said, proved, and found in no text at all.
ALWAYS = ("照片", "停电", "电话", "说明", "核实", "某某", "没有解决", "1", "26", "上门")
STATES = (State.REGISTERED, State.HANDLING, State.CALLBACK, State.CLOSED)


def plain(text: str) -> str:
    """A text for a plain look."""
    return unicodedata.normalize("NFKC", text).casefold()


def stands_in(word: str, text: str) -> bool:
    """A plain look for a word; what is written in Latin letters or digits stands as a whole."""
    before = r"(?<![0-9a-z])" if re.match("[0-9a-z]", word) else ""
    after = r"(?![0-9a-z])" if re.search("[0-9a-z]$", word) else ""
    return re.search(before + re.escape(word) + after, text) is not None


def lives(desks: Desks) -> None:
    """Cases of every kind, and some with the texts of the demo town."""
    every_kind(desks)
    with open(MATTERS, encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    for number, words in enumerate(texts):
        station = ("power", "land")[number % 2]
        cleared = {"text": f"请核实：{words[::-1]}"}
        desks.live(STATES[number % len(STATES)], station, register={"text": words}, text=cleared)


def pages(session: Any, actor: Staff) -> dict[str, str]:
    """By reference, the texts of each case as this reader's page shows them."""
    now, found = Moment(LATER, current(session)), {}
    for reference in session.scalars(select(CaseFile.reference)).all():
        rows = case_queries.find(session, actor, reference)
        if rows is not None:
            view = reading.read(session, actor, rows, now)
            office = reader_of(actor, rows.case, None).audience is Audience.OFFICE
            found[reference] = plain("\n".join([*said(view), *([view.title] if office else [])]))
    return found


def drawn(texts: list[str], most: int) -> list[str]:
    """Words of two to four letters and digits out of these texts."""
    stretches = {text[at : at + length] for text in texts for length in (2, 3, 4) for at in range(len(text) - length)}
    words = sorted(word for word in stretches if word.isalnum())
    return [*random.Random(1).sample(words, most), *ALWAYS]


@pytest.mark.parametrize("account", ["officer", "power-head", "leader"])
@pytest.mark.parametrize("most", [WORDS, pytest.param(ALL_WORDS, marks=pytest.mark.long)])
def test_every_word_finds_what_a_plain_look_finds(desks: Desks, account: str, most: int) -> None:
    lives(desks)

    def compared(session: Any) -> tuple[list[str], dict[str, str]]:
        actor = staff(session, desks.town.uid(account), LATER.date())
        assert actor is not None
        shown, contacts = pages(session, actor), in_contacts(session)
        words = drawn(list(shown.values()), most)
        for word in words:
            looked = {reference for reference, text in shown.items() if stands_in(word, text)}
            query = with_words(session, actor, terms(word)).with_only_columns(
                CaseFile.reference, maintain_column_froms=True
            )
            told = {reference for reference, text in contacts if word in text}
            assert set(session.scalars(query)) - told == looked - told, word
        return words, shown

    words, shown = desks.ask(compared)
    for word in words[::15]:
        assert int(count(search(desks, account, word))) >= sum(stands_in(word, text) for text in shown.values())


def in_contacts(session: Any) -> list[tuple[str, str]]:
    """What was said in recorded contacts, which is searched and on no page yet."""
    rows = session.execute(select(CaseFile.reference, Contact.result).join(Contact, Contact.case_uid == CaseFile.uid))
    return [(reference, plain(text)) for reference, text in rows]
