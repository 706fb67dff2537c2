"""The forms of more time. `explained` is the sentence on top; `asked` is what the director decides on."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from casebook.stages.extension.queries import Asked
from casebook.web.fields import LocalTimeField, chosen, marked
from casebook.web.forms import ActForm, text_needed

LONGEST_REASON = 1000  # as long as an extension keeps its reason
LONGEST_ANSWER = 500
LONGEST_REFERENCE = 100

SAY_HOW_TOLD = _l("Please choose how the complainant is told.")


class AskForm(ActForm):
    """Until when, why, and what has been done."""

    explained: Any = ""

    days = chosen(_l("New date"), _l("Please choose the new date from the list."))
    reason = TextAreaField(
        _l("Why it takes longer"),
        validators=text_needed(_l("Please write why it takes longer."), LONGEST_REASON),
        description=_l("The complainant reads these words. Write the facts, not “for objective reasons”."),
    )
    progress = TextAreaField(
        _l("What has been done so far"),
        validators=text_needed(_l("Please write what has been done so far."), LONGEST_REASON),
    )


class AskForForm(AskForm):
    """The same from a station's sealed slip."""

    slip = StringField(
        _l("Number of the slip"), validators=text_needed(_l("Please write the number of the slip."), LONGEST_REFERENCE)
    )


class ApproveForm(ActForm):
    """How the complainant is told."""

    explained = _l(
        "The answer may be put off once. The new date counts once the complainant is told, before the old one is over."
    )
    asked: Asked | None = None

    told = marked(_l("How is the complainant told?"), SAY_HOW_TOLD)


class RefuseForm(ActForm):
    """Why not."""

    explained = _l("The old date stands. The station may ask again, with a better reason.")
    asked: Asked | None = None

    reason = TextAreaField(_l("Reason"), validators=text_needed(_l("Please write why."), LONGEST_ANSWER))


class TellForm(ActForm):
    """When and how the complainant was told."""

    explained: Any = ""

    told_at = LocalTimeField(
        _l("When the complainant was told"), _l("Please give day and time at which the complainant was told.")
    )
    how = marked(_l("How the complainant was told"), SAY_HOW_TOLD)
