"""A case as its reader may see it: who reads it as what, and the view object made for him."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casebook.case import explained, held, labels, record, replay
from casebook.case.identity import masks_shown_to
from casebook.case.models import CaseFile, State, Submission
from casebook.case.projection import Audience, OfficeCase, OverseerCase, StationCase
from casebook.case.record import Reader
from casebook.case.view_parts import ClockView, Complainant, HeldView, Line, Original
from casebook.case.workflow import Action
from casebook.desk import case_queries, papers, section_queries, sections
from casebook.desk.case_queries import CaseRows, Written
from casebook.kernel.access import Outcome, decide
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.people.actor import Staff
from casebook.people.models import UnitKind
from casebook.responsibility.queries import shares
from casebook.stages.intake.service import short_title
from casebook.vault import queries as vault

# How the main unit is supervised and what it promised is no co-unit's affair.
OTHERS_AFFAIR: dict[str, Any] = {"supervision": "", "promised": None, "rounds": 0}
AnyCase = OfficeCase | OverseerCase | StationCase


def read(session: Session, actor: Staff, rows: CaseRows, now: Moment, on: date | None = None) -> AnyCase:
    """The case as this reader sees it; `on`: a past day on whose end it is shown beside, to whoever reads it whole."""
    reader = record.reader_of(actor, rows.case, rows.assignment.dispatched_at if rows.assignment else None)
    if reader.audience is Audience.OFFICE:
        return _for_office(session, actor, rows, reader, now, on)
    if reader.audience is Audience.STATION:
        return _for_station(session, actor, rows, reader, now)
    return _for_overseer(session, actor, rows, reader, now, on)


@dataclass(frozen=True)
class _Told:
    """What all views of a case tell of its time: clocks, history, holders; the events and names behind them."""

    clocks: tuple[ClockView, ...]
    history: tuple[Line, ...]
    chain: tuple[HeldView, ...]
    events: list[Event] = field(default_factory=list)
    persons: Mapping[str, str] = field(default_factory=dict)


def _for_office(
    session: Session, actor: Staff, rows: CaseRows, reader: Reader, now: Moment, on: date | None
) -> OfficeCase:
    told = _told_inside(session, rows, reader, now)
    written = case_queries.all_written(session, rows.case.uid)
    matter, named = case_queries.submission(session, rows.case, labels.language())
    return OfficeCase(
        **_shared(rows, told),
        **_whole(session, actor, rows, reader, told, now, on),
        title=rows.case.title,
        original=_original(matter, named, written),
        complainant=_complainant(session, actor, rows.case, matter, now),
        replies=papers.replies(written),
        letters=papers.letters(written, () if rows.case.state is State.SEALED else _sealed(told.events)),
        answers=papers.answers(written),
        notes=papers.notes(written),
        track=labels.label(rows.case.track),
        pressed=rows.case.pressed_at,
        confidential=rows.case.confidential,
    )


def _for_overseer(
    session: Session, actor: Staff, rows: CaseRows, reader: Reader, now: Moment, on: date | None
) -> OverseerCase:
    told = _told_inside(session, rows, reader, now)
    written = case_queries.answers_written(session, rows.case.uid)
    citizen = labels.role_label(labels.CITIZEN)
    return OverseerCase(
        **_shared(rows, told),
        **_whole(session, actor, rows, reader, told, now, on),
        title=cleared_title(rows),
        replies=papers.replies(written),
        answers=tuple(replace(answer, note="", who=citizen) for answer in papers.answers(written)),
        notes=papers.notes(written),
        may_ask_identity=may_ask(actor, rows.case, now),
    )


def _for_station(session: Session, actor: Staff, rows: CaseRows, reader: Reader, now: Moment) -> StationCase:
    since = reader.since or now.at
    written = case_queries.written_by_station(session, rows.case.uid, reader.unit_uid, since)
    found = section_queries.sections_for_station(session, rows.case)
    sent = rows.assignment if not reader.co else None
    shared = _shared(rows, _told_station(session, rows, reader, since, now))
    return StationCase(
        **(shared | OTHERS_AFFAIR if reader.co else shared),
        title=cleared_title(rows),
        sent=reader.since,
        signed=sent.signed_at if sent else None,
        replies=papers.own_replies(written) if not reader.co else (),
        letters=papers.own_letters(written),
        notes=papers.notes(written),
        may_ask_telephone=decide(actor, Action.REVEAL, rows.case, now).allowed,
        asked=sections.asked_by_station(rows.case, reader, now),
        ordered=sections.ordered_for_station(found, reader),
        co_parts=sections.co_parts(rows.case, found, reader, now),
        reviews=sections.reviews_for_station(found) if not reader.co else (),
    )


def cleared_title(rows: CaseRows) -> str:
    """The first sentence of the office's text: all that a title may say outside the office."""
    return short_title(rows.cleared.text) if rows.cleared else rows.case.reference


