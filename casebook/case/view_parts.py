"""What the views of a case are made of: one dataclass for each thing a page shows, and no record among them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casebook.case.models import Side

# A time shown by the day is a date, one shown to the minute a datetime: a view cannot tell more than it holds.
When = date | datetime


@dataclass(frozen=True)
class Line:
    """One line of the history: when, by whom, what, and words that belong to it."""

    when: When
    who: str
    text: str
    detail: str = ""


@dataclass(frozen=True)
class ClockView:
    """A clock as its reader may see it, with every step that made its date."""

    name: str
    rule: str
    basis: str
    due: When
    legal: When | None  # the statute's outer limit where the clock has one
    stopped: When | None  # None: it runs
    late: bool
    light: str
    tone: str
    provisional: bool
    steps: tuple[str, ...]
    made_of: str = ""


@dataclass(frozen=True)
class HeldView:
    """One holder's share of the time; `until` is None while he still holds it.

    `days` is set where an end of it is known by the day only: then the share is said in whole days.
    """

    person: str
    unit: str
    how: str
    since: When
    until: When | None
    length: timedelta
    reason: str
    days: int | None = None


@dataclass(frozen=True)
class Paper:
    """Something written in a case: a message, an answer, what the complainant said."""

    when: When
    who: str
    text: str
    note: str = ""
    waiting: bool = False
    side: Side | None = None


@dataclass(frozen=True)
class Original:
    """The matter as it came in; the office alone reads it."""

    text: str
    channel: str
    item_type: str
    received_at: datetime
    registered_at: datetime
    unit_named: str
    happened: str
    trips: int | None
    for_another: bool
    for_business: bool
    paper_reference: str
    receipts: tuple[str, ...]


@dataclass(frozen=True)
class Complainant:
    """What the office may know of whoever wrote in without opening the vault."""

    named: bool
    consent: bool
    masks: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """What one person asked another to decide: what, by whom, until when, its words, and where this reader decides."""

    what: str
    who: str
    at: When
    until: When | None
    words: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True)
class Ordered:
    """Something ordered put right; `verified` is None while nobody has checked it on the spot."""

    unit: str
    finding: str
    rule: str
    requirement: str
    due: date
    ordered: When
    by: str
    verified: When | None
    checked_by: str
    visit: str


@dataclass(frozen=True)
class CoPart:
    """A co-handling unit: when it was sent its part, until when it must report, and what it reported."""

    unit: str
    sent: When
    due: When | None
    light: str
    tone: str
    reported: When | None
    report: str


@dataclass(frozen=True)
class Linked:
    """Another case this one hangs together with, which its reader may open."""

    how: str
    reference: str
    state: str
    tone: str
    over: bool  # the tie was undone


@dataclass(frozen=True)
class Reviewed:
    """A review or re-review. Who asked why is not for a station; `result` is empty while it is not decided."""

    stage: str
    body: str
    asked: When | None
    reasons: str
    result: str
    opinion: str
    basis: str
    order: str
    delivered: When | None


@dataclass(frozen=True)
class ThenDue:
    """A date as it stood on a past day."""

    name: str
    due: When
    late: bool


@dataclass(frozen=True)
class Then:
    """How a case stood at the end of a past day: computed from its events and clocks alone."""

    day: date
    state: str
    tone: str
    holder: str
    dates: tuple[ThenDue, ...]
