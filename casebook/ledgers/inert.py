"""Texts as a spreadsheet may hold them: never a formula, whatever program opens or saves them later (ASVS 1.2.10)."""

import re

# Where a formula could begin: at the start, and after what separates the cells of a text file.
_BEFORE_SIGN = re.compile("(^\\s*|[\\t\\r\\n,;|\"']\\s*)(?=[=+\\-@＝＋－＠])")
_SEPARATORS = ("\t", "\r", "\n")
LONGEST = 32767


def inert(text: str) -> str:
    """The text with an apostrophe before every sign that could begin a formula, cut to what a cell can hold."""
    guarded = _BEFORE_SIGN.sub(r"\1'", text.strip(" "))
    return (f"'{guarded}" if guarded.startswith(_SEPARATORS) else guarded)[:LONGEST]
