"""What is asked of the search, read from the address: a reference or words, and where to go on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

from casebook.case.service import ALPHABET, REFERENCE_LENGTH
from casebook.desk.forms import CASE, RECEIPT, stored_reference
from casebook.search.words import terms, tokens

LONGEST = 100
PATH = "/search"
REFERENCE = re.compile(rf"(?:{CASE}|{RECEIPT})\d\d-[{ALPHABET}]{{{REFERENCE_LENGTH}}}")


class Problem(Enum):
    """Why nothing can be looked for."""

    EMPTY = "empty"
    LONG = "long"
    NO_WORD = "no word"  # signs alone
    ONE_CHARACTER = "one character"


@dataclass(frozen=True)
class Asked:
    """What was typed, and after or before which case of the answer to go on."""

    q: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        """Read from an address; a place to go on from that is no reference is none."""
        after, before = (_place(given.get(name, "")) for name in ("after", "before"))
        return cls(given.get("q", "").strip(), after, before)

    def url(self, after: str = "", before: str = "") -> str:
        """The address of another stretch of this answer."""
        given = {"q": self.q, "after": after, "before": before}
        return f"{PATH}?{urlencode({name: value for name, value in given.items() if value})}"

    @property
    def reference(self) -> str:
        """The reference that was typed, as it is stored; empty where it can be none."""
        stored = stored_reference(self.q) if len(self.q) <= LONGEST else ""
        return stored if REFERENCE.fullmatch(stored) else ""

    @property
    def terms(self) -> tuple[str, ...]:
        """The words that were typed, in the one spelling."""
        return terms(self.q)

    @property
    def problem(self) -> Problem | None:
        """Why nothing can be looked for; None where something can."""
        if not self.q:
            return Problem.EMPTY
        if len(self.q) > LONGEST:
            return Problem.LONG
        if not self.terms:
            return Problem.NO_WORD
        # One character of Chinese stands in too many texts; beside a word it may narrow them.
        return None if any(tokens(term) for term in self.terms) else Problem.ONE_CHARACTER


def _place(given: str) -> str:
    return given if REFERENCE.fullmatch(given) else ""
