"""The form of the small office: the recorded decision, what is relaxed by it, and direct closing."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from casebook.office.rules import DirectClose, OfficeRules, Relaxation
from casebook.office.words import CLOSINGS, MADE_UP, RELAXATIONS
from casebook.people.forms import TOO_LONG, SecretField
from casebook.people.passwords import LONGEST
from casebook.web.fields import PastDayField, marked
from casebook.web.forms import ActForm, text_needed

LONGEST_BODY, LONGEST_NUMBER = 100, 60
OFFERED = _l("Please tick only what the list offers.")


class PostsForm(ActForm):
    """A decision about combined posts; ticking nothing goes back to the standard."""

    decided_body = StringField(
        _l("Who decided"),
        description=_l("The body, as it stands on the paper."),
        validators=text_needed(_l("Please enter which body decided."), LONGEST_BODY),
    )
    decided_on = PastDayField(
        _l("Decided on"), _l("Please enter the day of the decision; it cannot lie in the future.")
    )
    decision_number = StringField(
        _l("Number of the decision"),
        validators=text_needed(_l("Please enter the number of the decision."), LONGEST_NUMBER),
    )
    relaxed = SelectMultipleField(
        _l("What is relaxed"),
        description=_l("Tick what the decision allows. Without a tick the separation holds."),
        choices=[],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        invalid_choice_message=OFFERED,
    )
    direct_close = marked(_l("Which cases a station head may close directly"), _l("Please choose one of the three."))
    password = SecretField(_l("Your password again"), validators=[Length(max=LONGEST, message=TOO_LONG)])

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.relaxed.choices = [(member.value, words) for member, words in RELAXATIONS.items()]
        self.direct_close.choices = [(member.value, words) for member, words in CLOSINGS.items()]

    @property
    def hints(self) -> dict[str, Any]:
        """What makes up for each relaxation, to stand beneath its tick."""
        return {member.value: words for member, words in MADE_UP.items()}

    def begin_with(self, rules: OfficeRules) -> None:
        """Start from what is in force."""
        self.relaxed.data = rules.values["relaxed"]
        self.direct_close.data = rules.direct_close.value

    @property
    def rules(self) -> OfficeRules:
        """What was ticked."""
        ticked = frozenset(Relaxation(value) for value in self.relaxed.data or ())
        return OfficeRules(ticked, DirectClose(self.direct_close.data))
