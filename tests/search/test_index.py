"""The index holds what the case page shows each reader, no more and no less, whoever writes and however it changes."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, Text, delete, select, text, update

from casebook.case import record
from casebook.case.models import CaseFile, Note, State, Submission
from casebook.case.projection import CLASSES, MODELS, Audience, Show
from casebook.desk import case_queries, reading
from casebook.extensions import db
from casebook.kernel import schema
from casebook.kernel.columns import EnumText
from casebook.search import commands, service, watching
from casebook.search.documents import OFFICE, OVERSEER
from casebook.search.models import SearchText
from casebook.search.sources import SOURCES, Source
from casebook.search.words import composed, spelt
from casebook.tables import METADATA
from casebook.web.acting import acted
from tests.desk.conftest import LATER, Desks, file_of
from tests.search.finding import found, search
from tests.search.stories import every_kind
from tests.town import OFFICE_PEOPLE, STATION_PEOPLE, STATIONS

READERS = [*OFFICE_PEOPLE, *(f"{station}-{post}" for station in STATIONS for post in STATION_PEOPLE)]
PROOF = re.compile("证明材料：([^；]*)")
STAFF_SIDE = (Audience.OFFICE, Audience.OVERSEER, Audience.STATION)
# Texts that are shown and not searched by their words, each for its reason.
NOT_SEARCHED = {
    "case_file.reference": "found as a reference",
    "receipt.reference": "found as a reference",
    "event.action": "a code",
    "case_file.category": "a code",
    "case_file.review_body": "the same words as review.body",
    "contact.how": "a code",
    "assignment.kind": "a code",
    "extension.reason": "a reason in the history, like all others",
    **dict.fromkeys(("duty_entry.text", "duty_entry.reference", "duty_entry.corrects"), "of no case: the duty log"),
    **dict.fromkeys(
        ("notice.kind", "notice.number", "notice.title", "notice.addressee", "notice.digest"), "its letter's head"
    ),
    **dict.fromkeys(
        ("notice_delivery.receipt_reference", "notice_delivery.witness", "notice_delivery.note"), "how it was delivered"
    ),
}


def names() -> set[str]:
    """Every column of texts that somebody on the staff side may see."""
    return {
        f"{table}.{column}"
        for table, column, kind in _columns()
        if isinstance(kind, String | Text) and not isinstance(kind, EnumText) and not column.endswith(("uid", "_by"))
        if any(CLASSES[f"{table}.{column}"][audience] is not Show.NEVER for audience in STAFF_SIDE)
    }


def _columns() -> Iterator[tuple[str, str, Any]]:
    for name in CLASSES:
        table, _dot, column = name.partition(".")
        if table in METADATA.tables and column in METADATA.tables[table].columns:
            yield table, column, METADATA.tables[table].columns[column].type


def test_every_text_that_is_shown_is_indexed() -> None:
    indexed = {source.name for source in SOURCES}
    assert names() - indexed == set(NOT_SEARCHED)
    assert indexed <= names()
    assert {source.column.class_ for source in SOURCES} <= set(watching.WATCHED)
    assert {model.__tablename__ for model in MODELS if model is not CaseFile} >= {"note", "letter"}  # type: ignore[attr-defined]


def bodies(desks: Desks, reference: str) -> dict[str, str]:
    """What is indexed of a case, by scope."""
    query = select(SearchText.scope, SearchText.body).join(CaseFile, CaseFile.uid == SearchText.case_uid)
    rows = desks.ask(lambda session: session.execute(query.where(CaseFile.reference == reference)).all())
    return {row.scope: row.body for row in rows}


def strings(value: Any) -> Iterator[str]:
    """Every text within a view."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from strings(getattr(value, each.name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from strings(one)


def said(view: Any) -> set[str]:
    """The texts of a view that are searched: what people wrote, not what casebook says about it."""
    papers = [one for name in ("replies", "letters", "notes") for one in getattr(view, name, ())]
    heard = [one.note for one in getattr(view, "answers", ())]
    proofs = [found for one in getattr(view, "replies", ()) for found in PROOF.findall(one.note)]
    orders = [text for one in view.ordered for text in (one.finding, one.rule, one.requirement, one.visit)]
    reviews = [text for one in view.reviews for text in (one.body, one.reasons, one.opinion, one.basis, one.order)]
    original = getattr(view, "original", None)
    whole = [original.text, original.happened, original.paper_reference] if original else []
    reports = [one.report for one in view.co_parts]
    written = [view.text, *whole, *(one.text for one in papers), *heard, *proofs, *orders, *reviews, *reports]
    return {text for text in written if text}


def test_each_reader_finds_what_the_page_shows_him_and_nothing_else(desks: Desks) -> None:
    lived = every_kind(desks)
    compared = 0
    for account in READERS:
        for name, reference in lived.items():
            document, view = desks.ask(lambda session: _both(session, desks, account, reference))  # noqa: B023
            if view is None:
                continue
            compared += 1
            body = "\n".join(spelt(composed(one)).text for one in document.values())
            for shown in said(view):
                assert spelt(composed(shown)).text in body, (account, name, shown)
            on_page = "\n".join(strings(view))
            for kind, words in document.items():
                # A contact's words are classed as shown; no page has them yet.
                assert kind[0] == "contact" or words in on_page or kind[1].endswith("paper_reference"), (name, words)
    assert compared > 150


