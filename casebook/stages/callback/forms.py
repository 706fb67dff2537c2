"""The forms of checking and calling back."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField

from casebook.stages.opinion import OpinionFields
from casebook.web.fields import chosen_if_known, marked
from casebook.web.forms import ActForm, text_allowed, text_needed

# As long as a link of the responsibility record keeps a reason.
LONGEST_REASON = 500

SAY_SOLVED = _l("Please say whether it is solved.")
SAY_SATISFIED = _l("Please choose how satisfied the complainant is.")


class SendBackForm(ActForm):
    """What is wrong with the answer."""

    reason = TextAreaField(
        _l("What must be done again"),
        validators=text_needed(_l("Please write what is wrong with the answer."), LONGEST_REASON),
        description=_l("The date it had stands."),
    )


class PassForm(OpinionFields, ActForm):
    """Whether the answer reaches the complainant; in petition procedure the written opinion too."""

    delivery = marked(_l("How the answer reaches the complainant"), _l("Please say how the answer is delivered."))
    ground = TextAreaField(
        _l("Why it cannot be delivered"),
        validators=text_allowed(LONGEST_REASON),
        description=_l("Only where it cannot be delivered; the station does not see this."),
    )


class CallForm(ActForm):
    """What was heard on the telephone, or that nobody was reached."""

    reached = marked(_l("Was the complainant reached?"), _l("Please say whether the complainant was reached."))
    contacted = BooleanField(_l("The station had contacted the complainant"))
    solved = chosen_if_known(_l("Is it solved?"), SAY_SOLVED)
    satisfaction = chosen_if_known(_l("How satisfied?"), SAY_SATISFIED)
    words = TextAreaField(_l("In the complainant's words (optional)"), validators=text_allowed(LONGEST_REASON))


class EndForm(ActForm):
    """The result, and what was heard if the call was just now."""

    outcome = marked(_l("Result of the matter"), _l("Please choose the result."))
    explained = BooleanField(
        _l("The rules do not allow it, and this was explained to the complainant"),
        description=_l("Needed where it is not solved."),
    )
    solved = chosen_if_known(_l("Is it solved?"), SAY_SOLVED)
    satisfaction = chosen_if_known(_l("How satisfied?"), SAY_SATISFIED)


class RedoForm(ActForm):
    """The judgement, in writing."""

    judgement = TextAreaField(
        _l("Judgement"),
        validators=text_needed(_l("Please write the judgement."), LONGEST_REASON),
        description=_l("Why the complainant is right, and what must be done."),
    )


class NotSolvedForForm(ActForm):
    """What the caller says."""

    words = TextAreaField(
        _l("What the caller says"), validators=text_needed(_l("Please write what the caller says."), LONGEST_REASON)
    )
