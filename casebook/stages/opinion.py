"""What a written opinion of petition procedure asks for, on whatever form ends in one (信访工作条例 32)."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from casebook.case.models import CaseFile
from casebook.case.taxonomy import Outcome, Track
from casebook.letters.service import Opinion
from casebook.stages import choices
from casebook.web.fields import marked
from casebook.web.forms import text_needed

LONGEST_RULE = 300
LONGEST_SIGNER = 60
NAMES = ("findings", "decision", "basis", "signer")


class OpinionFields:
    """The fields a form gains where its answer is a written opinion."""

    findings = TextAreaField(
        _l("Facts found"),
        validators=text_needed(_l("Please write the facts found: time, place, what is proved by what.")),
        description=_l("The complainant reads these words in the written opinion."),
    )
    decision = marked(_l("Decision on the matter"), _l("Please choose the decision."))
    basis = StringField(
        _l("Rule the decision rests on"),
        validators=text_needed(_l("Please name the rule the decision rests on."), LONGEST_RULE),
    )
    signer = StringField(
        _l("Signed by (name and post)"),
        validators=text_needed(_l("Please name who signs the opinion."), LONGEST_SIGNER),
        description=_l("The head or a deputy; never an internal section."),
    )


def offer_opinion(form: Any, case: CaseFile) -> None:
    """Ask for a written opinion in petition procedure, and for nothing of it elsewhere."""
    if case.track is Track.PETITION:
        form.decision.choices = choices.members(Outcome)
        return
    for name in NAMES:
        if name in form:
            del form[name]


def opinion_of(form: Any) -> Opinion | None:
    """The opinion as it was typed; None where none was asked for."""
    if "findings" not in form:
        return None
    return Opinion(form.findings.data, form.decision.data, form.basis.data, form.signer.data)
