"""The forms of review and re-review."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from casebook.stages.review.queries import AskedReview
from casebook.web.fields import PastDayField, marked
from casebook.web.forms import ActForm, text_allowed, text_needed

LONGEST_NAME = 100
LONGEST_BASIS = 200

NOT_LATER = _l("Please give a day, not later than today.")
NAME_THE_BODY = _l("Please name the body.")


class AskForForm(ActForm):
    """The complainant's reasons and the number of his paper."""

    explained: Any = ""

    reasons = TextAreaField(
        _l("The complainant's reasons"), validators=text_needed(_l("Please write the complainant's reasons."))
    )
    paper = StringField(
        _l("Number of the written request"),
        validators=text_needed(_l("Please write the number of the written request."), LONGEST_NAME),
    )


class RecheckAskForForm(AskForForm):
    """The same, and the body it goes to."""

    body = StringField(_l("Body that re-reviews it"), validators=text_needed(NAME_THE_BODY, LONGEST_NAME))


class OpinionForm(ActForm):
    """An opinion: the result, its words and basis, the day it reached the complainant; `asked` is what was asked."""

    explained: Any = ""
    asked: AskedReview | None = None

    result = marked(_l("Conclusion"), _l("Please choose the conclusion."))
    opinion = TextAreaField(
        _l("Facts found and opinion"),
        validators=text_needed(_l("Please write the facts found and the opinion.")),
        description=_l("The complainant reads these words."),
    )
    basis = StringField(
        _l("Basis"), validators=text_needed(_l("Please name the rule the opinion rests on."), LONGEST_BASIS)
    )
    delivered_on = PastDayField(
        _l("Delivered to the complainant on"),
        NOT_LATER,
        description=_l("From the next day the complainant has thirty days to go on."),
    )


class DecideForm(OpinionForm):
    """The opinion of a review, what it orders, and whom the complainant may ask next."""

    order = TextAreaField(
        _l("What must be done now"),
        validators=text_allowed(),
        description=_l("Needed where the result is changed: a new case is registered to do it."),
    )
    next_body = StringField(
        _l("Body that may be asked for re-review"), validators=text_needed(NAME_THE_BODY, LONGEST_NAME)
    )


class DecideForForm(DecideForm):
    """The same from the body's paper."""

    body = StringField(_l("Body that decided"), validators=text_needed(NAME_THE_BODY, LONGEST_NAME))
    paper = StringField(
        _l("Number of its paper"), validators=text_needed(_l("Please write the number of its paper."), LONGEST_NAME)
    )


class RecheckDecideForm(OpinionForm):
    """The opinion of a re-review, which always comes on paper."""

    body = DecideForForm.body
    paper = DecideForForm.paper


class HearingForm(ActForm):
    """The days of the hearing."""

    explained = _l("The days of a hearing are not counted: the date of the answer moves by as many days.")

    first = PastDayField(_l("First day of the hearing"), NOT_LATER)
    last = PastDayField(_l("Last day of the hearing"), NOT_LATER)
