"""The menu of whoever reads: an entry shows only to those who may open it."""

from dataclasses import dataclass

from flask import g, request
from flask_babel import gettext as _
from flask_babel import pgettext

from casebook.ledgers.readers import READERS as LEDGER_READERS
from casebook.people.models import STATION_ROLES, Role
from casebook.people.rights import OFFICE_ROLES

CASE_ROLES = frozenset(
    {
        *(Role.CLERK, Role.OFFICER, Role.DIRECTOR, Role.CALLBACK, Role.LEADER, Role.OVERSIGHT, Role.DISCIPLINE),
        *STATION_ROLES,
    }
)
INTAKE_ROLES = frozenset({Role.CLERK})
DISCIPLINE_ROLES = frozenset({Role.DISCIPLINE})
PEOPLE_ROLES = frozenset({Role.ADMIN, Role.DIRECTOR})


@dataclass(frozen=True)
class Entry:
    """One entry of the menu."""

    url: str
    label: str
    current: bool


def entries() -> list[Entry]:
    """The menu of the present reader."""
    actor = g.get("actor")
    found = _public() if actor is None else [(url, label) for url, label, roles in _staff() if actor.holds(roles)]
    return [Entry(url, label, request.path.startswith(url)) for url, label in found]


def _public() -> list[tuple[str, str]]:
    return [("/complaints/new", _("Complain or ask")), ("/track", _("Track"))]


def _staff() -> list[tuple[str, str, frozenset[Role]]]:
    return [
        ("/desk", _("My work"), CASE_ROLES),
        ("/intake/hotline", _("Register"), INTAKE_ROLES),
        ("/intake/look-up", _("Look up for a caller"), INTAKE_ROLES),
        ("/cases", _("Cases"), CASE_ROLES),
        ("/ledgers", _("Ledgers"), LEDGER_READERS),
        ("/figures", pgettext("menu", "Figures"), LEDGER_READERS),
        ("/duty", _("Duty"), OFFICE_ROLES | STATION_ROLES),
        ("/people", _("People"), PEOPLE_ROLES),
        ("/people/ties", _("Declared ties"), DISCIPLINE_ROLES),
        ("/openings", _("Opened identities"), DISCIPLINE_ROLES),
        ("/settings", _("Settings"), PEOPLE_ROLES),
    ]
