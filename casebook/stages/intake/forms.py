"""The online complaint: what happened, and how to reach whoever wrote. Only the text and a choice are asked for."""

import re
import unicodedata
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from casebook.case.taxonomy import ItemType
from casebook.vault.blind import is_telephone
from casebook.web.forms import ActForm, text_allowed, text_needed

LONGEST_LINE = 100
MOST_TRIPS = 99
E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Willing(Enum):
    """Who may learn how to reach the citizen: the handling station too, the office alone, nobody."""

    STATION = "station"
    OFFICE = "office"
    NOBODY = "none"


WANTS = {
    ItemType.COMPLAINT: lazy_pgettext("you want to", "complain"),
    ItemType.HELP: lazy_pgettext("you want to", "get help"),
    ItemType.QUESTION: lazy_pgettext("you want to", "ask"),
    ItemType.SUGGESTION: lazy_pgettext("you want to", "suggest"),
    ItemType.PRAISE: lazy_pgettext("you want to", "praise"),
}
MAY_KNOW = {
    Willing.STATION: _l("Yes, and the handling station may have them"),
    Willing.OFFICE: _l("Yes, but for the efficiency office only"),
    Willing.NOBODY: _l("No name and no telephone"),
}
MAY_KNOW_HINTS = {
    Willing.STATION: _l("The station contacts you directly; usually the quickest way."),
    Willing.OFFICE: _l("The station does not learn who you are; we pass messages on."),
    Willing.NOBODY: _l(
        "It is handled all the same. You read the answer here with your query code, which cannot be replaced if lost."
    ),
}

NO_WAY = _l("Please give a telephone or an e-mail address, or choose the third answer above.")
NO_NAME = _l("Please say how we may address you, or give a telephone.")
IN_CONFIDENCE = _l("I ask for confidence")
WHAT_CONFIDENCE_DOES = _l(
    "No station ever learns how to reach you, not even parts of your name stand on the office's pages, "
    "and two persons read what the station gets to read."
)
NO_STATION = _l("In confidence no station learns how to reach you: choose the second answer above, or take this back.")
NO_ADDRESSEE = _l("For a written answer we need to know whom to send it to. Choose one of the first two answers above.")


def choices(words: dict[Any, Any]) -> list[SelectChoice]:
    """The choices of a closed set, in the order of its words."""
    return [SelectChoice(member.value, str(word)) for member, word in words.items()]


def _is_count(form: FlaskForm, field: StringField) -> None:
    if field.data and count_of(field.data) is None:
        raise ValidationError(_l("Please give the trips as a number, for example 3."))


def _is_telephone(form: FlaskForm, field: StringField) -> None:
    if field.data and not is_telephone(field.data):
        raise ValidationError(_l("Please check the telephone number; digits, spaces and an extension are fine."))


def _is_e_mail(form: FlaskForm, field: StringField) -> None:
    if field.data and not E_MAIL.fullmatch(field.data):
        raise ValidationError(_l("Please check the e-mail address, for example name@example.com."))


def count_of(typed: str | None) -> int | None:
    """The number in "3", "3趟" or "３"; None where there is none or it is beyond all belief."""
    found = re.findall(r"\d+", unicodedata.normalize("NFKC", typed or ""))
    return int(found[0]) if len(found) == 1 and len(found[0]) <= len(str(MOST_TRIPS)) else None


class WhatForm(ActForm):
    """Step 1: the matter itself."""

    version = None

    text = TextAreaField(
        _l("What happened?"),
        validators=text_needed(_l("Please write what happened.")),
        description=_l(
            "When, at which station or window, who did what, and what you would like. "
            "Do not write ID or bank-card numbers."
        ),
    )
    station = SelectField(
        _l("Which station? (leave empty if unsure)"),
        choices=[],
        default="",
        invalid_choice_message=_l("Please choose a station from the list, or leave it open."),
    )
    item_type = RadioField(
        _l("You want to"),
        choices=lambda: choices(WANTS),
        default=ItemType.COMPLAINT.value,
        invalid_choice_message=_l("Please choose what you want to do."),
    )
    happened = StringField(_l("When did it happen? (optional)"), validators=text_allowed(LONGEST_LINE))
    trips = StringField(
        _l("How many trips did it cost you? (optional)"), validators=[*text_allowed(LONGEST_LINE), _is_count]
    )
    for_another = BooleanField(_l("I write for somebody else"))
    for_business = BooleanField(_l("I write for a business"))


class WhoForm(ActForm):
    """Step 2: whether and how the citizen can be reached."""

    version = None

    contact = RadioField(
        _l("May we have your contact details?"),
        choices=lambda: choices(MAY_KNOW),
        invalid_choice_message=_l("Please choose one of the three."),
    )
    name = StringField(lazy_pgettext("complaint", "Your name"), validators=text_allowed(LONGEST_LINE))
    telephone = TelField(
        lazy_pgettext("complaint", "Telephone"), validators=[*text_allowed(LONGEST_LINE), _is_telephone]
    )
    email = EmailField(_l("E-mail (optional)"), validators=[*text_allowed(200), _is_e_mail])
    village = StringField(_l("Village (optional)"), validators=text_allowed(LONGEST_LINE))
    written = BooleanField(
        _l("I want a written answer"), description=_l("A written opinion follows petition procedure: 60 days.")
    )
    no_call = BooleanField(_l("Please do not call me back"))
    confidential = BooleanField(IN_CONFIDENCE, description=WHAT_CONFIDENCE_DOES)

    @property
    def willing(self) -> Willing | None:
        """What was chosen, None for nothing (or for what is no choice)."""
        return next((member for member in Willing if member.value == self.contact.data), None)

    @property
    def names_nobody(self) -> bool:
        """Whether nothing about the writer is to be kept, whatever stands in the fields."""
        return self.willing is Willing.NOBODY

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape, and then what the choice asks for: whoever may be reached says how."""
        if self.names_nobody:
            self._forget()
        if not super().validate(extra_validators):
            return False
        if self.confidential.data and self.willing is Willing.STATION:
            return _wrong(self.confidential, NO_STATION)
        return self._may_be_answered_in_writing() if self.names_nobody else self._can_be_reached()

    def _forget(self) -> None:
        # Typed before the mind was changed: it must not travel any further.
        for field in (self.name, self.telephone, self.email, self.village):
            field.data, field.raw_data = "", []
        self.no_call.data = False

    def _can_be_reached(self) -> bool:
        if not self.telephone.data and not self.email.data:
            return _wrong(self.telephone, NO_WAY)
        if not self.name.data and not self.telephone.data:
            return _wrong(self.name, NO_NAME)
        return True

    def _may_be_answered_in_writing(self) -> bool:
        return _wrong(self.written, NO_ADDRESSEE) if self.written.data else True


def _wrong(field: Any, sentence: Any) -> bool:
    field.errors = [*field.errors, sentence]
    return False
