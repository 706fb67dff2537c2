"""As what somebody reads each case he may know of, as a condition over rows: the same order as `record.reader_of`."""

from functools import reduce
from operator import or_
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy import or_ as any_of

from casebook.case.models import CaseFile, State
from casebook.case.relations import READING_ROLES, discipline
from casebook.case.workflow import OFFICE as AT_OFFICE
from casebook.case.workflow import STATION as AT_STATION
from casebook.kernel.machine import Relation
from casebook.kernel.terms import Term, is_, one_of, some
from casebook.people.actor import Staff
from casebook.people.models import STATION_ROLES, Role
from casebook.search.documents import OFFICE, OVERSEER, mark_of
from casebook.search.models import SearchText

INSIDE_ROLES = (*READING_ROLES, Role.OVERSIGHT, Role.DISCIPLINE)


def reads_as_office(actor: Staff) -> Term:
    """The cases this actor reads whole."""
    referred = is_("state", State.SEALED) & discipline.term(actor) & ~_stands(actor, AT_STATION)
    return _stands(actor, AT_OFFICE) | referred


def document_of(actor: Staff) -> ColumnElement[bool]:
    """Of a case's documents the one this actor reads; at most one, whatever posts he holds."""
    office, station, part = (
        reads_as_office(actor),
        _stands(actor, AT_STATION) & ~_stands(actor, AT_OFFICE),
        _part(actor),
    )
    co = part & ~station & ~office
    overseer = ~office & ~station & ~part
    return any_of(
        and_(SearchText.scope == OFFICE, office.sql(CaseFile)),
        and_(SearchText.scope == CaseFile.main_unit_uid, station.sql(CaseFile)),
        and_(SearchText.scope.in_(sorted(actor.units(*STATION_ROLES))), co.sql(CaseFile)),
        and_(SearchText.scope == OVERSEER, overseer.sql(CaseFile)),
    )


def marks_of(actor: Staff) -> list[str]:
    """The tokens one of which stands in every document this actor may read: a station's keep all others out early.

    None for whoever reads for the office or above it: most documents are his.
    """
    inside = actor.offices(*INSIDE_ROLES)
    return [] if inside else [mark_of(uid) for uid in sorted(actor.units(*STATION_ROLES))]


def _part(actor: Staff) -> Term:
    """He is of a unit with a part in it beside the main unit's."""
    return some(
        "assignments", is_("kind", "co") & is_("active", True) & one_of("unit_uid", actor.units(*STATION_ROLES))
    )


def _stands(actor: Any, relations: tuple[Relation, ...]) -> Term:
    return reduce(or_, (relation.term(actor) for relation in relations))
