"""What is counted, each with its definition: which cases, which date decides, what is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import ColumnElement, and_, case, or_

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import CATEGORIES
from casebook.ledgers.period import Period
from casebook.ledgers.words import ANSWERED_ON_THE_SPOT

# A figure shows nothing of integrity, reprisal and leaks, nor of what discipline handed back (decisions.md 4).
UNCOUNTED = tuple(code for code in CATEGORIES if code[0] in "DJ")
ENQUIRIES = tuple(code for code, row in CATEGORIES.items() if row.is_enquiry)
NOT_THE_STATIONS = (State.MERGED, State.DECLINED, State.TRANSFERRED)

Condition = Callable[[Any, Period, datetime], ColumnElement[bool]]


@dataclass(frozen=True)
class Measure:
    """One figure. `holds` is its condition over a case and its answer (`answers.py`)."""

    key: str
    label: Any
    definition: Any
    holds: Condition


def counted() -> ColumnElement[bool]:
    """The cases any figure counts."""
    code = CaseFile.category
    return and_(or_(code.is_(None), code.not_in(UNCOUNTED)), ~CaseFile.restricted)


def _received(answer: Any, period: Period, now: datetime) -> ColumnElement[bool]:
    return _in(CaseFile.received_at, period)


def _closed(answer: Any, period: Period, now: datetime) -> ColumnElement[bool]:
    return _in(_closed_at(answer), period)


def _closed_at(answer: Any) -> Any:
    """When it was closed: by the station's first answer that stands, or answered on the spot."""
    on_the_spot = case((CaseFile.closed_by == ANSWERED_ON_THE_SPOT, CaseFile.closed_at))
    return case((answer.c.answered_at.is_not(None), answer.c.answered_at), else_=on_the_spot)


def _due(answer: Any, period: Period, now: datetime) -> ColumnElement[bool]:
    """The date is the first instant after the last day; one still ahead is not judged yet."""
    due, code = answer.c.due_at, CaseFile.category
    falls = and_(due > period.begins, due <= period.ends, due <= now)
    return and_(falls, CaseFile.state.not_in(NOT_THE_STATIONS), or_(code.is_(None), code.not_in(ENQUIRIES)))


def _on_time(answer: Any, period: Period, now: datetime) -> ColumnElement[bool]:
    never_hung = or_(answer.c.hung_at.is_(None), answer.c.hung_at > answer.c.answered_at)
    return and_(_due(answer, period, now), answer.c.answered_at < answer.c.due_at, never_hung)


def _backlog(answer: Any, period: Period, now: datetime) -> ColumnElement[bool]:
    unanswered = or_(answer.c.answered_at.is_(None), answer.c.answered_at >= answer.c.hung_at)
    return and_(_due(answer, period, now), answer.c.hung_at < answer.c.due_at, unanswered)


def _late(answer: Any, period: Period, now: datetime) -> ColumnElement[bool]:
    late = or_(answer.c.answered_at.is_(None), answer.c.answered_at >= answer.c.due_at)
    not_hung = or_(answer.c.hung_at.is_(None), answer.c.hung_at >= answer.c.due_at)
    return and_(_due(answer, period, now), late, not_hung)


def _in(column: Any, period: Period) -> ColumnElement[bool]:
    return and_(column >= period.begins, column < period.ends)


RECEIVED = Measure(
    "received",
    lazy_pgettext("figure", "Received"),
    _l("Cases received within the period, whatever became of them. The day on which the matter was received decides."),
    _received,
)
CLOSED = Measure(
    "closed",
    lazy_pgettext("figure", "Closed"),
    _l(
        "Cases whose first answer that was not sent back falls into the period, and those answered on the spot. The "
        "day of that answer decides; a case that is redone or reopened counts once."
    ),
    _closed,
)
DUE = Measure(
    "due",
    lazy_pgettext("figure", "Due"),
    _l(
        "Cases whose first date for the answer falls into the period and is over. A valid extension moves this date; "
        "taking up from the backlog, redoing, another station and reopening do not. Left out: class L (questions, "
        "suggestions, requests for help, praise) and what was declined, forwarded, merged, or withdrawn before its "
        "date."
    ),
    _due,
)
ON_TIME = Measure(
    "on-time",
    lazy_pgettext("figure", "On time"),
    _l("Of the cases that were due, those answered before that date and not put on the backlog before."),
    _on_time,
)
LATE = Measure(
    "late",
    lazy_pgettext("figure", "Late"),
    _l("Of the cases that were due, those answered after that date or not answered yet."),
    _late,
)
BACKLOG = Measure(
    "backlog",
    lazy_pgettext("figure", "On the backlog"),
    _l("Of the cases that were due, those put on the backlog before that date and unanswered then; never on time."),
    _backlog,
)
MEASURES = {measure.key: measure for measure in (RECEIVED, CLOSED, DUE, ON_TIME, LATE, BACKLOG)}
LEFT_OUT = _l(
    "No figure counts what was referred to discipline or handed back by it, nor complaints about integrity, reprisal, "
    "leaks and the handling of complaints (classes D and J). Each reader's figures count the cases he may open."
)
RATE = _l(
    "Rate on time: on time by due, both as listed here, in percent with two places. Below five cases due there is no "
    "rate; without any there is none either."
)
