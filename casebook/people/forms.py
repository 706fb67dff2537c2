"""The forms of signing in and of one's own account."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import PasswordInput

from casebook.people import passwords
from casebook.web.forms import clean

LONGEST_ACCOUNT = 60


class SecretField(Field):
    """A password, taken exactly as typed and never written back into the page."""

    widget = PasswordInput()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Keep what was typed."""
        self.data = str(valuelist[0]) if valuelist else ""

    def _value(self) -> str:
        return ""


def secret(label: Any, sentence: Any) -> SecretField:
    """A password that must be given."""
    return SecretField(label, validators=[InputRequired(sentence), Length(max=passwords.LONGEST, message=TOO_LONG)])


TOO_LONG = _l("Please use at most 128 characters.")
WEAKNESSES = {
    passwords.Weakness.SHORT: _l("Please use at least 12 characters; a short sentence is easy to remember."),
    passwords.Weakness.LONG: TOO_LONG,
    passwords.Weakness.MONOTONOUS: _l("Please use more different characters."),
    passwords.Weakness.COMMON: _l("This password is among the first that are tried. Please choose another."),
    passwords.Weakness.FAMILIAR: _l(
        "This password leans on your account, the office or the town. Please choose another."
    ),
}


class SignInForm(FlaskForm):
    """Account and password, and the page to go on to."""

    account = StringField(
        _l("Account"),
        filters=[clean],
        validators=[InputRequired(_l("Please enter your account.")), Length(max=LONGEST_ACCOUNT)],
    )
    password = secret(_l("Password"), _l("Please enter your password."))
    next = HiddenField()


class PasswordForm(FlaskForm):
    """A new password, twice, and the old one. `familiar` are the words it may not lean on."""

    familiar: tuple[str, ...] = ()

    current = secret(_l("Present password"), _l("Please enter your present password."))
    new = secret(_l("New password"), _l("Please enter a new password."))
    again = secret(_l("New password again"), _l("Please enter the new password again."))

    def validate_new(self, field: Field) -> None:
        """Refuse what would be guessed."""
        weak = passwords.weakness(field.data, self.familiar)
        if weak:
            raise ValidationError(WEAKNESSES[weak])

    def validate_again(self, field: Field) -> None:
        """Refuse a slip of the finger."""
        if field.data != self.new.data:
            raise ValidationError(_l("The two new passwords differ. Please enter both again."))
