"""Where a case stands, in its citizen's words: one headline and one sentence per state and variant (wording.md 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from casebook.case.labels import INSTANT
from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Solved
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment, local_day

# The clock whose end the sentence names, and the one whose light stands beside it.
SENTENCE_CLOCK = {
    State.REGISTERED: "decide",
    State.DISPATCHED: "sign",
    State.HANDLING: "feedback",
    State.FEEDBACK: "check",
    State.CALLBACK: "callback",
    State.REWORK: "rework",
}
LIGHT_CLOCK = {**SENTENCE_CLOCK, State.ACCEPTED: "feedback", State.DISPATCHED: "feedback"}
# The states whose light is that of the answer itself.
ANSWER_RUNS = (State.ACCEPTED, State.DISPATCHED, State.HANDLING, State.REWORK)


class Variant(Enum):
    """A state as its citizen reads it; one state may read in several ways."""

    REGISTERED = auto()
    ACCEPTED = auto()
    DISPATCHED = auto()
    HANDLING = auto()
    OVERDUE = auto()
    OVERDUE_BY_ONE = auto()
    JUST_OVERDUE = auto()
    FEEDBACK = auto()
    CALLBACK = auto()
    REWORK = auto()
    SOLVED = auto()
    EXPLAINED = auto()
    ON_THE_SPOT = auto()
    CONFIRMED = auto()


@dataclass(frozen=True)
class Words:
    """The mark reached on the line of four, the headline, and the sentence with its placeholders."""

    mark: int
    headline: Any
    sentence: Any


WORDS: Mapping[Variant, Words] = {
    Variant.REGISTERED: Words(
        1,
        lazy_pgettext("headline", "Registered"),
        _l("Your matter is registered. By %(date)s we tell you whether we accept it."),
    ),
    Variant.ACCEPTED: Words(
        2, lazy_pgettext("headline", "Accepted"), _l("We have accepted it and are choosing who will handle it.")
    ),
    Variant.DISPATCHED: Words(
        2,
        lazy_pgettext("headline", "Passed to the station"),
        _l("Passed to %(station)s, which must take it over by %(date)s."),
    ),
    Variant.HANDLING: Words(
        3, lazy_pgettext("headline", "In hand"), _l("%(station)s is working on it and will answer by %(date)s.")
    ),
    Variant.OVERDUE: Words(
        3,
        lazy_pgettext("headline", "Not finished in time"),
        _l(
            "%(station)s did not finish by %(date)s and is %(days)s working days overdue. "
            "We have sent a reminder; the reason and the new date will be shown here."
        ),
    ),
    Variant.OVERDUE_BY_ONE: Words(
        3,
        lazy_pgettext("headline", "Not finished in time"),
        _l(
            "%(station)s did not finish by %(date)s and is %(days)s working day overdue. "
            "We have sent a reminder; the reason and the new date will be shown here."
        ),
    ),
    Variant.JUST_OVERDUE: Words(
        3,
        lazy_pgettext("headline", "Not finished in time"),
        _l("%(station)s did not finish by %(date)s. The reason and the new date will be shown here."),
    ),
    Variant.FEEDBACK: Words(
        3,
        lazy_pgettext("headline", "Closed by the station, we are checking"),
        _l("%(station)s has closed it. We check the answer by %(date)s and then show it here."),
    ),
    Variant.CALLBACK: Words(
        3,
        lazy_pgettext("headline", "Please rate it"),
        _l("The station has answered. We check with you by %(date)s; if you left no telephone, please rate it here."),
    ),
    Variant.REWORK: Words(
        3,
        lazy_pgettext("headline", "Being redone"),
        _l("You said it is not solved. %(station)s must do it again and answer by %(date)s."),
    ),
    Variant.SOLVED: Words(
        4,
        lazy_pgettext("headline", "Closed: solved"),
        _l("Closed on %(date)s as solved. If it comes back, write to us here; we check and reopen it."),
    ),
    Variant.EXPLAINED: Words(
        4,
        lazy_pgettext("headline", "Closed: explained"),
        _l("The rules do not allow it and you were told why. If you disagree you may %(remedy)s by %(until)s."),
    ),
    Variant.ON_THE_SPOT: Words(
        4,
        lazy_pgettext("headline", "Answered at once"),
        _l("Answered at once: %(answer)s. If anything is unclear, write here."),
    ),
    Variant.CONFIRMED: Words(
        4,
        lazy_pgettext("headline", "Closed: you confirmed it is solved"),
        _l(
            "%(station)s closed it and you confirmed. If it comes back, choose Not solved by %(until)s; "
            "it is redone without further question."
        ),
    ),
}
REMEDY = _l("tell us here what is new, or ask for a written answer")
PETITION_REMEDY = _l("ask %(body)s for review within 30 days of receiving the answer")


def variant(case: CaseFile, now: Moment) -> Variant:
    """How the case reads now."""
    if case.state is State.CLOSED:
        return _closed(case)
    clock = case.clock("feedback")
    if case.state is State.HANDLING and clock and clock.is_overdue(now.at):
        return _overdue(overdue_days(clock, now))
    return Variant[case.state.name]


def overdue_days(clock: Clock, now: Moment) -> int:
    """Whole working days since a clock ran out."""
    return now.calendar.between(last_day(clock), now.today)


def last_day(clock: Clock) -> date:
    """The day on which a clock runs out."""
    return clock.due_on or local_day(clock.due_at - INSTANT)


def _overdue(days: int) -> Variant:
    return {0: Variant.JUST_OVERDUE, 1: Variant.OVERDUE_BY_ONE}.get(days, Variant.OVERDUE)


def _closed(case: CaseFile) -> Variant:
    if case.closed_by == "T4":
        return Variant.ON_THE_SPOT
    if case.closed_by == "T40":
        return Variant.CONFIRMED
    return Variant.SOLVED if case.callback_solved is Solved.YES else Variant.EXPLAINED
