"""What a clerk may choose as the unit complained about."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from casebook.people.models import Unit
from casebook.people.queries import stations, the_office
from casebook.stages import choices

# The list names the unknown station by a value of its own: leaving the list untouched is no answer.
UNKNOWN = "unknown"
SHORTEST_WORD = 2


def stations_to_name(session: Session) -> list[SelectChoice]:
    """All stations with the words people use for them, the unknown one, and the office itself (CR4)."""
    office = the_office(session)
    town = office.town_zh or ""
    known = [
        SelectChoice(choice.value, choice.label, render_kw={"data-words": _words(unit, town)})
        for unit, choice in _with_choices(stations(session))
    ]
    itself = SelectChoice(office.uid, _("the efficiency office or its head"))
    return [choices.please_choose(), SelectChoice(UNKNOWN, _("not known yet")), *known, itself]


def _with_choices(found: list[Unit]) -> list[tuple[Unit, SelectChoice]]:
    return list(zip(found, choices.units(found), strict=True))


def _words(unit: Unit, town: str) -> str:
    """How people name the station: without the town, and by its first word."""
    short = unit.label_zh.removeprefix(town).removeprefix(town[:-1])
    return f"{short} {short[:SHORTEST_WORD]}"
