"""Writing the index: what of a case is to be found, made anew whenever one of its texts changed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, lazyload

from casebook.case.models import Assignment, CaseFile, State
from casebook.case.workflow import Action
from casebook.kernel.history import Event
from casebook.search.documents import Part, Spans, Whole, all_tokens, body, documents
from casebook.search.models import SearchText
from casebook.search.sources import Written, written_in
from casebook.search.words import composed
from casebook.vault.keys import vault_keys
from casebook.vault.leaks import leaks
from casebook.vault.lint import known_to_public

SEALS = (Action.SEAL.value, Action.HAND_BACK.value)


@dataclass(frozen=True)
class _Row:
    case: CaseFile
    parts: list[Part]


def write(session: Session, case_uids: Collection[str]) -> None:
    """Index these cases as they stand now; what is no longer read by anybody goes."""
    kept = {(row.case_uid, row.scope): row for row in _indexed(session, case_uids)}
    for case, whole in _wholes(session, case_uids):
        without = _without_complainant(session, case)
        for scope, texts in documents(whole).items():
            found = kept.pop((case.uid, scope), None) or SearchText(case_uid=case.uid, scope=scope)
            found.body = body(texts, without)
            found.tokens = all_tokens(found.body, scope)
            session.add(found)
    for gone in kept.values():
        session.delete(gone)
    session.flush()


def readable(session: Session, case_uids: Collection[str]) -> dict[tuple[str, str], list[Written]]:
    """The texts of which the documents of these cases are made, by case and scope: what is shown of a case found."""
    wholes = _wholes(session, case_uids)
    return {(case.uid, scope): texts for case, whole in wholes for scope, texts in documents(whole).items()}


def missing(session: Session, most: int) -> list[str]:
    """Cases that no reader could find, the oldest first: of an earlier release, or written past the session."""
    indexed = select(SearchText.id).where(SearchText.case_uid == CaseFile.uid)
    return list(session.scalars(select(CaseFile.uid).where(~indexed.exists()).order_by(CaseFile.id).limit(most)))


def _wholes(session: Session, case_uids: Collection[str]) -> list[tuple[CaseFile, Whole]]:
    rows = _cases(session, case_uids)
    written, sealed = written_in(session, case_uids), _sealed(session, rows)
    return [
        (row.case, Whole(row.case.office_uid, written[row.case.uid], row.parts, sealed[row.case.uid])) for row in rows
    ]


def _indexed(session: Session, case_uids: Collection[str]) -> Iterable[SearchText]:
    return session.scalars(select(SearchText).where(SearchText.case_uid.in_(case_uids)))


def _without_complainant(session: Session, case: CaseFile) -> Callable[[str], str]:
    """Takes out of a text what its complainants left in the vault: whoever searches for a neighbour finds nothing."""
    known = known_to_public(session, vault_keys(), case)

    def without(given: str) -> str:
        plain = composed(given)
        for leak in leaks(plain, known) if known.lengths else ():
            blank = " " * (leak.end - leak.start)
            plain = f"{plain[: leak.start]}{blank}{plain[leak.end :]}"
        return plain

    return without


def _cases(session: Session, case_uids: Collection[str]) -> list[_Row]:
    main = and_(Assignment.kind == "main", Assignment.ended_at.is_(None))
    in_force = and_(Assignment.case_uid == CaseFile.uid, or_(main, and_(Assignment.kind == "co", Assignment.active)))
    query = (
        select(CaseFile, Assignment.unit_uid, Assignment.dispatched_at, Assignment.kind)
        .outerjoin(Assignment, in_force)
        .where(CaseFile.uid.in_(case_uids))
        .options(lazyload("*"))
        .order_by(CaseFile.id, Assignment.id)
    )
    found: dict[str, _Row] = {}
    for case, unit_uid, since, kind in session.execute(query):
        row = found.setdefault(case.uid, _Row(case, []))
        if unit_uid is not None and (kind == "co" or unit_uid == case.main_unit_uid):
            row.parts.append(Part(unit_uid, since, kind == "co"))
    return [_with_main_unit(row) for row in found.values()]


def _with_main_unit(row: _Row) -> _Row:
    """The main unit first. Without an assignment in force it reads the office's words and none of its own."""
    mains = [part for part in row.parts if not part.co]
    if row.case.main_unit_uid and not mains:
        mains = [Part(row.case.main_unit_uid, None)]
    return _Row(row.case, [*mains, *(part for part in row.parts if part.co)])


def _sealed(session: Session, rows: list[_Row]) -> dict[str, Spans]:
    """When discipline had each case that came back from it; one it has is read by nobody else, and whole."""
    spans: dict[str, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    back = [row.case.uid for row in rows if row.case.restricted and row.case.state is not State.SEALED]
    seals = select(Event.subject_uid, Event.action, Event.at).where(
        Event.subject_uid.in_(back), Event.action.in_(SEALS)
    )
    for uid, action, at in session.execute(seals.order_by(Event.subject_version)) if back else ():
        if action == Action.SEAL.value:
            spans[uid].append((at, None))
        elif spans[uid]:
            spans[uid][-1] = (spans[uid][-1][0], at)
    return defaultdict(tuple, spans)
