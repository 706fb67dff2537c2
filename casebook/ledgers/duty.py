"""The duty log as a ledger: read by whoever reads the log of a unit, as its pages are."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import Select, select

from casebook.case.projection import Audience
from casebook.ledgers import words
from casebook.ledgers.columns import STAFF
from casebook.ledgers.ledger import Ledger
from casebook.ledgers.period import Period
from casebook.ledgers.registers import C
from casebook.people.actor import Staff
from casebook.people.duty_models import DutyEntry
from casebook.people.rights import WORKS_WITH_STATIONS


def _lines(actor: Staff, audience: Audience) -> Select[Any]:
    return select(DutyEntry).where(DutyEntry.unit_uid.in_(sorted(actor.units(*WORKS_WITH_STATIONS))))


def _within(period: Period) -> Any:
    return DutyEntry.day.between(period.first, period.last)


DUTY_LOG = Ledger(
    key="duty-log",
    label=_l("Duty log"),
    decides=_l("Lines by the day on which it happened."),
    of=STAFF,
    lines=_lines,
    within=_within,
    unit=lambda: DutyEntry.unit_uid,
    order=(DutyEntry.happened_at, DutyEntry.id),
    of_duty=True,
    columns=(
        C(lazy_pgettext("ledger", "Time"), "duty_entry.happened_at", width=17),
        C(lazy_pgettext("ledger", "Unit"), "duty_entry.unit_uid", width=16),
        C(lazy_pgettext("ledger", "What happened"), "duty_entry.text", width=60),
        C(lazy_pgettext("ledger", "Paper or case"), "duty_entry.reference", width=16),
        C(lazy_pgettext("ledger", "Written by"), "duty_entry.written_by", width=10),
        C(lazy_pgettext("ledger", "Written at"), "duty_entry.written_at", width=17),
        C(lazy_pgettext("ledger", "Remarks"), "duty_entry.corrects", say=words.supplement_of, width=10),
    ),
)
