"""What a citizen types on the tracking pages: reference and code, a message, how it was handled."""

import re
import unicodedata
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from casebook.case.labels import label
from casebook.case.taxonomy import Rating, Solved
from casebook.web.forms import ActForm, text_allowed, text_needed

# Letters that are taken for digits, on paper and on the telephone; a reference holds none of them after its TS.
_MISREAD = str.maketrans("OIL", "011")
_REFERENCE = re.compile(r"(\d\d)([0-9A-Z]{8})")
LONGEST_TYPED = 100

SOLVED = {
    Solved.YES: lazy_pgettext("was it solved", "yes"),
    Solved.PARTLY: lazy_pgettext("was it solved", "partly"),
    Solved.NO: lazy_pgettext("was it solved", "no"),
}
FREELY, PRESSED = "yes", "no"
OWN_WISH = {
    FREELY: lazy_pgettext("own wish", "Yes, it is my own wish"),
    PRESSED: lazy_pgettext("own wish", "No, somebody wants me to withdraw"),
}


def read_reference(typed: str | None) -> str:
    """The reference as it is kept, whatever spaces, case and look-alikes were typed."""
    plain = _plain(typed)
    found = _REFERENCE.fullmatch(plain.removeprefix("TS").translate(_MISREAD))
    return f"TS{found[1]}-{found[2]}" if found else plain


def read_code(typed: str | None) -> str:
    """The query code with letters that look like digits read as digits."""
    return _plain(typed).translate(_MISREAD)


def _plain(typed: str | None) -> str:
    upper = unicodedata.normalize("NFKC", (typed or "")[:LONGEST_TYPED]).upper()
    return "".join(char for char in upper if char.isalnum())


def _solved() -> list[SelectChoice]:
    return [SelectChoice(member.value, str(word)) for member, word in SOLVED.items()]


def _ratings() -> list[SelectChoice]:
    return [SelectChoice(member.value, label(member)) for member in Rating]


def _rated(question: Any) -> RadioField:
    return RadioField(question, choices=_ratings, invalid_choice_message=_l("Please choose how satisfied you are."))


def _was_solved() -> RadioField:
    return RadioField(
        _l("Was it solved?"), choices=_solved, invalid_choice_message=_l("Please choose whether it was solved.")
    )


def _words() -> TextAreaField:
    return TextAreaField(_l("Anything else you wish to say (optional)"), validators=text_allowed())


class TrackForm(FlaskForm):
    """The two keys of a receipt."""

    reference = StringField(_l("Reference"), validators=[InputRequired(_l("Please enter the reference."))])
    code = StringField(
        _l("Query code"),
        validators=[InputRequired(_l("Please enter the query code."))],
        description=_l("25 digits; spaces do not matter."),
    )


class MessageForm(ActForm):
    """A message to the office, or an addition."""

    text = TextAreaField(_l("Your message"), validators=text_needed(_l("Please write your message.")))


class AddForm(ActForm):
    """Something to add: facts, an answer to what was asked for."""

    text = TextAreaField(_l("What you wish to add"), validators=text_needed(_l("Please write what you wish to add.")))


class ReasonsForm(ActForm):
    """Why a decision or an answer should be looked at again."""

    text = TextAreaField(
        _l("Why you disagree"), validators=text_needed(_l("Please write why you disagree and what you want."))
    )


class ConfirmForm(ActForm):
    """Nothing but the button."""


class WithdrawForm(ActForm):
    """Whether it is really his own wish; under pressure nothing is withdrawn (T30)."""

    own_wish = RadioField(
        _l("Is it your own wish?"),
        choices=lambda: [SelectChoice(value, str(word)) for value, word in OWN_WISH.items()],
        invalid_choice_message=_l("Please say whether it is your own wish."),
    )

    def validate_own_wish(self, field: RadioField) -> None:
        """Refuse what is not withdrawn freely."""
        if field.data == PRESSED:
            raise ValidationError(
                _("Then it is not withdrawn. Go back and press “I was told to withdraw”: only the director is told.")
            )


class EvaluateForm(ActForm):
    """What came of it, asked before the case is closed."""

    solved = _was_solved()
    satisfaction = _rated(_l("How satisfied are you with the result?"))
    words = _words()


class RateForm(ActForm):
    """The one rating of a closed case."""

    solved = _was_solved()
    result = _rated(_l("Are you satisfied with the result?"))
    speed = _rated(_l("Are you satisfied with the speed?"))
    attitude = _rated(_l("Are you satisfied with the attitude?"))
    words = _words()
