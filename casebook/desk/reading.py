"""A case as its reader may see it: who reads it as what, and the view object made for him."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casebook.case import explained, labels, record
from casebook.case.models import CaseFile, Side, Submission
from casebook.case.projection import (
    Audience,
    ClockView,
    Complainant,
    HeldView,
    Line,
    OfficeCase,
    Original,
    OverseerCase,
    Paper,
    StationCase,
    When,
)
from casebook.case.record import Reader
from casebook.case.taxonomy import Rating, Solved
from casebook.case.workflow import Action
from casebook.desk import case_queries
from casebook.desk.case_queries import CaseRows, Written
from casebook.kernel.access import Outcome, decide
from casebook.kernel.deadlines import Moment, local_day
from casebook.people.actor import Staff
from casebook.responsibility.queries import shares
from casebook.stages.intake.service import short_title
from casebook.vault import queries as vault

AnyCase = OfficeCase | OverseerCase | StationCase


def read(session: Session, actor: Staff, rows: CaseRows, now: Moment) -> AnyCase:
    """The case as this reader sees it."""
    reader = record.reader_of(actor, rows.case, rows.assignment.dispatched_at if rows.assignment else None)
    if reader.audience is Audience.OFFICE:
        return _for_office(session, actor, rows, reader, now)
    if reader.audience is Audience.STATION:
        return _for_station(session, actor, rows, reader, now)
    return _for_overseer(session, rows, reader, now)


@dataclass(frozen=True)
class _Told:
    """What all views of a case tell of its time: clocks, history, holders."""

    clocks: tuple[ClockView, ...]
    history: tuple[Line, ...]
    chain: tuple[HeldView, ...]


def _for_office(session: Session, actor: Staff, rows: CaseRows, reader: Reader, now: Moment) -> OfficeCase:
    told = _told_inside(session, rows, reader, now)
    written = case_queries.all_written(session, rows.case.uid)
    matter, named = case_queries.submission(session, rows.case, labels.language())
    return OfficeCase(
        **_shared(rows, told),
        title=rows.case.title,
        original=_original(matter, named, written),
        complainant=_complainant(session, actor, rows.case, matter, now),
        replies=_replies(written),
        letters=tuple(_letter(row, rows) for row in written if row.kind == "letter"),
        answers=_answers(written),
        track=labels.label(rows.case.track),
    )


def _for_overseer(session: Session, rows: CaseRows, reader: Reader, now: Moment) -> OverseerCase:
    written = case_queries.answers_written(session, rows.case.uid)
    return OverseerCase(
        **_shared(rows, _told_inside(session, rows, reader, now)),
        title=cleared_title(rows),
        replies=_replies(written),
        answers=tuple(replace(answer, note="", who=labels.role_label(labels.CITIZEN)) for answer in _answers(written)),
    )


def _for_station(session: Session, actor: Staff, rows: CaseRows, reader: Reader, now: Moment) -> StationCase:
    sent = rows.assignment
    since = reader.since or now.at
    written = case_queries.written_by_station(session, rows.case.uid, reader.unit_uid, since)
    return StationCase(
        **_shared(rows, _told_station(session, rows, reader, since, now)),
        title=cleared_title(rows),
        sent=sent.dispatched_at if sent else None,
        signed=sent.signed_at if sent else None,
        replies=tuple(_own_reply(row) for row in written if row.kind == "reply"),
        letters=tuple(_own_letter(row) for row in written if row.kind == "letter"),
        may_ask_telephone=decide(actor, Action.REVEAL, rows.case, now).allowed,
    )


def cleared_title(rows: CaseRows) -> str:
    """The first sentence of the office's text: all that a title may say outside the office."""
    return short_title(rows.cleared.text) if rows.cleared else rows.case.reference


def _told_inside(session: Session, rows: CaseRows, reader: Reader, now: Moment) -> _Told:
    chain, names = case_queries.chain(session, rows.case.uid, labels.language())
    return _Told(
        explained.clocks_for_office(rows.case.clocks, now),
        record.history(case_queries.events(session, rows.case.uid), reader),
        record.chain_for_inside(shares(chain, now.at), names),
    )


def _told_station(session: Session, rows: CaseRows, reader: Reader, since: datetime, now: Moment) -> _Told:
    chain, names = case_queries.chain(session, rows.case.uid, labels.language())
    return _Told(
        explained.clocks_for_station(rows.case.clocks, now, since),
        record.history(case_queries.events(session, rows.case.uid), reader),
        record.chain_for_station(shares(chain, now.at), names, reader.unit_uid or "", since, now.at),
    )


