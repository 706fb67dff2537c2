"""What the lists about people show: plain cells in the reader's language, so that a template only draws."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from casebook.case.labels import role_label
from casebook.kernel.history import Event
from casebook.people import admin_words
from casebook.people.admin_queries import UnitLine
from casebook.people.models import Grant, Leave, Person, Unit
from casebook.web.template_globals import clock_time, short_date

Row = list[Any]


@dataclass(frozen=True)
class Cell:
    """A cell that leads somewhere or carries a tone."""

    text: str
    url: str | None = None
    tone: str | None = None


@dataclass(frozen=True)
class Line:
    """A line of a history, as the time line macro reads it."""

    text: str
    at_text: str
    who: str


def unit_rows(lines: Iterable[UnitLine], language: str, may_move: bool) -> list[Row]:
    """The tree, a deeper unit further in."""
    return [_unit_row(line, language, may_move) for line in lines]


def person_rows(held: Iterable[tuple[Person, list[Grant]]], language: str) -> list[Row]:
    """Persons with their posts."""
    return [
        [
            Cell(person.name, url_for("people_admin.person", uid=person.uid)),
            person.account,
            "；".join(post_words(grant, language) for grant in grants) or Cell(_("no post"), tone="warn"),
            person.email or "",
            "" if person.active else Cell(_("account closed"), tone="danger"),
        ]
        for person, grants in held
    ]


def grant_rows(grants: Iterable[Grant], language: str, today: date) -> list[Row]:
    """Grants, each leading to its own page."""
    return [
        [
            Cell(grant.person.name, url_for("people_admin.grant", uid=grant.uid)),
            role_label(grant.role),
            grant.unit.label(language),
            days(grant.starts_on, grant.ends_on),
            Cell(_("answers"), tone="info") if grant.answering else "",
            standing(grant, today),
        ]
        for grant in grants
    ]


def leave_words(leave: Leave, names: Mapping[str, str], units: Mapping[str, Unit], language: str) -> str:
    """Who is away from where, and who stands in."""
    return _(
        "%(name)s is away from %(unit)s; %(deputy)s stands in.",
        name=names[leave.person_uid],
        unit=units[leave.unit_uid].label(language),
        deputy=names[leave.deputy_uid],
    )


def leave_standing(leave: Leave, today: date) -> Cell:
    """Whether a leave is over, cancelled, running or still to come."""
    if leave.cancelled_at:
        return Cell(_("cancelled"), tone="plain")
    if leave.last < today:
        return Cell(_("over"), tone="plain")
    return Cell(_("away now"), tone="warn") if leave.first <= today else Cell(_("to come"), tone="info")


def post_words(grant: Grant, language: str) -> str:
    """A post at its unit, in one phrase."""
    return _("%(post)s at %(unit)s", post=role_label(grant.role), unit=grant.unit.label(language))


def days(first: date, last: date | None) -> str:
    """From when to when."""
    if last is None:
        return _("from %(first)s", first=short_date(first))
    return _("%(first)s to %(last)s", first=short_date(first), last=short_date(last))


def is_over(grant: Grant, today: date) -> bool:
    """Whether a grant was ended or its days are over."""
    return grant.ended_at is not None or (grant.ends_on is not None and grant.ends_on < today)


def standing(grant: Grant, today: date) -> Cell:
    """Where a grant stands today."""
    if grant.refused_at:
        return Cell(_("refused"), tone="danger")
    if is_over(grant, today):
        return Cell(_("ended"), tone="plain")
    if grant.decided_at is None:
        return Cell(_("waiting for a decision"), tone="warn")
    return Cell(_("in force"), tone="ok") if grant.starts_on <= today else Cell(_("begins later"), tone="info")


def history_lines(events: Iterable[Event], names: Mapping[str, str]) -> list[Line]:
    """The history of a row, the oldest first."""
    return [
        Line(
            admin_words.line(event.action, event.details.facts),
            clock_time(event.at),
            names.get(event.actor_uid or "", _("system")),
        )
        for event in events
    ]


def _unit_row(line: UnitLine, language: str, may_move: bool) -> Row:
    unit, answering = line.unit, line.answering
    address = url_for("people_admin.ask_answering", code=unit.code) if may_move and answering else None
    return [
        "　" * line.depth + unit.label(language),
        unit.code,
        Cell(answering.person.name, address) if answering else Cell(_("nobody"), tone="danger"),
        Cell(str(line.posts), url_for("people_admin.persons", unit=unit.code)),
        Cell(_("on paper"), tone="plain") if unit.on_paper else "",
    ]
