"""What a list is asked for: read from the address, so that every list can be kept as a bookmark."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlencode

from casebook.case.models import State
from casebook.case.queries import SETTLED
from casebook.case.service import REFERENCE_LENGTH

CASE, RECEIPT = "AJ", "TS"
YEAR_LENGTH = 2
LONGEST_DAY = 10
CRITICAL = "critical"
DUE = ("overdue", "soon", CRITICAL)
# What is heard or written instead of a digit (the references have no such letters).
MISHEARD = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Wanted:
    """The filter of a list: a kind of waiting work, a state, a light, only mine, a reference, and where to go on."""

    waiting: str = ""
    state: str = ""
    due: str = ""
    mine: str = ""
    q: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Wanted":
        """Read from an address; what makes no sense is left out."""
        read = cls(**{each.name: given.get(each.name, "").strip() for each in fields(cls)})
        return replace(
            read,
            state=read.state if read.state in {state.value for state in State} else "",
            due=read.due if read.due in DUE else "",
            mine="1" if read.mine == "1" else "",
        )

    def url(self, path: str = "/cases") -> str:
        """The address of this list."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name)}
        return f"{path}?{urlencode(given)}" if given else path

    @property
    def reference(self) -> str:
        """The reference searched for, as it is stored: written small, with blanks, or without its beginning."""
        return stored_reference(self.q)

    @property
    def closed(self) -> bool:
        """Whether cases that are over are asked for."""
        return self.state in {state.value for state in SETTLED}


def stored_reference(typed: str) -> str:
    """AJ26-7K3MQ9PD from "aj26 7k3mq9pd" or "26-7k3mq9pd"; what is no reference comes back and finds nothing."""
    bare = "".join(char for char in typed.upper() if char.isalnum())
    kind, rest = (bare[:2], bare[2:]) if bare.startswith((CASE, RECEIPT)) else (CASE, bare)
    tail = rest[YEAR_LENGTH:].translate(MISHEARD)
    return f"{kind}{rest[:YEAR_LENGTH]}-{tail}" if len(tail) == REFERENCE_LENGTH else bare


def past_day(typed: str | None, today: date) -> date | None:
    """The day asked for in an address if it is one that is not still to come; else None."""
    with suppress(ValueError):
        day = date.fromisoformat((typed or "")[:LONGEST_DAY])
        return day if day <= today else None
    return None
