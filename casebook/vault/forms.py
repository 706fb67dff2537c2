"""The forms that open an identity: every day, and in an emergency."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from casebook.case.labels import field_label
from casebook.people.forms import LONGEST_ACCOUNT, TOO_LONG, OtherSecretField, SecretField
from casebook.people.passwords import LONGEST
from casebook.web.fields import marked
from casebook.web.forms import ActForm, text_needed

LONGEST_REASON = 200


class RevealForm(ActForm):
    """Which field is shown and why; and the password again, when it was not given within the last minutes."""

    field = marked(_l("What do you need to see?"), _l("Please choose what you need to see."))
    reason = StringField(
        _l("What do you need it for?"), validators=text_needed(_l("Please write the reason."), LONGEST_REASON)
    )
    password = SecretField(_l("Your password again"), validators=[Length(max=LONGEST, message=TOO_LONG)])

    second = StringField(_l("Account of the second person"), validators=[Length(max=LONGEST_ACCOUNT)])
    second_password = OtherSecretField(
        _l("Password of the second person"), validators=[Length(max=LONGEST, message=TOO_LONG)]
    )

    def offer(self, names: Iterable[str]) -> None:
        """Let these fields be chosen; the only one is chosen already."""
        self.field.choices = [SelectChoice(name, field_label(name)) for name in names]
        if not self.is_submitted() and len(self.field.choices) == 1:
            self.field.data = self.field.choices[0].value


class EmergencyForm(ActForm):
    """For an hour, with a second person: which case, what danger, and both passwords."""

    version = None

    reference = StringField(
        _l("Reference of the case"), validators=text_needed(_l("Please write the reference of the case."), 40)
    )
    reason = StringField(
        _l("Who is in danger, and how do you know?"),
        validators=text_needed(_l("Please write who is in danger, and how you know."), LONGEST_REASON),
    )
    second = StringField(
        _l("Account of the second person"),
        validators=text_needed(_l("Please write the account of the second person."), LONGEST_ACCOUNT),
    )
    second_password = OtherSecretField(
        _l("Password of the second person"), validators=[Length(max=LONGEST, message=TOO_LONG)]
    )
    password = SecretField(_l("Your password again"), validators=[Length(max=LONGEST, message=TOO_LONG)])
