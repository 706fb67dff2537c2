"""Who is acting: values loaded once per request, from which relations make their terms."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from casebook.office.rules import STANDARD, OfficeRules
from casebook.people.models import Role


@dataclass(frozen=True)
class Post:
    """A role in force and every unit it reaches: office and city roles reach down the tree, station roles do not.

    `offices` are the offices among them: a case belongs to one.
    """

    role: Role
    unit_uid: str
    reaches: frozenset[str]
    offices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Staff:
    """A member of staff as he stands at this moment, leave and substitution included."""

    uid: str
    name: str = ""
    posts: tuple[Post, ...] = ()
    # Whoever stands in carries the conflicts of both (CR9).
    standing_in_for: frozenset[str] = field(default_factory=frozenset)
    kind: str = "person"
    # The units and persons he must keep away from, with those of whom he stands in for (CR5, CR9).
    tied_units: frozenset[str] = frozenset()
    tied_persons: frozenset[str] = frozenset()
    # What his office has relaxed by recorded decision; nothing, until it has decided.
    rules: OfficeRules = STANDARD
    # The cases whose identity he may open in an emergency; loaded where identities are opened, and nowhere else.
    emergencies: frozenset[str] = frozenset()
    # Until when an emergency is in force anywhere in his office.
    emergency_until: datetime | None = None
    # Two-step sign-in is on here, he has none and his posts do not ask for it: nobody's identity is shown to him.
    lacks_second_step: bool = False

    @property
    def persons(self) -> frozenset[str]:
        """This person and all for whom he stands in: whose conflicts and separations he carries."""
        return self.standing_in_for | {self.uid}

    def units(self, *roles: Role) -> frozenset[str]:
        """Every unit one of these roles reaches."""
        return frozenset().union(*(post.reaches for post in self.posts if post.role in roles))

    def offices(self, *roles: Role) -> frozenset[str]:
        """Every office one of these roles reaches."""
        return frozenset().union(*(post.offices for post in self.posts if post.role in roles))

    @property
    def grants(self) -> tuple[str, ...]:
        """The roles in force as an event keeps them: "officer@<unit uid>"."""
        return tuple(sorted(f"{post.role.value}@{post.unit_uid}" for post in self.posts))

    def holds(self, roles: Iterable[Role]) -> bool:
        """Whether he holds one of the roles anywhere."""
        return any(post.role in roles for post in self.posts)


@dataclass(frozen=True)
class Citizen:
    """Somebody who showed a receipt and its query code, or who is just handing a complaint in."""

    receipt_uid: str | None
    kind: str = "citizen"
    grants: tuple[str, ...] = ()
    name: str = ""

    @property
    def uid(self) -> str | None:
        """The receipt: the only thing known of a citizen."""
        return self.receipt_uid


@dataclass(frozen=True)
class System:
    """casebook itself, for a named job."""

    job: str
    uid: str | None = None
    kind: str = "system"
    grants: tuple[str, ...] = ()
    name: str = ""


SYSTEM = System("system")
