"""Deeds of administrators and directors on an account: links, sessions, closing, and a lost second step.

A rule that is broken raises Declined with a code; its sentence stands in admin_words.py. Nothing here commits.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people import admin_queries as find
from casebook.people import factor_service, factors, links, notices, sessions
from casebook.people.actor import Staff
from casebook.people.admin_service import NEVER_EMPTY, unless
from casebook.people.factor_models import AccountLink, FactorRemoval, LinkPurpose
from casebook.people.models import Person
from casebook.people.notices import DIRECTORS
from casebook.people.passwords import UNSET
from casebook.people.rights import PeopleDeed

ACTIVE, CLOSED = "active", "closed"


def send_link(session: Session, actor: Staff, now: Moment, role: str, person: Person) -> AccountLink:
    """Make a link with which the person sets his password, and mail it where he has an address."""
    unless(person.uid in actor.persons, "own_account")
    unless(not person.active, "account_closed")
    purpose = LinkPurpose.NEW_ACCOUNT if person.password_hash == UNSET else LinkPurpose.RESET
    link = links.make(session, person.uid, purpose, actor.uid, now.at)
    facts = {"link": link.uid, "purpose": purpose}
    notices.tell(session, person.uid, PeopleDeed.SEND_LINK, now, actor, role, facts)
    return link


def end_sessions(session: Session, actor: Staff, now: Moment, role: str, person: Person) -> None:
    """End every session of a person at once."""
    unless(person.uid in actor.persons, "own_account")
    sessions.end_all(session, person.uid, now.at)
    notices.tell(session, person.uid, PeopleDeed.END_SESSIONS, now, actor, role, audiences=())


def close(session: Session, actor: Staff, now: Moment, role: str, person: Person, reason: str) -> None:
    """Close an account at once: every session ends, no link of it opens any more."""
    unless(person.uid in actor.persons, "own_account")
    unless(not person.active, "account_closed")
    held = [grant for grant in find.grants_of(session, person.uid) if find.is_in_force(grant, now.today)]
    unless(any(grant.answering for grant in held), "answers_for_unit")
    last = [g for g in held if g.role in NEVER_EMPTY and not find.others_in_force(session, g, now.today)]
    unless(last, "last_of_its_kind")
    person.active = False
    sessions.end_all(session, person.uid, now.at)
    links.void(session, person.uid, now.at)
    _moved(session, actor, now, role, person, PeopleDeed.CLOSE_ACCOUNT, (ACTIVE, CLOSED), reason)


def reopen(session: Session, actor: Staff, now: Moment, role: str, person: Person, reason: str) -> None:
    """Open a closed account again, with the posts and the password it had."""
    unless(person.active, "account_open")
    person.active = True
    _moved(session, actor, now, role, person, PeopleDeed.REOPEN_ACCOUNT, (CLOSED, ACTIVE), reason)


def ask_removal(session: Session, actor: Staff, now: Moment, role: str, person: Person, reason: str) -> None:
    """Ask that a lost second step be removed; nothing changes until a director agrees."""
    unless(person.uid in actor.persons, "own_account")
    unless(factors.of(session, person.uid) is None, "no_second_step")
    unless(removal_waiting(session, person.uid), "removal_waits")
    removal = FactorRemoval(uid=new_uid(), person_uid=person.uid, reason=reason, asked_by=actor.uid, asked_at=now.at)
    session.add(removal)
    facts = {"removal": removal.uid, "reason": reason}
    notices.tell(session, person.uid, PeopleDeed.ASK_REMOVAL, now, actor, role, facts, audiences=(DIRECTORS,))


def agree_removal(session: Session, actor: Staff, now: Moment, role: str, person: Person) -> None:
    """Remove the second step: recovery codes are void, every session ends; the password stays as it is."""
    removal = _decided(session, actor, now, person, agreed=True)
    factor_service.remove(session, person.uid, now)
    notices.tell(session, person.uid, PeopleDeed.AGREE_REMOVAL, now, actor, role, {"removal": removal.uid})


def refuse_removal(session: Session, actor: Staff, now: Moment, role: str, person: Person, reason: str) -> None:
    """Leave the second step as it is; it can be asked for again."""
    removal = _decided(session, actor, now, person, agreed=False)
    facts = {"removal": removal.uid, "reason": reason}
    notices.tell(session, person.uid, PeopleDeed.REFUSE_REMOVAL, now, actor, role, facts)


def removal_waiting(session: Session, person_uid: str) -> FactorRemoval | None:
    """The request to remove a person's second step that nobody has decided."""
    waiting = select(FactorRemoval).where(FactorRemoval.decided_at.is_(None))
    return session.scalar(waiting.where(FactorRemoval.person_uid == person_uid))


def removals_waiting(session: Session) -> list[Person]:
    """Everybody whose second step somebody asked to remove."""
    waiting = select(FactorRemoval.person_uid).where(FactorRemoval.decided_at.is_(None))
    return list(session.scalars(select(Person).where(Person.uid.in_(waiting)).order_by(Person.id)))


def _decided(session: Session, actor: Staff, now: Moment, person: Person, agreed: bool) -> FactorRemoval:
    removal = removal_waiting(session, person.uid)
    unless(removal is None, "decided_already")
    assert removal is not None
    # Whoever stands in carries what the other has asked, and what is asked for him.
    unless(removal.asked_by in actor.persons, "decided_by_another")
    unless(person.uid in actor.persons, "own_account")
    removal.decided_by, removal.decided_at, removal.agreed = actor.uid, now.at, agreed
    return removal


def _moved(
    session: Session,
    actor: Staff,
    now: Moment,
    role: str,
    person: Person,
    deed: PeopleDeed,
    moved: tuple[str, str],
    reason: str,
) -> None:
    notices.tell(session, person.uid, deed, now, actor, role, {"reason": reason}, moved, audiences=())
