"""The forms of signing in and of one's own account."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import PasswordInput

from casebook.people import passwords
from casebook.web.forms import ActForm, clean

LONGEST_ACCOUNT = 60
LONGEST_CODE, LONGEST_SEALED = 40, 400
TOO_LONG = _l("Please use at most 128 characters.")


class UnkeptField(Field):
    """A password, taken exactly as typed and never written back into the page."""

    widget = PasswordInput()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Keep what was typed."""
        self.data = str(valuelist[0]) if valuelist else ""

    def _value(self) -> str:
        return ""


class SecretField(UnkeptField):
    """The password again; for whoever has a second step the code stands beside it (`code_name`), drawn with it."""

    code_errors: tuple[Any, ...] = ()
    code_of_another = False

    @property
    def code_name(self) -> str:
        """The name of the field of the code."""
        return f"{self.name}_code"


class OtherSecretField(SecretField):
    """The password of a second person; the code beside it is his, asked wherever there is a second step."""

    code_of_another = True


def secret(label: Any, sentence: Any) -> UnkeptField:
    """A password that must be given."""
    return UnkeptField(label, validators=[InputRequired(sentence), Length(max=passwords.LONGEST, message=TOO_LONG)])


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


class CodeForm(FlaskForm):
    """The second step, and the page to go on to."""

    code = StringField(
        _l("Code of the second step"),
        description=_l("The six digits your code generator shows now, or one of your recovery codes."),
        filters=[clean],
        validators=[InputRequired(_l("Please enter the code.")), Length(max=LONGEST_CODE)],
    )
    next = HiddenField()


class SetUpForm(ActForm):
    """A new second step: the secret that was offered, sealed, and the first code made with it."""

    sealed = HiddenField(validators=[Length(max=LONGEST_SEALED)])
    code = StringField(
        _l("Code of the second step"),
        description=_l("The six digits the code generator shows for casebook now."),
        validators=[InputRequired(_l("Please enter the code.")), Length(max=LONGEST_CODE)],
    )
    password = SecretField(_l("Your password again"), validators=[Length(max=passwords.LONGEST, message=TOO_LONG)])
    next = HiddenField()


class AgainForm(ActForm):
    """A deed on one's own account that asks who it is once more."""

    password = SecretField(_l("Your password again"), validators=[Length(max=passwords.LONGEST, message=TOO_LONG)])


class NewPasswordForm(FlaskForm):
    """A new password, twice. `familiar` are the words it may not lean on."""

    familiar: tuple[str, ...] = ()

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


class PasswordForm(NewPasswordForm):
    """A new password of one's own, with the present one."""

    current = SecretField(
        _l("Present password"),
        validators=[
            InputRequired(_l("Please enter your present password.")),
            Length(max=passwords.LONGEST, message=TOO_LONG),
        ],
    )
