"""Asking the real search page, and reading its answer."""

import re
from urllib.parse import quote

from tests.desk.conftest import Desks

RESULT = re.compile(r'<h2><a href="/cases/(AJ26-\w+)">')
COUNT = re.compile(r"查到(\d+\+?)件")


def search(desks: Desks, account: str, typed: str | bytes) -> str:
    """The answer somebody gets for what he typed."""
    return desks.page(account, f"/search?q={quote(typed)}")


def found(page: str) -> list[str]:
    """The references of an answer, in their order."""
    return RESULT.findall(page)


def count(page: str) -> str:
    """How many cases an answer says there are."""
    said = COUNT.search(page)
    return said.group(1) if said else "0"
