"""The form on which a clerk takes down a call, a letter or a visit."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from casebook.case.taxonomy import Channel, Grade, ItemType
from casebook.stages.intake.forms import LONGEST_LINE, Willing
from casebook.stages.intake.service import Matter
from casebook.vault.blind import is_telephone
from casebook.web.fields import LocalTimeField, chosen, chosen_if_known, marked
from casebook.web.forms import ActForm, text_allowed, text_needed

# What a clerk types when no number was left; the first is what the page itself writes.
NONE_LEFT = ("未留", "none", "没留", "没有", "无", "0", "-")
SAY_NUMBER = _l("Please write the number, or 0 when none was left.")
CHOOSE_STATION = _l("Please choose a station from the list, or “not known yet”.")
NO_STATION = _l("In confidence no station learns the contact: choose the second answer, or take this back.")
CHOOSE_CATEGORY = _l("Please choose a category from the list, or leave it to the case officer.")


def _is_number(form: Any, field: Any) -> None:
    if field.data and field.data.lower() not in NONE_LEFT and not is_telephone(field.data):
        raise ValidationError(_l("Please check the number; digits, spaces and an extension are fine."))


class DeskForm(ActForm):
    """What came in and who may know who brought it. A number, the text, a station and the consent are asked for."""

    version = None

    number = StringField(
        lazy_pgettext("desk form", "Number"),
        validators=[InputRequired(SAY_NUMBER), *text_allowed(60), _is_number],
        description=_l("0 when none was left."),
    )
    name = StringField(lazy_pgettext("desk form", "Name"), validators=text_allowed(LONGEST_LINE))
    text = TextAreaField(
        _l("What is brought forward"), validators=text_needed(_l("Please write what is brought forward."))
    )
    station = chosen(_l("Station"), CHOOSE_STATION)
    category = chosen_if_known(_l("Category"), CHOOSE_CATEGORY)
    consent = marked(_l("Who may know who brought it"), _l("Please ask, and choose one of the three."))
    confidential = BooleanField(
        _l("Asks for confidence"),
        description=_l(
            "No station learns the contact, no part of the name shows, two persons read the station's text."
        ),
    )
    received_at = LocalTimeField(_l("Received at"), _l("Please give day and time of receipt."))
    paper = StringField(_l("Number of the paper (optional)"), validators=text_allowed(LONGEST_LINE))
    item_type = chosen(_l("Type"), _l("Please choose the type."))
    grade = chosen_if_known(_l("Grade"), _l("Please choose a grade from the list, or leave it to the case officer."))
    village = StringField(_l("Village or address (optional)"), validators=text_allowed(LONGEST_LINE))

    @property
    def telephone(self) -> str:
        """The number that was left, "" for none."""
        typed = self.number.data or ""
        return "" if typed.lower() in NONE_LEFT else typed

    @property
    def willing(self) -> Willing:
        """Who may learn who brought it."""
        return Willing(self.consent.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape, and that whoever may be reached left a way to be."""
        if not super().validate(extra_validators):
            return False
        if self.confidential.data and self.willing is Willing.STATION:
            self.confidential.errors = [NO_STATION]
            return False
        if self.willing is Willing.NOBODY or any(self.left().values()):
            return True
        self.consent.errors = [_l("Neither number nor name was left: choose the third answer.")]
        return False

    def left(self) -> dict[str, str]:
        """What was left to be kept of whoever brought it: nothing where nobody may know."""
        if self.willing is Willing.NOBODY:
            return {}
        return {"name": self.name.data or "", "telephone": self.telephone, "village": self.village.data or ""}

    def matter(self, channel: Channel, unit_uid: str | None) -> Matter:
        """The matter as the service registers it."""
        received_at: datetime = self.received_at.data
        return Matter(
            channel=channel,
            item_type=ItemType(self.item_type.data),
            received_at=received_at,
            text=self.text.data,
            unit_named_uid=unit_uid,
            category=self.category.data or None,
            grade=Grade(self.grade.data) if self.grade.data else None,
            paper_reference=self.paper.data or None,
            confidential=self.confidential.data,
        )
