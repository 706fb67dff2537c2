"""What was written in a case, as its readers may see it: answers, messages, notes, what the complainant said."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from casebook.case import labels
from casebook.case.models import Side
from casebook.case.taxonomy import NoteReaders, Rating, Solved
from casebook.case.view_parts import Paper, When
from casebook.desk.case_queries import Written
from casebook.kernel.deadlines import local_day

Spans = Sequence[tuple[datetime, datetime | None]]


def replies(written: list[Written]) -> tuple[Paper, ...]:
    """The station's answers, and whether each was passed on."""
    return tuple(_reply(row) for row in written if row.kind == "reply")


def own_replies(written: list[Written]) -> tuple[Paper, ...]:
    """The same for the station that wrote them: when they were passed on by the day."""
    return tuple(_own_reply(row) for row in written if row.kind == "reply")


def letters(written: list[Written], sealed: Spans) -> tuple[Paper, ...]:
    """Messages both ways. What was written while discipline had the case stays with discipline."""
    return tuple(_letter(row) for row in written if row.kind == "letter" and not _within(row.at, sealed))


def own_letters(written: list[Written]) -> tuple[Paper, ...]:
    """What the station itself wrote to the complainant."""
    return tuple(_own_letter(row) for row in written if row.kind == "letter")


def answers(written: list[Written]) -> tuple[Paper, ...]:
    """What the complainant said of the result."""
    said = {"call": _called, "rating": _rated}
    citizen = labels.role_label(labels.CITIZEN)
    rows = [row for row in written if row.kind in said]
    return tuple(Paper(row.at, row.by or citizen, said[row.kind](row), row.text or "") for row in rows)


def notes(written: list[Written]) -> tuple[Paper, ...]:
    """Notes of staff, each with who may read it."""
    rows = [row for row in written if row.kind == "note"]
    return tuple(Paper(row.at, row.by or "", row.text or "", _readers(row)) for row in rows)


def _readers(row: Written) -> str:
    return _("for %(readers)s", readers=labels.label(NoteReaders(row.one)))


def _within(at: datetime, spans: Spans) -> bool:
    return any(first < at and (last is None or at < last) for first, last in spans)


def _reply(row: Written) -> Paper:
    note = _released(row.released) if row.released else _("not passed on yet")
    return Paper(row.at, row.by or "", row.text or "", _proof(row, note))


def _own_reply(row: Written) -> Paper:
    note = _released(local_day(row.released)) if row.released else ""
    return Paper(row.at, row.by or "", row.text or "", _proof(row, note))


def _proof(row: Written, note: str) -> str:
    proof = _("Proof: %(proof)s", proof=row.one)
    paper = _("sealed paper of %(day)s", day=row.two) if row.two else ""
    return _("; ").join(filter(None, (proof, paper, note)))


def _released(when: When) -> str:
    day = local_day(when) if isinstance(when, datetime) else when
    return _("passed on %(day)s", day=day.isoformat())


def _letter(row: Written) -> Paper:
    side = Side(row.one)
    who = row.by or labels.label(side)
    if side is Side.TO_STATION:
        return Paper(row.at, who, row.text or "", _("to the station"), side=side)
    if side is Side.STATION:
        note = _released(row.released) if row.released else _("waiting to be passed on")
        return Paper(row.at, who, row.text or "", note, waiting=row.released is None, side=side)
    return Paper(row.at, who, row.text or "", side=side)


def _own_letter(row: Written) -> Paper:
    if Side(row.one) is Side.TO_STATION:
        return Paper(row.at, labels.label(Side.TO_STATION), row.text or "", side=Side.TO_STATION)
    note = _released(local_day(row.released)) if row.released else _("waiting to be passed on")
    return Paper(row.at, row.by or "", row.text or "", note, waiting=row.released is None, side=Side.STATION)


def _called(row: Written) -> str:
    return _("; ").join(_heard(row)) or _("nobody reached")


def _rated(row: Written) -> str:
    result, speed, attitude = (labels.label(Rating(value)) for value in (row.one, row.two, row.three))
    return _(
        "Result: %(result)s; speed: %(speed)s; attitude: %(attitude)s", result=result, speed=speed, attitude=attitude
    )


def _heard(row: Written) -> list[str]:
    solved = [labels.label(Solved(row.one))] if row.one else []
    return [*solved, *([labels.label(Rating(row.two))] if row.two else [])]
