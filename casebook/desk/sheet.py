"""The assignment sheet (交办单): all that a station on paper is told, and the slip it sends back. Chinese only."""

from dataclasses import dataclass
from datetime import datetime

from casebook.case import labels
from casebook.case.explained import due_shown, to_quarter
from casebook.case.projection import Audience, seen, shown_to
from casebook.clock import OFFICE_ZONE
from casebook.desk.case_queries import CaseRows
from casebook.kernel.deadlines import local_day
from casebook.people.models import Unit

WEEKDAYS = "一二三四五六日"


@shown_to(Audience.STATION)
@dataclass(frozen=True)
class Sheet:
    """What the sheet and its slip say: no more than the station's own page, its times in the words of a letter."""

    reference: str = seen("case_file.reference")
    number: str = seen("case_file.reference", "cleared_text.version")
    office: str = seen("case_file.office_uid")
    station: str = seen("case_file.main_unit_uid")
    lines: tuple[str, ...] = seen("cleared_text.text")
    category: str = seen("case_file.category")
    grade: str = seen("case_file.grade")
    sent: str = seen("assignment.dispatched_at")
    dated: str = seen("assignment.dispatched_at")
    sign_by: str = seen("clock.due_at")
    contact_by: str = seen("clock.due_at")
    due: str = seen("clock.due_at")


def sheet(rows: CaseRows, office: Unit) -> Sheet:
    """The sheet of the main assignment in force; its number names the case and the version of the text."""
    assert rows.assignment is not None and rows.cleared is not None and rows.unit is not None  # the view has looked
    case, sent = rows.case, rows.assignment.dispatched_at
    return Sheet(
        reference=case.reference,
        number=f"{case.reference}-{rows.cleared.version}",
        office=office.label_zh,
        station=rows.unit.label_zh,
        lines=tuple(line for line in rows.cleared.text.splitlines() if line.strip()),
        category=labels.category_label(case.category),
        grade=labels.label(case.grade) if case.grade else "",
        sent=_to_the_minute(sent),
        dated=_day(sent),
        sign_by=_due(rows, "sign"),
        contact_by=_due(rows, "contact"),
        due=_due(rows, "rework") or _due(rows, "feedback"),
    )


def _due(rows: CaseRows, kind: str) -> str:
    clock = rows.case.clock(kind)
    if clock is None or clock.stopped_at is not None:
        return ""
    shown = due_shown(to_quarter(clock.due_at))
    if isinstance(shown, datetime):
        return _to_the_minute(shown)
    return f"{shown.year}年{shown.month}月{shown.day}日（星期{WEEKDAYS[shown.weekday()]}）" if shown else ""


def _day(instant: datetime) -> str:
    day = local_day(instant)
    return f"{day.year}年{day.month}月{day.day}日"


def _to_the_minute(instant: datetime) -> str:
    return f"{_day(instant)}{instant.astimezone(OFFICE_ZONE):%H:%M}"
