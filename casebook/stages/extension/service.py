"""More time: asked by the station, decided by the director, told to the complainant before the old date, or void (T17).

The date moves once the complainant was told, and not before (信访工作条例 34).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.workflow import CASE, Action
from casebook.kernel import jobs, timers
from casebook.kernel.clocks import Clock, Extension, recount
from casebook.kernel.deadlines import Moment, Unit
from casebook.kernel.history import Event
from casebook.kernel.machine import Facts
from casebook.kernel.proposal import open_proposal
from casebook.kernel.transition import perform, sort_by_clocks
from casebook.people.actor import SYSTEM
from casebook.people.queries import names
from casebook.stages.extension.queries import answer_clock, day_after, extension_untold
from casebook.stages.service import stand

PAGE = "page"


@dataclass(frozen=True)
class Plea:
    """What is asked for: why, by how many working days, and what has been done so far."""

    reason: str
    days: int
    progress: str


def ask(session: Session, case: CaseFile, actor: Any, now: Moment, plea: Plea) -> None:
    """Ask the director for more time (T17); what he does not decide before the old date lapses."""
    perform(case, Action.EXTEND_ASK, actor, now, _asked(case, plea, now))


def ask_for(session: Session, case: CaseFile, actor: Any, now: Moment, plea: Plea, slip: str) -> None:
    """Enter the request of a station on paper from its sealed slip (T17, 代录)."""
    facts = {**_asked(case, plea, now), "slip": slip, "on_behalf": case.main_unit_uid}
    perform(case, Action.EXTEND_ASK_FOR, actor, now, facts, on_behalf_of=case.main_unit_uid)


def approve_and_tell(session: Session, case: CaseFile, actor: Any, now: Moment) -> Event:
    """Approve what was asked and tell the complainant on his page (T17): the new date counts from now on."""
    event = perform(case, Action.EXTEND, actor, now, {**_approved(case, actor, now), "how": PAGE, "told_at": now.at})
    _grant(case, actor, now, event)
    _let_count(session, case, now, now.at)
    return event


def approve(session: Session, case: CaseFile, actor: Any, now: Moment, how: str) -> Event:
    """Approve what was asked, to be told by telephone or letter: untold when the old date is over, it is void (T17)."""
    event = perform(case, Action.EXTEND, actor, now, {**_approved(case, actor, now), "how": how})
    _grant(case, actor, now, event)
    timers.at(session, CASE, case, Action.EXTEND_VOID, answer_clock(case).due_at, {"void": True})
    return event


def refuse(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str) -> None:
    """Refuse more time (T17): the date stands, and it may be asked for again with a better reason."""
    perform(case, Action.EXTEND_REFUSE, actor, now, {"reason": reason})


def tell(session: Session, case: CaseFile, actor: Any, now: Moment, told_at: datetime, how: str) -> None:
    """Record when and how the complainant was told of the approved extension: from now on the new date counts."""
    perform(case, Action.EXTEND_TELL, actor, now, {"told_at": told_at, "how": how})
    _let_count(session, case, now, told_at)


@timers.does(Action.EXTEND_VOID)
def make_void(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """The old date is over and nobody was told: the extension is void, the old date stands and is overdue."""
    waiting = extension_untold(case)
    if waiting is not None and answer_clock(case).due_at > now.at:
        raise jobs.NotYet(answer_clock(case).due_at)  # a new calendar moved the old date
    perform(case, Action.EXTEND_VOID, SYSTEM, now, {"void": True})
    assert waiting is not None  # the row asks for it
    waiting.voided_at = now.at


def _asked(case: CaseFile, plea: Plea, now: Moment) -> dict[str, Any]:
    day = _new_day(case, plea.days, now)
    return {"reason": plea.reason, "days": plea.days, "progress": plea.progress, "date": day}


def _approved(case: CaseFile, actor: Any, now: Moment) -> dict[str, Any]:
    """The facts that were asked, with both dates and who approves; none where nothing is asked: then it is refused."""
    proposal = open_proposal(case, Action.EXTEND, now.at)
    if proposal is None:
        return {}
    asked = {name: proposal.details[name] for name in ("reason", "days", "progress")}
    dates = {"old_due": answer_clock(case).due_on, "date": _new_day(case, asked["days"], now)}
    return {**asked, **dates, "approver": actor.name}


def _new_day(case: CaseFile, days: int, now: Moment) -> date | None:
    clock = case.clock("feedback")
    return day_after(clock, days, now.timetable) if clock is not None else None


def _grant(case: CaseFile, actor: Any, now: Moment, event: Event) -> None:
    clock, facts = answer_clock(case), event.details.facts
    clock.extension = Extension(
        clock_uid=clock.uid,
        unit=Unit.WORKDAYS.value,
        amount=facts["days"],
        reason=facts["reason"],
        approved_at=now.at,
        approved_by=actor.uid,
        old_due_on=clock.due_on,
    )


def _let_count(session: Session, case: CaseFile, now: Moment, told_at: datetime) -> None:
    """From here the new date counts, for the co-units too, and every reminder follows it."""
    answer, granted = answer_clock(case), extension_untold(case)
    assert granted is not None  # the row has seen it
    granted.told_at = told_at
    moved = [answer, *_shared(case, granted, now)]
    for clock in moved:
        recount(clock, now.timetable)
    sort_by_clocks(case)
    for clock in moved:
        timers.wind(session, CASE, case, clock, now)
    case.extended = True
    _explain(session, case, granted, answer)


def _shared(case: CaseFile, granted: Extension, now: Moment) -> list[Clock]:
    """The co-units' clocks, put off as far; whoever is late already stays late (decisions.md 73)."""
    clocks = [clock for clock in case.clocks if clock.kind == "co" and clock.runs and not clock.is_overdue(now.at)]
    for clock in clocks:
        clock.extension = Extension(
            clock_uid=clock.uid,
            unit=granted.unit,
            amount=granted.amount,
            reason=granted.reason,
            approved_at=granted.approved_at,
            approved_by=granted.approved_by,
            old_due_on=clock.due_on,
            told_at=granted.told_at,
        )
    return clocks


def _explain(session: Session, case: CaseFile, granted: Extension, answer: Clock) -> None:
    approver = names(session, [granted.approved_by]).get(granted.approved_by or "", "")
    stand(session, case, old=granted.old_due_on, new=answer.due_on, reason=granted.reason, approver=approver)
