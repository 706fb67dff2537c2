"""How an actor may stand to a case. Each relation is one line that returns a term; `casebook matrix` prints them."""

from typing import Any

from casebook.case.models import State
from casebook.case.taxonomy import CATEGORIES
from casebook.kernel.machine import Relation
from casebook.kernel.terms import NO, Term, is_, one_of, some, when
from casebook.people.actor import Citizen, Staff, System
from casebook.people.models import STATION_ROLES, Role

OFFICE_ROLES = (Role.CLERK, Role.OFFICER, Role.DIRECTOR, Role.CALLBACK)
READING_ROLES = (*OFFICE_ROLES, Role.LEADER, Role.OVERSIGHT)


def _at_office(*roles: Role) -> Any:
    return lambda actor: one_of("office_uid", actor.offices(*roles)) if isinstance(actor, Staff) else NO


def _at_station(*roles: Role) -> Any:
    return lambda actor: one_of("main_unit_uid", actor.units(*roles)) if isinstance(actor, Staff) else NO


def _given_to(actor: Any) -> Term:
    return _at_station(Role.HANDLER)(actor) & one_of("handler_uid", getattr(actor, "persons", ()))


def _sender(actor: Any) -> Term:
    return some("receipts", is_("uid", actor.receipt_uid)) if isinstance(actor, Citizen) else NO


def accused(actor: Any) -> Term:
    """The case complains about this person, or about one for whom he stands in (CR2, CR9)."""
    return some("accused", one_of("person_uid", getattr(actor, "persons", ())))


def shielded(actor: Any) -> Term:
    """Nobody of the unit complained about may read it: head accused, reprisal or leak (CR1, CR3)."""
    return is_("station_may_handle", False) & one_of("unit_named_uid", _station_units(actor))


def _station_units(actor: Any) -> frozenset[str]:
    return actor.units(*STATION_ROLES) if isinstance(actor, Staff) else frozenset()


def visible(actor: Any) -> Term:
    """Every case this actor may know of: the one rule behind each page, list, count and mail."""
    reads = _at_office(*READING_ROLES)(actor) | _at_station(*STATION_ROLES)(actor) | _sender(actor)
    return (reads | when(isinstance(actor, System))) & ~accused(actor) & ~shielded(actor)


clerk = Relation("clerk", "clerk", _at_office(Role.CLERK))
officer = Relation("officer", "officer", _at_office(Role.OFFICER))
director = Relation("director", "director", _at_office(Role.DIRECTOR))
callback = Relation("callback", "callback", _at_office(Role.CALLBACK))
station_head = Relation("station_head", "station_head", _at_station(Role.STATION_HEAD))
liaison = Relation("liaison", "liaison", _at_station(Role.LIAISON))
handler = Relation("handler", "handler", _at_station(Role.HANDLER))
given_handler = Relation("given_handler", "handler", _given_to)
citizen = Relation("citizen", "citizen", _sender)
newcomer = Relation("newcomer", "citizen", lambda actor: when(isinstance(actor, Citizen)))
system = Relation("system", "system", lambda actor: when(isinstance(actor, System)))

# Of these nobody at any station learns who complained (security.md 3.2).
SHIELDED = frozenset(code for code, row in CATEGORIES.items() if row.is_integrity or row.shields_from_accused)

# For the identity (T53): each only while his work needs it (security.md 3.2).
callback_now = Relation(
    "callback_now", "callback", lambda a: _at_office(Role.CALLBACK)(a) & is_("state", State.CALLBACK)
)
consented_station = Relation(
    "consented_station",
    "station_head",
    lambda actor: (
        _at_station(*STATION_ROLES)(actor)
        & is_("consent_contact", True)
        & ~one_of("category", SHIELDED)
        & one_of("state", (State.HANDLING, State.REWORK))
    ),
)

RELATIONS = {
    relation.name: relation
    for relation in (
        clerk,
        officer,
        director,
        callback,
        station_head,
        liaison,
        handler,
        given_handler,
        citizen,
        newcomer,
        system,
        callback_now,
        consented_station,
    )
}
