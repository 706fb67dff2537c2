"""The forms of a referral: its ground and what remains; the receipt; why it comes back."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from casebook.web.fields import PastDayField, chosen, chosen_if_known
from casebook.web.forms import ActForm, text_allowed, text_needed

LONGEST_HINT = 1200
LONGEST_REASON = 500
LONGEST_NUMBER = 100

NAME_GROUND = _l("Choose a category of class D, or write what hints at it.")
CHOOSE_CATEGORY = _l("Please choose a category of class D, or leave it open.")


class SealForm(ActForm):
    """Why the matter is referred, and what of it the office can go on handling."""

    # Whether somebody of the discipline authority acknowledges here, or a receipt on paper is needed.
    on_paper: bool = False

    category = chosen_if_known(_l("Category"), CHOOSE_CATEGORY)
    hint = TextAreaField(
        _l("What hints at it"),
        validators=text_allowed(LONGEST_HINT),
        description=_l("Only the discipline authority reads these words."),
    )
    rest = TextAreaField(
        _l("What remains for the office (optional)"),
        validators=text_allowed(),
        description=_l(
            "The part that is no matter of integrity, in your own words and without anything of the other. "
            "It becomes a case of its own."
        ),
    )
    receipt = StringField(
        _l("Number of the receipt for the printed referral (optional)"),
        validators=text_allowed(LONGEST_NUMBER),
        description=_l("Nobody of the discipline authority has an account here: print the referral and hand it over."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape, and that there is a ground."""
        if not super().validate(extra_validators):
            return False
        if not self.category.data and not self.hint.data:
            self.category.errors = [NAME_GROUND]
            return False
        return True


class AcknowledgeForm(ActForm):
    """Under which number the referral is kept."""

    receipt = StringField(
        _l("Number of the discipline authority's receipt"),
        validators=text_needed(_l("Please write the number of the signed receipt."), LONGEST_NUMBER),
    )


class HandBackForm(ActForm):
    """Why it comes back, and who at the office agreed when."""

    reason = TextAreaField(
        _l("What comes back, and why"),
        validators=text_needed(_l("Please write what comes back, and why."), LONGEST_REASON),
        description=_l("The office reads these words."),
    )
    director = chosen(_l("Director who agreed on paper"), _l("Please choose the director who agreed."))
    agreed_on = PastDayField(_l("Date of the paper"), _l("Please give the date of the paper, not later than today."))
