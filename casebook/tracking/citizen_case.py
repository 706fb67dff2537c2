"""CitizenCase: what whoever wrote in sees of a case (column CIT of the field table, security.md 3.2), and nothing else.

Each field names its row of that table. Templates receive this value only, never a record.
"""

from dataclasses import MISSING, dataclass, field
from typing import Any

from casebook.tracking.standing import Standing

OWN_TEXT = "original text"
RECEIVED = "received time"
DATES = "station, category, grade, due dates"
HOLDER = "handler of the station, first-inquiry chain"
REPLY = "station's reply"
MESSAGES = "messages between citizen and office"
REVIEWS = "review, re-review papers"
RESULT = "satisfaction, call-back result"


def of(row: str, otherwise: Any = MISSING) -> Any:
    """A field that shows this row of the field table, and what it holds where nothing of it is shown."""
    if isinstance(otherwise, list):
        return field(metadata={"row": row}, default_factory=list)
    return field(metadata={"row": row}, default=otherwise)


@dataclass(frozen=True)
class Mark:
    """A light beside the headline: its words and their tone."""

    text: str
    tone: str


@dataclass(frozen=True)
class Holder:
    """Who is answerable now: a unit, for the office a post too, never the name of a person of the station."""

    words: str
    phone: str


@dataclass(frozen=True)
class Happened:
    """One line of what happened."""

    text: str
    at_text: str


@dataclass(frozen=True)
class Said:
    """A message or an answer: who says it, when, and the words."""

    who: str
    at_text: str
    text: str
    own: bool = False


@dataclass(frozen=True)
class Button:
    """Something the citizen may do now."""

    label: str
    url: str
    kind: str
    rare: bool = False


@dataclass(frozen=True)
class Other:
    """Another case of the same receipt."""

    title: str
    headline: str
    url: str
    current: bool


@dataclass(frozen=True)
class CitizenCase:
    """One case for its citizen, in the reader's language."""

    stands: Standing = of(DATES)
    sealed: bool = of(DATES, False)
    title: str = of(OWN_TEXT, "")
    text: str = of(OWN_TEXT, "")
    received: str = of(RECEIVED, "")
    lights: list[Mark] = of(DATES, [])
    due: str = of(DATES, "")
    provisional: bool = of(DATES, False)
    moved: list[str] = of(DATES, [])
    notes: list[str] = of(DATES, [])
    holder: Holder | None = of(HOLDER, None)
    happened: list[Happened] = of(HOLDER, [])
    answers: list[Said] = of(REPLY, [])
    opinions: list[Said] = of(REVIEWS, [])
    messages: list[Said] = of(MESSAGES, [])
    # What the citizen said himself, besides his first words.
    happened_at: str = of(OWN_TEXT, "")
    said: list[Said] = of(RESULT, [])
    reasons: list[Said] = of(REVIEWS, [])
