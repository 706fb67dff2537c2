"""The words of the small office: each relaxation with what makes up for it, and what is never relaxed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from casebook.office.rules import DirectClose, OfficeRules, Relaxation

RELAXATIONS: Mapping[Relaxation, Any] = {
    Relaxation.DISPATCHER_CALLS_BACK: _l("Whoever dispatched a case may call back, with a reason"),
    Relaxation.COMBINED_GRANTS: _l("One person may be intake clerk, case officer and call-back clerk"),
    Relaxation.DECLINE_BY_PAPER: _l("A decline is countersigned with one click, or on paper with its scan"),
    Relaxation.ONE_READER: _l("One reader checks the text for the station"),
    Relaxation.ADMIN_SECOND_ACCOUNT: _l("Somebody of the office is administrator, by a second account"),
    Relaxation.ABSENT_BODIES: _l("Auditor, oversight, tally and discipline work on paper"),
    Relaxation.TWO_STEP_FOR_SOME: _l(
        "Two-step sign-in is asked of director, call-back clerk, discipline officer and administrator only"
    ),
    Relaxation.FIRST_INQUIRY_ONLY_COMPLAINTS: _l("The first-inquiry register holds only hand-overs and complaints"),
}
MADE_UP: Mapping[Relaxation, Any] = {
    Relaxation.DISPATCHER_CALLS_BACK: _l(
        "The complainant's own rating comes first, and the director calls one in ten. Never the station."
    ),
    Relaxation.COMBINED_GRANTS: _l("Accepting and dispatching is one step and leaves two entries in the history."),
    Relaxation.DECLINE_BY_PAPER: _l("Categories D and Z always take two persons."),
    Relaxation.ONE_READER: _l("The automatic check runs every time. Category D always takes two readers."),
    Relaxation.ADMIN_SECOND_ACCOUNT: _l(
        "That account sees no case text. Its deeds are printed weekly for the director."
    ),
    Relaxation.ABSENT_BODIES: _l(
        "The checkpoint is printed monthly; a sealed referral is handed over and its receipt scanned."
    ),
    Relaxation.TWO_STEP_FOR_SOME: _l(
        "Everybody may switch it on for himself. Without it nobody is shown who complained."
    ),
    Relaxation.FIRST_INQUIRY_ONLY_COMPLAINTS: _l("Complaints are always entered."),
}
CLOSINGS: Mapping[DirectClose, Any] = {
    DirectClose.OFF: lazy_pgettext("direct closing", "no case"),
    DirectClose.LISTED: lazy_pgettext("direct closing", "cases of the listed categories (L, M, I2, I4)"),
    DirectClose.UNACCUSED: lazy_pgettext("direct closing", "every case in which nobody is accused"),
}
NEVER = (
    _l("Conflict rules hold for everybody."),
    _l("Whoever is complained about neither handles nor reads the case."),
    _l("Complaints about the office go up."),
    _l("No station learns who complained without consent."),
    _l("The history is only added to."),
    _l("Registration cannot be refused."),
)


@dataclass(frozen=True)
class Relaxed:
    """A relaxation in the reader's language, and what makes up for it."""

    words: str
    made_up: str


def relaxed(rules: OfficeRules) -> list[Relaxed]:
    """The relaxations in force, in the order of the table."""
    return [Relaxed(str(RELAXATIONS[one]), str(MADE_UP[one])) for one in Relaxation if rules.allows(one)]


def closing(rules: OfficeRules) -> str:
    """Which cases a station head may close directly."""
    return str(CLOSINGS[rules.direct_close])
