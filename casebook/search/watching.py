"""How the index follows the texts: at every commit, whoever writes, as long as it is written through a session.

A stage that keeps a text need not know that there is an index. Every flush notes whose case a text was in; before the
commit those cases are indexed once, in the same transaction. Statements that write past the session are refused.
"""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from casebook.case.models import Assignment, CaseFile, Submission
from casebook.search import service
from casebook.search.sources import SOURCES

NOTED = "cases_to_index"
# What else of these decides who reads which text; a case is written by every deed, and only some change that.
DECISIVE: dict[type, frozenset[str]] = {
    CaseFile: frozenset({"title", "office_uid", "state", "main_unit_uid", "cleared_version", "restricted", "receipts"}),
    Submission: frozenset({"text", "happened", "paper_reference", "party_uid"}),
    Assignment: frozenset({"unit_uid", "kind", "dispatched_at", "active", "report", "ended_at"}),
}
WATCHED: tuple[Any, ...] = tuple({source.column.class_ for source in SOURCES})


def attach(app: Flask) -> None:
    """Let every session of this process keep the index in step; once, however many applications there are."""
    for name, listener in (("after_flush", _note), ("before_commit", _index), ("do_orm_execute", _refuse_past_session)):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _note(session: Session, context: Any) -> None:
    noted: set[str] = session.info.setdefault(NOTED, set())
    for record in (*session.new, *session.deleted):
        noted.update(_cases_of(session, record))
    for record in session.dirty:
        if type(record) in WATCHED and _is_decisive(record):
            noted.update(_cases_of(session, record))


def _is_decisive(record: Any) -> bool:
    state = inspect(record)
    names = DECISIVE.get(type(record)) or state.mapper.column_attrs.keys()
    return any(state.attrs[name].history.has_changes() for name in names)


def _cases_of(session: Session, record: Any) -> Iterable[str]:
    if isinstance(record, CaseFile):
        return (record.uid,)
    if isinstance(record, Submission):
        return session.connection().scalars(select(CaseFile.uid).where(CaseFile.submission_uid == record.uid))
    return (record.case_uid,) if type(record) in WATCHED else ()


def _index(session: Session) -> None:
    session.flush()
    noted = session.info.pop(NOTED, None)
    if noted:
        service.write(session, sorted(noted))


def _refuse_past_session(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    writes = state.is_update or state.is_delete or state.is_insert
    if writes and mapper is not None and mapper.class_ in WATCHED:
        raise TypeError(f"{mapper.class_.__name__} holds texts that are searched: write it through the session")
