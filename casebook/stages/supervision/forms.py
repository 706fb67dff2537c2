"""The forms of supervision."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import StopValidation

from casebook import clock
from casebook.kernel.deadlines import local_day
from casebook.kernel.workdays import DAY
from casebook.stages.supervision.queries import Ordered
from casebook.web.fields import chosen, marked
from casebook.web.forms import ActForm, text_needed

# As long as a link of the responsibility record keeps a reason.
LONGEST_REASON = 500
LONGEST_RULE = 200
FURTHEST = 366 * DAY

SAY_WHY = _l("Please write why.")


class DayAheadField(DateField):
    """A day after today, within a year."""

    def __init__(self, label: Any, sentence: Any, **more: Any) -> None:
        super().__init__(label, invalid_value_message=sentence, **more)
        self.sentence = sentence

    def pre_validate(self, form: Any) -> None:
        """Refuse what is missing, not ahead or beyond all planning."""
        today = local_day(clock.now())
        fits = self.data is not None and today < self.data <= today + FURTHEST
        if not self.process_errors and not fits:
            raise StopValidation(self.sentence)


class DemandForm(ActForm):
    """Why, and by when it must be done now."""

    explained: Any = ""

    reason = TextAreaField(_l("Reason"), validators=text_needed(SAY_WHY, LONGEST_REASON))
    new_term = DayAheadField(_l("To be done by"), _l("Please give a day after today, within a year."))


class RemindForm(DemandForm):
    """A reminder."""

    explained = _l("Whoever is late is reminded and must explain the delay. The date of the answer stays.")


class SuperviseForm(DemandForm):
    """Supervision by the office."""

    explained = _l(
        "The office takes the case under supervision: the station head answers in writing, and the case is no longer "
        "closed directly."
    )


class ListForm(DemandForm):
    """Listed supervision."""

    explained = _l(
        "The case is put on the list of supervised cases: the leader in charge is told, and the station reports "
        "until it is done."
    )


class TalkForm(DemandForm):
    """A formal talk with the station head."""

    explained = _l("The station head is asked to a formal talk by this day; the leader in charge is told.")


class CriticalForm(ActForm):
    """What makes it critical."""

    explained = _l(
        "The case becomes U1, and the director and the leader in charge are told at once. Where the answer is still "
        "due, it is due within two hours. This cannot be undone."
    )

    ground = marked(_l("What makes it critical"), _l("Please say what makes it critical."))
    words = TextAreaField(
        _l("What is known"),
        validators=text_needed(_l("Please write what is known."), LONGEST_REASON),
        description=_l("Where, since when, how many; without names or telephone numbers."),
    )


class OrderForm(ActForm):
    """The finding, the rule, what must be done, by when and by whom."""

    explained: Any = ""

    finding = TextAreaField(
        _l("What was found"),
        validators=text_needed(_l("Please write what was found.")),
        description=_l("The station reads this; write nothing that tells who complained."),
    )
    rule = StringField(
        _l("Rule it breaks"), validators=text_needed(_l("Please name the rule it breaks."), LONGEST_RULE)
    )
    requirement = TextAreaField(
        _l("What must be put right"),
        validators=text_needed(_l("Please write what must be put right."), LONGEST_REASON),
    )
    due_on = DayAheadField(_l("To be put right by"), _l("Please give a day after today, within a year."))
    responsible = chosen(_l("Person responsible at the station"), _l("Please choose a person from the list."))


class VerifyForm(ActForm):
    """Which order, and what was seen on the spot; `orders` are those that wait."""

    explained = _l(
        "You confirm that you saw on the spot that it was put right. Papers alone do not do, and whoever ordered it "
        "cannot verify it."
    )
    orders: Sequence[Ordered] = ()

    rectification = marked(_l("What was put right"), _l("Please choose what was put right."))
    visit = TextAreaField(
        _l("What you saw on the spot"),
        validators=text_needed(_l("Please write when you were there and what you saw.")),
    )


class NoteForm(ActForm):
    """A note and who may read it."""

    explained = _l("A note changes nothing in the case. The complainant never reads it.")

    text = TextAreaField(_l("Note"), validators=text_needed(_l("Please write the note.")))
    readers = marked(_l("Who may read it"), _l("Please say who may read it."))
