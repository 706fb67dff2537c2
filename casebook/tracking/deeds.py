"""What the citizen can do on the tracking page: each with its form, the service that does it, and its words."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from casebook.case.models import CaseFile
from casebook.case.taxonomy import Rating, Solved
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Citizen
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard, Rated
from casebook.stages.handling import service as handling
from casebook.stages.reopening import service as reopening
from casebook.stages.review import service as reviewing
from casebook.stages.supervision import service as supervision
from casebook.stages.supplement import service as supplement
from casebook.tracking.forms import (
    AddForm,
    ConfirmForm,
    EvaluateForm,
    MessageForm,
    RateForm,
    ReasonsForm,
    WithdrawForm,
)
from casebook.web.acting import Deed

PAGE = "tracking/act.html"
HOW = _l("How was it handled?")
ADD = "add_material"


@dataclass(frozen=True)
class CitizenDeed:
    """A deed with its address, its button, what it leads to, and the sentence once it is done.

    A `rare` one stands behind "more" where there is much else to press.
    """

    slug: str
    deed: Deed
    label: Any
    explained: Any
    done: Any
    kind: str = "secondary"
    rare: bool = False
    # Above the form, where the button's own words would not say enough.
    heading: Any = ""

    @property
    def name(self) -> str:
        """The name of its views."""
        return self.deed.name or self.deed.action.name.lower()


def _write(case: CaseFile, actor: Citizen, now: Moment, form: Any) -> None:
    handling.write_as_citizen(db.session(), case, actor, now, form.text.data)


def _complete(case: CaseFile, actor: Citizen, now: Moment, form: AddForm) -> None:
    supplement.complete(db.session(), case, actor, now, form.text.data)


def _urge(case: CaseFile, actor: Citizen, now: Moment, form: ConfirmForm) -> None:
    supervision.urge(db.session(), case, actor, now)


def _withdraw(case: CaseFile, actor: Citizen, now: Moment, form: WithdrawForm) -> None:
    reopening.withdraw(db.session(), case, actor, now)


def _pressed(case: CaseFile, actor: Citizen, now: Moment, form: ConfirmForm) -> None:
    reopening.pressed(db.session(), case, actor, now)


def _ask_written(case: CaseFile, actor: Citizen, now: Moment, form: ConfirmForm) -> None:
    reopening.ask_written(db.session(), case, actor, now)


def _ask_check(case: CaseFile, actor: Citizen, now: Moment, form: ReasonsForm) -> None:
    reopening.ask_check(db.session(), case, actor, now, form.text.data)


def _ask_review(case: CaseFile, actor: Citizen, now: Moment, form: ReasonsForm) -> None:
    reviewing.ask_review(db.session(), case, actor, now, form.text.data)


def _ask_recheck(case: CaseFile, actor: Citizen, now: Moment, form: ReasonsForm) -> None:
    reviewing.ask_recheck(db.session(), case, actor, now, form.text.data)


def _confirm(case: CaseFile, actor: Citizen, now: Moment, form: ConfirmForm) -> None:
    handling.confirm(db.session(), case, actor, now)


def _evaluate(case: CaseFile, actor: Citizen, now: Moment, form: EvaluateForm) -> None:
    heard = Heard(Solved(form.solved.data), Rating(form.satisfaction.data), words=form.words.data or None)
    callback.evaluate(db.session(), case, actor, now, heard)


def _not_solved(case: CaseFile, actor: Citizen, now: Moment, form: ConfirmForm) -> None:
    callback.not_solved(db.session(), case, actor, now)


def _rate(case: CaseFile, actor: Citizen, now: Moment, form: RateForm) -> None:
    result, speed, attitude = (Rating(field.data) for field in (form.result, form.speed, form.attitude))
    rated = Rated(Solved(form.solved.data), result, speed, attitude, form.words.data or None)
    callback.rate(db.session(), case, actor, now, rated)


DEEDS = (
    CitizenDeed(
        "complete",
        Deed(Action.COMPLETE, AddForm, _complete, PAGE),
        lazy_pgettext("citizen", "Send what was asked for"),
        _l("Send everything at once: then we go on and decide."),
        _l("Your addition has arrived."),
        "primary",
    ),
    CitizenDeed(
        "evaluate",
        Deed(Action.EVALUATE, EvaluateForm, _evaluate, PAGE),
        lazy_pgettext("citizen", "Rate"),
        _l("The office reads your answer before the case is closed."),
        _l("Thank you, noted."),
        "primary",
        heading=HOW,
    ),
    CitizenDeed(
        "confirm",
        Deed(Action.CONFIRM, ConfirmForm, _confirm, PAGE),
        lazy_pgettext("citizen", "It is solved, you may close it"),
        _l("The station may then close the case. If it comes back afterwards, you can say here that it is not solved."),
        _l("Thank you, noted."),
        "primary",
    ),
    CitizenDeed(
        "rate",
        Deed(Action.RATE, RateForm, _rate, PAGE),
        lazy_pgettext("citizen", "Rate"),
        _l("You can rate once."),
        _l("Thank you."),
        "primary",
        heading=HOW,
    ),
    CitizenDeed(
        "not-solved",
        Deed(Action.NOT_SOLVED, ConfirmForm, _not_solved, PAGE),
        lazy_pgettext("citizen", "Not solved"),
        _l("It is done again without further question; you need give no reason."),
        _l("It will be done again."),
    ),
    CitizenDeed(
        "add",
        Deed(Action.CITIZEN_MESSAGE, AddForm, _write, PAGE, name=ADD),
        lazy_pgettext("citizen", "Add something"),
        _l("Those who work on your case at the office read it; it stays with your case."),
        _l("Your addition has arrived."),
    ),
    CitizenDeed(
        "message",
        Deed(Action.CITIZEN_MESSAGE, MessageForm, _write, PAGE),
        lazy_pgettext("citizen", "Write to the office"),
        _l("The office reads it. You can also add facts here."),
        _l("Your message has arrived."),
    ),
    CitizenDeed(
        "urge",
        Deed(Action.URGE, ConfirmForm, _urge, PAGE),
        lazy_pgettext("citizen", "Send a reminder"),
        _l("Whoever handles it is told that you are waiting. You can do so again from the third working day after."),
        _l("The handling unit has been told."),
    ),
    CitizenDeed(
        "review",
        Deed(Action.REVIEW_ASK, ReasonsForm, _ask_review, PAGE),
        lazy_pgettext("citizen", "Ask for review"),
        _l("The body above looks at the answer anew and tells you in writing within 30 days."),
        _l("Request received."),
    ),
    CitizenDeed(
        "re-review",
        Deed(Action.RECHECK_ASK, ReasonsForm, _ask_recheck, PAGE),
        lazy_pgettext("citizen", "Ask for re-review"),
        _l("The next higher body looks at it for the last time and tells you in writing within 30 days."),
        _l("Request received."),
    ),
    CitizenDeed(
        "check",
        Deed(Action.ASK_CHECK, ReasonsForm, _ask_check, PAGE),
        lazy_pgettext("citizen", "Ask the city office to check"),
        _l("The city office reads your case and this decision, and answers you here. You can ask once."),
        _l("The city office has been asked."),
    ),
    CitizenDeed(
        "written",
        Deed(Action.ASK_WRITTEN, ConfirmForm, _ask_written, PAGE),
        lazy_pgettext("citizen", "Ask for a written answer"),
        _l("A written opinion follows petition procedure: 60 days. It cannot be taken back to the quicker way."),
        _l("Now under petition procedure."),
        rare=True,
    ),
    CitizenDeed(
        "withdraw",
        Deed(Action.WITHDRAW, WithdrawForm, _withdraw, PAGE),
        lazy_pgettext("citizen", "Withdraw"),
        _l("It is then not handled any further. What concerns the public is still looked into."),
        _l("Withdrawn."),
        rare=True,
    ),
    CitizenDeed(
        "pressed",
        Deed(Action.PRESSED, ConfirmForm, _pressed, PAGE),
        lazy_pgettext("citizen", "I was told to withdraw"),
        _l("Only the director of the office is told, at once. Nothing of it is shown on this page."),
        _l("The director has been told."),
        rare=True,
    ),
)
BY_NAME = {row.name: row for row in DEEDS}
