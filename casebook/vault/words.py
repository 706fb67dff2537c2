"""The words of what is done around identities, for those who watch over it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casebook.case.labels import field_label
from casebook.vault.reports import IdentityDeed


def what_was_done(deed: IdentityDeed, facts: Mapping[str, Any], second: str) -> str:
    """One sentence."""
    if deed is IdentityDeed.REFUSED:
        return _(
            "asked for the %(field)s of case %(reference)s beyond the quota of an hour; refused",
            field=field_label(str(facts.get("field"))),
            reference=facts.get("reference"),
        )
    if deed is IdentityDeed.BREAK_GLASS:
        return _(
            "opened the identity of case %(reference)s for an hour in an emergency, with %(second)s: %(reason)s",
            reference=facts.get("reference"),
            second=second,
            reason=facts.get("reason"),
        )
    return str(OTHERS[deed])


OTHERS = {
    IdentityDeed.WEEK: _l("report of the week told"),
    IdentityDeed.LOOK_UP: _l("looked up a receipt for a caller or visitor"),
    IdentityDeed.TOLD: _l("name and number fitted; told or acted on it"),
    IdentityDeed.LOOK_UP_REFUSED: _l("looked up more than an hour allows; refused"),
}
