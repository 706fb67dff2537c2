"""The forms of the duty log and of a shift handed over."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from casebook.people.models import Person
from casebook.web.fields import LocalTimeField, chosen
from casebook.web.forms import ActForm, text_allowed, text_needed

LONGEST_ENTRY, LONGEST_REFERENCE = 2000, 40


class EntryForm(ActForm):
    """A line of the log; `corrects` is set where it puts another line right."""

    happened_at = LocalTimeField(_l("When it happened"), _l("Please enter date and time."))
    text = TextAreaField(
        _l("What happened on duty"),
        description=_l("What, where, who came, what was done. No name of anybody who complained."),
        validators=text_needed(_l("Please write what happened on duty."), LONGEST_ENTRY),
    )
    reference = StringField(_l("Case or paper number (optional)"), validators=text_allowed(LONGEST_REFERENCE))
    corrects = HiddenField(validators=[Length(max=36)])


class ShiftForm(ActForm):
    """What whoever goes leaves to whoever comes."""

    coming = chosen(_l("Who comes"), _l("Please choose who comes."))
    still_open = TextAreaField(
        _l("What is open"),
        description=_l("Write “nothing” where nothing is."),
        validators=text_needed(_l("Please write what is open."), LONGEST_ENTRY),
    )
    to_watch = TextAreaField(
        _l("What to watch"),
        description=_l("Write “nothing” where nothing is."),
        validators=text_needed(_l("Please write what to watch."), LONGEST_ENTRY),
    )

    def offer(self, persons: Iterable[Person]) -> None:
        """Fill in who may come."""
        self.coming.choices = [("", ""), *((person.uid, person.name) for person in persons)]


class ComingForm(ActForm):
    """The signature of whoever comes: one click."""
