"""The forms of the backlog. `explained` is the sentence on top of each page."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from casebook.web.fields import ComingDayField, PastDayField, chosen
from casebook.web.forms import ActForm, text_needed

# As long as a link of the responsibility record keeps a reason.
LONGEST_REASON = 500
LONGEST_PLAN = 2000
LONGEST_REFERENCE = 100

SAY_WHY = _l("Please write why.")


class HangForm(ActForm):
    """Why, what is planned, who answers for it, until when."""

    explained = _l(
        "The case is not dropped: the person you name answers for it, the complainant reads the reason and the date, "
        "hears of progress at least every 30 days, and on the promised day work goes on."
    )

    reason = TextAreaField(
        _l("Why it cannot be done now"),
        validators=text_needed(_l("Please write why it cannot be done now."), LONGEST_REASON),
        description=_l("The complainant reads these words; they follow “because”."),
    )
    plan = TextAreaField(
        _l("Plan"), validators=text_needed(_l("Please write what is planned, step by step."), LONGEST_PLAN)
    )
    owner = chosen(_l("Who answers for it"), _l("Please choose whoever answers for it."))
    until = ComingDayField(_l("Planned to be solved by"), _l("Please give a date that lies ahead."))


class MeetingForm(ActForm):
    """Which leaders' meeting decided."""

    body = StringField(
        _l("Meeting that decided"),
        validators=text_needed(_l("Please name the leaders' meeting that decided."), LONGEST_REFERENCE),
    )
    held_on = PastDayField(_l("Date of the meeting"), _l("Please give the date of the meeting, not later than today."))
    number = StringField(
        _l("Number of its record"),
        validators=text_needed(_l("Please write the number of the record."), LONGEST_REFERENCE),
    )


class DecideForm(MeetingForm, HangForm):
    """The backlog after two rounds, decided by the leaders' meeting."""


class UnresolvedForm(MeetingForm):
    """Closing after two rounds without a solution."""

    explained = _l("The case ends as unresolved. The complainant reads the reason and what can still be done.")

    reason = TextAreaField(
        _l("Why it stays unsolved"),
        validators=text_needed(_l("Please write why it stays unsolved."), LONGEST_REASON),
        description=_l("The complainant reads these words; they follow “because”."),
    )


class ProgressForm(ActForm):
    """What the complainant is told."""

    explained = _l("The complainant reads these words at once. The next report is due within 30 days.")

    progress = TextAreaField(
        _l("Progress"), validators=text_needed(_l("Please write how far it is and what comes next."))
    )


class ResumeForm(ActForm):
    """Why it can be done now."""

    explained: Any = ""

    reason = TextAreaField(
        _l("Why it can be done now"), validators=text_needed(_l("Please write what has changed."), LONGEST_REASON)
    )


class PromiseForm(ActForm):
    """The promised day."""

    explained: Any = ""

    date = ComingDayField(_l("Promised day"), _l("Please give a date that lies ahead."))
