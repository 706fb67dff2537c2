"""The forms of a merge: which case goes on, what is the same; and why it is undone."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField

from casebook.web.fields import marked
from casebook.web.forms import ActForm, text_allowed, text_needed

LONGEST_REASON = 500
LONGEST_REFERENCE = 20

CHOOSE_CASE = _l("Please choose a case, or write its reference.")
SAY_SAME = _l("Please say what is the same.")
BY_REFERENCE = ""


class MergeForm(ActForm):
    """The case that goes on; `hints` say of each one offered how much it is alike."""

    hints: Mapping[str, str] = {}

    twin = RadioField(
        _l("Case that goes on"),
        choices=[],
        default=BY_REFERENCE,
        validate_choice=True,
        invalid_choice_message=CHOOSE_CASE,
    )
    reference = StringField(
        _l("Reference of another case"),
        validators=text_allowed(LONGEST_REFERENCE),
        description=_l("Only when the case is not among those above, for example AJ26-7K3MQ9PD."),
    )
    same = marked(_l("What is the same?"), SAY_SAME)

    @property
    def chosen(self) -> str:
        """The reference of the case that goes on: the one marked, else the one written."""
        return self.twin.data or (self.reference.data or "").upper()

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape, and that a case is named."""
        if not super().validate(extra_validators):
            return False
        if not self.chosen:
            self.reference.errors = [CHOOSE_CASE]
        return bool(self.chosen)


class UnmergeForm(ActForm):
    """Why the two are not the same matter; `master` is the reference of the case it was merged into."""

    master: str = ""

    reason = TextAreaField(
        _l("Why it is taken out again"),
        validators=text_needed(_l("Please write why it is taken out again."), LONGEST_REASON),
    )
