"""How a guard is made of a function that answers whether the deed is refused."""

from collections.abc import Callable
from typing import Any

from casebook.case.taxonomy import Part
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts, Guard, Refusal

Check = Callable[[Any, Any, Moment, Facts | None], Refusal | None]


def guard(code: str) -> Callable[[Callable[..., bool | Facts]], Guard]:
    """Make a Guard of a function that answers whether the deed is refused (or the arguments of the sentence)."""

    def make(refuses: Callable[..., bool | Facts]) -> Guard:
        def check(case: Any, actor: Any, now: Moment, facts: Facts | None) -> Refusal | None:
            refused = refuses(case, actor, now, facts)
            return Refusal(code, refused if isinstance(refused, dict) else {}) if refused else None

        return Guard(refuses.__name__, check)

    return make


def played(case: Any, actor: Any, part: Part) -> bool:
    """Whether this person, or one for whom he stands in, played the part in the case."""
    return any(row.part is part and row.person_uid in actor.persons for row in case.parts)
