"""Due dates of given rules and starts, reckoned by the engine: `casebook due < vectors.jsonl`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from casebook.clock import OFFICE_ZONE
from casebook.kernel.deadlines import PauseSpan, Span, Unit, due
from casebook.kernel.workdays import Calendar


def reckoned(vector: Mapping[str, Any], calendar: Calendar) -> dict[str, Any]:
    """The answer to one vector: days as dates, hours and minutes as instants. Raises KeyError, ValueError."""
    rule = vector["rule"]
    found = due(
        _span(rule),
        _instant(vector["start"]),
        calendar,
        tuple(_pause(*days) for days in rule.get("pauses") or ()),
        rule.get("pause_cap"),
        tuple(_span(part) for part in rule.get("extend") or ()),
    )
    dates = ("internal", "legal", "nominal", "yellow", "red")
    return {
        "id": vector["id"],
        "provisional": found.provisional,
        **{name: written(getattr(found, name)) for name in dates},
    }


def written(value: date | datetime | None) -> str | None:
    """A day or an instant as it is exported; None stays None."""
    return None if value is None else value.isoformat()


def _span(part: Mapping[str, Any]) -> Span:
    return Span(Unit(part["unit"]), int(part["n"]))


def _pause(first: str, last: str) -> PauseSpan:
    return PauseSpan(date.fromisoformat(first), date.fromisoformat(last))


def _instant(text: str) -> datetime:
    # A day alone begins at its midnight; a time without an offset is the office's.
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=OFFICE_ZONE)
