"""What each reader sees of a case: one table of every column, and the view objects that templates get instead of rows.

A column without a class fails at import, and so does a view that names a column its reader may not see
(security.md 3.2, decisions.md 16 and 63).
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from casebook.case.models import (
    CallBack,
    CaseFile,
    CaseRating,
    ClearedText,
    Contact,
    Letter,
    Note,
    OrderedRectification,
    Reply,
    Review,
    Standing,
    State,
    Submission,
)
from casebook.case.projection_table import TABLE
from casebook.case.view_parts import (
    Asked,
    ClockView,
    Complainant,
    CoPart,
    HeldView,
    Line,
    Linked,
    Ordered,
    Original,
    Paper,
    Reviewed,
    Then,
    When,
)

__all__ = [
    "Asked",
    "Audience",
    "CaseView",
    "ClockView",
    "CoPart",
    "Complainant",
    "HeldView",
    "Line",
    "Linked",
    "OfficeCase",
    "Ordered",
    "Original",
    "OverseerCase",
    "Paper",
    "Reviewed",
    "StationCase",
    "Then",
    "When",
]


View = TypeVar("View")


class Audience(Enum):
    """For whom a view is made. Overseers (leader, city) read the cleared text and no identity."""

    OFFICE = "office"
    OVERSEER = "overseer"
    STATION = "station"
    CITIZEN = "citizen"


class Show(Enum):
    """How much of a column an audience may see."""

    YES = "yes"
    DAY = "day"  # rounded to the day
    QUARTER = "quarter"  # a due time by the day, for U1 and U2 rounded down to the quarter hour
    OWN = "own"  # what this audience wrote, did or was sent itself; of the office no more than its name
    MASK = "mask"  # the mask made at writing
    HINT = "hint"  # that something may be asked for, not what it is
    NEVER = "-"


MODELS = (
    CaseFile,
    Submission,
    ClearedText,
    Reply,
    Letter,
    Contact,
    CallBack,
    CaseRating,
    Note,
    OrderedRectification,
    Review,
    Standing,
)


def classes(table: str) -> dict[str, dict[Audience, Show]]:
    """The class of each column for each audience, read from the table."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    audiences = [Audience(name) for name in head[1:]]
    return {name: dict(zip(audiences, map(Show, shows), strict=True)) for name, *shows in rows}


def check_columns(known: Mapping[str, Any], models: tuple[type, ...] = MODELS) -> None:
    """Raise TypeError when a column of a model has no class, or a class has no column."""
    # A declarative class has its table by the mapping, which `type` knows nothing of.
    columns = {str(column) for model in models for column in model.__table__.columns}  # type: ignore[attr-defined]
    tables = tuple(f"{model.__table__.name}." for model in models)  # type: ignore[attr-defined]
    astray = columns ^ {name for name in known if name.startswith(tables)}
    if astray:
        raise TypeError(f"columns without a class, or classes without a column: {sorted(astray)}")


def check_view(known: Mapping[str, Mapping[Audience, Show]], audience: Audience, view: type) -> None:
    """Raise TypeError when a field of a view names no column, or one its audience may not see."""
    for each in fields(view):
        sources = each.metadata.get(audience.value, each.metadata.get("columns"))
        if sources is None or any(known[name][audience] is Show.NEVER for name in sources):
            raise TypeError(f"{view.__name__}.{each.name} shows {audience.value} what it may not see: {sources}")


def seen(*columns: str, otherwise: Any = MISSING, **others: tuple[str, ...]) -> Any:
    """A field of a view, the columns it is made of, and what it holds where nothing of them is shown.

    `others` names by audience the columns that stand in their place for it; none: it gets the field empty.
    """
    kept: Any = {"metadata": {"columns": columns, **others}}
    return field(default_factory=list, **kept) if isinstance(otherwise, list) else field(default=otherwise, **kept)


CLASSES = classes(TABLE)


def shown_to(*audiences: Audience) -> Callable[[type[View]], type[View]]:
    """Check when it is defined that these audiences may see every field of a view. Raises TypeError."""

    def check(view: type[View]) -> type[View]:
        for audience in audiences:
            check_view(CLASSES, audience, view)
        return view

    return check


