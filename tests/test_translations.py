"""Every word on screen and in mail has its Chinese; message ids are the English."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from casebook.case.workflow import ROWS

ROOT = Path(__file__).parent.parent
PARTS = sorted((ROOT / "casebook/translations/zh_Hans_CN").rglob("*.po"))
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
METHODS = [("casebook/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

Key = tuple[str | None, str]


def catalogue() -> dict[Key, Message]:
    """All Chinese entries by (context, message id)."""
    found: dict[Key, Message] = {}
    for path in PARTS:
        with open(path, "rb") as file:
            catalog: Catalog = read_po(file, "zh_Hans_CN")
        for message in catalog:
            if message.id:
                singular = message.id[0] if isinstance(message.id, tuple) else message.id
                found[message.context, str(singular)] = message
    return found


def used() -> Iterator[tuple[Key, str]]:
    """(context and message id, where) of every message in the source."""
    for folder in ("casebook", "templates"):
        methods = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS]
        rows = extract_from_dir(ROOT / folder, methods, keywords=KEYWORDS, directory_filter=lambda path: True)
        for file, line, message, _comments, context in rows:
            singular = message[0] if isinstance(message, tuple) else message
            yield (context, str(singular)), f"{folder}/{file}:{line}"
    for row in ROWS:
        yield ("button", row.label.button), f"the button of {row.action.name}"
        yield ("timeline", row.label.timeline), f"the history line of {row.action.name}"


CATALOGUE = catalogue()


def chinese(message: Message) -> str:
    return "".join(message.string) if isinstance(message.string, (tuple, list)) else str(message.string)


def test_every_message_has_its_chinese() -> None:
    missing = sorted({(key, where) for key, where in used() if key not in CATALOGUE}, key=str)
    assert missing == []


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_nothing_is_fuzzy_or_empty(path: Path) -> None:
    with open(path, "rb") as file:
        messages = [message for message in read_po(file, "zh_Hans_CN") if message.id]
    assert messages
    assert [message.id for message in messages if message.fuzzy or not chinese(message).strip()] == []


def test_placeholders_agree() -> None:
    for (_context, key), message in CATALOGUE.items():
        assert set(PLACEHOLDER.findall(chinese(message))) <= set(
            PLACEHOLDER.findall(" ".join([key, str(message.id)]))
        ), key


def test_no_entry_is_left_over() -> None:
    wanted = {key for key, _where in used()}
    assert sorted((key for key in CATALOGUE if key not in wanted), key=str) == []


def test_chinese_is_chinese_and_english_is_english() -> None:
    for (_context, key), message in CATALOGUE.items():
        assert not re.search(r"[\u4e00-\u9fff]", key) or key in ("中文",), key
        bare = PLACEHOLDER.sub("", chinese(message))
        assert re.search(r"[\u4e00-\u9fff]", bare) or not re.search(r"[A-Za-z]{3,}", bare) or key == chinese(message), (
            key
        )


def test_one_message_has_one_chinese() -> None:
    seen: dict[Key, str] = {}
    for path in PARTS:
        with open(path, "rb") as file:
            for message in read_po(file, "zh_Hans_CN"):
                singular = message.id[0] if isinstance(message.id, tuple) else message.id
                key = (message.context, str(singular))
                assert not message.id or seen.setdefault(key, chinese(message)) == chinese(message), (path.stem, key)
