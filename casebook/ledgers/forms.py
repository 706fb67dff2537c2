"""What a ledger is asked for: the days, the unit, and the password again where many lines leave the house."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, SelectField
from wtforms.validators import Length, StopValidation, ValidationError

from casebook.ledgers.period import Period, month_of
from casebook.people.forms import TOO_LONG, SecretField
from casebook.people.models import Unit
from casebook.people.passwords import LONGEST
from casebook.web.fields import FIRST_DAY, LATEST

LONGEST_PERIOD = 366
A_DAY = _l("Please give a day, such as 2026-09-01.")


class DayField(DateField):
    """A day that an office can mean; nothing else."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, invalid_value_message=A_DAY, **more)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is missing or beyond all belief."""
        if not self.process_errors and not (self.data and FIRST_DAY <= self.data < LATEST.date()):
            raise StopValidation(A_DAY)


class PeriodForm(Form):
    """From when to when, and of which unit; the address holds all of it, so that a view can be kept as a bookmark."""

    first = DayField(_l("From"))
    last = DayField(_l("To"))
    unit = SelectField(_l("Unit"), choices=[], invalid_choice_message=_l("Please choose a unit from the list."))

    def validate_last(self, field: Any) -> None:
        """Refuse a period that ends before it begins, or is longer than a year."""
        if not self.first.data or not field.data:
            return
        if field.data < self.first.data:
            raise ValidationError(_l("The last day lies before the first."))
        if Period(self.first.data, field.data).days > LONGEST_PERIOD:
            raise ValidationError(_l("Please ask for a year at most."))

    @property
    def period(self) -> Period:
        """The days asked for."""
        assert self.first.data and self.last.data  # it was validated
        return Period(self.first.data, self.last.data)


class TakeForm(PeriodForm):
    """The same where lines are taken out of the house."""

    password = SecretField(_l("Your password again"), validators=[Length(max=LONGEST, message=TOO_LONG)])


def asked(given: Mapping[str, str], units: Iterable[Unit], language: str, today: date) -> TakeForm:
    """The form as it is filled by an address; without days it is this month."""
    month = month_of(today)
    begin = {"first": month.first.isoformat(), "last": month.last.isoformat(), "unit": ""}
    form = TakeForm(MultiDict({**begin, **{name: value for name, value in given.items() if value.strip()}}))
    form.unit.choices = [("", _l("All units")), *((unit.code, unit.label(language)) for unit in units)]
    return form
