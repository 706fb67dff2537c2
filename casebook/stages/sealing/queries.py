"""Who takes a referred matter, who takes it back, and the list of what was referred: a number and a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Referral
from casebook.case.relations import accused, excluded, shielded
from casebook.case.taxonomy import Part
from casebook.kernel.deadlines import Moment
from casebook.kernel.terms import is_
from casebook.people.actor import Staff
from casebook.people.models import Person, Role
from casebook.people.queries import answering_person, people_above, people_at, present

MOST_LISTED = 200


@dataclass(frozen=True)
class Referred:
    """One referral as the office may know of it."""

    reference: str
    day: date


def discipline_people(session: Session, case: CaseFile, now: Moment) -> list[Person]:
    """Whoever acts for the discipline authority at the case's office or above it and is not complained about."""
    above = people_above(session, case.office_uid, [Role.DISCIPLINE], now.today)
    return _free(case, (person for person, _unit in above))


def referred_to(session: Session, case: CaseFile, now: Moment) -> str:
    """Who answers for the referred matter: discipline, else the director who hands the printed referral over.

    Never the office of a complaint about itself, nor whoever is complained about: then the body above it (CR4).
    """
    able = discipline_people(session, case, now)
    if not case.against_office:
        able += _free(case, people_at(session, case.office_uid, [Role.DIRECTOR], now.today))
    above = people_above(session, case.office_uid, [Role.OVERSIGHT], now.today)
    able += _free(case, (person for person, _unit in above))
    return present(session, able[0].uid, now.today) if able else case.holder_uid


def office_person(session: Session, case: CaseFile, now: Moment) -> str:
    """Who answers for what comes back: the answering person of the office, unless he may not know of it.

    Of a complaint about the office itself it is the body above it (CR4).
    """
    if case.against_office:
        above = people_above(session, case.office_uid, [Role.OVERSIGHT], now.today)
        return present(session, above[0][0].uid, now.today) if above else case.holder_uid
    answering = answering_person(session, case.office_uid, now)
    others = people_at(session, case.office_uid, [Role.OFFICER, Role.DIRECTOR], now.today)
    barred = _barred(case)
    return next((uid for uid in (answering, *(one.uid for one in others)) if uid not in barred), answering)


def referral_of(session: Session, case: CaseFile) -> Referral:
    """The newest referral of a case that was referred."""
    mine = select(Referral).where(Referral.case_uid == case.uid)
    return session.scalars(mine.order_by(Referral.id.desc()).limit(1)).one()


def referred(session: Session, actor: Staff) -> list[Referred]:
    """What the actor's office referred, the latest first; nothing that complains about him or his."""
    # What complains about the office itself is no news for it, not even as a number (CR4).
    own = ~is_("against_office", True)
    known = (own & ~accused(actor) & ~shielded(actor) & ~excluded(actor)).sql(CaseFile)
    mine = select(Referral.reference, Referral.referred_on).join(CaseFile, CaseFile.uid == Referral.case_uid)
    mine = mine.where(Referral.office_uid.in_(referring_offices(actor)), known)
    rows = session.execute(mine.order_by(Referral.id.desc()).limit(MOST_LISTED))
    return [Referred(reference, day) for reference, day in rows]


def referring_offices(actor: Staff) -> frozenset[str]:
    """The offices whose referrals the actor may know of: those where he decides cases."""
    return actor.offices(Role.OFFICER, Role.DIRECTOR)


def _free(case: CaseFile, found: Iterable[Person]) -> list[Person]:
    barred = _barred(case)
    return [person for person in found if person.uid not in barred]


def _barred(case: CaseFile) -> set[Any]:
    """Whoever is complained about, or must not know of it."""
    hidden = {part.person_uid for part in case.parts if part.part is Part.EXCLUDED}
    return hidden | {row.person_uid for row in case.accused}
