"""The forms of persons, grants, leave and the duty roster."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from casebook.case.labels import label, role_label
from casebook.people.forms import LONGEST_ACCOUNT, TOO_LONG, SecretField
from casebook.people.models import Person, Role, Unit, UnitKind
from casebook.people.passwords import LONGEST
from casebook.people.rights import ROLES_AT
from casebook.web.fields import chosen
from casebook.web.forms import ActForm, text_needed

LONGEST_NAME, LONGEST_EMAIL, LONGEST_REASON = 60, 200, 500
ACCOUNT = r"^[a-z0-9][a-z0-9.-]*$"
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


def day(label_: Any, sentence: Any) -> DateField:
    """A day that must be given."""
    return DateField(label_, validators=[InputRequired(sentence)], invalid_value_message=sentence)


class PersonForm(ActForm):
    """A new person."""

    account = StringField(
        _l("Account"),
        description=_l("Small letters, digits, dots and dashes; it never changes."),
        validators=[
            *text_needed(_l("Please enter an account."), LONGEST_ACCOUNT),
            Regexp(ACCOUNT, message=_l("Please use small letters, digits, dots and dashes only.")),
        ],
    )
    name = StringField(_l("Name"), validators=text_needed(_l("Please enter the name."), LONGEST_NAME))
    email = StringField(
        _l("E-mail (optional)"),
        validators=[
            Optional(),
            Length(max=LONGEST_EMAIL),
            Regexp(EMAIL, message=_l("Please check the e-mail address.")),
        ],
    )


class GrantForm(ActForm):
    """A post somebody shall have."""

    person = chosen(_l("Person"), _l("Please choose a person."))
    unit = chosen(_l("Unit"), _l("Please choose a unit."))
    role = chosen(_l("Post"), _l("Please choose a post."))
    first = day(_l("First day"), _l("Please enter the first day."))
    last = DateField(
        _l("Last day (optional)"),
        validators=[Optional()],
        invalid_value_message=_l("Please enter a day, or leave it empty."),
    )
    answering = BooleanField(
        _l("Answers for the unit"), description=_l("Holds what nobody of the unit has signed for. One person per unit.")
    )

    def offer(self, persons: Iterable[Person], units: Iterable[Unit], language: str) -> None:
        """Fill in what may be chosen."""
        units = list(units)
        self.person.choices = [("", ""), *((row.uid, f"{row.name}（{row.account}）") for row in persons)]
        self.unit.choices = [("", ""), *((unit.code, unit.label(language)) for unit in units)]
        kinds = dict.fromkeys(unit.kind for unit in units)
        self.role.choices = {"": [("", "")]} | {label(kind): _roles(kind) for kind in kinds if ROLES_AT[kind]}


class AgreeForm(ActForm):
    """Agreeing to a post; the password again where it was not given within the last minutes."""

    password = SecretField(_l("Your password again"), validators=[Length(max=LONGEST, message=TOO_LONG)])


class ReasonForm(ActForm):
    """A deed that takes something away, with its reason."""

    reason = TextAreaField(_l("Reason"), validators=text_needed(_l("Please write the reason."), LONGEST_REASON))


class AnsweringForm(ActForm):
    """Which of a unit's posts answers for it from now on."""

    grant = chosen(_l("Answers from now on"), _l("Please choose who answers from now on."))


class LeaveForm(ActForm):
    """Somebody is away, and who stands in."""

    away = chosen(_l("Who is away"), _l("Please choose who is away."))
    deputy = chosen(
        _l("Who stands in"),
        _l("Please choose who stands in."),
        description=_l("Somebody of the same unit; for these days he acts with the posts of whoever is away."),
    )
    first = day(_l("First day"), _l("Please enter the first day."))
    last = day(_l("Last day"), _l("Please enter the last day."))


class CancelForm(ActForm):
    """Taking a leave back: one click."""


class DutyForm(ActForm):
    """Who is on duty on a day."""

    day = chosen(_l("Day"), _l("Please choose a day."))
    person = chosen(_l("On duty"), _l("Please choose who is on duty."))


def _roles(kind: UnitKind) -> list[tuple[str, str]]:
    return [(role.value, role_label(role)) for role in Role if role in ROLES_AT[kind]]
