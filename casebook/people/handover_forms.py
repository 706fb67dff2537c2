"""The forms by which a post is handed over: who leaves, who follows, and the signature."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from casebook.people.admin_forms import LONGEST_REASON
from casebook.web.fields import chosen
from casebook.web.forms import ActForm, text_needed


def _cases(sentence: Any) -> SelectMultipleField:
    return SelectMultipleField(
        _l("Cases"),
        choices=[],
        validators=[InputRequired(sentence)],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        invalid_choice_message=_l("One of these cases has moved or is closed already. Look at the list again."),
    )


class HandoverForm(ActForm):
    """Who leaves which unit, and why."""

    away = chosen(_l("Who leaves"), _l("Please choose who leaves."))
    reason = TextAreaField(
        _l("Why, and from which day"), validators=text_needed(_l("Please write the reason."), LONGEST_REASON)
    )

    def offer(self, by_unit: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        """Fill in who may be chosen, grouped by unit."""
        self.away.choices = {"": [("", "")], **{unit: list(people) for unit, people in by_unit.items()}}


class SuccessorForm(ActForm):
    """Who takes the ticked cases over."""

    cases = _cases(_l("Please tick at least one case."))
    successor = chosen(
        _l("Who takes over"),
        _l("Please choose who takes over."),
        description=_l("He signs on his own account; until then nothing moves."),
    )

    def offer(self, cases: list[tuple[str, str]], persons: Iterable[tuple[str, str]]) -> None:
        """Fill in what may be chosen."""
        self.cases.choices = cases
        self.successor.choices = [("", ""), *persons]


class SignForm(ActForm):
    """The successor's signature for the ticked cases."""

    # Another name than above: both forms stand on one page.
    mine = _cases(_l("Please tick at least one case."))
