"""What the citizen can do on the tracking page: each with its form, the service that does it, and its words."""

from dataclasses import dataclass
from enum import Enum
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
from casebook.tracking.forms import ConfirmForm, EvaluateForm, MessageForm, RateForm
from casebook.web.acting import Deed

PAGE = "tracking/act.html"


@dataclass(frozen=True)
class CitizenDeed:
    """A deed with its address, its button, what it leads to, and the sentence once it is done."""

    slug: str
    deed: Deed
    label: Any
    explained: Any
    done: Any
    kind: str = "primary"


def _write(case: CaseFile, actor: Citizen, now: Moment, form: MessageForm) -> None:
    handling.write_as_citizen(db.session(), case, actor, now, form.text.data)


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
        "evaluate",
        Deed(Action.EVALUATE, EvaluateForm, _evaluate, PAGE),
        lazy_pgettext("citizen", "Rate"),
        _l("The office reads your answer before the case is closed."),
        _l("Thank you, noted."),
    ),
    CitizenDeed(
        "confirm",
        Deed(Action.CONFIRM, ConfirmForm, _confirm, PAGE),
        lazy_pgettext("citizen", "It is solved, you may close it"),
        _l("The station may then close the case. If it comes back afterwards, you can say here that it is not solved."),
        _l("Thank you, noted."),
    ),
    CitizenDeed(
        "rate",
        Deed(Action.RATE, RateForm, _rate, PAGE),
        lazy_pgettext("citizen", "Rate"),
        _l("You can rate once."),
        _l("Thank you."),
    ),
    CitizenDeed(
        "not-solved",
        Deed(Action.NOT_SOLVED, ConfirmForm, _not_solved, PAGE),
        lazy_pgettext("citizen", "Not solved"),
        _l("It is done again without further question; you need give no reason."),
        _l("It will be done again."),
        "secondary",
    ),
    CitizenDeed(
        "message",
        Deed(Action.CITIZEN_MESSAGE, MessageForm, _write, PAGE),
        lazy_pgettext("citizen", "Write to the office"),
        _l("The office reads it. You can also add facts here."),
        _l("Your message has arrived."),
        "secondary",
    ),
)


def deed_of(action: Enum) -> CitizenDeed:
    """The deed of an action."""
    return next(row for row in DEEDS if row.deed.action is action)
