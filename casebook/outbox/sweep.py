"""What need not be kept: old answers, yesterday's counted tries with their key, dead sessions, devices out of use."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casebook.kernel.deadlines import local_day
from casebook.people import devices, sessions
from casebook.vault import weekly
from casebook.web import throttle
from casebook.web.models import Idempotency

ANSWERS_KEPT = timedelta(days=7)


def sweep(session: Session, now: datetime) -> None:
    """Delete what is over: answers after seven days, tries and day keys with their day, dead sessions, old devices.

    What rings every week is planned anew by the same round.
    """
    session.execute(delete(Idempotency).where(Idempotency.at < now - ANSWERS_KEPT))
    throttle.forget_before(session, local_day(now))
    sessions.sweep(session, now)
    devices.forget(session, now)
    weekly.plan(session, now)
