"""One case with all that its page shows: a fixed number of statements, however much has happened.

The original text and the masks are asked for only where the reader may have them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, and_, cast, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from casebook.case.held import Names
from casebook.case.models import (
    Assignment,
    CallBack,
    CaseFile,
    CaseRating,
    ClearedText,
    Letter,
    Note,
    Receipt,
    Reply,
    Side,
    Submission,
    receipt_case,
)
from casebook.case.record import Told
from casebook.case.taxonomy import NoteReaders
from casebook.kernel.access import visible_to
from casebook.kernel.columns import UtcDateTime
from casebook.kernel.history import Event
from casebook.people.models import Person, Unit
from casebook.responsibility.models import Chain, Link

MainUnit = aliased(Unit)


@dataclass(frozen=True)
class CaseRows:
    """A case, the newest text for the station, the main assignment in force and its unit."""

    case: CaseFile
    cleared: ClearedText | None
    assignment: Assignment | None
    unit: Unit | None


def find(session: Session, actor: Any, reference: str) -> CaseRows | None:
    """The case with this reference if the actor may know of it; else None."""
    newest = and_(ClearedText.case_uid == CaseFile.uid, ClearedText.version == CaseFile.cleared_version)
    in_force = and_(Assignment.case_uid == CaseFile.uid, Assignment.ended_at.is_(None), Assignment.kind == "main")
    query = (
        visible_to(actor, CaseFile)
        .where(CaseFile.reference == reference)
        .outerjoin(ClearedText, newest)
        .outerjoin(Assignment, in_force)
        .outerjoin(MainUnit, MainUnit.uid == CaseFile.main_unit_uid)
        .add_columns(ClearedText, Assignment, MainUnit)
        .options(joinedload(CaseFile.accused), joinedload(CaseFile.parts))
    )
    found = session.execute(query).unique().first()
    return CaseRows(*found) if found else None


def events(session: Session, case_uid: str) -> list[Told]:
    """All events of a case with their facts and the names of those who acted, oldest first."""
    query = (
        select(Event, Person.name)
        .outerjoin(Person, Person.uid == Event.actor_uid)
        .where(Event.subject_uid == case_uid)
        .options(joinedload(Event.details))
        .order_by(Event.subject_version)
    )
    return [(event, name) for event, name in session.execute(query)]


def chain(session: Session, case_uid: str, language: str) -> tuple[Chain, Names]:
    """The chain of a case with its links, and the names of persons and units in it."""
    query = (
        select(Link, Person.name, Unit)
        .join(Link.chain)
        .join(Person, Person.uid == Link.person_uid)
        .join(Unit, Unit.uid == Link.unit_uid)
        .where(Chain.case_uid == case_uid)
        .options(contains_eager(Link.chain))
        .order_by(Link.seq)
    )
    rows = session.execute(query).all()
    links = [link for link, _name, _unit in rows]
    # The links are all there: asking for them again would be a statement more.
    set_committed_value(links[0].chain, "links", links)
    persons = {link.person_uid: name for link, name, _unit in rows}
    return links[0].chain, Names(persons, {unit.uid: unit.label(language) for _link, _name, unit in rows})


def submission(session: Session, case: CaseFile, language: str) -> tuple[Submission, str]:
    """The matter as it came in, and the unit it names."""
    query = (
        select(Submission, Unit)
        .select_from(CaseFile)
        .join(CaseFile.submission)
        .outerjoin(Unit, Unit.uid == CaseFile.unit_named_uid)
        .where(CaseFile.uid == case.uid)
    )
    found, unit = session.execute(query).one()
    return found, unit.label(language) if unit else ""


@dataclass(frozen=True)
class Written:
    """One thing written in a case, whatever its kind; what the columns beyond `at` hold depends on it."""

    kind: str
    id: int
    at: datetime
    text: str | None
    by: str | None
    one: str | None
    two: str | None
    three: str | None
    released: datetime | None


def all_written(session: Session, case_uid: str) -> list[Written]:
    """Messages, answers, what the complainant said, notes and the receipts, in one statement."""
    parts = (_letters, _replies, _calls, _rating, _notes, _receipts)
    return _written(session, *(part(case_uid) for part in parts))


def answers_written(session: Session, case_uid: str) -> list[Written]:
    """The station's answers, what the complainant said of them, and notes."""
    return _written(session, _replies(case_uid), _calls(case_uid), _rating(case_uid), _notes(case_uid))


