"""Deeds on persons and grants: what each changes, and the event that keeps it. Leave and roster: absence_service.py.

A rule that is broken raises Declined with a code; its sentence stands in admin_words.py. Nothing here commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people import admin_queries as find
from casebook.people.actor import SYSTEM, Staff
from casebook.people.admin_history import keep
from casebook.people.models import Grant, Person, Role, Unit
from casebook.people.passwords import UNSET
from casebook.people.rights import ROLES_AT, PeopleDeed

# Nobody could decide, or ask, if the last of these went.
NEVER_EMPTY = (Role.DIRECTOR, Role.ADMIN)


class Declined(Exception):
    """A rule forbids the deed: its code and the arguments of its sentence."""

    def __init__(self, code: str, **arguments: str) -> None:
        super().__init__(code)
        self.code, self.arguments = code, arguments


def unless(broken: object, code: str) -> None:
    """Raise Declined where a rule is broken."""
    if broken:
        raise Declined(code)


@dataclass(frozen=True)
class Wanted:
    """A grant that is asked for. `last` is None for a post without an end."""

    person_uid: str
    unit: Unit
    role: Role
    first: date
    last: date | None = None
    answering: bool = False


def add_person(
    session: Session,
    actor: Staff,
    now: Moment,
    role: str,
    account: str,
    name: str,
    email: str | None,
) -> Person:
    """Make a person with an account and no password; he can do nothing until a grant is agreed."""
    unless(find.account_taken(session, account), "account_taken")
    person = Person(uid=new_uid(), account=account, name=name, email=email, password_hash=UNSET, active=True)
    keep(session, person, PeopleDeed.ADD_PERSON, actor, now, role, (None, "active"), {"account": account})
    return person


def ask_grant(session: Session, actor: Staff, now: Moment, role: str, wanted: Wanted) -> Grant:
    """Ask for a role at a unit; it is in force only when another person agrees."""
    unless(wanted.person_uid in actor.persons, "own_grant")
    unless(wanted.role not in ROLES_AT[wanted.unit.kind], "role_not_here")
    unless(wanted.first < now.today, "begins_before_today")
    unless(wanted.last is not None and wanted.last < wanted.first, "ends_before_it_begins")
    unless(wanted.answering and wanted.last is not None, "answering_has_no_end")
    unless(find.same_grant(session, wanted.person_uid, wanted.unit.uid, wanted.role), "has_it_already")
    _admin_stands_alone(session, wanted.person_uid, wanted.role)
    _nobody_answers_yet(session, wanted.unit.uid, wanted.answering)
    grant = _grant(wanted, asked_by=actor.uid, asked_at=now.at)
    keep(session, grant, PeopleDeed.ASK_GRANT, actor, now, role, (None, "asked"), _grant_facts(grant))
    return grant


def agree(session: Session, actor: Staff, now: Moment, role: str, grant: Grant) -> None:
    """Agree to a grant somebody else asked for: from its first day it is in force."""
    _undecided_by_him(actor, grant)
    _admin_stands_alone(session, grant.person_uid, grant.role)
    _nobody_answers_yet(session, grant.unit_uid, grant.answering, but=grant)
    grant.decided_by, grant.decided_at = actor.uid, now.at
    keep(session, grant, PeopleDeed.AGREE_GRANT, actor, now, role, ("asked", "in_force"), _grant_facts(grant))


def refuse(session: Session, actor: Staff, now: Moment, role: str, grant: Grant, reason: str) -> None:
    """Refuse a grant somebody asked for; it can be asked for again."""
    _undecided_by_him(actor, grant)
    grant.decided_by, grant.refused_at, grant.ended_at = actor.uid, now.at, now.at
    facts = {**_grant_facts(grant), "reason": reason}
    keep(session, grant, PeopleDeed.REFUSE_GRANT, actor, now, role, ("asked", "refused"), facts)


def end(session: Session, actor: Staff, now: Moment, role: str, grant: Grant, reason: str) -> None:
    """End a grant at once. Who answers for a unit cannot end: another must answer first."""
    unless(grant.ended_at is not None or grant.decided_at is None, "not_in_force")
    unless(grant.answering, "answers_for_unit")
    last = grant.role in NEVER_EMPTY and find.others_in_force(session, grant, now.today) == 0
    unless(last, "last_of_its_kind")
    _end(session, actor, now, role, grant, {"reason": reason})


def move_answering(session: Session, actor: Staff, now: Moment, role: str, present: Grant, next_: Grant) -> None:
    """Let `next_` answer for the unit instead of `present`, in one deed: both posts go on, the duty moves.

    Old rows end and new ones begin, so that exactly one answering grant is in force at every instant.
    """
    unless(next_.unit_uid != present.unit_uid or not find.is_in_force(next_, now.today), "not_in_force")
    unless(next_.ends_on is not None, "answering_has_no_end")
    for grant in (present, next_):
        _end(session, actor, now, role, grant, {"because": "answering_moved"})
    session.flush()
    _continue(session, actor, now, role, present, answering=False)
    _continue(session, actor, now, role, next_, answering=True)


def grant_by_system(session: Session, now: Moment, person: Person, unit: Unit, role: Role, answering: bool) -> Grant:
    """Give a post as casebook itself: at the first start nobody is there to ask or to agree."""
    grant = _grant(Wanted(person.uid, unit, role, now.today, answering=answering), asked_by=None, asked_at=now.at)
    grant.decided_at = now.at
    keep(session, grant, PeopleDeed.GIVE_GRANT, SYSTEM, now, "system", (None, "in_force"), _grant_facts(grant))
    return grant


def _undecided_by_him(actor: Staff, grant: Grant) -> None:
    unless(grant.decided_at is not None or grant.ended_at is not None, "decided_already")
    # Whoever stands in carries what the other has asked, and what is asked for him.
    unless(grant.asked_by in actor.persons, "decided_by_another")
    unless(grant.person_uid in actor.persons, "own_grant")


def _admin_stands_alone(session: Session, person_uid: str, role: Role) -> None:
    held = find.roles_of(session, person_uid) - {role}
    unless(held and role is Role.ADMIN or Role.ADMIN in held, "admin_stands_alone")


def _nobody_answers_yet(session: Session, unit_uid: str, answering: bool, but: Grant | None = None) -> None:
    if not answering:
        return
    present = find.answering(session, unit_uid)
    if present is not None and present is not but:
        raise Declined("somebody_answers", name=find.name(session, present.person_uid))


def _grant(wanted: Wanted, asked_by: str | None, asked_at: Any) -> Grant:
    return Grant(
        uid=new_uid(),
        person_uid=wanted.person_uid,
        unit_uid=wanted.unit.uid,
        role=wanted.role,
        answering=wanted.answering,
        asked_by=asked_by,
        asked_at=asked_at,
        starts_on=wanted.first,
        ends_on=wanted.last,
    )


def _end(session: Session, actor: Staff, now: Moment, role: str, grant: Grant, facts: Mapping[str, Any]) -> None:
    grant.ended_at = now.at
    moved = ("in_force", "ended")
    keep(session, grant, PeopleDeed.END_GRANT, actor, now, role, moved, {**_grant_facts(grant), **facts})


def _continue(session: Session, actor: Staff, now: Moment, role: str, old: Grant, answering: bool) -> None:
    """The same post in a new row: asked for and agreed to as the old one was."""
    new = Grant(
        uid=new_uid(),
        person_uid=old.person_uid,
        unit_uid=old.unit_uid,
        role=old.role,
        answering=answering,
        asked_by=old.asked_by,
        asked_at=old.asked_at,
        decided_by=old.decided_by,
        decided_at=old.decided_at,
        starts_on=old.starts_on,
        ends_on=old.ends_on,
    )
    facts = {**_grant_facts(new), "continues": old.uid}
    keep(session, new, PeopleDeed.CONTINUE_GRANT, actor, now, role, (None, "in_force"), facts)


def _grant_facts(grant: Grant) -> dict[str, Any]:
    return {
        "person": grant.person_uid,
        "unit": grant.unit_uid,
        "grant_role": grant.role,
        "answering": bool(grant.answering),
        "from": grant.starts_on,
        "to": grant.ends_on,
    }
