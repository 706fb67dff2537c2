"""What is written about errors: where in the code and under which number, never a word anybody typed.

No address, query code, name, text or session of a citizen reaches a log: an error is written without its message, its
parameters and its values, and what a library says is reduced to numbers and to the place in its code.
"""

import logging
import re
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, TextIO

from flask import Flask

OURS = "casebook."
UNSAID = "…"
_ADDRESS = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE
)
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){10,}")


class Discreet(logging.Formatter):
    """One line for what happened, then the way through the code for an error; nothing of what was handled."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as it may be kept. The record itself is left as it is."""
        copy = logging.makeLogRecord({**record.__dict__, "msg": message(record), "args": (), "exc_text": None})
        return super().format(copy)

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name is logging's)
        """Types and places, from the first cause to the last."""
        return "\n".join(_way(error) for error in _causes(ei[1])) if ei and ei[1] else ""

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 (the name is logging's)
        """Nothing: a stack is written as text with the lines of the source, which may hold anything."""
        return ""


class Here(logging.StreamHandler[TextIO]):
    """Writes to the standard error of the moment."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setFormatter(Discreet())

    def emit(self, record: logging.LogRecord) -> None:
        """Write to where standard error leads now."""
        self.stream = sys.stderr
        super().emit(record)


def attach(app: Flask) -> None:
    """Let every log of this process pass through here."""
    root = logging.getLogger()
    if not any(isinstance(handler, Here) for handler in root.handlers):
        root.addHandler(Here())


def take_over() -> None:
    """Warnings, and errors nobody caught, go the same way: else Python would print their words."""
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)


def message(record: logging.LogRecord) -> str:
    """One line of what is said: ours without addresses and long numbers, a library's without its words."""
    said = record.getMessage() if record.name.startswith(OURS) else _of_library(record)
    masked = _LONG_NUMBER.sub(UNSAID, _ADDRESS.sub(UNSAID, said))
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in masked)


def _of_library(record: logging.LogRecord) -> str:
    place = f"{record.funcName} ({record.filename}:{record.lineno})"
    # Without arguments it may have been put together from anything.
    if not record.args or not isinstance(record.msg, str) or not isinstance(record.args, tuple):
        return place
    kept = tuple(value if isinstance(value, (int, float)) else UNSAID for value in record.args)
    try:
        return f"{place}: {record.msg % kept}"
    except (TypeError, ValueError):
        return place


def _uncaught(kind: type[BaseException], error: BaseException | None, way: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, (KeyboardInterrupt, SystemExit)):
        logging.getLogger(__name__).critical("nobody caught %s", kind.__name__, exc_info=(kind, error, way))


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what led to it, the first cause first."""
    found: list[BaseException] = []
    now: BaseException | None = error
    while now is not None and now not in found:
        found.append(now)
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    return found[::-1]


def _way(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    steps = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([*steps, f"{type(error).__module__}.{type(error).__qualname__}"])