def _whole(
    session: Session, actor: Staff, rows: CaseRows, reader: Reader, told: _Told, now: Moment, on: date | None
) -> dict[str, Any]:
    """What those see who read all that was done to a case."""
    case, found = rows.case, section_queries.sections_of(session, actor, rows.case)
    return {
        "asked": sections.asked(actor, case, found, now),
        "ordered": sections.ordered(found),
        "co_parts": sections.co_parts(case, found, reader, now),
        "reviews": sections.reviews(found),
        "linked": sections.linked(found),
        "returns": case.returns,
        "returns_refused": case.returns_refused,
        "repeats": case.repeats,
        "restricted": case.restricted,
        "first_day": sections.first_day(case),
        "then": replay.as_it_stood(told.events, case.clocks, on, now.timetable, told.persons) if on else None,
    }


def _sealed(events: list[Event]) -> list[tuple[datetime, datetime | None]]:
    """When discipline had the case: from each referral to the hand-back after it."""
    spans: list[tuple[datetime, datetime | None]] = []
    for event in events:
        if event.action == Action.SEAL.value:
            spans.append((event.at, None))
        elif event.action == Action.HAND_BACK.value and spans:
            spans[-1] = (spans[-1][0], event.at)
    return spans


def _told_inside(session: Session, rows: CaseRows, reader: Reader, now: Moment) -> _Told:
    chain, names = case_queries.chain(session, rows.case.uid, labels.language())
    events = case_queries.events(session, rows.case.uid)
    return _Told(
        explained.clocks_for_office(rows.case.clocks, now),
        record.history(events, reader),
        held.chain_for_inside(shares(chain, now.at), names),
        [event for event, _name in events],
        names.persons,
    )


def _told_station(session: Session, rows: CaseRows, reader: Reader, since: datetime, now: Moment) -> _Told:
    chain, names = case_queries.chain(session, rows.case.uid, labels.language())
    others = _("the office or the main unit") if reader.co else labels.label(UnitKind.OFFICE)
    unit_uid, clocks = reader.unit_uid or "", rows.case.clocks
    return _Told(
        explained.clocks_for_co_unit(clocks, now, since, unit_uid)
        if reader.co
        else explained.clocks_for_station(clocks, now, since),
        record.history(case_queries.events(session, rows.case.uid), reader),
        held.chain_for_station(shares(chain, now.at), names, unit_uid, since, now.at, others),
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
        "supervision": sections.supervision(case),
        "promised": case.promised_on,
        "rounds": case.rework_rounds,
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


def may_ask(actor: Staff, case: CaseFile, now: Moment) -> bool:
    """Whether he is one who may ask for the identity, now or once a guard is met."""
    return decide(actor, Action.REVEAL, case, now).outcome in (Outcome.ALLOWED, Outcome.GUARDED)


def _complainant(session: Session, actor: Staff, case: CaseFile, matter: Submission, now: Moment) -> Complainant:
    """Masks for whoever works with the identity; for others only whether there is a name."""
    shown = masks_shown_to(actor, case, now) if may_ask(actor, case, now) else frozenset()
    kept = vault.masks(session, matter.party_uid) if shown else {}
    masks = {labels.field_label(name): mask for name, mask in kept.items() if name in shown}
    return Complainant(case.has_contact, case.consent_contact, masks)
