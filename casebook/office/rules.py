"""What a small office may relax (product.md, "The small office"), as a value an actor carries.

Only what has a member here can be switched. The rest of that table's last column has none and holds always: conflict
rules, the accused neither handling nor reading, complaints about the office going up, no identity to the station
without consent, append-only history, registration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Relaxation(Enum):
    """One separation that may be relaxed; the value is what a decision keeps."""

    DISPATCHER_CALLS_BACK = "dispatcher_calls_back"
    COMBINED_GRANTS = "combined_grants"
    DECLINE_BY_PAPER = "decline_by_paper"
    ONE_READER = "one_reader"
    ADMIN_SECOND_ACCOUNT = "admin_second_account"
    ABSENT_BODIES = "absent_bodies"
    TWO_STEP_FOR_SOME = "two_step_for_some"
    FIRST_INQUIRY_ONLY_COMPLAINTS = "first_inquiry_only_complaints"


class DirectClose(Enum):
    """Which cases a station head may close directly (domain.md 11(a), T40)."""

    OFF = "off"
    LISTED = "listed"
    UNACCUSED = "unaccused"


@dataclass(frozen=True)
class OfficeRules:
    """What holds at an office: the relaxations switched on, and which cases a station may close directly."""

    relaxed: frozenset[Relaxation] = frozenset()
    direct_close: DirectClose = DirectClose.LISTED

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "OfficeRules":
        """The rules a decision keeps. A word that is not known here relaxes nothing and closes nothing."""
        switched_on = values.get("relaxed", ())
        closing = values.get("direct_close", DirectClose.LISTED.value)
        return cls(
            frozenset(member for member in Relaxation if member.value in switched_on),
            next((member for member in DirectClose if member.value == closing), DirectClose.OFF),
        )

    @property
    def values(self) -> dict[str, Any]:
        """The rules as a decision keeps them, in the order of the table."""
        relaxed = [member.value for member in Relaxation if member in self.relaxed]
        return {"relaxed": relaxed, "direct_close": self.direct_close.value}

    def allows(self, relaxation: Relaxation) -> bool:
        """Whether this separation is relaxed."""
        return relaxation in self.relaxed


STANDARD = OfficeRules()
