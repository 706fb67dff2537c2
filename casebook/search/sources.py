"""Where the texts of a case are kept: one line per column, and one statement that reads them all.

Who may read a column is not said here: `case/projection_table.py` says it.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    literal_column,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from casebook.case.models import (
    Assignment,
    CallBack,
    CaseFile,
    CaseRating,
    ClearedText,
    Contact,
    Letter,
    Note,
    OrderedRectification,
    Reply,
    Review,
    Side,
    Submission,
)
from casebook.case.taxonomy import NoteReaders
from casebook.kernel.columns import UtcDateTime

NO_TIME: ColumnElement[Any] = cast(null(), UtcDateTime())
NO_UNIT: ColumnElement[Any] = cast(null(), String())


@dataclass(frozen=True)
class Source:
    """A column of texts. `at`: when one was written or, if it decides, was told; `unit`: whose or for whom it is."""

    kind: str
    column: InstrumentedAttribute[Any]
    at: Any = NO_TIME
    unit: Any = NO_UNIT
    where: ColumnElement[bool] | None = None

    @property
    def name(self) -> str:
        """The column as the table of classes names it."""
        kept: Any = self.column.property
        return str(kept.columns[0])


@dataclass(frozen=True)
class Written:
    """One text of a case: from which source, when and whose."""

    source: Source
    text: str
    at: datetime | None
    unit_uid: str | None


_NEWEST = ClearedText.version == CaseFile.cleared_version
# Only a station's own message, and only a note for its own people, is a unit's.
_LETTERS_UNIT = case((Letter.side == Side.STATION, Letter.unit_uid))
_NOTES_UNIT = case((Note.readers == NoteReaders.UNIT, Note.unit_uid))
_CO_PART = and_(Assignment.kind == "co", Assignment.active)

SOURCES: tuple[Source, ...] = (
    Source("title", CaseFile.title),
    Source("matter", Submission.text),
    Source("matter", Submission.happened),
    Source("matter", Submission.paper_reference),
    Source("cleared", ClearedText.text, where=_NEWEST),
    Source("reply", Reply.text, Reply.written_at),
    Source("reply", Reply.evidence_reference, Reply.written_at),
    Source("letter", Letter.text, Letter.written_at, _LETTERS_UNIT),
    Source("contact", Contact.result, Contact.contacted_at),
    Source("heard", CallBack.words, CallBack.at),
    Source("heard", CaseRating.words, CaseRating.at),
    Source("note", Note.text, Note.written_at, _NOTES_UNIT),
    *(
        Source("order", column, OrderedRectification.ordered_at, OrderedRectification.unit_uid)
        for column in (
            OrderedRectification.finding,
            OrderedRectification.rule,
            OrderedRectification.requirement,
            OrderedRectification.visit,
        )
    ),
    Source("report", Assignment.report, Assignment.reported_at, Assignment.unit_uid, where=_CO_PART),
    *(
        Source("review", column, Review.delivered_at)
        for column in (Review.body, Review.reasons, Review.opinion, Review.basis, Review.order, Review.paper_reference)
    ),
)


def written_in(session: Session, case_uids: Collection[str]) -> dict[str, list[Written]]:
    """All texts of these cases, by case, each kind in the order it was written."""
    found: dict[str, list[Written]] = defaultdict(list)
    for number, _id, case_uid, at, unit, text in session.execute(_all_texts(), {"case_uids": list(case_uids)}):
        found[case_uid].append(Written(SOURCES[number], text, at, unit))
    return found


@cache
def _all_texts() -> Select[Any]:
    # Made once: to put it together takes longer than to run it.
    rows = union_all(*(_texts(number, source) for number, source in enumerate(SOURCES))).subquery()
    return select(rows).order_by(rows.c.number, rows.c.id)


def _texts(number: int, source: Source) -> Select[Any]:
    model: Any = source.column.class_
    columns: Sequence[Any] = (
        literal_column(str(number), Integer()).label("number"),
        model.id.label("id"),
        CaseFile.uid.label("case_uid"),
        source.at.label("at"),
        source.unit.label("unit"),
        cast(source.column, String()).label("text"),
    )
    query = select(*columns).select_from(CaseFile)
    if model is not CaseFile:
        query = query.join(model, _belongs(model))
    wanted = source.where if source.where is not None else true()
    these = CaseFile.uid.in_(bindparam("case_uids", expanding=True))
    return query.where(these, source.column.is_not(None), wanted)


def _belongs(model: Any) -> ColumnElement[bool]:
    if model is Submission:
        return Submission.uid == CaseFile.submission_uid
    belongs: ColumnElement[bool] = model.case_uid == CaseFile.uid
    return belongs