def written_by_station(session: Session, case_uid: str, unit_uid: str | None, since: datetime) -> list[Written]:
    """What the station wrote or was written since it was sent the case; of its notes those its own people may read."""
    own = (
        Letter.side.in_((Side.STATION, Side.TO_STATION)) & (Letter.unit_uid == unit_uid) & (Letter.written_at >= since)
    )
    noted = (Note.unit_uid == unit_uid) & (Note.readers == NoteReaders.UNIT) & (Note.written_at >= since)
    return _written(
        session,
        _letters(case_uid).where(own),
        _replies(case_uid).where(Reply.written_at >= since),
        _notes(case_uid).where(noted),
    )


def _written(session: Session, *parts: Select[Any]) -> list[Written]:
    rows = union_all(*parts).subquery()
    query = (
        select(
            rows.c.kind,
            rows.c.id,
            rows.c.at,
            rows.c.text,
            Person.name,
            rows.c.one,
            rows.c.two,
            rows.c.three,
            rows.c.released,
        )
        .outerjoin(Person, Person.uid == rows.c.by)
        .order_by(rows.c.at, rows.c.id)
    )
    return [Written(*row) for row in session.execute(query)]


def _part(
    kind: str, model: Any, at: Any, text: Any, by: Any, says: Sequence[Any] = (), released: Any = None
) -> Select[Any]:
    one, two, three = (*(_as_text(column) for column in says), *[_nothing(String())] * 3)[:3]
    columns = {"at": at, "text": text, "by": by, "one": one, "two": two, "three": three}
    ended = released if released is not None else _nothing(UtcDateTime())
    labelled = [column.label(name) for name, column in columns.items()]
    return select(literal(kind).label("kind"), model.id.label("id"), *labelled, ended.label("released"))


def _as_text(column: Any) -> Any:
    return cast(type_coerce(column, String()) if _is_enum(column) else column, String())


def _is_enum(column: Any) -> bool:
    return hasattr(column.type, "enum")


def _nothing(type_: Any) -> Any:
    return cast(null(), type_)


def _letters(case_uid: str) -> Select[Any]:
    says = (Letter.side,)
    query = _part("letter", Letter, Letter.written_at, Letter.text, Letter.written_by, says, Letter.relayed_at)
    return query.where(Letter.case_uid == case_uid)


def _replies(case_uid: str) -> Select[Any]:
    says = (Reply.evidence_reference, Reply.paper_on)
    query = _part("reply", Reply, Reply.written_at, Reply.text, Reply.written_by, says, Reply.released_at)
    return query.where(Reply.case_uid == case_uid)


def _calls(case_uid: str) -> Select[Any]:
    says = (CallBack.solved, CallBack.satisfaction)
    return _part("call", CallBack, CallBack.at, CallBack.words, CallBack.by_uid, says).where(
        CallBack.case_uid == case_uid
    )


def _rating(case_uid: str) -> Select[Any]:
    says, nobody = (CaseRating.result, CaseRating.speed, CaseRating.attitude), _nothing(String())
    query = _part("rating", CaseRating, CaseRating.at, CaseRating.words, nobody, says)
    return query.where(CaseRating.case_uid == case_uid)


def _notes(case_uid: str) -> Select[Any]:
    query = _part("note", Note, Note.written_at, Note.text, Note.written_by, (Note.readers,))
    return query.where(Note.case_uid == case_uid)


def _receipts(case_uid: str) -> Select[Any]:
    query = _part("receipt", Receipt, Receipt.created_at, Receipt.reference, _nothing(String()))
    return query.join(receipt_case, receipt_case.c.receipt_uid == Receipt.uid).where(
        receipt_case.c.case_uid == case_uid
    )
