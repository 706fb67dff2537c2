"""A page that shows a week is asked for by any day of it."""

from datetime import date, timedelta

WEEK = timedelta(days=7)
DAYS = range(7)
FIRST, LAST = date(2000, 1, 10), date(2099, 12, 31)


def monday_of(words: str, today: date) -> date:
    """The Monday of the day that is written (ISO), of today's week where it is no day or beyond belief."""
    day = _day(words, today)
    return day - timedelta(days=day.weekday())


def _day(words: str, today: date) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return today
    return day if FIRST <= day <= LAST else today
