"""Staff passwords: how they are kept, and which are refused because they would be guessed."""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher

from casebook.web.slow_hash import CHEAP, SlowHash

PROFILE = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
SHORTEST, LONGEST = 12, 128
# What stands in place of a hash until the person has set a password by his link.
UNSET = "!"
FEWEST_DIFFERENT = 5
# Of a password that holds a word everybody knows, this much must be left without it.
LEFT_WITHOUT = 8
PRODUCT_WORDS = ("casebook", "效能办", "xiaoneng")
# One a line; see its first line for where they come from.
LIST = Path(__file__).with_name("data") / "common_passwords.txt"
COMMON = (
    "password",
    "passw0rd",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedc",
    "1qaz2wsx",
    "administrator",
    "admin",
    "welcome",
    "woaini",
    "iloveyou",
    "letmein",
    "5201314",
    "1314520",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "98765432109876543210",
)


class Weakness(Enum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    MONOTONOUS = "monotonous"
    COMMON = "common"
    FAMILIAR = "familiar"


@cache
def slow_hash(cheap: bool) -> SlowHash:
    """The one hash for passwords of this process; cheap in tests alone."""
    return SlowHash(CHEAP if cheap else PROFILE)


def hashed(password: str, cheap: bool) -> str:
    """What is kept of a password."""
    return slow_hash(cheap).hash(_plain(password))


def fits(kept: str | None, password: str, cheap: bool) -> bool:
    """Whether the password is the kept one; for an unknown account (None) it costs as much and is always wrong."""
    return slow_hash(cheap).verify(None if kept == UNSET else kept, _plain(password))


def weakness(password: str, familiar: Iterable[str]) -> Weakness | None:
    """Why the password may not be used, None if it may. `familiar` are words near the person: account, town, unit."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return Weakness.SHORT
    if len(plain) > LONGEST:
        return Weakness.LONG
    if len(set(plain)) < FEWEST_DIFFERENT:
        return Weakness.MONOTONOUS
    if _is_listed(plain) or _without(plain, _stretches(plain)) or _without(plain, COMMON):
        return Weakness.COMMON
    return Weakness.FAMILIAR if _without(plain, (*PRODUCT_WORDS, *familiar)) else None


@cache
def _listed() -> frozenset[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _is_listed(plain: str) -> bool:
    """Whether it is a listed password, bare or with signs around it, once or several times over."""
    lowered = plain.casefold()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lowered)
    return any(_unit(text) in _listed() for text in (lowered, bare) if text)


def _unit(text: str) -> str:
    """What a text is the repetition of; the text itself if of nothing shorter."""
    return text[: (text + text).index(text, 1)]


def _without(plain: str, words: Iterable[str]) -> bool:
    """Whether too little is left once the words are taken out."""
    known = [re.escape(word.casefold()) for word in words if len(word) > 1]
    left = re.sub("|".join(known), "", plain.casefold()) if known else plain
    return left != plain.casefold() and len(left) < LEFT_WITHOUT


def _stretches(plain: str) -> list[str]:
    """The parts of the password that run along a well-known row for six characters or more."""
    rows = [row for row in COMMON if len(row) >= 9]
    lowered = plain.casefold()
    sizes = range(len(lowered), 5, -1)
    parts = (lowered[start : start + size] for size in sizes for start in range(len(lowered) - size + 1))
    return [part for part in parts if any(part in row for row in rows)]


def _plain(password: str) -> str:
    # The same character typed in two ways is the same password.
    return unicodedata.normalize("NFC", password)
