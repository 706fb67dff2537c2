"""How an actor may stand to a case. Each relation is one line that returns a term; `casebook matrix` prints them."""

from typing import Any

from casebook.case.models import State
from casebook.case.taxonomy import CATEGORIES, Part
from casebook.kernel.machine import Relation
from casebook.kernel.terms import NO, Term, is_, one_of, some, when
from casebook.people.actor import Citizen, Staff, System
from casebook.people.models import STATION_ROLES, Role

OFFICE_ROLES = (Role.CLERK, Role.OFFICER, Role.DIRECTOR, Role.CALLBACK)
READING_ROLES = (*OFFICE_ROLES, Role.LEADER)


def _at_office(*roles: Role) -> Any:
    """Whoever holds a role at the case's office; against the office itself, oversight in its place (CR4)."""

    def term(actor: Any) -> Term:
        if not isinstance(actor, Staff):
            return NO
        own = one_of("office_uid", actor.offices(*roles)) & ~is_("against_office", True)
        return own | (one_of("office_uid", actor.offices(Role.OVERSIGHT)) & is_("against_office", True))

    return term


def _over_office(role: Role) -> Any:
    return lambda actor: one_of("office_uid", actor.offices(role)) if isinstance(actor, Staff) else NO


def _at_station(*roles: Role) -> Any:
    return lambda actor: one_of("main_unit_uid", actor.units(*roles)) if isinstance(actor, Staff) else NO


def _given_to(actor: Any) -> Term:
    return _at_station(Role.HANDLER)(actor) & one_of("handler_uid", _persons(actor))


def _sender(actor: Any) -> Term:
    return some("receipts", is_("uid", actor.receipt_uid)) if isinstance(actor, Citizen) else NO


def _co_handling(*roles: Role) -> Any:
    def term(actor: Any) -> Term:
        units = actor.units(*roles) if isinstance(actor, Staff) else ()
        return some("assignments", is_("kind", "co") & is_("active", True) & one_of("unit_uid", units))

    return term


def _persons(actor: Any) -> frozenset[str]:
    return getattr(actor, "persons", frozenset())


def tied(actor: Any) -> Term:
    """A declared tie to the unit complained about or to the one that handles it (CR5, 信访工作条例 28)."""
    units = getattr(actor, "tied_units", ())
    return one_of("unit_named_uid", units) | one_of("main_unit_uid", units)


def _without_tie(term: Any) -> Any:
    return lambda actor: term(actor) & ~tied(actor)


def accused(actor: Any) -> Term:
    """The case complains about this person, about one for whom he stands in, or about kin of his (CR2, CR5, CR9)."""
    kin: frozenset[str] = getattr(actor, "tied_persons", frozenset())
    return some("accused", one_of("person_uid", _persons(actor) | kin))


def shielded(actor: Any) -> Term:
    """Nobody of the unit complained about may read it: head accused, integrity, reprisal or leak (CR1, CR3)."""
    units = _station_units(actor)
    barred = is_("station_may_handle", False) & one_of("unit_named_uid", units)
    return barred | (one_of("category", SHIELDED) & some("accused", one_of("unit_uid", units)))


def excluded(actor: Any) -> Term:
    """Whoever handled an earlier matter or opened its identity knows nothing of a complaint of reprisal (CR7)."""
    return some("parts", is_("part", Part.EXCLUDED) & one_of("person_uid", _persons(actor)))


def sealed_off(actor: Any) -> Term:
    """What went to the discipline authority exists for no other member of staff (T8)."""
    if not isinstance(actor, Staff):
        return NO
    knows = one_of("office_uid", actor.offices(Role.DISCIPLINE)) | one_of("uid", actor.emergencies)
    return is_("state", State.SEALED) & ~knows


def _referred(actor: Any) -> Term:
    # Discipline reads what was referred, and what it handed back (T39).
    return _over_office(Role.DISCIPLINE)(actor) & (is_("state", State.SEALED) | is_("restricted", True))


def _reprisal(actor: Any) -> Term:
    # Of reprisal and leaks discipline keeps the log of who opened what, and may ask who complained (CR7).
    return _over_office(Role.DISCIPLINE)(actor) & one_of("category", REPRISAL)


