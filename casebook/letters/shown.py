"""How the fields of a notice are written out in an official letter."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from casebook.clock import OFFICE_ZONE
from casebook.kernel.deadlines import Span, Unit, local_day
from casebook.letters.kind import Shape

WEEKDAYS = "一二三四五六日"
NUMERALS = "一二三四五六七八九十"
UNITS = {Unit.WORKDAYS: "个工作日", Unit.DAYS: "日", Unit.HOURS: "小时", Unit.MINUTES: "分钟"}
# A value ends where the letter's own sentence goes on.
STOPS = "。．.；;，,、 \n"
# Codes of closed sets in the words of a letter.
SPOKEN = {
    "supported": "支持",
    "partly": "部分支持",
    "explained": "作出解释",
    "not_supported": "不支持",
    "upheld": "维持",
    "changed": "变更",
    "revoked": "撤销",
}


def shown(value: Any, shape: Shape) -> str:
    """A field as the letter says it; "" where there is nothing to say."""
    if value is None or value is True or value == "":
        return ""
    if shape is Shape.ITEMS:
        return items(value)
    if shape is Shape.DAY:
        return long_day(day_of(value))
    if shape is Shape.DECISION:
        return decision(value)
    return _text(value)


def items(value: str | Iterable[str]) -> str:
    """A numbered list, a line each; a text counts its own lines."""
    lines = value.splitlines() if isinstance(value, str) else value
    kept = [line.strip().rstrip(STOPS) for line in lines if line.strip()]
    return "\n".join(f"{number}．{line}{'。' if number == len(kept) else '；'}" for number, line in enumerate(kept, 1))


def decision(value: Any) -> str:
    """An earlier decision by its number and its day."""
    number, on = value.values() if isinstance(value, Mapping) else value
    return f"{number}（{plain_day(day_of(on))}）"


def day_of(value: date | datetime | str) -> date:
    """The local day of a date, an instant, or the text an event keeps of either."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return local_day(value) if isinstance(value, datetime) else value


def plain_day(day: date) -> str:
    """2026年11月27日"""
    return f"{day.year}年{day.month}月{day.day}日"


def long_day(day: date) -> str:
    """2026年11月27日（星期五）"""
    return f"{plain_day(day)}（星期{WEEKDAYS[day.weekday()]}）"


def to_the_minute(instant: datetime) -> str:
    """2026年11月27日14时05分"""
    return f"{plain_day(local_day(instant))}{instant.astimezone(OFFICE_ZONE):%H时%M分}"


def span_in_words(span: Span) -> str:
    """5个工作日"""
    return f"{span.amount}{UNITS[span.unit]}"


def inline(value: str) -> str:
    """A value in the middle of a sentence: on one line, without the stop it came with."""
    return "；".join(line.strip().rstrip(STOPS) for line in value.splitlines() if line.strip())


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(str(part) for part in value.values() if part)
    return SPOKEN.get(str(value), str(value).strip())
