"""Setting a time limit: a new version of a rule, never beyond what the law allows. Nothing here commits.

Clocks that run keep the version they began with; only what begins afterwards counts by the new one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from casebook.calendars.history import Actor, keep_rule
from casebook.clock import OFFICE_ZONE
from casebook.kernel.deadlines import Moment, Rule, Span, Unit, due, local_day
from casebook.kernel.timetable import add_rule
from casebook.kernel.workdays import DAY, Calendar
from casebook.people.admin_service import Declined, unless

# The hard caps of domain.md 11.0, and where each stands.
LEGAL_CAPS = {
    "decide": Span(Unit.DAYS, 15),  # 信访工作条例 22、23
    "U3": Span(Unit.DAYS, 60),  # 信访工作条例 34
    "U4": Span(Unit.DAYS, 60),  # 信访工作条例 34
    "supplement": Span(Unit.WORKDAYS, 5),  # so long at most the office's clock stands still (T2)
    "return_ask": Span(Unit.WORKDAYS, 5),  # 信访工作条例 23
    "return_ask_petition": Span(Unit.WORKDAYS, 5),  # 信访工作条例 23
    "referral": Span(Unit.WORKDAYS, 5),  # 检举控告工作规则
}
# A co-unit reports a working day before the main unit answers (T18).
FOLLOWERS = {"U3": "co_U3", "U4": "co_U4"}
# Terms the law itself sets (信访工作条例 34-36), and those that follow another rule.
FIXED = frozenset({"law60", "review_ask", "review", "recheck", *FOLLOWERS.values()})
# Counted from the end of a day's work every cap is at its tightest.
CLOSING_TIME = time(17, 30)
LONGEST = {Unit.WORKDAYS: 250, Unit.DAYS: 365, Unit.HOURS: 720, Unit.MINUTES: 1440}


@dataclass(frozen=True)
class Decision:
    """Why a limit changes and who decided it: body, date and number of the decision."""

    reason: str
    body: str
    on: date
    number: str

    @property
    def basis(self) -> str:
        """The decision as the basis of the rule, as a letter quotes it."""
        return f"{self.body} {self.on.isoformat()} {self.number}"


def set_limit(
    session: Session, actor: Actor, now: Moment, role: str, code: str, amount: int, decision: Decision
) -> Rule:
    """Put a new version of the rule in force, in the unit it has. Raises Declined beyond the legal cap."""
    rule = now.timetable.rules[code]
    unless(code in FIXED, "limit_fixed")
    unless(amount == rule.span.amount, "limit_same")
    span = replace(rule.span, amount=amount)
    _within_the_law(span, code, now.calendar)
    _write(session, actor, now, role, replace(rule, span=span, basis=decision.basis), decision)
    _let_follow(session, actor, now, role, code, span, decision)
    return replace(rule, span=span, version=rule.version + 1)


def cap_of(code: str) -> Span | None:
    """The longest the law allows, None where it says nothing."""
    return LEGAL_CAPS.get(code)


def _within_the_law(span: Span, code: str, calendar: Calendar) -> None:
    cap = cap_of(code)
    if cap is None:
        return
    for start in _starts(calendar):
        found, outer = due(span, start, calendar), due(cap, start, calendar)
        if found.due_at > outer.legal_due_at:
            end, limit = found.internal, outer.legal
            raise Declined("limit_beyond_law", start=_told(start), end=_told(end), limit=_told(limit))


def _starts(calendar: Calendar) -> Iterator[datetime]:
    """Every day of the two years announced last: with all their holidays no term may pass its cap."""
    years = sorted(calendar.confirmed_years)[-2:]
    for year in years:
        day = date(year, 1, 1)
        while day.year == year:
            yield datetime.combine(day, CLOSING_TIME, OFFICE_ZONE)
            day += DAY


def _told(when: date | datetime) -> str:
    return (local_day(when) if isinstance(when, datetime) else when).isoformat()


def _let_follow(
    session: Session, actor: Actor, now: Moment, role: str, code: str, span: Span, decision: Decision
) -> None:
    follower = now.timetable.rules.get(FOLLOWERS.get(code, ""))
    if follower is not None:
        shorter = replace(span, amount=max(1, span.amount - 1))
        _write(session, actor, now, role, replace(follower, span=shorter, basis=decision.basis), decision)


def _write(session: Session, actor: Actor, now: Moment, role: str, rule: Rule, decision: Decision) -> None:
    row = add_rule(session, rule)
    old = now.timetable.rules[rule.code].span
    facts = {
        "code": rule.code,
        "version": row.version,
        "unit": rule.span.unit,
        "old": old.amount,
        "new": rule.span.amount,
        "reason": decision.reason,
        "body": decision.body,
        "on": decision.on,
        "number": decision.number,
    }
    keep_rule(session, actor, now, role, row.uid, facts)
