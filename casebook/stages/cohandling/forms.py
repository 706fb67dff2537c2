"""The form of a co-handling unit."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from casebook.web.forms import ActForm, text_needed

LONGEST_REASON = 500


class ReportForm(ActForm):
    """What the unit found and did in its part; `late_reason` stands only where its day is over."""

    explained = _l("The main unit reads your report and answers the complainant for all. You report once.")

    report = TextAreaField(
        _l("Report of your unit"), validators=text_needed(_l("Please write what your unit found and did."))
    )
    late_reason = TextAreaField(
        _l("Why it is late"),
        validators=text_needed(
            _l("The day for your report is over. Send it all the same and write why it is late."), LONGEST_REASON
        ),
    )
