"""How far an answer may be put off, and what of it waits: to be decided, or to be told."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casebook.case.guards.decisions import INSTANT, MOST_EXTENSION
from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.kernel.clocks import PAUSE_RULE, Clock, Extension
from casebook.kernel.deadlines import Moment, Span, Timetable, Unit, local_day
from casebook.kernel.proposal import open_proposal
from casebook.people.queries import names


@dataclass(frozen=True)
class Asked:
    """The request for more time that waits to be decided: by whom, when, until when, what for, and both dates."""

    by: str
    at: datetime
    until: date
    old: date | None
    new: date
    days: int
    reason: str
    progress: str
    slip: str


def answer_clock(case: CaseFile) -> Clock:
    """The clock of the answer, which every accepted case has."""
    clock = case.clock("feedback")
    assert clock is not None
    return clock


def extension_untold(case: CaseFile) -> Extension | None:
    """The approved extension that still waits to be told, or None."""
    clock = case.clock("feedback")
    granted = clock.extension if clock is not None else None
    return granted if granted is not None and granted.told_at is None and granted.voided_at is None else None


def day_after(clock: Clock, days: int, timetable: Timetable) -> date:
    """The clock's last day if it were put off by so many working days, counted from its nominal end."""
    pauses = tuple(pause.span() for pause in clock.pauses)
    cap = timetable.rules[PAUSE_RULE].span.amount if pauses else None
    rule = timetable.edition(clock.rule, clock.rule_version)
    found = timetable.counted(rule, clock.started_at, pauses, cap, (Span(Unit.WORKDAYS, days),))
    return local_day(found.due_at - INSTANT)


def days_open(case: CaseFile, now: Moment) -> list[tuple[int, date]]:
    """Each number of working days the answer may be put off by, with the day it would then be due."""
    clock = case.clock("feedback")
    if clock is None:
        return []
    most = MOST_EXTENSION.get(case.grade, 0) if case.grade else 0
    return [(days, day_after(clock, days, now.timetable)) for days in range(1, most + 1)]


def asked(session: Session, case: CaseFile, now: Moment) -> Asked | None:
    """The request that can be decided now, or None."""
    proposal, clock = open_proposal(case, Action.EXTEND, now.at), case.clock("feedback")
    if proposal is None or clock is None:
        return None
    details, last = proposal.details, local_day(clock.due_at - INSTANT)
    return Asked(
        by=names(session, [proposal.asked_by]).get(proposal.asked_by, ""),
        at=proposal.asked_at,
        until=last,
        old=clock.due_on,
        new=day_after(clock, details["days"], now.timetable),
        days=details["days"],
        reason=details["reason"],
        progress=details["progress"],
        slip=details.get("slip") or "",
    )
