"""How the cells of the ledgers are said."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_pgettext, pgettext

from casebook.case import labels
from casebook.case.models import State
from casebook.case.taxonomy import Outcome, Rating, Solved
from casebook.case.workflow import Action
from casebook.kernel.deadlines import local_day
from casebook.ledgers.columns import Cell
from casebook.stages.intake.service import short_title
from casebook.stages.supervision.service import OVERDUE

ANSWERED_ON_THE_SPOT = "T4"
MAIN = "main"
DEMANDS: Mapping[str, Any] = {
    Action.REMIND.value: lazy_pgettext("demand", "reminder"),
    Action.SUPERVISE.value: lazy_pgettext("demand", "supervision"),
    Action.LIST.value: lazy_pgettext("demand", "listed supervision"),
    Action.TALK.value: lazy_pgettext("demand", "formal talk"),
}
CONFIRMED: Mapping[Outcome, Any] = {
    Outcome.SUPPORTED: lazy_pgettext("confirmed", "confirmed"),
    Outcome.PARTLY: lazy_pgettext("confirmed", "confirmed in part"),
    Outcome.NOT_SUPPORTED: lazy_pgettext("confirmed", "not confirmed"),
}


def word(member: Enum | None) -> str:
    """The word of a member of a closed set; nothing for none."""
    return labels.label(member) if member else ""


def category(code: str | None) -> str:
    """A category with its code."""
    return f"{code} {labels.category_label(code)}" if code else ""


def complainant(mask: str | None, named: bool, confidential: bool) -> str:
    """Who complained, as far as a ledger says it: the mask, or that a name was left, or that none was."""
    if not named:
        return _("without name")
    if confidential:
        return _("in confidence")
    return mask or _("named")


def summary(title: str | None) -> str:
    """The matter in one line."""
    return title or ""


def cleared(text: str | None) -> str:
    """The matter in one line, in the words that were cleared for a station."""
    return short_title(text) if text else ""


def answered_on(feedback_at: datetime | date | None, closed_at: datetime | date | None, closed_by: str | None) -> Cell:
    """The day on which the station closed it; for what was answered on the spot, that day."""
    ended = feedback_at or (closed_at if closed_by == ANSWERED_ON_THE_SPOT else None)
    return local_day(ended) if isinstance(ended, datetime) else ended


def result(state: State, outcome: Outcome | None, solved: Solved | None) -> str:
    """What came of it: the decision and whether it is solved; while nothing did, where it stands."""
    if outcome is None and state is not State.CLOSED:
        return labels.state_label(state)
    said = [word(outcome), word(solved)]
    return pgettext("list", ", ").join(part for part in said if part) or labels.state_label(state)


def confirmed(outcome: Outcome | None) -> str:
    """Whether what was complained about is so; nothing where the matter was only explained."""
    return str(CONFIRMED.get(outcome, "")) if outcome else ""


def rating(rated: Rating | None, heard: Rating | None) -> str:
    """What the complainant thinks of it: his rating, else what he said when he was called."""
    return word(rated or heard)


def delay(why: str | None, due: datetime | date | None, stopped: datetime | None, now: datetime) -> str:
    """Why it may take longer, and whether it is late."""
    over = due is not None and _is_over(due, stopped or now)
    late = (_("answered late") if stopped else _("late, not answered yet")) if over else ""
    return _("; ").join(part for part in (why, late) if part)


def _is_over(due: datetime | date, at: datetime) -> bool:
    return at >= due if isinstance(due, datetime) else local_day(at) > due


def remarks(here: bool, on_paper: bool, co_handled: bool, rounds: int, repeats: int) -> str:
    """What else stands in the last column."""
    said = [
        _("handled by the office") if here else "",
        _("entered on behalf") if on_paper else "",
        _("with co-units") if co_handled else "",
        _("redone %(times)s times", times=rounds) if rounds else "",
        _("raised again %(times)s times", times=repeats) if repeats else "",
    ]
    return _("; ").join(part for part in said if part)


def kind_of_unit(kind: str) -> str:
    """Whether a unit handles a case or reports to the one that does."""
    return pgettext("assignment", "main unit") if kind == MAIN else pgettext("assignment", "co-unit")


def demanded(action: str) -> str:
    """By what means a late answer was demanded."""
    return str(DEMANDS[action])


def reason(facts: Mapping[str, Any] | None) -> str:
    """The reason a deed gives."""
    said = (facts or {}).get("reason")
    return _("over its time limit") if said == OVERDUE else str(said or "")


def fact(name: str) -> Any:
    """A fact of a deed by its name, as text."""
    return lambda facts: str((facts or {}).get(name) or "")


def number(name: str) -> Any:
    """A fact of a deed that is a number."""
    return lambda facts: (facts or {}).get(name)


def day_of(name: str) -> Any:
    """A fact of a deed that is a day."""

    def read(facts: Mapping[str, Any] | None) -> date | None:
        said = (facts or {}).get(name)
        return date.fromisoformat(said[:10]) if said else None

    return read


def reached(contacted: bool) -> str:
    """Whether somebody was reached."""
    return pgettext("call-back", "reached") if contacted else pgettext("call-back", "not reached")


def by_what(on_page: bool) -> str:
    """On which way the complainant answered."""
    return _("on his own page") if on_page else _("by telephone")


def supplement_of(corrects: str | None) -> str:
    """Whether a line puts an earlier one right."""
    return _("correction") if corrects else ""
