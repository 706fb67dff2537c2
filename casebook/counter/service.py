"""Look-ups and new query codes, each on record before anything kept is compared. Nothing here commits."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Receipt
from casebook.case.workflow import Action
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.kernel.transition import perform
from casebook.people.actor import Staff
from casebook.people.models import OpenSession, Person
from casebook.vault import reports
from casebook.vault.reports import KIND, IdentityDeed

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 20
# Whoever asks for what does not fit is soon stopped: names could be tried one after the other.
MOST_MISSES_AN_HOUR = 5


class UsedUp(Exception):
    """He has asked for as much as an hour allows."""


def record_look_up(
    session: Session, actor: Staff, now: Moment, office_uid: str, receipt_uid: str | None, action: str = ""
) -> Event:
    """Record that somebody asks about a receipt, known or not. Raises UsedUp.

    What was said is written nowhere; `action` names the deed for which the facts are matched.
    """
    # His own row is held, so that two look-ups at once are counted one after the other.
    session.execute(select(Person.id).where(Person.uid == actor.uid).with_for_update())
    asked, told = (_counted(session, actor, deed, now.at) for deed in (IdentityDeed.LOOK_UP, IdentityDeed.TOLD))
    if asked >= MOST_AN_HOUR or asked - told >= MOST_MISSES_AN_HOUR:
        raise UsedUp
    facts = {"office": office_uid, "receipt": receipt_uid, "for": action}
    return reports.keep(session, IdentityDeed.LOOK_UP, actor, now, facts)


def record_told(session: Session, actor: Staff, now: Moment, office_uid: str, look_up: str, cases: list[str]) -> None:
    """Record that the facts fitted, and of which cases something was told or done."""
    facts = {"office": office_uid, "look_up": look_up, "cases": cases}
    reports.keep(session, IdentityDeed.TOLD, actor, now, facts)


def record_used_up(session: Session, actor: Staff, now: Moment, office_uid: str) -> None:
    """Record that somebody was refused for asking too often; those who watch over identities are told once an hour."""
    again = _counted(session, actor, IdentityDeed.LOOK_UP_REFUSED, now.at) > 0
    reports.keep(session, IdentityDeed.LOOK_UP_REFUSED, actor, now, {"office": office_uid}, tells=not again)


def renew_code(session: Session, case: CaseFile, receipt: Receipt, actor: Staff, now: Moment, code_hash: str) -> None:
    """Replace the query code of a receipt whose holder gave name and telephone: the old one opens nothing from now on.

    Whoever is on the tracking page with the old code is out of it.
    """
    perform(case, Action.NEW_CODE, actor, now, {"receipt": receipt.uid, "matched": True})
    receipt.code_hash, receipt.renewed_at = code_hash, now.at
    open_ones = (OpenSession.receipt_uid == receipt.uid) & OpenSession.ended_at.is_(None)
    session.execute(update(OpenSession).where(open_ones).values(ended_at=now.at))


def _counted(session: Session, actor: Staff, deed: IdentityDeed, now: datetime) -> int:
    mine = (Event.subject_kind == KIND) & (Event.actor_uid == actor.uid) & (Event.at > now - HOUR)
    query = select(func.count()).select_from(Event).where(mine, Event.action == deed.value)
    return session.scalar(query) or 0
