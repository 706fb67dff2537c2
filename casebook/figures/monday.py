"""The leader's one sheet for Monday: the week that is over, and how things stand now.

It goes round a table, so it is in the cleared words for everybody, names no complainant and counts what figures count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from casebook.case import labels
from casebook.case.models import CaseFile, State
from casebook.case.projection import Audience, seen, shown_to
from casebook.case.taxonomy import Grade, Supervision
from casebook.figures.measures import counted
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment, end_of_day
from casebook.ledgers.period import Period
from casebook.ledgers.readers import cases_for
from casebook.ledgers.sources import beside, sources
from casebook.ledgers.words import cleared
from casebook.people.actor import Staff
from casebook.vault.openings import offices_watched, openings

# As many as one sheet of A4 has room for beside the stations of a town.
MOST_LATE, MOST_HUNG = 12, 6
OPEN = CaseFile.closed_at.is_(None)


@shown_to(Audience.OFFICE, Audience.OVERSEER)
@dataclass(frozen=True)
class LateLine:
    """A case that is overdue now: what, with whom, since when."""

    reference: str = seen("case_file.reference")
    title: str = seen("cleared_text.text")
    unit: str = seen("case_file.main_unit_uid")
    holder: str = seen("case_file.holder_uid")
    what: str = seen("clock.due_at")
    late: str = seen("case_file.sort_due_at")


@shown_to(Audience.OFFICE, Audience.OVERSEER)
@dataclass(frozen=True)
class HungLine:
    """A case on the backlog: what, who answers for it, and until when it is planned."""

    reference: str = seen("case_file.reference")
    title: str = seen("cleared_text.text")
    unit: str = seen("case_file.main_unit_uid")
    holder: str = seen("case_file.holder_uid")
    until: date | None = seen("case_file.promised_on")


@dataclass(frozen=True)
class Standing:
    """How many cases stand how now; `overdue` and `hung` also count what the sheet has no room for."""

    open: int
    overdue: int
    soon: int
    critical: int
    listed: int
    hung: int


def standing(session: Session, actor: Staff, audience: Audience, now: Moment) -> Standing:
    """How many open cases stand how at this moment; one statement."""
    lines = _cases(actor, audience).with_only_columns(
        *(case((condition, 1), else_=0).label(name) for name, condition in _ways(now).items()),
        maintain_column_froms=True,
    )
    found = lines.subquery()
    sums = (func.coalesce(func.sum(column), 0) for column in found.c)
    return Standing(*map(int, session.execute(select(*sums)).one()))


def late(session: Session, actor: Staff, audience: Audience, now: Moment, language: str) -> list[LateLine]:
    """What has been overdue for longest, as much of it as there is room for."""
    given = sources(actor, language)
    columns = (*(given[name] for name in SAID), _clock_over(), CaseFile.sort_due_at)
    cases = _cases(actor, audience).where(CaseFile.sort_due_at <= now.at)
    found = session.execute(
        cases.with_only_columns(*columns, maintain_column_froms=True)
        .order_by(CaseFile.sort_due_at, CaseFile.reference)
        .limit(MOST_LATE)
    )
    return [_late(row, now) for row in found]


def _late(row: Any, now: Moment) -> LateLine:
    reference, text, unit, holder, kind, due = row
    return LateLine(
        reference, cleared(text), unit or "", holder, labels.clock_label(kind or ""), labels.light(due, now)[0]
    )


def _clock_over() -> Any:
    """Which of its clocks ran out first: whoever has not rung the complainant is late with that alone."""
    over = select(Clock.kind).where(Clock.subject_uid == CaseFile.uid, Clock.stopped_at.is_(None))
    return beside(over.order_by(Clock.due_at, Clock.id).limit(1))


def hung(session: Session, actor: Staff, audience: Audience, language: str) -> list[HungLine]:
    """What is on the backlog, the earliest date first."""
    cases = _cases(actor, audience).where(CaseFile.state == State.HUNG)
    given = sources(actor, language)
    found = session.execute(
        cases.with_only_columns(*(given[name] for name in (*SAID, "case_file.promised_on")), maintain_column_froms=True)
        .order_by(CaseFile.promised_on, CaseFile.reference)
        .limit(MOST_HUNG)
    )
    return [
        HungLine(reference, cleared(text), unit or "", holder, until) for reference, text, unit, holder, until in found
    ]


def identities_opened(session: Session, actor: Staff, week: Period, today: date) -> int | None:
    """How many fields of identities were opened in the week; None for whoever does not watch over them."""
    offices = offices_watched(session, actor, today)
    return len(openings(session, actor, offices, week.begins, week.ends)) if offices else None


SAID = ("case_file.reference", "cleared_text.text", "case_file.main_unit_uid", "case_file.holder_uid")


def _cases(actor: Staff, audience: Audience) -> Any:
    return cases_for(actor, audience).where(counted(), OPEN)


def _ways(now: Moment) -> Mapping[str, ColumnElement[bool]]:
    soon = end_of_day(now.calendar.after(now.today))
    return {
        "open": OPEN,
        "overdue": CaseFile.sort_due_at <= now.at,
        "soon": and_(CaseFile.sort_due_at > now.at, CaseFile.sort_due_at <= soon),
        "critical": CaseFile.grade == Grade.U1,
        "listed": CaseFile.supervision.in_((Supervision.LISTED, Supervision.TALKED)),
        "hung": CaseFile.state == State.HUNG,
    }
