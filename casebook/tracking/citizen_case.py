"""CitizenCase: what whoever wrote in sees of a case (column CIT of the field table, security.md 3.2), and nothing else.

Each field names the columns it is made of. Templates receive this value only, never a record.
"""

from dataclasses import dataclass

from casebook.case.projection import Audience, seen, shown_to
from casebook.tracking.standing import Standing


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


@shown_to(Audience.CITIZEN)
@dataclass(frozen=True)
class CitizenCase:
    """One case for its citizen, in the reader's language."""

    stands: Standing = seen("case_file.state", "case_file.sort_due_at", "standing.json")
    sealed: bool = seen("case_file.state", otherwise=False)
    title: str = seen("case_file.title", otherwise="")
    text: str = seen("submission.text", otherwise="")
    received: str = seen("case_file.received_at", otherwise="")
    lights: list[Mark] = seen("clock.due_at", otherwise=[])
    due: str = seen("clock.due_at", otherwise="")
    provisional: bool = seen("clock.due_at", otherwise=False)
    moved: list[str] = seen("clock.due_at", otherwise=[])
    notes: list[str] = seen("case_file.promised_on", "standing.json", otherwise=[])
    holder: Holder | None = seen("case_file.holder_uid", otherwise=None)
    happened: list[Happened] = seen("event.action", otherwise=[])
    answers: list[Said] = seen("reply.text", "reply.released_at", otherwise=[])
    opinions: list[Said] = seen("review.body", "review.opinion", "review.delivered_at", otherwise=[])
    messages: list[Said] = seen(
        "letter.side", "letter.text", "letter.written_at", "letter.unit_uid", "letter.relayed_at", otherwise=[]
    )
    # What the citizen said himself, besides his first words.
    happened_at: str = seen("submission.happened", otherwise="")
    said: list[Said] = seen("call_back.at", "call_back.words", "case_rating.at", "case_rating.words", otherwise=[])
    reasons: list[Said] = seen("review.asked_at", "review.reasons", otherwise=[])
