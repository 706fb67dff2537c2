"""How a case reads to its citizen now: a state may read in several ways (wording.md 6)."""

from datetime import date
from enum import Enum, auto

from casebook.case.labels import INSTANT
from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Solved
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment, local_day

# The clock whose end the sentence names, and the one whose light stands beside it.
SENTENCE_CLOCK = {
    State.REGISTERED: "decide",
    State.SUPPLEMENT: "supplement",
    State.DISPATCHED: "sign",
    State.RETURN_PENDING: "return",
    State.HANDLING: "feedback",
    State.FEEDBACK: "check",
    State.CALLBACK: "callback",
    State.REWORK: "rework",
    State.IN_REVIEW: "review",
    State.IN_RECHECK: "recheck",
}
LIGHT_CLOCK = {
    **SENTENCE_CLOCK,
    State.ACCEPTED: "feedback",
    State.DISPATCHED: "feedback",
    State.RETURN_PENDING: "feedback",
}
# The states whose light is that of the answer itself.
ANSWER_RUNS = (State.ACCEPTED, State.DISPATCHED, State.RETURN_PENDING, State.HANDLING, State.REWORK)


class Variant(Enum):
    """A state as its citizen reads it."""

    REGISTERED = auto()
    SUPPLEMENT = auto()
    ACCEPTED = auto()
    DECLINED = auto()
    NO_LONGER = auto()
    DISCONTINUED = auto()
    TRANSFERRED = auto()
    SEALED = auto()
    MERGED = auto()
    DISPATCHED = auto()
    RETURN_PENDING = auto()
    HANDLING = auto()
    BY_OFFICE = auto()
    EXTENDED = auto()
    RECTIFYING = auto()
    OVERDUE = auto()
    OVERDUE_BY_ONE = auto()
    JUST_OVERDUE = auto()
    LATE = auto()
    LATE_BY_ONE = auto()
    OFFICE_LATE = auto()
    OFFICE_LATE_BY_ONE = auto()
    OFFICE_JUST_LATE = auto()
    FEEDBACK = auto()
    FEEDBACK_BY_OFFICE = auto()
    CALLBACK = auto()
    CALLBACK_BY_OFFICE = auto()
    NO_CALL_WANTED = auto()
    ANSWERED = auto()
    REWORK = auto()
    REWORK_BY_OFFICE = auto()
    HUNG = auto()
    SOLVED = auto()
    EXPLAINED = auto()
    NOT_REACHED = auto()
    NOT_ANSWERED = auto()
    NO_CALL = auto()
    UPHELD = auto()
    UNRESOLVED = auto()
    REVIEWED = auto()
    ON_THE_SPOT = auto()
    CONFIRMED = auto()
    WITHDRAWN = auto()
    IN_REVIEW = auto()
    IN_RECHECK = auto()
    TERMINATED = auto()


V = Variant
# Which row ended it says how the end reads.
ENDINGS = {
    "T4": V.ON_THE_SPOT,
    "T25": V.UPHELD,
    "T27b": V.UNRESOLVED,
    "T33": V.REVIEWED,
    "T40": V.CONFIRMED,
}
DECLINES = {"T10": V.NO_LONGER, "T38": V.DISCONTINUED}
REMINDED = {0: V.JUST_OVERDUE, 1: V.OVERDUE_BY_ONE}
UNREMINDED = {0: V.JUST_OVERDUE, 1: V.LATE_BY_ONE}
BY_OFFICE_LATE = {0: V.OFFICE_JUST_LATE, 1: V.OFFICE_LATE_BY_ONE}


def variant(case: CaseFile, now: Moment) -> Variant:
    """How the case reads now."""
    reads = {
        State.HANDLING: _in_hand,
        State.REWORK: _redone,
        State.CALLBACK: _asked,
        State.FEEDBACK: _checked,
        State.CLOSED: _closed,
        State.DECLINED: _declined,
    }.get(case.state)
    return reads(case, now) if reads else Variant[case.state.name]


def by_office(case: CaseFile) -> bool:
    """Whether the office handles it itself."""
    return case.self_handled or case.main_unit_uid is None


def overdue_days(clock: Clock, now: Moment) -> int:
    """Whole working days since a clock ran out."""
    return now.calendar.between(last_day(clock), now.today)


def last_day(clock: Clock) -> date:
    """The day on which a clock runs out."""
    return clock.due_on or local_day(clock.due_at - INSTANT)


def _in_hand(case: CaseFile, now: Moment) -> Variant:
    clock = case.clock("feedback")
    if case.open_rectifications:
        return V.RECTIFYING
    if clock and clock.is_overdue(now.at):
        return _overdue(case, overdue_days(clock, now))
    if clock and clock.extension is not None and clock.extension.counts:
        return V.EXTENDED
    return V.BY_OFFICE if by_office(case) else V.HANDLING


def _overdue(case: CaseFile, days: int) -> Variant:
    if by_office(case):
        return BY_OFFICE_LATE.get(days, V.OFFICE_LATE)
    # Nobody is told that we sent a reminder before we did.
    return REMINDED.get(days, V.OVERDUE) if case.reminders else UNREMINDED.get(days, V.LATE)


def _redone(case: CaseFile, now: Moment) -> Variant:
    clock = case.clock("rework")
    if clock and clock.is_overdue(now.at):
        return _overdue(case, overdue_days(clock, now))
    return V.REWORK_BY_OFFICE if by_office(case) else V.REWORK


def _checked(case: CaseFile, now: Moment) -> Variant:
    return V.FEEDBACK_BY_OFFICE if by_office(case) else V.FEEDBACK


def _asked(case: CaseFile, now: Moment) -> Variant:
    if case.callback_at is not None:
        return V.ANSWERED
    if case.no_callback:
        return V.NO_CALL_WANTED
    return V.CALLBACK_BY_OFFICE if by_office(case) else V.CALLBACK


def _declined(case: CaseFile, now: Moment) -> Variant:
    return DECLINES.get(case.closed_by or "", V.DECLINED)


def _closed(case: CaseFile, now: Moment) -> Variant:
    if case.closed_by in ENDINGS:
        return ENDINGS[case.closed_by]
    if case.closed_by == "T23":
        return V.NO_CALL if case.no_callback else V.NOT_REACHED if case.call_tries else V.NOT_ANSWERED
    return V.SOLVED if case.callback_solved is Solved.YES else V.EXPLAINED