def _station_units(actor: Any) -> frozenset[str]:
    return actor.units(*STATION_ROLES) if isinstance(actor, Staff) else frozenset()


def visible(actor: Any) -> Term:
    """Every case this actor may know of: the one rule behind each page, list, count and mail."""
    office = (
        _at_office(*READING_ROLES)(actor) | _over_office(Role.OVERSIGHT)(actor) | _referred(actor) | _reprisal(actor)
    )
    stations = _at_station(*STATION_ROLES)(actor) | _co_handling(*STATION_ROLES)(actor)
    reads = office | stations | _sender(actor) | when(isinstance(actor, System))
    return reads & ~accused(actor) & ~shielded(actor) & ~excluded(actor) & ~sealed_off(actor)


clerk = Relation("clerk", "clerk", _at_office(Role.CLERK))
officer = Relation("officer", "officer", _at_office(Role.OFFICER))
director = Relation("director", "director", _at_office(Role.DIRECTOR))
callback = Relation("callback", "callback", _without_tie(_at_office(Role.CALLBACK)))
# For the identity alone: taking a matter down needs no distance to the unit it complains about.
untied_clerk = Relation("untied_clerk", "clerk", _without_tie(_at_office(Role.CLERK)))
untied_director = Relation("untied_director", "director", _without_tie(_at_office(Role.DIRECTOR)))
leader = Relation("leader", "leader", _at_office(Role.LEADER))
oversight = Relation("oversight", "oversight", _over_office(Role.OVERSIGHT))
discipline = Relation("discipline", "discipline", _referred)
reprisal = Relation("reprisal", "discipline", _reprisal)
# For an hour, while a life is in danger, with a second person (CR15); a tie does not hold him back, an accusation does.
emergency = Relation(
    "emergency",
    "director",
    lambda a: _at_office(Role.DIRECTOR)(a) & one_of("uid", getattr(a, "emergencies", ())),
)
# An officer who judges what others did: no tie to the station (CR5).
checker = Relation("checker", "officer", _without_tie(_at_office(Role.OFFICER)))
station_head = Relation("station_head", "station_head", _at_station(Role.STATION_HEAD))
liaison = Relation("liaison", "liaison", _at_station(Role.LIAISON))
handler = Relation("handler", "handler", _at_station(Role.HANDLER))
co_head = Relation("co_head", "station_head", _co_handling(Role.STATION_HEAD))
assignee = Relation(
    "assignee",
    "officer",
    lambda a: _at_office(*OFFICE_ROLES)(a) & is_("self_handled", True) & one_of("handler_uid", _persons(a)),
)
holder = Relation(
    "holder",
    "holder",
    lambda a: (_at_office(*OFFICE_ROLES)(a) | _at_station(*STATION_ROLES)(a)) & one_of("holder_uid", _persons(a)),
)
given_handler = Relation("given_handler", "handler", _given_to)
citizen = Relation("citizen", "citizen", _sender)
newcomer = Relation("newcomer", "citizen", lambda actor: when(isinstance(actor, Citizen)))
system = Relation("system", "system", lambda actor: when(isinstance(actor, System)))

# Of these nobody at any station learns who complained (security.md 3.2).
SHIELDED = frozenset(code for code, row in CATEGORIES.items() if row.is_integrity or row.shields_from_accused)

REPRISAL = frozenset(code for code, row in CATEGORIES.items() if row.shields_from_accused)

# For the identity (T53): each only while his work needs it (security.md 3.2).
callback_now = Relation("callback_now", "callback", lambda a: callback.term(a) & is_("state", State.CALLBACK))
consented_station = Relation(
    "consented_station",
    "station_head",
    lambda actor: (
        _at_station(*STATION_ROLES)(actor)
        & is_("consent_contact", True)
        & ~is_("restricted", True)
        & ~is_("confidential", True)
        & ~tied(actor)
        & ~one_of("category", SHIELDED)
        & one_of("state", (State.HANDLING, State.REWORK))
    ),
)

RELATIONS = {
    relation.name: relation
    for relation in (
        clerk,
        untied_clerk,
        officer,
        checker,
        director,
        untied_director,
        leader,
        callback,
        oversight,
        discipline,
        reprisal,
        emergency,
        station_head,
        co_head,
        assignee,
        holder,
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
