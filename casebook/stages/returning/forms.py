"""The forms of a return: why the matter is not the station's, whose it is, and why it stays."""

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from casebook.stages.returning.queries import Asked
from casebook.web.fields import chosen
from casebook.web.forms import ActForm, text_allowed, text_needed

LONGEST_REASON = 500
LONGEST_NAME = 100

CHOOSE_BODY = _l("Please choose whose matter it is.")
NAME_BODY = _l("Please write the name of the authority.")
OTHER = "other"


class AskForm(ActForm):
    """Why it is not this station's matter, and whose it is."""

    body = chosen(_l("Competent unit"), CHOOSE_BODY)
    other = StringField(
        _l("Name of the other authority"),
        validators=text_allowed(LONGEST_NAME),
        description=_l("Only when you chose “another authority” above."),
    )
    reason = TextAreaField(
        _l("Why it is not this station's matter"),
        validators=text_needed(_l("Please write why, and on which rule it rests."), LONGEST_REASON),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape, and that another authority has a name."""
        if not super().validate(extra_validators):
            return False
        if self.body.data == OTHER and not self.other.data:
            self.other.errors = [NAME_BODY]
            return False
        return True


class AskForForm(AskForm):
    """The same from the station's sealed slip."""

    slip = StringField(
        _l("Number of the slip"), validators=text_needed(_l("Please write the number of the slip."), LONGEST_NAME)
    )


class DecideForm(ActForm):
    """Whoever decides reads what was `asked`, and `until` when he must have decided."""

    asked: Asked | None = None
    until: date | datetime | None = None


class AgreeForm(DecideForm):
    """Nothing but the decision."""


class RefuseForm(DecideForm):
    """Why the case stays."""

    reason = TextAreaField(
        _l("Why it stays with this station"), validators=text_needed(_l("Please write why it stays."), LONGEST_REASON)
    )
