"""The forms of checking and calling back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField

from casebook.stages.callback.queries import Proposed
from casebook.stages.opinion import OpinionFields
from casebook.web.fields import chosen_if_known, marked
from casebook.web.forms import ActForm, text_allowed, text_needed

# As long as a link of the responsibility record keeps a reason.
LONGEST_REASON = 500
LONGEST_NAME = 100

SAY_SOLVED = _l("Please say whether it is solved.")
SAY_SATISFIED = _l("Please choose how satisfied the complainant is.")


class CombinedPosts:
    """In a small office: why whoever dispatched the case calls back himself. Left out wherever that is not so."""

    combined_reason = TextAreaField(
        _l("Why nobody else can call back"),
        validators=text_needed(_l("You dispatched it: please write why nobody else can call back."), LONGEST_REASON),
        description=_l("You dispatched this case. Combined posts are on, so you may call back with a recorded reason."),
    )


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


class CallForm(CombinedPosts, ActForm):
    """What was heard on the telephone, or that nobody was reached."""

    reached = marked(_l("Was the complainant reached?"), _l("Please say whether the complainant was reached."))
    contacted = BooleanField(_l("The station had contacted the complainant"))
    solved = chosen_if_known(_l("Is it solved?"), SAY_SOLVED)
    satisfaction = chosen_if_known(_l("How satisfied?"), SAY_SATISFIED)
    words = TextAreaField(_l("In the complainant's words (optional)"), validators=text_allowed(LONGEST_REASON))


class EndForm(CombinedPosts, ActForm):
    """The result, and what was heard if the call was just now."""

    outcome = marked(_l("Result of the matter"), _l("Please choose the result."))
    explained = BooleanField(
        _l("The rules do not allow it, and this was explained to the complainant"),
        description=_l("Needed where it is not solved."),
    )
    solved = chosen_if_known(_l("Is it solved?"), SAY_SOLVED)
    satisfaction = chosen_if_known(_l("How satisfied?"), SAY_SATISFIED)


class UnreachedForm(CombinedPosts, ActForm):
    """Nothing to fill in; `explained` says why it may be closed, `tries` when somebody called."""

    explained: Any = ""
    tries: Sequence[datetime] = ()


class ProposeForm(ActForm):
    """Why the result stands, and who from outside decides it."""

    explained = _l(
        "The complainant is not satisfied, but the result is right. You propose that it stands; a member from outside "
        "the office decides it on a signed paper. The complainant reads the reason."
    )

    reason = TextAreaField(
        _l("Why the result stands"),
        validators=text_needed(_l("Please write why the result stands."), LONGEST_REASON),
        description=_l("The complainant reads these words, and the way to disagree."),
    )
    member = StringField(
        _l("Member from outside"),
        validators=text_needed(_l("Please name the member from outside."), LONGEST_NAME),
        description=_l("A deputy, a lawyer or a resident; nobody of this office or of the station."),
    )
    body = StringField(
        _l("Body the member comes from"),
        validators=text_needed(_l("Please name the body the member comes from."), LONGEST_NAME),
    )


class MemberForm(ActForm):
    """Who decided from outside and on which paper; `asked` is what was proposed."""

    explained: Any = ""
    asked: Proposed | None = None

    member = StringField(
        _l("Member from outside"), validators=text_needed(_l("Please name the member from outside."), LONGEST_NAME)
    )
    body = StringField(
        _l("Body the member comes from"),
        validators=text_needed(_l("Please name the body the member comes from."), LONGEST_NAME),
    )
    paper = StringField(
        _l("Number of the signed paper"),
        validators=text_needed(_l("Please write the number of the signed paper."), LONGEST_NAME),
    )


class UpholdForm(MemberForm):
    """The member agrees."""

    explained = _l(
        "The member from outside has signed that the result stands. The case is closed, and the complainant is told "
        "the reason and how to disagree."
    )


class UpholdRefuseForm(MemberForm):
    """The member does not agree, and why."""

    explained = _l("The member from outside does not agree. The case stays as it is and can be redone.")

    reason = TextAreaField(
        _l("Why not"), validators=text_needed(_l("Please write why the member does not agree."), LONGEST_REASON)
    )


class SampleForm(CallForm):
    """The sample call-back that bears the closing out, or reached nobody."""

    explained = _l(
        "Nobody at the office checked this closing, and it was drawn for a call-back. If the complainant says that it "
        "is not solved, use “Contradicted, redo” instead."
    )


class ContradictedForm(CombinedPosts, ActForm):
    """The complainant contradicts the closing."""

    explained = _l(
        "The complainant says that it is not solved. The case goes back to whoever signed for it last and is redone; "
        "the director is told."
    )

    contacted = BooleanField(_l("The station had contacted the complainant"))
    solved = marked(_l("Is it solved?"), SAY_SOLVED)
    satisfaction = marked(_l("How satisfied?"), SAY_SATISFIED)
    words = TextAreaField(_l("In the complainant's words (optional)"), validators=text_allowed(LONGEST_REASON))


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
