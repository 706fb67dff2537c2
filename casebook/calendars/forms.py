"""The forms of the calendar and of the time limits."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from casebook.calendars.reading import LONGEST_NAME, MOST_BYTES
from casebook.web.fields import PastDayField, marked
from casebook.web.forms import ActForm, text_allowed, text_needed

LONGEST_SOURCE, LONGEST_BODY, LONGEST_NUMBER, LONGEST_REASON = 200, 60, 60, 500
LONGEST_LIMIT = 365
WORKED, OFF = "1", "0"


class ImportForm(ActForm):
    """A year's notice as a file or as pasted text."""

    file = FileField(
        _l("File"),
        description=_l("Lines of date,is_workday,name, or the public JSON file of a year."),
    )
    text = TextAreaField(_l("Or paste its text"), validators=text_allowed(MOST_BYTES))
    source = StringField(
        _l("Where it comes from"),
        description=_l("The notice with its date and number."),
        validators=text_needed(_l("Please write where it comes from."), LONGEST_SOURCE),
    )
    confirm = StringField(
        _l("Years it announces whole (optional)"),
        description=_l(
            "For lines only: until then the dates of a year stay provisional. The JSON file announces its own year."
        ),
        validators=[
            Optional(),
            Length(max=60),
            Regexp(r"^20\d\d([ ,，、]+20\d\d)*$", message=_l("Write the years as numbers, for example 2027.")),
        ],
    )


class DayForm(ActForm):
    """One day, added or put right."""

    day = DateField(
        _l("Day"),
        validators=[InputRequired(_l("Please enter the day."))],
        invalid_value_message=_l("Please enter the day."),
    )
    worked = marked(_l("On this day the offices"), _l("Please choose whether the day is worked."))
    name = StringField(_l("Name (optional)"), validators=text_allowed(LONGEST_NAME))
    source = StringField(
        _l("Where it comes from"),
        description=_l("The notice with its date and number."),
        validators=text_needed(_l("Please write where it comes from."), LONGEST_SOURCE),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.worked.choices = [SelectChoice(OFF, _l("are closed")), SelectChoice(WORKED, _l("work"))]


class LimitForm(ActForm):
    """A new limit and the decision behind it."""

    amount = IntegerField(
        _l("New limit"),
        validators=[
            InputRequired(_l("Please enter the limit as a whole number.")),
            NumberRange(1, LONGEST_LIMIT, message=_l("Please enter a number from 1 to 365.")),
        ],
        invalid_value_message=_l("Please enter the limit as a whole number."),
    )
    reason = TextAreaField(_l("Reason"), validators=text_needed(_l("Please write the reason."), LONGEST_REASON))
    body = StringField(
        _l("Decided by"),
        description=_l("The meeting or body that decided it."),
        validators=text_needed(_l("Please write who decided it."), LONGEST_BODY),
    )
    on: Any = PastDayField(_l("Date of the decision"), _l("Please enter the day of the decision, today at the latest."))
    number = StringField(
        _l("Number of the decision"),
        validators=text_needed(_l("Please write the number of the decision."), LONGEST_NUMBER),
    )


def years(text: str | None) -> list[int]:
    """The years written into a field, in whatever way they are set apart."""
    for sign in ",，、":
        text = (text or "").replace(sign, " ")
    return [int(year) for year in (text or "").split()]
