"""The clocks of a case: from when each runs, after which rule, and what happens as its time passes (domain.md 11.0)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from casebook.case.actions import Action as A
from casebook.case.models import State
from casebook.case.taxonomy import Grade
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment, end_of_day, local_day
from casebook.kernel.machine import ClockKind, Facts, Rung
from casebook.kernel.workdays import DAY, Calendar

# Silence of so many working days after the reminder leads to supervision, as many more to listing (深圳 12345).
SILENT_DAYS = 5
CO_RULES = {Grade.U3: "co_U3", Grade.U4: "co_U4"}


def when_over(clock: Clock, calendar: Calendar) -> datetime:
    """The first working day after the due date; by the clock, the due instant itself."""
    return clock.due_at if clock.due_on is None else end_of_day(calendar.after(clock.due_on) - DAY)


def _silent_for(days: int) -> Any:
    def when(clock: Clock, calendar: Calendar) -> datetime:
        day = calendar.after(clock.due_on or local_day(clock.due_at))
        for _ in range(days):
            day = calendar.after(day)
        return end_of_day(day - DAY)

    return when


def at_its_end(clock: Clock, calendar: Calendar) -> datetime:
    """The end of the term itself."""
    return clock.due_at


REMINDED = (Rung(A.REMIND, when_over),)
LADDER = (*REMINDED, Rung(A.SUPERVISE, _silent_for(SILENT_DAYS)), Rung(A.LIST, _silent_for(2 * SILENT_DAYS)))
ALERTED = (Rung(A.ALERT, when_over),)


def _decide_from(case: Any, now: Moment) -> datetime:
    # Registered anew (T31, T39) it counts from then.
    return case.received_at if case.state_before is None else now.at


def _answer_from(case: Any, now: Moment) -> datetime:
    """From receipt; after a backlog, an order or a critical mark, from then."""
    decide, earlier = case.clock("decide"), case.clock("feedback")
    again = earlier is not None and earlier.started_at >= decide.started_at
    return now.at if again else decide.started_at


def _answer_rule(case: Any, facts: Facts) -> str:
    """That of the grade; five working days after a backlog (T29), two hours once marked critical (T37)."""
    if facts.get("ground"):
        return Grade.U1.value
    return "resumed" if case.state_before is State.HUNG else str(case.grade.value)


def always(rule: str) -> Callable[[Any, Facts], str]:
    """The rule of a clock that has only one."""
    return lambda case, facts: rule


def _co_units(case: Any, facts: Facts) -> tuple[str, ...]:
    return tuple(facts.get("co_units") or ())


def _now(case: Any, now: Moment) -> datetime:
    return now.at


CLOCKS = (
    ClockKind("decide", always("decide"), _decide_from, REMINDED),
    ClockKind("law60", always("law60"), _now, ALERTED),
    ClockKind("feedback", _answer_rule, _answer_from, LADDER, inherits="decide"),
    ClockKind("sign", always("sign"), _now, ALERTED),
    ClockKind("contact", always("contact"), _now, ALERTED),
    ClockKind("check", always("check"), _now, REMINDED),
    ClockKind("callback", always("callback"), _now, REMINDED),
    ClockKind("rework", always("rework"), _now, LADDER),
    ClockKind("supplement", always("supplement"), _now, (Rung(A.COMPLETE_OVER, at_its_end),)),
    ClockKind("return", always("return"), _now, (Rung(A.RETURN_LAPSE, at_its_end),)),
    ClockKind(
        "co",
        lambda case, facts: CO_RULES.get(case.grade, case.grade.value),
        lambda case, now: case.clock("feedback").started_at,
        ALERTED,
        inherits="feedback",
        units=_co_units,
    ),
    ClockKind("progress", always("progress"), _now, ALERTED),
    ClockKind("referral", always("referral"), _now, ALERTED),
    ClockKind("review", always("review"), _now, ALERTED),
    ClockKind("recheck", always("recheck"), _now, ALERTED),
)
ALL = tuple(kind.name for kind in CLOCKS)
UNTIL_ANSWERED = ("feedback", "rework", "co")
PROPOSAL_RULE = "proposal"


def proposal_expires(case: Any, now: Moment) -> datetime:
    """Whoever must decide has five working days; then the request lapses and may be made again."""
    return now.timetable.due(PROPOSAL_RULE, now.at).due_at


def extension_expires(case: Any, now: Moment) -> datetime:
    """More time is granted before the old date or not at all (T17)."""
    return case.clock("feedback").due_at
