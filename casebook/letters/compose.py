"""The text of a notice from its kind and its fields, as blocks that are frozen once it is issued."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from casebook.kernel.history import canonical
from casebook.letters import shown
from casebook.letters.kind import Field, NoticeKind, Source
from casebook.letters.models import To

NAMED = re.compile(r"%\((\w+)\)s")
HEADING = "# "
# What an overseer must not learn of a letter to the complainant (security.md 3.2).
HIDDEN = {"matter": "（略）", "channel": "（略）"}
OFFICER = "派单审核员"
# Each reader finds his own reference here; the rest of a note is frozen.
REFERENCE = "{reference}"


class MissingField(ValueError):
    """A notice lacks something it must hold; the form of the deed should have asked for it."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{kind} needs {name}")
        self.kind, self.name = kind, name


def filled(kind: NoticeKind, in_petition: bool, case: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    """Every field of the notice as it is written out. Raises MissingField for the first one that must be there."""
    values: dict[str, str] = {}
    for field in kind.fields(in_petition):
        values[field.name] = _written(field, case, given)
        if not values[field.name]:
            raise MissingField(kind.kind, field.name)
    for field in kind.may:
        values[field.name] = _written(field, case, given)
    return {name: value for name, value in values.items() if value}


def _written(field: Field, case: Mapping[str, str], given: Mapping[str, Any]) -> str:
    return shown.shown((case if field.source is Source.CASE else given).get(field.name), field.shape)


def lines(kind: NoticeKind, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The paragraphs in order, headings counted; `outside` stands where overseers read a paragraph otherwise."""
    kept = [line for template in kind.paragraphs for line in _paragraph(template, kind.to, values)]
    return list(_counted(kept))


def _paragraph(template: str, to: To, values: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    if template.startswith(HEADING):
        yield {"text": template.removeprefix(HEADING), "heading": True}
        return
    names = NAMED.findall(template)
    if any(name not in values for name in names):
        return
    if template == f"%({names[0] if names else ''})s":
        yield from ({"text": line.strip()} for line in values[names[0]].splitlines() if line.strip())
        return
    inline = {name: shown.inline(values[name]) for name in names}
    line = {"text": template % inline}
    hidden = HIDDEN.keys() & names if to is To.CITIZEN else set()
    yield {**line, "outside": template % {**inline, **HIDDEN}} if hidden else line


def _counted(kept: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A heading with nothing under it falls away; the others are numbered."""
    number = 0
    for line, after in zip(kept, [*kept[1:], {"heading": True}], strict=True):
        if not line.get("heading"):
            yield line
        elif not after.get("heading"):
            yield {**line, "text": f"{shown.NUMERALS[number]}、{line['text']}"}
            number += 1


def notes(to: To, case: Mapping[str, str]) -> list[str]:
    """The lines under the date: who handles it, whom to ask, and how to follow it. Never a query code."""
    office, telephone = case["office"], case.get("telephone", "")
    if to is To.CITIZEN:
        return [
            f"（承办人：{office}{OFFICER}；联系电话：{telephone}）",
            f"（查询办法：打开{case['track']}，输入编号{REFERENCE}和您保存的查询码）",
        ]
    return [f"（办件编号：{REFERENCE}；联系：{office}；电话：{telephone}）"]


def digest_of(body: Mapping[str, Any]) -> str:
    """The SHA-256 of a body: whether a notice is still as it was issued."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()
