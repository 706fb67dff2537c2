"""What cannot be done now: hung with a plan, a person and a date, told of every thirty days, and taken up again.

T27 after two rounds, T28 while it is worked on, T29 back to work; T52 promises the complainant a date.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Letter, Side, State
from casebook.case.service import play
from casebook.case.taxonomy import Part
from casebook.case.workflow import CASE, Action
from casebook.kernel import timers
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment, end_of_day
from casebook.kernel.history import Event
from casebook.kernel.machine import Facts
from casebook.kernel.transition import perform
from casebook.kernel.workdays import DAY
from casebook.people.actor import SYSTEM
from casebook.people.models import STATION_ROLES
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.backlog.queries import posted_day, who_resumes
from casebook.stages.service import settle, stand, standing_values

BACKLOG_RULE = "济南市12345市民服务热线条例 24(3)"
DAY_REACHED = "计划解决的日期已到"
UNRESOLVED = "T27b"
STATION = frozenset(role.value for role in STATION_ROLES)


@dataclass(frozen=True)
class Plan:
    """Why it cannot be done now, what is planned, and who, at which unit, answers for it until when."""

    reason: str
    plan: str
    owner_uid: str
    owner_name: str
    unit_uid: str
    until: date

    def facts(self) -> dict[str, Any]:
        """As the event keeps it: whoever is named answers for the case from now on."""
        return {
            "reason": self.reason,
            "plan": self.plan,
            "owner": self.owner_uid,
            "person": self.owner_uid,
            "name": self.owner_name,
            "promised_date": self.until,
            "date": self.until,
            "rule": BACKLOG_RULE,
            "holder": self.owner_uid,
        }


@dataclass(frozen=True)
class Meeting:
    """The leaders' meeting that decided after two rounds: body, day and number of its record."""

    body: str
    held_on: date
    number: str

    def facts(self) -> dict[str, Any]:
        """As the event keeps it."""
        return {"body": self.body, "held_on": self.held_on, "number": self.number}


def hang(session: Session, case: CaseFile, actor: Any, now: Moment, plan: Plan) -> Event:
    """Put the case on the backlog (T28): the person named answers for it, the complainant reads why and until when."""
    event = perform(case, Action.HANG, actor, now, plan.facts())
    _hung(session, case, actor, now, plan)
    return event


def decide_backlog(
    session: Session, case: CaseFile, actor: Any, now: Moment, plan: Plan, meeting: Meeting
) -> Event:
    """Redone twice and still not solved, the leaders' meeting puts it on the backlog (T27a)."""
    event = perform(case, Action.DECIDE_BACKLOG, actor, now, {**plan.facts(), "meeting": meeting.facts()})
    _hung(session, case, actor, now, plan)
    return event


def close_unresolved(
    session: Session, case: CaseFile, actor: Any, now: Moment, reason: str, meeting: Meeting
) -> Event:
    """Redone twice and still not solved, the leaders' meeting closes it as unresolved (T27b)."""
    facts = {"reason": reason, "meeting": meeting.facts()}
    event = perform(case, Action.CLOSE_UNRESOLVED, actor, now, facts)
    settle(session, case, now, UNRESOLVED)
    stand(session, case, reason=reason)
    play(case, actor.uid, Part.DECIDER, now)
    return event


def report_progress(session: Session, case: CaseFile, actor: Any, now: Moment, text: str) -> None:
    """Tell the complainant how far it is: he reads these words at once, and the thirty days begin anew."""
    letter_uid = new_uid()
    event = perform(case, Action.PROGRESS, actor, now, {"progress": text, "letter": letter_uid})
    side, unit = (Side.STATION, case.main_unit_uid) if event.role in STATION else (Side.OFFICE, case.office_uid)
    session.add(
        Letter(
            uid=letter_uid,
            case_uid=case.uid,
            side=side,
            text=text,
            written_at=now.at,
            written_by=actor.uid,
            unit_uid=unit,
            relayed_at=now.at,
        )
    )


def resume(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str) -> None:
    """It can be done now (T29): back to work, with five working days, under whoever of the station signed last."""
    _resume(session, case, Action.RESUME, actor, now, reason)


@timers.does(Action.RESUME_DUE)
def resume_when_due(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """The promised day has come (T29): back to work, whether it is solved or not."""
    _resume(session, case, Action.RESUME_DUE, SYSTEM, now, DAY_REACHED)


def promise(session: Session, case: CaseFile, actor: Any, now: Moment, day: date) -> None:
    """Promise the complainant a date (T52); on the backlog it is the day on which work goes on."""
    perform(case, Action.PROMISE, actor, now, {"date": day, "posted": posted_day(case)})
    case.promised_on = day
    if case.state is State.HUNG:
        stand(session, case, **{**standing_values(session, case), "date": day})
        _resume_on(session, case, day)


def _hung(session: Session, case: CaseFile, actor: Any, now: Moment, plan: Plan) -> None:
    chain = chain_of(session, case.uid)
    responsibility.designate(case, chain, plan.owner_uid, plan.unit_uid, now, plan.reason)
    if case.self_handled or plan.unit_uid == case.main_unit_uid:
        case.handler_uid = plan.owner_uid
    # What the complainant agreed to was another answer.
    case.handed_in, case.confirmed_at, case.agreed_at = False, None, None
    case.promised_on = plan.until
    play(case, plan.owner_uid, Part.HANDLER, now)
    play(case, actor.uid, Part.DECIDER, now)
    stand(session, case, reason=plan.reason, plan=plan.plan, owner=plan.owner_name, date=plan.until)
    _resume_on(session, case, plan.until)


def _resume_on(session: Session, case: CaseFile, day: date) -> None:
    """Let the system take the case up again when this day begins."""
    timers.at(session, CASE, case, Action.RESUME_DUE, end_of_day(day - DAY), {})


def _resume(session: Session, case: CaseFile, action: Action, actor: Any, now: Moment, reason: str) -> None:
    person, unit = who_resumes(session, case, now)
    facts = {"reason": reason, "person": person, "rule": BACKLOG_RULE, "holder": person}
    perform(case, action, actor, now, facts)
    responsibility.designate(case, chain_of(session, case.uid), person, unit, now, reason)
    case.promised_on = case.feedback_at = None
    stand(session, case)
