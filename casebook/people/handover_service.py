"""A post is handed over (离岗移交): a list is made, a successor named, and he signs. Only his signature moves the duty.

Each deed leaves an event of the list; taking a case over is moreover a deed of the case itself. Nothing here commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.service import play
from casebook.case.taxonomy import Part
from casebook.case.workflow import Action
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.people import admin_queries as find
from casebook.people import handover_queries
from casebook.people.actor import Staff
from casebook.people.admin_history import keep
from casebook.people.admin_service import unless
from casebook.people.duty_models import PostHandover, PostHandoverCase
from casebook.people.handover_queries import Listed
from casebook.people.models import Role
from casebook.people.queries import staff
from casebook.people.rights import HIMSELF, PeopleDeed
from casebook.responsibility import service as responsibility
from casebook.responsibility.models import Chain
from casebook.responsibility.queries import chains_of

# Who may follow whom: the same post, or the one above it at the same unit.
FITS: Mapping[Role, frozenset[Role]] = {
    Role.HANDLER: frozenset({Role.HANDLER, Role.STATION_HEAD}),
    Role.LIAISON: frozenset({Role.LIAISON, Role.STATION_HEAD}),
    Role.STATION_HEAD: frozenset({Role.STATION_HEAD}),
    Role.CLERK: frozenset({Role.CLERK, Role.OFFICER, Role.DIRECTOR}),
    Role.OFFICER: frozenset({Role.OFFICER, Role.DIRECTOR}),
    Role.CALLBACK: frozenset({Role.CALLBACK, Role.DIRECTOR}),
    Role.DIRECTOR: frozenset({Role.DIRECTOR, Role.OFFICER}),
    Role.OVERSIGHT: frozenset({Role.OVERSIGHT}),
    Role.DISCIPLINE: frozenset({Role.DISCIPLINE}),
}


@dataclass(frozen=True)
class Leaving:
    """Who leaves which unit, and why (moves to another post, retires, …)."""

    person_uid: str
    unit_uid: str
    reason: str


def fitting_roles(session: Session, person_uid: str, unit_uid: str) -> frozenset[Role]:
    """The roles in which somebody of the unit may follow this person."""
    held = handover_queries.roles_ever(session, person_uid, unit_uid)
    return frozenset().union(*(FITS.get(role, frozenset()) for role in held))


def make(session: Session, actor: Staff, now: Moment, role: str, leaving: Leaving) -> PostHandover:
    """List every open case the person holds for the unit. Cases that wait on an earlier list stay there."""
    held = handover_queries.held_open(session, actor, leaving.person_uid, leaving.unit_uid)
    waiting = handover_queries.waiting_elsewhere(session, [case.uid for case in held])
    new = [case for case in held if case.uid not in waiting]
    unless(not new, "nothing_to_hand_over")
    handover = PostHandover(
        uid=new_uid(),
        person_uid=leaving.person_uid,
        unit_uid=leaving.unit_uid,
        reason=leaving.reason,
        made_by=actor.uid,
        made_at=now.at,
        cases=[PostHandoverCase(case_uid=case.uid) for case in new],
    )
    facts = {"person": leaving.person_uid, "unit": leaving.unit_uid, "reason": leaving.reason}
    moved = (None, "made")
    keep(session, handover, PeopleDeed.HAND_OVER, actor, now, role, moved, {**facts, **_told(new)})
    return handover


def name_successor(
    session: Session,
    actor: Staff,
    now: Moment,
    role: str,
    handover: PostHandover,
    chosen: Sequence[Listed],
    successor_uid: str,
) -> None:
    """Say who shall take these cases over. Nobody who may not know of a case can be its successor."""
    unless(successor_uid == handover.person_uid, "follows_himself")
    unless(not chosen or not all(each.is_waiting for each in chosen), "moved_already")
    fitting = fitting_roles(session, handover.person_uid, handover.unit_uid)
    unless(not find.holds_at(session, successor_uid, handover.unit_uid, fitting, now.today), "unfit")
    _may_know_all(session, staff(session, successor_uid, now.today), chosen)
    for each in chosen:
        each.entry.successor_uid = successor_uid
    facts = {"successor": successor_uid, **_told(each.case for each in chosen)}
    keep(session, handover, PeopleDeed.NAME_SUCCESSOR, actor, now, role, ("made", "made"), facts)


def sign(session: Session, actor: Staff, now: Moment, handover: PostHandover, chosen: Sequence[Listed]) -> None:
    """Sign for these cases as the successor one is named as, on one's own account: from now on one is answerable."""
    unless(not chosen, "nothing_to_sign")
    unless(any(each.entry.successor_uid != actor.uid for each in chosen), "not_the_successor")
    unless(not all(each.is_waiting for each in chosen), "moved_already")
    chains = chains_of(session, [each.case.uid for each in chosen])
    for each in chosen:
        take_over(each.case, chains[each.case.uid], actor, now, handover)
        each.entry.signed_at = now.at
    facts = _told(each.case for each in chosen)
    keep(session, handover, PeopleDeed.SIGN_HANDOVER, actor, now, HIMSELF, ("made", "signed"), facts)


def take_over(case: CaseFile, chain: Chain, actor: Staff, now: Moment, handover: PostHandover) -> None:
    """The deed on the case itself: `actor` holds it from now on, and handles it where the one who leaves did.

    Raises Refused where the actor may not know of the case or does not stand to it.
    """
    perform(case, Action(TAKE_OVER), actor, now, {"holder": actor.uid, "handover": handover.uid})
    responsibility.take(case, chain, actor.uid, handover.unit_uid, now)
    if case.handler_uid == handover.person_uid:
        case.handler_uid = actor.uid
    if handover.unit_uid == case.main_unit_uid:
        play(case, actor.uid, Part.HANDLER, now)


TAKE_OVER = "take-over"


def _may_know_all(session: Session, successor: Staff | None, chosen: Sequence[Listed]) -> None:
    unless(successor is None, "unfit")
    assert successor is not None  # an account that is closed has just been refused
    uids = {each.case.uid for each in chosen}
    unless(uids != handover_queries.known_of(session, successor, uids), "may_not_follow")


def _told(cases: Any) -> dict[str, Any]:
    uids = [case.uid for case in cases]
    return {"cases": uids, "count": len(uids)}
