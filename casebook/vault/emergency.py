"""Breaking the glass: a life is in danger, so a director and a second person open one case's identity (CR15).

It lasts an hour, everybody of the discipline authority is told at once, and each opening is on record like any other.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.queries import find
from casebook.case.relations import director, emergency
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.models import Person, Role
from casebook.vault import reports
from casebook.vault.models import BreakGlass
from casebook.vault.reports import IdentityDeed

LASTS = timedelta(hours=1)


def standing(session: Session, actor: Staff, now: datetime) -> Staff:
    """The actor with the emergencies in which he may open identities now."""
    if not actor.holds({Role.DIRECTOR}):
        return actor
    mine = select(BreakGlass.case_uid).where(BreakGlass.opened_by == actor.uid, BreakGlass.until > now)
    return replace(actor, emergencies=frozenset(session.scalars(mine.where(BreakGlass.opened_at <= now))))


def case_in_danger(session: Session, actor: Staff, reference: str) -> CaseFile | None:
    """The case he could open in an emergency: one of his office, sealed or not, that does not complain about him."""
    uid = session.scalar(select(CaseFile.uid).where(CaseFile.reference == reference.strip().upper()))
    would = replace(actor, emergencies=frozenset({uid} if uid else ()))
    case = find(session, would, reference.strip().upper())
    return case if case is not None and emergency.term(would).holds(case) and director.term(actor).holds(case) else None


def break_glass(session: Session, case: CaseFile, actor: Staff, second: Person, now: Moment, reason: str) -> BreakGlass:
    """Open the case's identity to the director for an hour; discipline is told by the next mail."""
    opened = BreakGlass(
        uid=new_uid(),
        case_uid=case.uid,
        opened_by=actor.uid,
        second_uid=second.uid,
        opened_at=now.at,
        until=now.at + LASTS,
    )
    session.add(opened)
    facts = {"office": case.office_uid, "case": case.uid, "reference": case.reference, "second": second.uid}
    kept = {**facts, "reason": reason, "until": opened.until}
    reports.keep(session, IdentityDeed.BREAK_GLASS, actor, now, kept, tells=True)
    return opened
