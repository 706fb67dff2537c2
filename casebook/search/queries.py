"""Looking for cases: always among those of `visible_to`, always in the one document of a case its reader reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_pgettext
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from casebook.case import labels
from casebook.case.models import CaseFile, Receipt, State, receipt_case
from casebook.case.projection import Audience, seen, shown_to
from casebook.desk import queries as lists
from casebook.desk.forms import RECEIPT
from casebook.kernel.access import visible_to
from casebook.kernel.schema import SEARCH_TABLE
from casebook.people.actor import Staff
from casebook.people.models import Unit
from casebook.search.documents import OFFICE
from casebook.search.excerpts import Excerpt, Piece, excerpt, marked
from casebook.search.forms import Asked
from casebook.search.models import SearchText
from casebook.search.scopes import document_of, marks_of, reads_as_office
from casebook.search.service import readable
from casebook.search.sources import Written
from casebook.search.words import is_exact, tokens
from casebook.stages.intake.service import short_title

PAGE = 20
MOST_EXCERPTS = 2
NEWEST = 2**62
CLEARED = ("cleared_text.text",)
ANY_TEXT = ("submission.text", "cleared_text.text", "reply.text", "letter.text", "note.text", "call_back.words")
INDEX = table(SEARCH_TABLE, column("rowid"))

KINDS = {
    "matter": lazy_pgettext("found in", "What came in"),
    "cleared": lazy_pgettext("found in", "Text for the station"),
    "reply": lazy_pgettext("found in", "Answer"),
    "letter": lazy_pgettext("found in", "Message"),
    "contact": lazy_pgettext("found in", "Contact"),
    "heard": lazy_pgettext("found in", "What the complainant said"),
    "note": lazy_pgettext("found in", "Note"),
    "order": lazy_pgettext("found in", "Ordered put right"),
    "report": lazy_pgettext("found in", "Report"),
    "review": lazy_pgettext("found in", "Review"),
}


@shown_to(Audience.OFFICE, Audience.OVERSEER, Audience.STATION)
@dataclass(frozen=True)
class Found:
    """A case that was found, as this reader may see it, with the stretches of text the words stand in."""

    reference: str = seen("case_file.reference")
    title: tuple[Piece, ...] = seen("case_file.title", overseer=CLEARED, station=CLEARED)
    state_label: str = seen("case_file.state")
    state_tone: str = seen("case_file.state")
    unit: str = seen("case_file.main_unit_uid")
    excerpts: tuple[Excerpt, ...] = seen(
        *ANY_TEXT, overseer=(*CLEARED, "reply.text", "note.text"), station=(*CLEARED, "reply.text", "letter.text")
    )


@dataclass(frozen=True)
class Page:
    """A stretch of what was found, how much there is in all (bounded), and the references to go on from."""

    rows: Sequence[Found] = ()
    count: int = 0
    earlier: str = ""
    later: str = ""


def page(session: Session, actor: Staff, asked: Asked) -> Page:
    """What this reader finds; a reference finds its case, and else it is a word like any other."""
    if asked.reference:
        named = _found(session, _named(actor, asked.reference), ())
        if named:
            return Page(named, len(named))
    if asked.problem:
        return Page()
    cases = with_words(session, actor, asked.terms)
    rows = _stretch(session, actor, cases, asked)
    return _paged(rows, _count(session, cases), asked)


def _paged(rows: list[Found], count: int, asked: Asked) -> Page:
    more = len(rows) > PAGE
    if asked.before:
        shown = rows[-PAGE:]
        return Page(shown, count, shown[0].reference if more else "", shown[-1].reference if shown else "")
    shown = rows[:PAGE]
    return Page(shown, count, shown[0].reference if asked.after and shown else "", shown[-1].reference if more else "")


def with_words(session: Session, actor: Staff, words: tuple[str, ...]) -> Select[Any]:
    """The cases this reader finds by words in the one spelling, for any list to be narrowed by."""
    cases = _readable(actor).where(*_checked(session, words))
    wanted = sorted({token for word in words for token in tokens(word)})
    if session.get_bind().dialect.name == "sqlite":
        return cases.join(INDEX, INDEX.c.rowid == SearchText.id).where(_matched(wanted, marks_of(actor)))
    return cases.where(_contained(wanted, marks_of(actor)))


def _readable(actor: Staff) -> Select[Any]:
    return visible_to(actor, CaseFile).join(SearchText, SearchText.case_uid == CaseFile.uid).where(document_of(actor))


def _matched(wanted: list[str], marks: list[str]) -> ColumnElement[bool]:
    """SQLite: every token, and one of the marks. A token is letters, digits and edges alone, so it can be quoted."""
    words = " AND ".join(f'"{token}"' for token in wanted)
    readers = " OR ".join(f'"{mark}"' for mark in marks)
    query = f"({readers}) AND {words}" if readers else words
    match: ColumnElement[bool] = literal_column(SEARCH_TABLE).op("MATCH")(literal(query))
    return match


def _contained(wanted: list[str], marks: list[str]) -> ColumnElement[bool]:
    """PostgreSQL: the same by the index of arrays."""
    kept = func.string_to_array(SearchText.tokens, literal_column("' '"))
    readers = [[mark] for mark in marks] or [[]]
    return or_(*(kept.op("@>")(cast([*mark, *wanted], ARRAY(Text))) for mark in readers))


def _checked(session: Session, words: tuple[str, ...]) -> Iterator[ColumnElement[bool]]:
    """Longer words are looked up in the spelling itself: their pairs may stand apart."""
    place = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    return (place(SearchText.body, word) > 0 for word in words if not is_exact(word))


def _named(actor: Staff, reference: str) -> Select[Any]:
    """A case by its reference; by a receipt's only for whoever reads the case in the office."""
    own = and_(SearchText.case_uid == CaseFile.uid, document_of(actor))
    cases = visible_to(actor, CaseFile).outerjoin(SearchText, own)
    if not reference.startswith(RECEIPT):
        return _keys(cases.where(CaseFile.reference == reference)).limit(1)
    opened = select(receipt_case.c.case_uid).join(Receipt, Receipt.uid == receipt_case.c.receipt_uid)
    of_receipt = CaseFile.uid.in_(opened.where(Receipt.reference == reference))
    return _keys(cases.where(of_receipt, reads_as_office(actor).sql(CaseFile))).order_by(CaseFile.reference).limit(PAGE)


