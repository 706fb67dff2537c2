"""The forms of declining, forwarding, not taking again and discontinuing: each reason comes with a rule and a route."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import StopValidation

from casebook import clock
from casebook.kernel.deadlines import local_day
from casebook.web.fields import LocalTimeField, chosen, marked
from casebook.web.forms import ActForm, text_needed

LONGEST_REASON = 500
LONGEST_LINE = 200
LAST_DAY = date(2099, 12, 31)
SAY_WHY = _l("Please write why.")
NOT_FOUND = _l("No other case with this reference can be found. Check the reference.")
NOT_OVER = _l("The earlier case has settled nothing yet. Merge the two, or accept this one.")
CHOOSE_GROUND = _l("Please choose the ground.")


def _line(label: Any, sentence: Any, **more: Any) -> StringField:
    return StringField(label, validators=text_needed(sentence, LONGEST_LINE), **more)


class DayAheadField(DateField):
    """A day that is not over yet."""

    def __init__(self, label: Any, sentence: Any, **more: Any) -> None:
        super().__init__(label, invalid_value_message=sentence, **more)
        self.sentence = sentence

    def pre_validate(self, form: Any) -> None:
        """Refuse what is missing, past or beyond all belief."""
        fits = self.data is not None and local_day(clock.now()) <= self.data <= LAST_DAY
        if not self.process_errors and not fits:
            raise StopValidation(self.sentence)


class GroundForm(ActForm):
    """What every decision not to handle a matter names: ground, reason, rule and route."""

    explained: Any = ""
    routes: Any = ()
    rules: Any = ()
    ground = chosen(_l("Ground"), CHOOSE_GROUND)
    reason = TextAreaField(
        _l("Reason"),
        validators=text_needed(_l("Please write the reason, in words the complainant can read."), LONGEST_REASON),
        description=_l("The complainant reads “because …”. Name nobody and nothing that another person told you."),
    )
    rule = _line(
        _l("Rule it rests on"),
        _l("Please name the rule it rests on."),
        description=_l("The regulation and its article."),
        render_kw={"list": "usual-rules"},
    )
    route = _line(
        _l("Route that is open"),
        _l("Please write the route that is open to the complainant."),
        description=_l("The complainant reads “You may …”."),
        render_kw={"list": "usual-routes"},
    )


class DeclineAskForm(GroundForm):
    """A proposal to decline, with the competent body and how it is reached."""

    explained = _l(
        "Nothing is declined yet: the director reads your proposal and countersigns it or not. "
        "Then the complainant reads reason, rule, body, telephone and address."
    )
    body = _line(_l("Competent body"), _l("Please name the competent body."))
    telephone = _line(_l("Its telephone"), _l("Please write the telephone of that body."))
    address = _line(_l("Its address"), _l("Please write the address of that body."))


class TerminateAskForm(GroundForm):
    """A proposal to discontinue."""

    explained = _l(
        "Nothing ends yet: somebody else decides on your proposal, and until then the work and its dates go on."
    )


class DecideForm(ActForm):
    """Nothing but the button; what was proposed stands above it."""

    explained: Any = ""
    asked: Any = None


class CountersignForm(DecideForm):
    """The director's countersign."""

    explained = _l(
        "With your countersign the matter is declined as proposed below, and the complainant reads it at once."
    )


class TerminateForm(DecideForm):
    """The decision to discontinue."""

    explained = _l("The case ends as proposed below, and the complainant reads reason and route at once.")


class CountersignedForm(DecideForm):
    """The director's countersign on paper."""

    explained = _l(
        "Enter only what the director has signed on paper: with this the matter is declined as proposed below."
    )
    director = chosen(_l("Countersigned by"), _l("Please choose the director who signed the paper."))
    paper = _line(_l("Number of the signed paper"), _l("Please write the number of the signed paper."))


class RefuseForm(DecideForm):
    """Why what was proposed is not done."""

    reason = TextAreaField(_l("Reason"), validators=text_needed(SAY_WHY, LONGEST_REASON))


class DeclineRefuseForm(RefuseForm):
    """Why it is not countersigned."""

    explained = _l("The matter stays to be decided; its date to decide does not change.")


class TerminateRefuseForm(RefuseForm):
    """Why it is not discontinued."""

    explained = _l("Whoever has the case handles it on, and its dates do not change.")


class TransferForm(ActForm):
    """Where the matter goes, and who there has confirmed that it is theirs."""

    explained = _l(
        "The case ends here and cannot be taken back. Ring the body first: it must confirm that the matter is its own. "
        "The complainant reads body, telephone and date at once."
    )
    body = _line(_l("Body it goes to"), _l("Please name the body it goes to."))
    telephone = _line(_l("Its telephone"), _l("Please write the telephone of that body."))
    address = _line(_l("Its address"), _l("Please write the address of that body."))
    confirmed_by = _line(
        _l("Confirmed there by"),
        _l("Please write who there confirmed it."),
        description=_l("Name and post of whoever said that the matter is theirs."),
    )
    confirmed_at = LocalTimeField(_l("Confirmed at"), _l("Please give day and time of the confirmation."))
    new_term = DayAheadField(
        _l("They answer by"), _l("Please give the day by which they answer, not earlier than today.")
    )


class NoLongerForm(ActForm):
    """The earlier case, looked at before it is named, and why it is the same matter."""

    explained = _l(
        "For what another case has settled and where nothing new has come up. First give its reference and look at "
        "what came of it; then confirm that it is the same matter."
    )
    found: Any = ()
    earlier = _line(
        _l("Reference of the earlier case"),
        _l("Please write the reference of the earlier case."),
        description=_l("The case's own reference (AJ…) or that of its receipt (TS…)."),
    )
    same = marked(
        _l("Is it the same matter, without anything new?"),
        _l("Look at what came of the earlier case, and mark it if it is the same matter."),
    )
    reason = TextAreaField(
        _l("Why it is the same matter"),
        validators=text_needed(_l("Please write why it is the same matter."), LONGEST_REASON),
        description=_l("The complainant reads this in the letter."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape, and that the reference leads to a case that has settled something."""
        valid = super().validate(extra_validators)
        if self.earlier.errors or self.same.choices:
            return valid
        self.same.errors = ()
        self.earlier.errors = [NOT_OVER if self.found else NOT_FOUND]
        return False
