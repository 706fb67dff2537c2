"""What a caller or visitor says, to be matched with what he left."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import StringField
from wtforms.validators import ValidationError

from casebook.stages.intake.forms import LONGEST_LINE
from casebook.vault.blind import is_telephone
from casebook.web.forms import ActForm, text_needed


def _is_telephone(form: Any, field: Any) -> None:
    if field.data and not is_telephone(field.data):
        raise ValidationError(_l("Please check the number; digits, spaces and an extension are fine."))


class LookUpForm(ActForm):
    """The two facts a caller must know: his receipt's reference and the name he left."""

    version = None

    reference = StringField(
        _l("Reference of the receipt"), validators=text_needed(_l("Please enter the reference."), 40)
    )
    name = StringField(
        _l("Name the caller gives"), validators=text_needed(_l("Please ask for the name and write it."), LONGEST_LINE)
    )


class NewCodeForm(ActForm):
    """The two facts somebody at the counter must know: the name and the telephone he left."""

    name = StringField(
        _l("Name the visitor gives"), validators=text_needed(_l("Please ask for the name and write it."), LONGEST_LINE)
    )
    telephone = StringField(
        lazy_pgettext("counter", "Telephone"),
        validators=[*text_needed(_l("Please ask for the telephone and write it."), LONGEST_LINE), _is_telephone],
    )