def _shared(rows: CaseRows, told: _Told) -> dict[str, Any]:
    case, holder = rows.case, told.chain[-1]
    return {
        "reference": case.reference,
        "state": case.state,
        "text": rows.cleared.text if rows.cleared else "",
        "text_version": case.cleared_version,
        "category": labels.category_label(case.category),
        "grade": labels.label(case.grade) if case.grade else "",
        "main_unit": rows.unit.label(labels.language()) if rows.unit else "",
        "on_paper": case.on_paper,
        "holder": holder.person,
        "holder_unit": holder.unit,
        "closed": holder.until,
        "clocks": told.clocks,
        "history": told.history,
        "chain": told.chain,
        **_nearest(told.clocks),
    }


def _nearest(clocks: tuple[ClockView, ...]) -> dict[str, Any]:
    """The clock that runs out first, if one runs."""
    running = [clock for clock in clocks if clock.stopped is None]
    if not running:
        return {"due": None, "light": "", "tone": "plain", "provisional": False}
    first = running[0]
    return {"due": first.due, "light": first.light, "tone": first.tone, "provisional": first.provisional}


def _original(matter: Submission, named: str, written: list[Written]) -> Original:
    return Original(
        text=matter.text,
        channel=labels.label(matter.channel),
        item_type=labels.label(matter.item_type),
        received_at=matter.received_at,
        registered_at=matter.registered_at,
        unit_named=named,
        happened=matter.happened or "",
        trips=matter.trips,
        for_another=matter.for_another,
        for_business=matter.for_business,
        paper_reference=matter.paper_reference or "",
        receipts=tuple(row.text or "" for row in written if row.kind == "receipt"),
    )


def _complainant(session: Session, actor: Staff, case: CaseFile, matter: Submission, now: Moment) -> Complainant:
    """Masks for whoever may ask for the identity, now or once a guard is met; for others only that there is a name."""
    verdict = decide(actor, Action.REVEAL, case, now)
    may_ask = verdict.outcome in (Outcome.ALLOWED, Outcome.GUARDED)
    kept = vault.masks(session, matter.party_uid) if may_ask else {}
    masks = {labels.field_label(name): mask for name, mask in kept.items()}
    return Complainant(case.has_contact, case.consent_contact, masks)


def _replies(written: list[Written]) -> tuple[Paper, ...]:
    return tuple(_reply(row) for row in written if row.kind == "reply")


def _reply(row: Written) -> Paper:
    note = _released(row.released) if row.released else _("not passed on yet")
    return Paper(row.at, row.by or "", row.text or "", _proof(row, note))


def _own_reply(row: Written) -> Paper:
    note = _released(local_day(row.released)) if row.released else ""
    return Paper(row.at, row.by or "", row.text or "", _proof(row, note))


def _proof(row: Written, note: str) -> str:
    proof = _("Proof: %(proof)s", proof=row.one)
    paper = _("sealed paper of %(day)s", day=row.two) if row.two else ""
    return _("; ").join(filter(None, (proof, paper, note)))


def _released(when: When) -> str:
    day = local_day(when) if isinstance(when, datetime) else when
    return _("passed on %(day)s", day=day.isoformat())


def _letter(row: Written, rows: CaseRows) -> Paper:
    side = Side(row.one)
    who = row.by or labels.label(side)
    if side is Side.STATION:
        note = _released(row.released) if row.released else _("waiting to be passed on")
        return Paper(row.at, who, row.text or "", note, waiting=row.released is None, side=side)
    return Paper(row.at, who, row.text or "", side=side)


def _own_letter(row: Written) -> Paper:
    note = _released(local_day(row.released)) if row.released else _("waiting to be passed on")
    return Paper(row.at, row.by or "", row.text or "", note, waiting=row.released is None, side=Side.STATION)


def _answers(written: list[Written]) -> tuple[Paper, ...]:
    said = {"call": _called, "rating": _rated}
    citizen = labels.role_label(labels.CITIZEN)
    rows = [row for row in written if row.kind in said]
    return tuple(Paper(row.at, row.by or citizen, said[row.kind](row), row.text or "") for row in rows)


def _called(row: Written) -> str:
    return _("; ").join(_heard(row)) or _("nobody reached")


def _rated(row: Written) -> str:
    result, speed, attitude = (labels.label(Rating(value)) for value in (row.one, row.two, row.three))
    return _(
        "Result: %(result)s; speed: %(speed)s; attitude: %(attitude)s", result=result, speed=speed, attitude=attitude
    )


def _heard(row: Written) -> list[str]:
    solved = [labels.label(Solved(row.one))] if row.one else []
    return [*solved, *([labels.label(Rating(row.two))] if row.two else [])]