def _both(session: Any, desks: Desks, account: str, reference: str) -> tuple[dict[tuple[str, str, int], str], Any]:
    """The document of a case this reader searches, and the page he reads; nothing where he may not know of it."""
    from casebook.kernel.deadlines import Moment
    from casebook.kernel.timetable import current
    from casebook.people.queries import staff

    now = Moment(LATER, current(session))
    actor = staff(session, desks.town.uid(account), now.today)
    assert actor is not None
    rows = case_queries.find(session, actor, reference)
    if rows is None:
        return {}, None
    reader = record.reader_of(actor, rows.case, rows.assignment.dispatched_at if rows.assignment else None)
    scope = {Audience.OFFICE: OFFICE, Audience.OVERSEER: OVERSEER}.get(reader.audience, str(reader.unit_uid))
    texts = service.readable(session, [rows.case.uid]).get((rows.case.uid, scope), [])
    document = {(one.source.kind, one.source.name, number): one.text for number, one in enumerate(texts) if one.text}
    return document, reading.read(session, actor, rows, now)


@pytest.fixture
def lived(desks: Desks) -> dict[str, str]:
    """A case of each kind."""
    return every_kind(desks)


def test_whatever_column_is_edited_the_index_follows(desks: Desks, lived: dict[str, str]) -> None:
    for number, source in enumerate(SOURCES):
        canary = f"金丝雀{number}号"
        reference = _put(desks, source, canary)
        assert found(search(desks, "officer", canary)) == [reference], source.name
        _put(desks, source, "别的话", canary)
        assert found(search(desks, "officer", canary)) == [], source.name


def test_what_is_removed_is_found_no_longer(desks: Desks, lived: dict[str, str]) -> None:
    assert found(search(desks, "officer", "站里自己看")) == [lived["notes"]]
    with desks.app.app_context(), acted() as session:
        session.delete(session.scalars(select(Note).where(Note.text == "站里自己看")).one())
    assert found(search(desks, "officer", "站里自己看")) == []
    assert found(search(desks, "power-head", "站里自己看")) == []


def _put(desks: Desks, source: Source, words: str, before: str | None = None) -> str:
    """Write words into a column of one row through the session, as a stage would; answers the case's reference."""
    model: Any = source.column.class_
    with desks.app.app_context(), acted() as session:
        rows = select(model)
        if before is not None:
            rows = rows.where(source.column == before)
        elif source.where is not None and model is not CaseFile:
            joined = model.case_uid == CaseFile.uid
            rows = rows.join(CaseFile, joined).where(source.where)
        row = session.scalars(rows.order_by(model.id.desc()).limit(1)).one()
        setattr(row, source.column.key, words)
        if model is CaseFile:
            return row.reference
        where = CaseFile.submission_uid == row.uid if model is Submission else CaseFile.uid == row.case_uid
        return session.scalars(select(CaseFile.reference).where(where)).one()


def everything(app: Flask) -> list[tuple[Any, ...]]:
    """All that is indexed, with the numbers by which it is sorted."""
    with app.app_context():
        rows = db.session.execute(
            select(SearchText.id, SearchText.case_uid, SearchText.scope, SearchText.body, SearchText.tokens).order_by(
                SearchText.id
            )
        )
        return [tuple(row) for row in rows]


def test_made_anew_it_is_what_it_was(desks: Desks, lived: dict[str, str]) -> None:
    before = everything(desks.app)
    said = desks.app.test_cli_runner().invoke(args=["reindex"])
    assert said.exit_code == 0 and f"已为{len({row[1] for row in before})}件办件建立查找索引" in said.output
    assert everything(desks.app) == before
    assert len(before) > 40


def test_what_an_earlier_release_wrote_is_indexed_by_init(desks: Desks, lived: dict[str, str]) -> None:
    before = {row[1:] for row in everything(desks.app)}
    with desks.app.app_context(), acted() as session:
        for row in session.scalars(select(SearchText)):
            session.delete(row)
    assert found(search(desks, "officer", "停电")) == []
    with desks.app.app_context():
        commands.complete()
    assert {row[1:] for row in everything(desks.app)} == before
    assert len(found(search(desks, "officer", "停电"))) > 15


def test_the_databases_own_index_is_whole(desks: Desks, lived: dict[str, str]) -> None:
    """FTS5 compares its index with the table and raises where a row is missing or left over."""
    with desks.app.app_context(), acted() as session:
        if db.engine.dialect.name != "sqlite":
            return  # PostgreSQL's is an index of the table itself
        index = schema.SEARCH_TABLE
        session.execute(text(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"))


def test_what_is_written_past_the_session_is_refused(desks: Desks) -> None:
    desks.live(State.HANDLING)
    for statement in (update(Note).values(text="x"), delete(Note), update(CaseFile).values(title="x")):
        with desks.app.app_context(), pytest.raises(TypeError, match="through the session"), acted() as session:
            session.execute(statement)


def test_a_deed_that_writes_no_text_leaves_the_index_alone(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Any] = []
    reference = desks.live(State.HANDLING)
    monkeypatch.setattr(service, "write", lambda session, uids: written.append(uids))
    with desks.app.app_context(), acted() as session:
        file_of(session, reference).urged_at = LATER
    assert written == []
    with desks.app.app_context(), acted() as session:
        file_of(session, reference).title = "换个标题"
    assert len(written) == 1
