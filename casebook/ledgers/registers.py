"""The registers of what comes in, and the intake ledger whose columns are prescribed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import ColumnElement, Select, func, select

from casebook.case.models import CaseFile, Submission
from casebook.case.projection import Audience
from casebook.case.taxonomy import Channel
from casebook.ledgers import words
from casebook.ledgers.columns import INSIDE, NOW, Column, day
from casebook.ledgers.ledger import Ledger, Lines
from casebook.ledgers.period import Period
from casebook.ledgers.readers import cases_for
from casebook.people.actor import Staff

OFFICE, OVERSEER = (Audience.OFFICE,), (Audience.OVERSEER,)
BY_RECEIPT = _l("Lines by the day on which the matter was received.")


def C(head: Any, *sources: str, **more: Any) -> Column:  # noqa: N802 - a row of a table, not a deed
    """A column."""
    return Column(head, sources, **more)


def received_in(period: Period) -> ColumnElement[bool]:
    """Whether a matter was received within the period."""
    return (CaseFile.received_at >= period.begins) & (CaseFile.received_at < period.ends)


def unit_concerned() -> Any:
    """The unit that handles it; while none does, the one complained about."""
    return func.coalesce(CaseFile.main_unit_uid, CaseFile.unit_named_uid)


def _by(channel: Channel) -> Lines:
    came = select(Submission.uid).where(Submission.channel == channel)

    def lines(actor: Staff, audience: Audience) -> Select[Any]:
        return cases_for(actor, audience).where(CaseFile.submission_uid.in_(came))

    return lines


def _register(key: str, channel: Channel, label: Any, *middle: Column) -> Ledger:
    """A register of one channel: what its columns do not share stands in the middle."""
    return Ledger(
        key=key,
        label=label,
        decides=BY_RECEIPT,
        of=OFFICE,
        lines=_by(channel),
        within=received_in,
        unit=unit_concerned,
        order=(CaseFile.received_at, CaseFile.id),
        columns=(*middle, *AFTER_ALL),
    )


def _who(head: Any) -> Column:
    sources = ("submission.party_uid", "case_file.has_contact", "case_file.confidential")
    return C(head, *sources, say=words.complainant, of=OFFICE, width=12)


REFERENCE = C(lazy_pgettext("ledger", "Reference"), "case_file.reference", width=16, links=True)
TITLE = C(lazy_pgettext("ledger", "Summary"), "case_file.title", say=words.summary, of=OFFICE, width=36)
CLEARED = C(lazy_pgettext("ledger", "Summary"), "cleared_text.text", say=words.cleared, of=OVERSEER, width=36)
COMPLAINED_ABOUT = C(lazy_pgettext("ledger", "Unit complained about"), "case_file.unit_named_uid", of=INSIDE, width=16)
CATEGORY = C(lazy_pgettext("ledger", "Category"), "case_file.category", say=words.category, width=16)
STATE = C(lazy_pgettext("ledger", "State"), "case_file.state", say=words.word, width=12)
HANDLING_UNIT = C(lazy_pgettext("ledger", "Handling unit"), "case_file.main_unit_uid", width=16)
CLOSED = C(
    lazy_pgettext("ledger", "Closed by station"),
    *("case_file.feedback_at", "case_file.closed_at", "case_file.closed_by"),
    say=words.answered_on,
    of=INSIDE,
    width=12,
)
REMARKS = C(
    lazy_pgettext("ledger", "Remarks"),
    *("case_file.self_handled", "case_file.on_paper", "case_file.co_handled", "case_file.rework_rounds"),
    "case_file.repeats",
    say=words.remarks,
    of=INSIDE,
    width=18,
)
TAKEN_DOWN_BY = C(lazy_pgettext("ledger", "Registered by"), "submission.registered_by", of=OFFICE, width=10)
AFTER_ALL = (COMPLAINED_ABOUT, TITLE, CATEGORY, TAKEN_DOWN_BY, STATE, HANDLING_UNIT, CLOSED, REMARKS)

CALLS = _register(
    "calls",
    Channel.HOTLINE,
    _l("Call register"),
    C(lazy_pgettext("ledger", "Time of the call"), "case_file.received_at", of=OFFICE, width=17),
    REFERENCE,
    _who(lazy_pgettext("ledger", "Caller (masked)")),
)
LETTERS = _register(
    "letters",
    Channel.LETTER,
    _l("Letter register"),
    C(lazy_pgettext("ledger", "Letter received"), "case_file.received_at", say=day, of=OFFICE),
    C(lazy_pgettext("ledger", "Registered"), "submission.registered_at", say=day, of=OFFICE),
    REFERENCE,
    C(lazy_pgettext("ledger", "Number of the paper"), "submission.paper_reference", of=OFFICE, width=14),
    _who(lazy_pgettext("ledger", "Sender (masked)")),
)
VISITS = _register(
    "visits",
    Channel.VISIT,
    _l("Visit register"),
    C(lazy_pgettext("ledger", "Time of the visit"), "case_file.received_at", of=OFFICE, width=17),
    REFERENCE,
    _who(lazy_pgettext("ledger", "Visitor (masked)")),
    C(lazy_pgettext("ledger", "Trips made"), "submission.trips", of=OFFICE, width=8),
)
INTAKE = Ledger(
    key="intake",
    label=_l("Intake ledger"),
    decides=BY_RECEIPT,
    of=INSIDE,
    lines=cases_for,
    within=received_in,
    unit=unit_concerned,
    order=(CaseFile.received_at, CaseFile.id),
    # As wording.md section 12 prescribes them; how a matter came in and from whom is for the office alone.
    columns=(
        REFERENCE,
        C(lazy_pgettext("ledger", "Received"), "case_file.received_at", say=day, of=INSIDE),
        C(lazy_pgettext("ledger", "Channel"), "submission.channel", say=words.word, of=OFFICE, width=8),
        _who(lazy_pgettext("ledger", "Complainant (masked)")),
        COMPLAINED_ABOUT,
        TITLE,
        CLEARED,
        CATEGORY,
        C(lazy_pgettext("ledger", "Accepted"), "clock.started_at", say=day, of=INSIDE),
        HANDLING_UNIT,
        C(lazy_pgettext("ledger", "Due"), "clock.due_at", of=INSIDE),
        CLOSED,
        C(
            lazy_pgettext("ledger", "Result"),
            "case_file.state",
            "case_file.outcome",
            "case_file.callback_solved",
            say=words.result,
            of=INSIDE,
        ),
        C(lazy_pgettext("ledger", "Confirmed or not"), "case_file.outcome", say=words.confirmed, of=INSIDE, width=10),
        C(
            lazy_pgettext("ledger", "Rating"),
            "case_rating.result",
            "case_file.callback_rating",
            say=words.rating,
            of=INSIDE,
            width=10,
        ),
        C(
            lazy_pgettext("ledger", "Reason for extension or delay"),
            *("extension.reason", "clock.due_at", "clock.stopped_at", NOW),
            say=words.delay,
            of=INSIDE,
            width=22,
        ),
        REMARKS,
    ),
)
