"""The form that records a delivery on paper."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from casebook.web.fields import LocalTimeField, chosen, marked
from casebook.web.forms import ActForm, text_allowed

LONGEST_REFERENCE = 100
LONGEST_NOTE = 500


class DeliverForm(ActForm):
    """Which notice, how, when; the receipt's number, or the witness of a refusal."""

    letter = chosen(_l("Letter"), _l("Please choose the letter that was delivered."))
    how = marked(_l("How it was delivered"), _l("Please choose how it was delivered."))
    when = LocalTimeField(_l("Delivered on"), _l("Please give day and time of the delivery, not later than now."))
    receipt = StringField(
        _l("Number of the receipt"),
        validators=text_allowed(LONGEST_REFERENCE),
        description=_l("The number of the proof of service, of the registered letter or of the recording."),
    )
    witness = StringField(
        _l("Witness"),
        validators=text_allowed(LONGEST_REFERENCE),
        description=_l("Name and unit of whoever saw that it was refused."),
    )
    note = TextAreaField(
        _l("Note (optional)"),
        validators=text_allowed(LONGEST_NOTE),
        description=_l("Please do not write who received it."),
    )
