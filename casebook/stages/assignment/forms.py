"""The forms of assignment: the office decides who handles a case."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from casebook.web.fields import chosen, chosen_if_known, marked
from casebook.web.forms import ActForm, text_allowed, text_needed

# As long as a link of the responsibility record keeps a reason.
LONGEST_REASON = 500
LONGEST_RULE = 200
LONGEST_REFERENCE = 20

CHOOSE_CATEGORY = _l("Please choose a category.")
CHOOSE_GRADE = _l("Please choose a grade.")
CHOOSE_STATION = _l("Please choose a station from the list.")
CHOOSE_PERSON = _l("Please choose a person from the list.")
SAY_WHY = _l("Please write why.")
CO_UNITS_HINT = _l("Each writes its part to the main unit, which answers for the whole.")


def chosen_several(label: Any, sentence: Any, **more: Any) -> SelectMultipleField:
    """A list from which any number may be ticked."""
    return SelectMultipleField(
        label,
        choices=[],
        invalid_choice_message=sentence,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        **more,
    )


class AnswerForm(ActForm):
    """A question answered while it is asked."""

    category = chosen(_l("Category"), CHOOSE_CATEGORY)
    grade = marked(_l("Grade"), CHOOSE_GRADE)
    answer = TextAreaField(
        _l("The answer given"),
        validators=text_needed(_l("Please write the answer that was given.")),
        description=_l("The complainant reads these words on the tracking page."),
    )


class AcceptForm(ActForm):
    """What the matter is, whom it is about and how fast it must be answered."""

    category = chosen(_l("Category"), CHOOSE_CATEGORY)
    grade = marked(_l("Grade"), CHOOSE_GRADE)
    station = chosen_if_known(_l("Unit complained about"), CHOOSE_STATION)
    accused = chosen_if_known(
        _l("Person complained about"),
        CHOOSE_PERSON,
        description=_l("Whoever is chosen can neither read nor handle this case."),
    )
    head_accused = BooleanField(
        _l("The complaint is about the head of the station"),
        description=_l("Then nobody of this station can read or handle it."),
    )
    earlier = StringField(
        _l("Reference of the earlier case (reprisal or leak)"),
        validators=text_allowed(LONGEST_REFERENCE),
        description=_l("Whoever handled that case or opened its identity will not learn of this one."),
    )


class TextForm(ActForm):
    """The text the station reads."""

    text = TextAreaField(
        _l("Text for the station"),
        validators=text_needed(_l("Please write the text for the station.")),
        description=_l("What happened and what is asked for, without anything that tells who wrote."),
    )


class CheckTextForm(ActForm):
    """Nothing but having read it: `text` is what the station will read."""

    text: str = ""


class HandleHereForm(ActForm):
    """Who of the office handles it, and why the office does."""

    person = chosen(_l("Handled by"), CHOOSE_PERSON)
    reason = TextAreaField(_l("Reason"), validators=text_needed(SAY_WHY, LONGEST_REASON))


class DispatchForm(ActForm):
    """The one unit that handles the case."""

    station = chosen(_l("Main handling unit"), CHOOSE_STATION)
    co_units = chosen_several(_l("Units that also report (optional)"), CHOOSE_STATION, description=CO_UNITS_HINT)


class AcceptAndDispatchForm(AcceptForm):
    """Accepting, the text and the unit, on one page."""

    main_unit = chosen(_l("Main handling unit"), CHOOSE_STATION)
    text = TextForm.text


class RecallForm(ActForm):
    """Why the case is taken back."""

    reason = TextAreaField(_l("Reason"), validators=text_needed(SAY_WHY, LONGEST_REASON))


class DesignateForm(ActForm):
    """The person who must handle it, the reason and the rule."""

    person = chosen(_l("Handled by"), CHOOSE_PERSON)
    reason = TextAreaField(_l("Reason"), validators=text_needed(SAY_WHY, LONGEST_REASON))
    rule = StringField(
        _l("Rule it rests on"),
        validators=text_needed(_l("Please name the rule the designation rests on."), LONGEST_RULE),
    )
