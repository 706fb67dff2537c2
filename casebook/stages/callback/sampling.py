"""Closings that nobody checks (T4, T40) are sampled: a draw at the closing, at least one a week, and the call (T56)."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casebook.case.guards.afterwards import SAMPLED_ENDINGS
from casebook.case.guards.decisions import MOST_DAYS, MOST_TRIES
from casebook.case.models import CaseFile, State
from casebook.case.service import play
from casebook.case.taxonomy import Part
from casebook.case.workflow import Action
from casebook.kernel import jobs, timers
from casebook.kernel.deadlines import Moment, end_of_day
from casebook.kernel.history import Event
from casebook.kernel.machine import Facts
from casebook.kernel.timetable import current
from casebook.kernel.transition import perform
from casebook.kernel.workdays import DAY
from casebook.people.actor import SYSTEM
from casebook.stages.callback.heard import Heard, combined, count_try, forget_answer, keep_answer
from casebook.stages.service import answers_again, signer_now

# domain.md 11(a) T40: 30 % of them, at least one a week, and all of a station's first month of direct closings.
SHARE, OF = 30, 100
FIRST_MONTH = timedelta(days=30)
WEEK = "sample-week"
# What the record of responsibility names as the ground.
CONTRADICTED = "抽查回访反映不实"


def draw(session: Session, case: CaseFile, now: Moment) -> None:
    """Draw whether this closing will be called back. Called where a case is closed by T4 or T40."""
    case.sampled = _is_new_station(session, case, now) or secrets.randbelow(OF) < SHARE
    case.sample_called_at = None
    _draw_for_the_week_later(session, case.office_uid, now)


@jobs.handles(WEEK)
def draw_for_the_week(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """Draw one of the week's closings if chance has drawn none."""
    closed = _closed_in_week(session, payload["office"], date.fromisoformat(payload["monday"]))
    if closed and not any(case.sampled for case in closed):
        draw_afterwards(session, secrets.choice(closed), Moment(now, current(session)), {})


@timers.does(Action.DRAW)
def draw_afterwards(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """A closing that chance passed over is called back all the same (T56)."""
    perform(case, Action.DRAW, SYSTEM, now, facts)
    case.sampled = True


def sample(
    session: Session, case: CaseFile, actor: Any, now: Moment, heard: Heard, combined_reason: str | None = None
) -> None:
    """File the sample call-back (T56): it bears the closing out, or nobody was reached. Nobody: it is tried again."""
    perform(case, Action.SAMPLE, actor, now, {**_facts(heard), **combined(combined_reason)})
    _called(session, case, actor, now, heard)


def sample_contradicted(
    session: Session, case: CaseFile, actor: Any, now: Moment, heard: Heard, combined_reason: str | None = None
) -> None:
    """The complainant contradicts the closing: it is redone, and whoever signed for it last answers again (T56).

    That somebody closed it falsely (J3) is found in a case of its own, not here.
    """
    holder = signer_now(session, case, now)
    facts = {**_facts(heard), "holder": holder}
    perform(case, Action.SAMPLE_CONTRADICTED, actor, now, facts | combined(combined_reason))
    _called(session, case, actor, now, heard)
    answers_again(session, case, holder, now, CONTRADICTED)
    case.rework_rounds += 1
    case.closed_at = case.closed_by = case.outcome = None
    forget_answer(case)


def _facts(heard: Heard) -> dict[str, Any]:
    return {"callback": heard.facts(), "result": heard.solved}


def _called(session: Session, case: CaseFile, actor: Any, now: Moment, heard: Heard) -> None:
    keep_answer(session, case, now, heard, actor.uid)
    play(case, actor.uid, Part.CALLER, now)
    if not heard.valid:
        count_try(case, now)
    if heard.valid or (case.call_tries >= MOST_TRIES and case.call_days >= MOST_DAYS):
        case.sample_called_at = now.at


def _is_new_station(session: Session, case: CaseFile, now: Moment) -> bool:
    if case.main_unit_uid is None:
        return False
    closings = select(func.min(Event.at)).join(CaseFile, CaseFile.uid == Event.subject_uid)
    mine = closings.where(Event.action == Action.CLOSE_DIRECTLY.value, CaseFile.main_unit_uid == case.main_unit_uid)
    first = session.scalar(mine)
    return first is None or now.at < first + FIRST_MONTH


def _draw_for_the_week_later(session: Session, office_uid: str, now: Moment) -> None:
    monday = now.today - DAY * now.today.weekday()
    payload = {"office": office_uid, "monday": monday.isoformat()}
    try:
        with session.begin_nested():
            jobs.enqueue(session, WEEK, f"{office_uid}:{monday}", payload, end_of_day(monday + 6 * DAY))
    except IntegrityError:
        pass  # another closing of this week has seen to it


def _closed_in_week(session: Session, office_uid: str, monday: date) -> list[CaseFile]:
    first, over = end_of_day(monday - DAY), end_of_day(monday + 6 * DAY)
    unchecked = select(CaseFile).where(CaseFile.office_uid == office_uid, CaseFile.state == State.CLOSED)
    unchecked = unchecked.where(CaseFile.closed_by.in_(SAMPLED_ENDINGS))
    return list(session.scalars(unchecked.where(CaseFile.closed_at >= first, CaseFile.closed_at < over)))
