"""The ledgers of what is done with a matter: assigned, demanded, put on the backlog, asked about afterwards."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import ColumnElement, Select, and_, select

from casebook.case.models import Assignment, CallBack, CaseFile
from casebook.case.projection import Audience
from casebook.case.workflow import Action
from casebook.kernel.history import Event
from casebook.ledgers import words
from casebook.ledgers.columns import INSIDE, STAFF, day
from casebook.ledgers.ledger import Ledger
from casebook.ledgers.period import Period
from casebook.ledgers.readers import POSTS, cases_for
from casebook.ledgers.registers import CATEGORY, HANDLING_UNIT, REFERENCE, STATE, TITLE, C, unit_concerned
from casebook.ledgers.sources import RESUMED, Later
from casebook.people.actor import Staff
from casebook.responsibility.models import Chain

OFFICE, NOT_OFFICE = (Audience.OFFICE,), (Audience.OVERSEER, Audience.STATION)
CLEARED = C(lazy_pgettext("ledger", "Summary"), "cleared_text.text", say=words.cleared, of=NOT_OFFICE, width=36)
CLEARED_INSIDE = replace(CLEARED, of=(Audience.OVERSEER,))
ANSWERED = C(lazy_pgettext("ledger", "Closed by station"), "case_file.feedback_at", say=day)
ON_BACKLOG = (Action.HANG.value, Action.DECIDE_BACKLOG.value)


def _within(column: Any) -> Any:
    return lambda period: (column >= period.begins) & (column < period.ends)


def _assigned(actor: Staff, audience: Audience) -> Select[Any]:
    """Every unit a case was given to; a station reads its own part, as long as it has it."""
    lines = cases_for(actor, audience).join(Assignment, Assignment.case_uid == CaseFile.uid)
    if audience is not Audience.STATION:
        return lines
    own = Assignment.unit_uid.in_(sorted(actor.units(*POSTS[audience])))
    return lines.where(own, Assignment.ended_at.is_(None))


def _deeds(*actions: str) -> Any:
    """Deeds on cases; a station knows of those that were done since it was sent the case."""

    def lines(actor: Staff, audience: Audience) -> Select[Any]:
        found = cases_for(actor, audience).join(Event, Event.subject_uid == CaseFile.uid)
        found = found.where(Event.action.in_(actions))
        return found.where(Event.at >= _sent_at()) if audience is Audience.STATION else found

    return lines


def _sent_at() -> Any:
    sent = select(Assignment.dispatched_at).where(Assignment.case_uid == CaseFile.uid, Assignment.kind == words.MAIN)
    return sent.where(Assignment.ended_at.is_(None)).correlate(CaseFile).scalar_subquery()


def _stood(period: Period) -> ColumnElement[bool]:
    """Put on the backlog by the end of the period and not taken up again before it began."""
    onward = and_(Later.subject_uid == Event.subject_uid, Later.subject_version > Event.subject_version)
    again = select(Later.id).where(onward, Later.action.in_(RESUMED), Later.at < period.begins)
    return and_(Event.at < period.ends, ~again.correlate(Event).exists())


def _called(actor: Staff, audience: Audience) -> Select[Any]:
    return cases_for(actor, audience).join(CallBack, CallBack.case_uid == CaseFile.uid)


def _asked_first(actor: Staff, audience: Audience) -> Select[Any]:
    return cases_for(actor, audience).join(Chain, Chain.case_uid == CaseFile.uid)


def _main_unit() -> Any:
    return CaseFile.main_unit_uid


ASSIGNMENTS = Ledger(
    key="assignments",
    label=_l("Assignment ledger"),
    decides=_l("Lines by the day on which the case was sent to the unit."),
    of=STAFF,
    lines=_assigned,
    within=_within(Assignment.dispatched_at),
    unit=lambda: Assignment.unit_uid,
    order=(Assignment.dispatched_at, Assignment.id),
    columns=(
        REFERENCE,
        C(lazy_pgettext("ledger", "Sent"), "assignment.dispatched_at", width=17),
        C(lazy_pgettext("ledger", "Handling unit"), "assignment.unit_uid", width=16),
        C(lazy_pgettext("ledger", "Part"), "assignment.kind", say=words.kind_of_unit, width=8),
        C(lazy_pgettext("ledger", "Summary"), "cleared_text.text", say=words.cleared, width=36),
        CATEGORY,
        C(lazy_pgettext("ledger", "Sent by"), "assignment.dispatched_by", of=INSIDE, width=10),
        C(lazy_pgettext("ledger", "Signed for"), "assignment.signed_at", width=17),
        C(lazy_pgettext("ledger", "Signed by"), "assignment.signed_by", width=10),
        C(lazy_pgettext("ledger", "Due"), "clock.due_at"),
        ANSWERED,
        C(lazy_pgettext("ledger", "Taken back"), "assignment.ended_at", say=day, of=INSIDE),
        STATE,
    ),
)
DEMANDS = Ledger(
    key="reminders",
    label=_l("Reminder and supervision ledger"),
    decides=_l("Lines by the day of the reminder or supervision."),
    of=STAFF,
    lines=_deeds(*words.DEMANDS),
    within=_within(Event.at),
    unit=_main_unit,
    order=(Event.at, Event.id),
    columns=(
        C(lazy_pgettext("ledger", "Day"), "event.at", say=day),
        REFERENCE,
        C(lazy_pgettext("ledger", "Kind"), "event.action", say=words.demanded, width=10),
        HANDLING_UNIT,
        TITLE,
        CLEARED,
        C(lazy_pgettext("ledger", "Reason"), "event.details", say=words.reason, width=26),
        C(lazy_pgettext("ledger", "Working days late"), "event.details", say=words.number("days_overdue"), width=8),
        C(lazy_pgettext("ledger", "New term"), "event.details", say=words.day_of("new_term")),
        C(lazy_pgettext("ledger", "Ordered by"), "event.actor_uid", of=INSIDE, width=10),
        STATE,
        ANSWERED,
    ),
)
BACKLOG = Ledger(
    key="backlog",
    label=_l("Backlog ledger"),
    decides=_l("Every case that stood on the backlog on any of these days."),
    of=STAFF,
    lines=_deeds(*ON_BACKLOG),
    within=_stood,
    unit=_main_unit,
    order=(Event.at, Event.id),
    columns=(
        REFERENCE,
        C(lazy_pgettext("ledger", "Put on the backlog"), "event.at", say=day),
        HANDLING_UNIT,
        TITLE,
        CLEARED,
        C(lazy_pgettext("ledger", "Why not now"), "event.details", say=words.fact("reason"), width=26),
        C(lazy_pgettext("ledger", "Plan"), "event.details", say=words.fact("plan"), width=26),
        C(lazy_pgettext("ledger", "Answerable"), "event.details", say=words.fact("name"), width=10),
        C(lazy_pgettext("ledger", "Planned until"), "event.details", say=words.day_of("promised_date")),
        C(lazy_pgettext("ledger", "Taken up again"), "event.resumed_at", say=day),
        STATE,
    ),
)
CALL_BACKS = Ledger(
    key="call-backs",
    label=_l("Call-back ledger"),
    decides=_l("Lines by the day on which the complainant was asked or answered."),
    of=INSIDE,
    lines=_called,
    within=_within(CallBack.at),
    unit=_main_unit,
    order=(CallBack.at, CallBack.id),
    columns=(
        C(lazy_pgettext("ledger", "Time of the call-back"), "call_back.at", of=INSIDE, width=17),
        REFERENCE,
        HANDLING_UNIT,
        TITLE,
        C(
            lazy_pgettext("ledger", "Summary"),
            "cleared_text.text",
            say=words.cleared,
            of=(Audience.OVERSEER,),
            width=36,
        ),
        C(lazy_pgettext("ledger", "Way"), "call_back.on_page", say=words.by_what, of=OFFICE, width=10),
        C(lazy_pgettext("ledger", "Reached"), "call_back.contacted", say=words.reached, of=INSIDE, width=8),
        C(lazy_pgettext("ledger", "Solved"), "call_back.solved", say=words.word, of=INSIDE, width=10),
        C(lazy_pgettext("ledger", "Satisfaction"), "call_back.satisfaction", say=words.word, of=INSIDE, width=10),
        C(lazy_pgettext("ledger", "What was said"), "call_back.words", of=OFFICE, width=30),
        C(lazy_pgettext("ledger", "Called by"), "call_back.by_uid", of=OFFICE, width=10),
        C(lazy_pgettext("ledger", "Round"), "call_back.round", of=INSIDE, width=6),
    ),
)
FIRST_INQUIRIES = Ledger(
    key="first-inquiries",
    label=_l("First-inquiry register"),
    decides=_l("Lines by the day on which somebody was asked first."),
    of=OFFICE,
    lines=_asked_first,
    within=_within(Chain.opened_at),
    unit=unit_concerned,
    order=(Chain.opened_at, Chain.id),
    columns=(
        C(lazy_pgettext("ledger", "Asked first"), "responsibility_chain.opened_at", of=OFFICE, width=17),
        REFERENCE,
        C(lazy_pgettext("ledger", "First person"), "responsibility_link.person_uid", of=OFFICE, width=10),
        C(lazy_pgettext("ledger", "Unit of the first person"), "responsibility_link.unit_uid", of=OFFICE, width=16),
        TITLE,
        C(lazy_pgettext("ledger", "Trips made"), "submission.trips", of=OFFICE, width=8),
        C(lazy_pgettext("ledger", "Hand-overs"), "responsibility_link.seq", of=OFFICE, width=8),
        C(lazy_pgettext("ledger", "Answerable now"), "case_file.holder_uid", of=OFFICE, width=10),
        C(lazy_pgettext("ledger", "Since"), "responsibility_link.since", of=OFFICE, width=17),
        C(lazy_pgettext("ledger", "Duty ended"), "responsibility_chain.closed_at", say=day, of=OFFICE),
        STATE,
    ),
)
