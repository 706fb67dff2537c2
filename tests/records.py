"""A template gets values made for its reader, never a record: looked for on each page of every test."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from casebook.kernel.columns import Base

DEEPEST = 6
FRAMEWORK = ("g", "request", "session", "config")
# Rows that everybody at the office may read whole: who works where.
OPEN = ("casebook.people.",)


def in_context(context: Mapping[str, Any]) -> set[str]:
    """Where in a template's context a record stands, and of which kind."""
    return {found for name, value in context.items() if name not in FRAMEWORK for found in _within(value, name, 0)}


def _within(value: Any, path: str, depth: int) -> Iterator[str]:
    if isinstance(value, Base) and not type(value).__module__.startswith(OPEN):
        yield f"{path}: {type(value).__name__}"
    if depth == DEEPEST:
        return
    for name, part in _parts(value):
        yield from _within(part, f"{path}.{name}", depth + 1)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(name), part) for name, part in value.items())
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (("[]", part) for part in value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