@dataclass(frozen=True)
class CaseView:
    """What every reader on the staff side sees of a case, each as far as his class of the column goes."""

    reference: str = seen("case_file.reference")
    state: State = seen("case_file.state")
    text: str = seen("cleared_text.text")
    text_version: int = seen("cleared_text.version")
    category: str = seen("case_file.category")
    grade: str = seen("case_file.grade")
    main_unit: str = seen("case_file.main_unit_uid")
    on_paper: bool = seen("case_file.on_paper")
    holder: str = seen("case_file.holder_uid")
    holder_unit: str = seen("case_file.holder_uid")
    due: When | None = seen("case_file.sort_due_at")
    light: str = seen("case_file.sort_due_at")
    tone: str = seen("case_file.sort_due_at")
    provisional: bool = seen("clock.due_at")
    closed: When | None = seen("case_file.closed_at")
    clocks: tuple[ClockView, ...] = seen("clock.due_at")
    history: tuple[Line, ...] = seen("event.details")
    chain: tuple[HeldView, ...] = seen("responsibility_link.since")
    replies: tuple[Paper, ...] = seen("reply.text", "reply.written_at", "reply.evidence_reference", "reply.released_at")
    supervision: str = seen("case_file.supervision", "case_file.reminders")
    promised: date | None = seen("case_file.promised_on")
    rounds: int = seen("case_file.rework_rounds")
    asked: tuple[Asked, ...] = seen("proposal.details", "proposal.asked_at")
    notes: tuple[Paper, ...] = seen("note.text", "note.readers", "note.written_at")
    ordered: tuple[Ordered, ...] = seen(
        "ordered_rectification.finding",
        "ordered_rectification.requirement",
        "ordered_rectification.due_on",
        "ordered_rectification.verified_at",
    )
    co_parts: tuple[CoPart, ...] = seen("assignment.dispatched_at", "assignment.reported_at", "assignment.report")
    reviews: tuple[Reviewed, ...] = seen(
        "review.body", "review.result", "review.review_order", "review.delivered_at", "case_file.review_result"
    )

    @property
    def elapsed(self) -> timedelta:
        """How long somebody has had to answer, as far as the reader knows of the case: the sum of all shares."""
        return sum((share.length for share in self.chain), timedelta())

    @property
    def days(self) -> int | None:
        """The same in whole days, where the reader knows its end by the day only."""
        return self.elapsed.days if self.chain and self.chain[-1].until and self.chain[-1].days is not None else None


@shown_to(Audience.STATION)
@dataclass(frozen=True)
class StationCase(CaseView):
    """A case as the station sees it: the office's words, its own deeds, and "the complainant"."""

    title: str = seen("cleared_text.text")
    sent: datetime | None = seen("assignment.dispatched_at")
    signed: datetime | None = seen("assignment.signed_at")
    letters: tuple[Paper, ...] = seen("letter.text", "letter.written_at", "letter.relayed_at")
    may_ask_telephone: bool = seen("case_file.consent_contact")


@dataclass(frozen=True)
class WholeCase(CaseView):
    """What those see who read all that was done to a case."""

    returns: int = seen("case_file.returns")
    returns_refused: int = seen("case_file.returns_refused")
    repeats: int = seen("case_file.repeats")
    restricted: bool = seen("case_file.restricted")
    linked: tuple[Linked, ...] = seen("case_link.other_uid")
    then: Then | None = seen("event.details", "clock.due_at")
    first_day: date = seen("case_file.received_at")


@shown_to(Audience.OVERSEER)
@dataclass(frozen=True)
class OverseerCase(WholeCase):
    """A case as leader and city see it: all that was done, in the cleared words, and nobody's identity."""

    title: str = seen("cleared_text.text")
    answers: tuple[Paper, ...] = seen("call_back.solved", "call_back.satisfaction", "case_rating.result")
    # City and discipline may ask, whether or not anything was left: that is told to whoever asks.
    may_ask_identity: bool = seen("case_file.state")


@shown_to(Audience.OFFICE)
@dataclass(frozen=True)
class OfficeCase(WholeCase):
    """A case as those at the office who work on it see it."""

    title: str = seen("case_file.title")
    original: Original = seen("submission.text", "submission.channel", "submission.received_at", "receipt.reference")
    complainant: Complainant = seen("submission.party_uid", "case_file.has_contact", "case_file.consent_contact")
    letters: tuple[Paper, ...] = seen("letter.text", "letter.written_at", "letter.relayed_at")
    answers: tuple[Paper, ...] = seen("call_back.solved", "call_back.words", "case_rating.result", "case_rating.words")
    track: str = seen("case_file.track")
    pressed: datetime | None = seen("case_file.pressed_at")
    confidential: bool = seen("case_file.confidential")


VIEWS = {Audience.STATION: StationCase, Audience.OVERSEER: OverseerCase, Audience.OFFICE: OfficeCase}
check_columns(CLASSES)
