"""The only place that asks what time it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    """The present instant in UTC, cut to the millisecond, as every stored time is."""
    instant = _pinned.get() or datetime.now(UTC) + _offset()
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


@contextmanager
def pinned(instant: datetime) -> Iterator[None]:
    """Make `now()` answer `instant` (aware) within the block: for tests and for living past cases."""
    if instant.tzinfo is None:
        raise ValueError("a pinned instant must name its zone")
    token = _pinned.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)


def _offset() -> timedelta:
    # Fault tests start processes of their own and shift their clocks; nobody else may.
    seconds = os.environ.get("CASEBOOK_CLOCK_OFFSET")
    if not seconds:
        return timedelta()
    if not os.environ.get("CASEBOOK_TESTING"):
        raise RuntimeError("CASEBOOK_CLOCK_OFFSET is for tests only")
    return timedelta(seconds=float(seconds))
