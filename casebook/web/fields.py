"""Fields of the staff's forms: something to choose, a local time, a day. Each refuses with its one sentence."""

from datetime import date, datetime
from typing import Any

from wtforms import DateField, DateTimeLocalField, RadioField, SelectField
from wtforms.validators import InputRequired, StopValidation

from casebook import clock
from casebook.clock import OFFICE_ZONE
from casebook.kernel.deadlines import local_day

# Nothing an office enters lies outside; years beyond cannot be stored on every database.
FIRST_DAY = date(2000, 1, 1)
EARLIEST = datetime(2000, 1, 1, tzinfo=OFFICE_ZONE)
LATEST = datetime(2100, 1, 1, tzinfo=OFFICE_ZONE)


def chosen(label: Any, sentence: Any, **more: Any) -> SelectField:
    """A list from which something must be chosen."""
    return SelectField(label, validators=[InputRequired(sentence)], choices=[], invalid_choice_message=sentence, **more)


def chosen_if_known(label: Any, sentence: Any, **more: Any) -> SelectField:
    """A list whose first, empty entry may stand."""
    return SelectField(label, choices=[], invalid_choice_message=sentence, **more)


def marked(label: Any, sentence: Any, **more: Any) -> RadioField:
    """A few choices side by side, one of which must be marked."""
    return RadioField(label, validators=[InputRequired(sentence)], choices=[], invalid_choice_message=sentence, **more)


class LocalTimeField(DateTimeLocalField):
    """An instant to the minute, written in the office's zone; `earliest` may be set before it is judged."""

    def __init__(self, label: Any, sentence: Any, **more: Any) -> None:
        super().__init__(label, format=TIME_FORMATS, tz=OFFICE_ZONE, invalid_value_message=sentence, **more)
        self.sentence = sentence
        self.earliest = EARLIEST
        self.too_early = sentence

    def offer_now(self) -> None:
        """Begin with this minute."""
        self.data = clock.now()

    def not_before(self, instant: datetime, sentence: Any) -> None:
        """Refuse any minute before the one of `instant`."""
        self.earliest, self.too_early = instant.replace(second=0, microsecond=0), sentence

    def pre_validate(self, form: Any) -> None:
        """Refuse what is missing, beyond all belief or too early."""
        if self.process_errors:
            return
        if self.data is None or not EARLIEST <= self.data < LATEST:
            raise StopValidation(self.sentence)
        if self.data < self.earliest:
            raise StopValidation(self.too_early)


class PastDayField(DateField):
    """A day that is not later than today."""

    def __init__(self, label: Any, sentence: Any, **more: Any) -> None:
        super().__init__(label, invalid_value_message=sentence, **more)
        self.sentence = sentence

    def pre_validate(self, form: Any) -> None:
        """Refuse what is missing, beyond all belief or still to come."""
        fits = self.data is not None and FIRST_DAY <= self.data <= local_day(clock.now())
        if not self.process_errors and not fits:
            raise StopValidation(self.sentence)


class ComingDayField(DateField):
    """A day that is still to come."""

    def __init__(self, label: Any, sentence: Any, **more: Any) -> None:
        super().__init__(label, invalid_value_message=sentence, **more)
        self.sentence = sentence

    def pre_validate(self, form: Any) -> None:
        """Refuse what is missing, beyond all belief or not ahead."""
        fits = self.data is not None and local_day(clock.now()) < self.data < LATEST.date()
        if not self.process_errors and not fits:
            raise StopValidation(self.sentence)


TIME_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
