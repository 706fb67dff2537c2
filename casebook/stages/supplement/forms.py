"""The forms of asking for more and of completing it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from casebook.web.forms import ActForm, text_allowed, text_needed

LONGEST_LIST = 1000
LONGEST_NUMBER = 100


class AskMoreForm(ActForm):
    """Everything that is missing, a line each."""

    explained = _l(
        "The complainant reads this list on the tracking page and is asked only this once. Until it is complete, for "
        "five working days at most, the office's own time to decide stands still; the legal term runs on."
    )
    items = TextAreaField(
        _l("What is missing"),
        validators=text_needed(_l("Please write what is missing, one thing in each line."), LONGEST_LIST),
        description=_l("One thing in each line. Write the whole list: you cannot ask a second time."),
    )

    @property
    def lines(self) -> list[str]:
        """The list without empty lines."""
        return [line.strip() for line in (self.items.data or "").splitlines() if line.strip()]


class CompleteForForm(ActForm):
    """What came in on paper or was said."""

    explained = _l("The case goes back to be decided, and the office's time to decide runs on from today.")
    asked: Any = ()
    text = TextAreaField(
        _l("What the complainant handed in"),
        validators=text_needed(_l("Please write what the complainant handed in.")),
        description=_l("It stands among the messages as the complainant's own words."),
    )
    paper = StringField(_l("Number of the paper (optional)"), validators=text_allowed(LONGEST_NUMBER))
