"""The form that opens an identity."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from casebook.people.forms import TOO_LONG, SecretField
from casebook.people.passwords import LONGEST
from casebook.web.forms import ActForm, text_needed

LONGEST_REASON = 200


class RevealForm(ActForm):
    """Why the telephone is shown; and the password again, when it was not given within the last minutes."""

    reason = StringField(
        _l("What do you need it for?"), validators=text_needed(_l("Please write the reason."), LONGEST_REASON)
    )
    password = SecretField(_l("Your password again"), validators=[Length(max=LONGEST, message=TOO_LONG)])
