"""What may not be when somebody asks to see who complained (T53)."""

from typing import Any

from casebook.case.guards.making import guard
from casebook.case.identity import fields_open_to, only_clerk, registered_today
from casebook.case.models import State
from casebook.case.relations import SHIELDED
from casebook.case.taxonomy import CATEGORIES
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts

REVEALS_AN_HOUR = 10


@guard("no_contact_left")
def contact_left(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """There is something to show only of whoever left it."""
    return not case.has_contact


@guard("no_second_step")
def second_step_set_up(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Identity is never shown to whoever signs in with the password alone where two-step sign-in is on."""
    return bool(getattr(actor, "lacks_second_step", False))


@guard("clerk_day_over")
def clerk_in_time(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Of integrity, reprisal and leaks a clerk knows the identity on the day he took it down alone."""
    return case.category in SHIELDED and only_clerk(actor, case) and not registered_today(actor, case, now)


@guard("field_not_yours")
def field_is_his(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Who only has to ring opens the telephone and nothing else."""
    return facts is not None and facts["field"] not in fields_open_to(actor, case)


@guard("second_person_needed")
def opened_by_two(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """What discipline has or had, and what belongs there, nobody opens alone, discipline itself included."""
    if facts is None or facts.get("second") or facts.get("emergency"):
        return False
    integrity = case.category is not None and CATEGORIES[case.category].is_integrity
    with_discipline = case.state is State.SEALED or case.restricted or facts.get("under_discipline") is True
    return with_discipline or integrity


@guard("sign_in_again")
def fresh_sign_in(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Identity is shown only to whoever has just given his password (T53)."""
    return facts is not None and facts.get("fresh") is not True


@guard("reveals_used")
def reveals_left(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Identity is shown a few times an hour at most (T53)."""
    spent = facts is not None and facts.get("reveals_this_hour", 0) >= REVEALS_AN_HOUR
    return spent and facts is not None and not facts.get("emergency")


@guard("nobody_can_restore")
def code_can_be_restored(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Who left nothing cannot be told from anybody else: his query code is all there is."""
    return not case.has_contact


@guard("does_not_fit")
def facts_fit(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A new query code is issued to whoever gives the name and the telephone that were left."""
    return facts is not None and facts.get("matched") is not True
