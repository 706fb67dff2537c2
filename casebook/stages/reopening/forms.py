"""The forms of withdrawing for a caller, reopening, petition procedure and taking up again."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from casebook.web.fields import marked
from casebook.web.forms import ActForm, text_needed

LONGEST_REASON = 500
FREELY, PRESSED = "no", "yes"
TELL_THE_CALLER = _l(
    "Nothing is withdrawn. Tell the caller: “Nobody may press you to withdraw, and it stays as it is. On your page, "
    "choose ‘I was told to withdraw’; the director is told at once.” Put a caller without that page through to the "
    "director."
)


class WithdrawForForm(ActForm):
    """Who the caller is, and whether it is his own wish."""

    explained = _l(
        "The case ends here for the complainant; the station that has it is told. "
        "Ask both questions and withdraw nothing you are not sure of."
    )
    verified = marked(
        _l("How do you know that the caller is the complainant?"), _l("Please say how you made sure who is calling.")
    )
    pressed = marked(
        _l("Ask: did anybody press you, or tell you to withdraw?"),
        _l("Please ask whether the caller was pressed, and mark the answer."),
    )


class ReopenForm(ActForm):
    """What is new."""

    explained = _l(
        "The case is decided anew, with new dates, and you answer for it; the station that had it no longer sees it."
    )
    new_fact = TextAreaField(
        _l("What is new"),
        validators=text_needed(_l("Please describe what is new."), LONGEST_REASON),
        description=_l("New facts, or what concerns the public in a withdrawn case. Staff read this in the history."),
    )


class PetitionForm(ActForm):
    """How the complainant asked for it."""

    explained = _l(
        "From here petition procedure applies: the answer is owed in writing and a review can be asked for. "
        "It cannot be undone."
    )
    reason = TextAreaField(
        _l("How the complainant asked for it"),
        validators=text_needed(_l("Please write when and how the complainant asked for it."), LONGEST_REASON),
    )


class TakeUpForm(ActForm):
    """Why a forwarded matter is registered anew."""

    version: Any = None

    explained = _l(
        "The forwarded case stays ended. Its matter is registered as a new case under the same receipt, with new "
        "dates; the complainant finds it on the same page."
    )
    reason = TextAreaField(
        _l("What the complainant says"),
        validators=text_needed(_l("Please write what is known of it: nobody took it up, since when."), LONGEST_REASON),
    )
