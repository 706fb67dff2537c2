"""Who reads ledgers, as what, and which cases stand in them for him: always fewer than he may know of, never more."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_

from casebook.case.models import CaseFile, State
from casebook.case.projection import Audience
from casebook.case.relations import OFFICE_ROLES
from casebook.kernel.access import visible_to
from casebook.people.actor import Staff
from casebook.people.models import Role

# By which posts somebody reads ledgers, from the one who reads most: whoever holds several reads as the first of them.
POSTS: dict[Audience, tuple[Role, ...]] = {
    Audience.OFFICE: OFFICE_ROLES,
    Audience.OVERSEER: (Role.LEADER, Role.OVERSIGHT),
    Audience.STATION: (Role.STATION_HEAD,),
}
READERS = frozenset(role for roles in POSTS.values() for role in roles)


def audience_of(actor: Staff) -> Audience | None:
    """As what this person reads ledgers; None for whoever reads none."""
    return next((audience for audience, roles in POSTS.items() if actor.holds(roles)), None)


def cases_for(actor: Staff, audience: Audience) -> Select[Any]:
    """The cases of his ledgers and figures: of those he may know, the ones he knows by the posts he reads under.

    What was referred stands in no ledger, not in the discipline authority's either.
    """
    return visible_to(actor, CaseFile).where(_by_post(actor, audience), CaseFile.state != State.SEALED)


def _by_post(actor: Staff, audience: Audience) -> ColumnElement[bool]:
    roles = POSTS[audience]
    if audience is Audience.STATION:
        return CaseFile.main_unit_uid.in_(sorted(actor.units(*roles)))
    own = CaseFile.office_uid.in_(sorted(actor.offices(*roles)))
    # Against the office itself the city office acts in its place, and reads as an overseer.
    return own if audience is Audience.OVERSEER else and_(own, ~CaseFile.against_office)
