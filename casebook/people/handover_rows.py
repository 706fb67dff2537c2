"""What the pages about posts handed over show: plain values in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casebook.case.explained import due_shown, to_quarter
from casebook.case.labels import state_label
from casebook.case.models import CaseFile
from casebook.kernel.deadlines import local_day
from casebook.kernel.history import Event
from casebook.people import admin_queries as find
from casebook.people import admin_words
from casebook.people.admin_rows import Cell, Line
from casebook.people.duty_models import PostHandover
from casebook.people.handover_queries import Listed
from casebook.people.models import Unit
from casebook.people.queries import names, unit
from casebook.web.languages import CHINESE, LOCALES
from casebook.web.template_globals import clock_time, short_date


@dataclass(frozen=True)
class Paper:
    """The list on paper, in Chinese whoever reads."""

    office: str
    unit: str
    name: str
    reason: str
    made: str
    made_by: str
    rows: tuple[tuple[str, ...], ...]


def items(session: Session, found: list[PostHandover], cases: list[Listed], language: str) -> list[dict[str, Any]]:
    """The lists, those that still wait for a signature first."""
    who = names(session, (each.person_uid for each in found))
    units = {row.uid: row.label(language) for row in find.all_units(session)}
    items = [_item(each, [one for one in cases if one.entry.handover_uid == each.uid], who, units) for each in found]
    return sorted(items, key=lambda item: not item["waiting"])


def _item(made: PostHandover, cases: list[Listed], who: Mapping[str, str], units: Mapping[str, str]) -> dict[str, Any]:
    return {
        "words": _leaving(who[made.person_uid], units[made.unit_uid]),
        "made": short_date(made.made_at),
        "waiting": sum(each.is_waiting for each in cases),
        "all": len(cases),
        "uid": made.uid,
    }


def head(session: Session, made: PostHandover, who: Mapping[str, str], language: str) -> dict[str, str]:
    """Who leaves which unit, why, and who made the list."""
    place = unit(session, made.unit_uid)
    return {
        "words": _leaving(who[made.person_uid], place.label(language) if place else ""),
        "reason": made.reason,
        "by": who.get(made.made_by, ""),
        "at": clock_time(made.made_at),
    }


def persons_in(made: PostHandover, found: Iterable[Listed], events: Iterable[Event]) -> list[str | None]:
    """Everybody a page names."""
    successors = [each.entry.successor_uid for each in found]
    return [made.person_uid, made.made_by, *successors, *(event.actor_uid for event in events)]


def rows(found: Iterable[Listed], who: Mapping[str, str]) -> list[list[Any]]:
    """The cases of a list."""
    return [
        [
            Cell(each.case.reference, f"/cases/{each.case.reference}"),
            state_label(each.case.state),
            due(each.case),
            who.get(each.entry.successor_uid or "", "") or Cell(_("nobody named"), tone="warn"),
            _standing(each),
        ]
        for each in found
    ]


def case_rows(cases: Iterable[CaseFile]) -> list[list[Any]]:
    """Cases with where they stand and until when something must be done."""
    return [[Cell(case.reference, f"/cases/{case.reference}"), state_label(case.state), due(case)] for case in cases]


def lines(events: Iterable[Event], who: Mapping[str, str], known: frozenset[str]) -> list[Line]:
    """What was done with a list, the oldest first; of its cases only those are counted that the reader may know of."""
    return [
        Line(
            admin_words.handover_line(event.action, len(known.intersection(event.details.facts["cases"]))),
            clock_time(event.at),
            who.get(event.actor_uid or "", ""),
        )
        for event in events
    ]


def choices(found: Iterable[Listed]) -> list[tuple[str, str]]:
    """Cases to be ticked."""
    return [
        (
            each.case.uid,
            _("%(reference)s, %(state)s", reference=each.case.reference, state=state_label(each.case.state)),
        )
        for each in found
    ]


def by_unit(session: Session, pairs: Iterable[tuple[str, str]], language: str) -> dict[str, list[tuple[str, str]]]:
    """Persons to be chosen as "person|unit", grouped by unit, by name."""
    pairs = list(pairs)
    who = names(session, (person for person, _unit in pairs))
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in find.all_units(session):
        people = sorted((who[person], f"{person}|{place.uid}") for person, there in pairs if there == place.uid)
        if people:
            groups[place.label(language)] = [(value, name) for name, value in people]
    return groups


def paper(session: Session, made: PostHandover, found: list[Listed], office: Unit) -> Paper:
    """The list on paper, a blank to sign in where nobody has signed in the system."""
    who = names(session, persons_in(made, found, ()))
    place = unit(session, made.unit_uid)
    with force_locale(LOCALES[CHINESE]):
        return Paper(
            office=office.label_zh,
            unit=place.label_zh if place else "",
            name=who[made.person_uid],
            reason=made.reason,
            made=_day(local_day(made.made_at)),
            made_by=who.get(made.made_by, ""),
            rows=tuple(_paper_row(number, each, who) for number, each in enumerate(found, 1)),
        )


def _paper_row(number: int, each: Listed, who: Mapping[str, str]) -> tuple[str, ...]:
    entry, case = each.entry, each.case
    signed = clock_time(entry.signed_at)
    successor = who.get(entry.successor_uid or "", "")
    return (str(number), case.reference, state_label(case.state), due(case), successor, signed)


def due(case: CaseFile) -> str:
    """Until when something must be done: the last day, or the quarter hour; nothing where no clock runs."""
    shown = due_shown(to_quarter(case.sort_due_at))
    return clock_time(shown) if isinstance(shown, datetime) else short_date(shown)


def _standing(each: Listed) -> Cell:
    if each.entry.signed_at:
        return Cell(_("signed %(time)s", time=clock_time(each.entry.signed_at)), tone="ok")
    if not each.is_still_his:
        return Cell(_("moved another way, or closed"), tone="plain")
    return Cell(_("unsigned"), tone="warn")


def _leaving(name: str, place: str) -> str:
    return _("%(name)s leaves %(unit)s", name=name, unit=place)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
