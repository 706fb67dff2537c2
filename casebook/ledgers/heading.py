"""What stands above and below a ledger on paper and in a file: office, name, period, maker and when it was made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from casebook.ledgers.ledger import Ledger
from casebook.ledgers.period import Period
from casebook.people.models import Unit
from casebook.web.template_globals import clock_time, short_date


@dataclass(frozen=True)
class Heading:
    """The lines around a ledger."""

    office: str
    title: str
    lines: tuple[str, ...]
    signatures: tuple[str, ...]
    numbered: str


def heading(
    office: Unit, ledger: Ledger, period: Period, unit: Unit | None, maker: str, at: datetime, language: str
) -> Heading:
    """The heading of a ledger as this person made it just now."""
    shown: dict[str, Any] = {
        "first": short_date(period.first),
        "last": short_date(period.last),
        "unit": unit.label(language) if unit else _("all units"),
    }
    return Heading(
        office=office.label(language),
        title=str(ledger.label),
        lines=(
            _("Period: %(first)s to %(last)s. Unit: %(unit)s.", **shown) + " " + str(ledger.decides),
            _("Made by %(name)s, %(time)s.", name=maker, time=clock_time(at)),
        ),
        signatures=(_("Made by (signature):"), _("Checked by (signature):"), _("Date:")),
        numbered=_("No."),
    )
