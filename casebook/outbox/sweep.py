"""What need not be kept: answers to old forms, yesterday's counted tries with their key, sessions that ran out."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casebook.kernel.deadlines import local_day
from casebook.people import sessions
from casebook.vault import weekly
from casebook.web import throttle
from casebook.web.models import Idempotency

ANSWERS_KEPT = timedelta(days=7)


def sweep(session: Session, now: datetime) -> None:
    """Delete what is over: answers after seven days, counted tries and day keys with their day, dead sessions.

    What rings every week is planned anew by the same round.
    """
    session.execute(delete(Idempotency).where(Idempotency.at < now - ANSWERS_KEPT))
    throttle.forget_before(session, local_day(now))
    sessions.sweep(session, now)
    weekly.plan(session, now)
