"""Ties (CR5): a person must keep away from a unit or from another person. Each deed leaves an event."""

from typing import Any

from sqlalchemy.orm import Session

from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people import admin_queries as find
from casebook.people import tie_queries
from casebook.people.actor import Staff
from casebook.people.admin_history import keep
from casebook.people.admin_service import unless
from casebook.people.models import PersonTie, TieKind
from casebook.people.rights import PeopleDeed
from casebook.people.tie_queries import Tied


def declare(
    session: Session, actor: Staff, now: Moment, role: str, person_uid: str, tied: Tied, kind: TieKind
) -> PersonTie:
    """Record a tie of a person; from the next request on it binds him, and the other person where there is one."""
    unless(tied.person_uid == person_uid, "tied_to_himself")
    works_there = tied.unit_uid and find.has_post_at(session, person_uid, tied.unit_uid, now.today)
    unless(works_there, "tied_to_own_unit")
    unless(tie_queries.open_tie(session, person_uid, tied), "tied_already")
    tie = PersonTie(
        uid=new_uid(),
        person_uid=person_uid,
        tied_unit_uid=tied.unit_uid,
        tied_person_uid=tied.person_uid,
        kind=kind,
        declared_on=now.today,
        recorded_by=actor.uid,
        recorded_at=now.at,
    )
    keep(session, tie, PeopleDeed.DECLARE_TIE, actor, now, role, (None, "declared"), _facts(tie))
    return tie


def end(session: Session, actor: Staff, now: Moment, role: str, tie: PersonTie, reason: str) -> None:
    """End a tie that no longer holds. Nobody frees himself, nor whoever he stands in for."""
    unless(tie.ended_at is not None, "tie_is_over")
    unless({tie.person_uid, tie.tied_person_uid} & actor.persons, "own_tie")
    tie.ended_at = now.at
    keep(session, tie, PeopleDeed.END_TIE, actor, now, role, ("declared", "ended"), {**_facts(tie), "reason": reason})


def _facts(tie: PersonTie) -> dict[str, Any]:
    return {
        "person": tie.person_uid,
        "tied_unit": tie.tied_unit_uid,
        "tied_person": tie.tied_person_uid,
        "kind": tie.kind,
        "declared_on": tie.declared_on,
    }