def _stretch(session: Session, actor: Staff, cases: Select[Any], asked: Asked) -> list[Found]:
    """The newest first: in the order in which the reader came to know of them."""
    place, backward = asked.before or asked.after, bool(asked.before)
    if place:
        # A place he may not know of is none, like one that does not exist.
        here = _readable(actor).where(CaseFile.reference == place).with_only_columns(SearchText.id).correlate(None)
        edge = func.coalesce(here.scalar_subquery(), 0 if backward else NEWEST)
        cases = cases.where(SearchText.id > edge if backward else SearchText.id < edge)
    number = INDEX.c.rowid if session.get_bind().dialect.name == "sqlite" else SearchText.id
    keys = _keys(cases).order_by(number if backward else number.desc()).limit(PAGE + 1)
    rows = _found(session, keys, asked.terms)
    return rows[::-1] if backward else rows


def _keys(cases: Select[Any]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        SearchText.id,
        SearchText.scope,
        CaseFile.uid,
        CaseFile.reference,
        CaseFile.state,
        CaseFile.main_unit_uid,
    )
    return cases.with_only_columns(*columns, maintain_column_froms=True)


def _count(session: Session, cases: Select[Any]) -> int:
    few = cases.with_only_columns(literal(1), maintain_column_froms=True).limit(lists.MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(few)) or 0


def _found(session: Session, keys: Select[Any], words: Sequence[str]) -> list[Found]:
    rows = session.execute(keys).all()
    if not rows:
        return []
    texts = readable(session, [row.uid for row in rows])
    units = _units(session, {row.main_unit_uid for row in rows if row.main_unit_uid})
    return [_shown(row, texts.get((row.uid, row.scope), []), units, words) for row in rows]


def _units(session: Session, uids: set[str]) -> dict[str, str]:
    language = labels.language()
    return {unit.uid: unit.label(language) for unit in session.scalars(select(Unit).where(Unit.uid.in_(uids)))}


def _shown(row: Any, texts: list[Written], units: dict[str, str], words: Sequence[str]) -> Found:
    state: State = row.state
    return Found(
        reference=row.reference,
        title=marked(_title(row, texts), words),
        state_label=labels.state_label(state),
        state_tone=labels.state_tone(state),
        unit=units.get(row.main_unit_uid, ""),
        excerpts=tuple(_excerpts(texts, words)),
    )


def _title(row: Any, texts: list[Written]) -> str:
    kept = next((one.text for one in texts if one.source.kind == "title"), None)
    cleared = next((one.text for one in texts if one.source.kind == "cleared"), None)
    if row.scope == OFFICE and kept:
        return kept
    return short_title(cleared) if cleared else row.reference


def _excerpts(texts: list[Written], words: Sequence[str]) -> Iterator[Excerpt]:
    """The first stretches that have something found in them, each of another text."""
    found = (excerpt(str(KINDS[one.source.kind]), one.text, words) for one in texts if one.source.kind in KINDS)
    for number, one in enumerate(each for each in found if each is not None):
        if number == MOST_EXCERPTS:
            return
        yield one
