"""The timetable in the database: seeded from data that ships with casebook, read as one value, cached by version."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.kernel.clocks import CalendarDay, CalendarVersion, DeadlineRule
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Rule, Span, Timetable, Unit
from casebook.kernel.workdays import Calendar

SEED = Path(__file__).parent / "data" / "workdays.csv"
CONFIRMED_IN_SEED = (2024, 2025, 2026)

# domain.md 11.0; the source of each number stands beside it.
DEFAULT_RULES = (
    Rule("decide", Span(Unit.WORKDAYS, 5), Span(Unit.DAYS, 15), "浙江省信访条例 20；信访工作条例 22、23"),
    Rule("law60", Span(Unit.DAYS, 60), None, "信访工作条例 34"),
    Rule("sign", Span(Unit.WORKDAYS, 1), None, "本办规定"),
    Rule("contact", Span(Unit.HOURS, 24), None, "本办规定"),
    Rule("U1", Span(Unit.HOURS, 2), None, "接诉即办分级：危及生命财产"),
    Rule("U2", Span(Unit.HOURS, 24), None, "接诉即办分级：水电气热"),
    Rule("U3", Span(Unit.WORKDAYS, 5), None, "济南市12345市民服务热线条例 24"),
    Rule("U4", Span(Unit.WORKDAYS, 15), None, "效能投诉答复期限；信访工作条例 34"),
    # A co-unit reports a working day before the main date.
    Rule("co_U3", Span(Unit.WORKDAYS, 4), None, "北京市接诉即办工作条例 14"),
    Rule("co_U4", Span(Unit.WORKDAYS, 14), None, "北京市接诉即办工作条例 14"),
    Rule("resumed", Span(Unit.WORKDAYS, 5), None, "本办规定"),
    Rule("check", Span(Unit.WORKDAYS, 1), None, "本办规定"),
    Rule("callback", Span(Unit.WORKDAYS, 2), None, "本办规定"),
    Rule("rework", Span(Unit.WORKDAYS, 5), None, "本办规定"),
    Rule("direct_check", Span(Unit.WORKDAYS, 5), None, "本办规定"),
    Rule("rate", Span(Unit.DAYS, 30), None, "本办规定"),
    Rule("supplement", Span(Unit.WORKDAYS, 5), None, "行政许可法 32 参照"),
    Rule("return", Span(Unit.WORKDAYS, 1), None, "本办规定"),
    Rule("return_ask", Span(Unit.HOURS, 24), None, "安阳市政务服务条例 50"),
    Rule("return_ask_petition", Span(Unit.WORKDAYS, 5), None, "信访工作条例 23"),
    Rule("proposal", Span(Unit.WORKDAYS, 5), None, "本办规定"),
    Rule("urge", Span(Unit.WORKDAYS, 3), None, "本办规定"),
    Rule("progress", Span(Unit.DAYS, 30), None, "济南市12345市民服务热线条例 24(3)"),
    Rule("referral", Span(Unit.WORKDAYS, 1), Span(Unit.WORKDAYS, 5), "检举控告工作规则；信访工作条例 30"),
    Rule("review_ask", Span(Unit.DAYS, 30), None, "信访工作条例 35、36"),
    Rule("review", Span(Unit.DAYS, 30), None, "信访工作条例 35"),
    Rule("recheck", Span(Unit.DAYS, 30), None, "信访工作条例 36"),
)

_cached: dict[tuple[str, int, int], Timetable] = {}


def current(session: Session) -> Timetable:
    """The timetable in force: newest calendar, newest version of each rule. Two small queries, then cached."""
    calendar = session.scalar(select(func.max(CalendarVersion.version))) or 0
    rules = session.scalar(select(func.max(DeadlineRule.id))) or 0
    key = (str(session.get_bind().engine.url), calendar, rules)
    if key not in _cached:
        _cached.clear()
        editions = _load_editions(session)
        newest = {rule.code: rule for rule in editions.values()}
        _cached[key] = Timetable(calendar_of(session, calendar), newest, editions)
    return _cached[key]


def seed(session: Session, at: datetime) -> None:
    """Write the first calendar and the default rules into an empty database."""
    days = list(read_days(SEED.read_text(encoding="utf-8").splitlines()))
    add_calendar(session, days, CONFIRMED_IN_SEED, "国务院办公厅通知 2024-2026", at)
    complete_rules(session)


def complete_rules(session: Session) -> None:
    """Write the default rules of which no version is there yet: a newer casebook may know more than the database."""
    known = set(session.scalars(select(DeadlineRule.code)))
    session.add_all(_row(rule) for rule in DEFAULT_RULES if rule.code not in known)


def add_rule(session: Session, rule: Rule) -> DeadlineRule:
    """Write a new version of a rule; clocks that run keep the one they began with."""
    latest = select(func.max(DeadlineRule.version)).where(DeadlineRule.code == rule.code)
    row = _row(replace(rule, version=(session.scalar(latest) or 0) + 1))
    session.add(row)
    return row


def add_calendar(
    session: Session, days: Iterable[tuple[date, bool, str]], years: Iterable[int], source: str, at: datetime
) -> int:
    """Write a new version of the calendar and answer its number."""
    version = (session.scalar(select(func.max(CalendarVersion.version))) or 0) + 1
    confirmed = ",".join(str(year) for year in sorted(years))
    session.add(CalendarVersion(version=version, source=source, confirmed_years=confirmed, imported_at=at))
    session.flush()
    session.add_all(CalendarDay(version=version, day=day, is_workday=worked, name=name) for day, worked, name in days)
    return version


def calendar_of(session: Session, version: int) -> Calendar:
    """One version of the calendar, whole; an empty one where there is no such version."""
    head = session.get(CalendarVersion, version)
    if head is None:
        return Calendar()
    rows = session.scalars(select(CalendarDay).where(CalendarDay.version == version))
    years = frozenset(int(year) for year in head.confirmed_years.split(",") if year)
    return _calendar(version, [(row.day, row.is_workday, row.name) for row in rows], years)


def read_days(lines: Iterable[str]) -> Iterable[tuple[date, bool, str]]:
    """Rows of `date,is_workday,name` (ISO date; 1 or 0). Raises ValueError for a line that is not."""
    for row in csv.DictReader(lines):
        yield date.fromisoformat(row["date"]), row["is_workday"] == "1", row["name"]


def default_timetable() -> Timetable:
    """The seed as a value, without a database."""
    days = list(read_days(SEED.read_text(encoding="utf-8").splitlines()))
    return Timetable(_calendar(1, days, frozenset(CONFIRMED_IN_SEED)), {rule.code: rule for rule in DEFAULT_RULES})


def _calendar(version: int, days: list[tuple[date, bool, str]], years: frozenset[int]) -> Calendar:
    return Calendar(version, {day: worked for day, worked, _ in days}, {day: name for day, _, name in days}, years)


def _load_editions(session: Session) -> dict[tuple[str, int], Rule]:
    rows = session.scalars(select(DeadlineRule).order_by(DeadlineRule.version))
    return {(row.code, row.version): row.as_rule() for row in rows}


def _row(rule: Rule) -> DeadlineRule:
    return DeadlineRule(
        uid=new_uid(),
        code=rule.code,
        version=rule.version,
        unit=rule.span.unit.value,
        amount=rule.span.amount,
        legal_unit=rule.legal.unit.value if rule.legal else None,
        legal_amount=rule.legal.amount if rule.legal else None,
        basis=rule.basis,
    )
