"""The forms of handling: the station's own, and those by which the office enters a station's paper (代录)."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField

from casebook.stages.opinion import OpinionFields
from casebook.web.fields import ComingDayField, LocalTimeField, PastDayField, chosen, marked
from casebook.web.forms import ActForm, text_allowed, text_needed

LONGEST_REFERENCE = 100
LONGEST_BOX = 1200

CHOOSE_HANDLER = _l("Please choose a handler from the list.")


class SignForm(ActForm):
    """Nothing but the signature."""


class GiveForm(ActForm):
    """To whom the case is given."""

    handler = chosen(_l("Handler"), CHOOSE_HANDLER)


class SignForForm(ActForm):
    """Who signed the slip, and its number."""

    signer = chosen(_l("Signed by"), _l("Please choose whoever signed the slip."))
    slip = StringField(
        _l("Number of the slip"), validators=text_needed(_l("Please write the number of the slip."), LONGEST_REFERENCE)
    )


class HandInForm(ActForm):
    """A word to the head, if any."""

    note = TextAreaField(_l("Note for the head (optional)"), validators=text_allowed(LONGEST_BOX))


class GiveBackForm(ActForm):
    """What is missing."""

    reason = TextAreaField(
        _l("What is missing"), validators=text_needed(_l("Please write what is missing."), LONGEST_BOX)
    )


class ContactForm(ActForm):
    """When, how and with which result the complainant was reached."""

    when = LocalTimeField(_l("When"), _l("Please give day and time of the contact."))
    how = marked(_l("How"), _l("Please choose how the complainant was reached."))
    result = TextAreaField(_l("Result"), validators=text_needed(_l("Please write what came of it."), LONGEST_BOX))
    agreed = BooleanField(_l("The complainant agreed to the closing, on a recorded line"))


class ContactForForm(ContactForm):
    """A contact from a station's paper."""

    slip = StringField(
        _l("Number of the slip"), validators=text_needed(_l("Please write the number of the slip."), LONGEST_REFERENCE)
    )


class RelayForm(ActForm):
    """Which of the station's messages is passed on."""

    letter = marked(_l("Message of the station"), _l("Please choose the message you pass on."))


class MessageForm(ActForm):
    """A message."""

    text = TextAreaField(_l("Message"), validators=text_needed(_l("Please write the message.")))


class CloseForm(ActForm):
    """The three boxes and the proof; why it is late, and what follows a fine, only where the matter asks for it."""

    done = TextAreaField(_l("What was done"), validators=text_needed(_l("Please write what was done.")))
    told = TextAreaField(
        _l("What the complainant was told, and when"),
        validators=text_needed(_l("Please write what the complainant was told, and when."), LONGEST_BOX),
    )
    solved = marked(_l("Is it solved?"), _l("Please say whether it is solved."))
    evidence = StringField(
        _l("Number of the proof"),
        validators=text_needed(_l("Add at least one proof that it was done."), LONGEST_REFERENCE),
        description=_l("The number of the photo, receipt or recording that proves it."),
    )
    explanation = TextAreaField(
        _l("Why the time was not kept"),
        validators=text_needed(
            _l("Please write why the time was not kept, and what the complainant was told about it."), LONGEST_BOX
        ),
        description=_l("And what the complainant was told about it, and when. The complainant reads these words."),
    )
    correction = TextAreaField(
        _l("Correction ordered beside the fine"),
        validators=text_needed(_l("A fine alone does not close this. State the correction ordered."), LONGEST_BOX),
    )
    revisit_on = ComingDayField(
        _l("Day of the revisit"), _l("A fine alone does not close this. Give a day ahead for the revisit.")
    )


class CloseForForm(CloseForm):
    """The same from the station's sealed paper."""

    paper_on = PastDayField(
        _l("Date of the sealed paper"), _l("Please give the date of the sealed paper, not later than today.")
    )


class CloseDirectlyForm(OpinionFields, CloseForm):
    """The same, and how the complainant agreed; `why` says why the case may be closed so, `why_not` what is missing."""

    why: Sequence[str] = ()
    why_not: str = ""

    confirmed_by = marked(_l("How the complainant agreed"), _l("Please say how the complainant agreed."))
    recording = StringField(
        _l("Number of the recording"),
        validators=text_allowed(LONGEST_REFERENCE),
        description=_l("Needed when the complainant agreed on a recorded line."),
    )
