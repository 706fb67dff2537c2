"""What of an identity is whose to open, and who reads its masks (security.md 3.2). Pure, like the table it serves."""

from functools import reduce
from operator import or_
from typing import Any

from casebook.case import relations as r
from casebook.case.taxonomy import Part
from casebook.kernel.deadlines import Moment, local_day
from casebook.kernel.terms import NO, Term

TELEPHONE, EMAIL = "telephone", "email"
FIELDS = ("name", TELEPHONE, EMAIL, "village")
# Who decides on the matter opens any field; who only has to ring opens the telephone.
WHOLE = (r.untied_clerk, r.checker, r.untied_director, r.discipline, r.reprisal, r.oversight, r.emergency)
BY_TELEPHONE = (r.callback_now, r.consented_station)
# Whoever works with the identity all the time sees the masks beside the case.
MASKED = (r.checker, r.untied_director)


def fields_open_to(actor: Any, case: Any) -> frozenset[str]:
    """The fields of who complained that this actor may ask for at all."""
    if _stands(actor, WHOLE, case):
        return frozenset(FIELDS)
    return frozenset({TELEPHONE}) if _stands(actor, BY_TELEPHONE, case) else frozenset()


def masks_shown_to(actor: Any, case: Any, now: Moment) -> frozenset[str]:
    """The fields whose masks stand on his page; the clerk loses them with the day on which he registered it."""
    if _stands(actor, MASKED, case) or (only_clerk(actor, case) and registered_today(actor, case, now)):
        return frozenset(FIELDS)
    return frozenset({TELEPHONE}) if _stands(actor, (r.callback_now,), case) else frozenset()


def masks_in_lists(actor: Any) -> Term:
    """The cases beside which a list shows this actor the mask of a name: those with whose identity he works."""
    return reduce(or_, (relation.term(actor) for relation in MASKED), NO)


def only_clerk(actor: Any, case: Any) -> bool:
    """Whether intake is all that brings him to this identity."""
    besides = set(WHOLE) - {r.untied_clerk} | set(BY_TELEPHONE)
    return _stands(actor, (r.untied_clerk,), case) and not _stands(actor, tuple(besides), case)


def registered_today(actor: Any, case: Any, now: Moment) -> bool:
    """Whether he himself took the matter down, and today."""
    mine = (part for part in case.parts if part.part is Part.REGISTRAR and part.person_uid in actor.persons)
    return any(local_day(part.since) == now.today for part in mine)


def _stands(actor: Any, relations: tuple[Any, ...], case: Any) -> bool:
    return any(relation.term(actor).holds(case) for relation in relations)
