"""The query code: 24 digits and a check digit, derived from the form so that it can be shown again, kept as a hash."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask, current_app

from casebook.settings import secret_key
from casebook.web.slow_hash import CHEAP, SlowHash

DIGITS = 24
GROUP = 5
# Dashes, marks that show nothing, and the minus sign.
BETWEEN = ("Pd", "Cf", "Sm")
# Whoever may choose a short form key could meet another's.
SHORTEST_FORM_KEY = 16
EXTENSION = "query_codes"

# At 80 bits the cheapest profile OWASP allows is enough (security.md 4).
PROFILE = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Damm's quasigroup of order 10: it finds every single wrong digit and every swap of neighbours.
DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


@dataclass(frozen=True)
class QueryCodes:
    """The keys behind the codes, and the slow hash under which they are kept."""

    key: bytes = field(repr=False)
    pepper: bytes = field(repr=False)
    slow: SlowHash

    @classmethod
    def of(cls, instance: Path, cheap: bool) -> "QueryCodes":
        """Read the keys of an instance, making them where there are none."""
        return cls(_whole(instance, "query-code"), _whole(instance, "query-pepper"), _slow(cheap))

    def derive(self, form_key: str) -> str:
        """The code that belongs to a form."""
        return derive(self.key, form_key)

    def hash(self, code: str) -> str:
        """What is kept of a code."""
        return self.slow.hash(self._peppered(code))

    def verify(self, kept: str | None, typed: str) -> bool:
        """Whether what was typed is the code; one slow verification whatever is typed, for no receipt (None) too."""
        return self.slow.verify(kept, self._peppered(normal(typed)))

    def _peppered(self, code: str) -> bytes:
        return hmac.digest(self.pepper, code.encode(), hashlib.sha256)


def attach(app: Flask) -> QueryCodes:
    """Load the keys into the application."""
    settings = app.config["SETTINGS"]
    app.extensions[EXTENSION] = QueryCodes.of(settings.instance, settings.argon2_cheap)
    return app.extensions[EXTENSION]


def query_codes() -> QueryCodes:
    """The codes of the present application."""
    return current_app.extensions.get(EXTENSION) or attach(current_app)


def derive(key: bytes, form_key: str) -> str:
    """24 digits from the form's own key, and their check digit. Raises ValueError for a form key that is too short."""
    if len(form_key) < SHORTEST_FORM_KEY:
        raise ValueError("a code needs the form's own random key")
    number = int.from_bytes(hmac.digest(key, b"query-code" + form_key.encode(), hashlib.sha256))
    digits = f"{number % 10**DIGITS:0{DIGITS}d}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The digit after Damm that completes a row of digits."""
    interim = "0"
    for digit in digits:
        interim = DAMM[int(interim)][int(digit)]
    return interim


def is_well_formed(code: str) -> bool:
    """Whether a code in normal form has 25 digits that check."""
    return bool(re.fullmatch(rf"[0-9]{{{DIGITS + 1}}}", code)) and check_digit(code) == "0"


def groups(code: str) -> str:
    """The code in five groups of five, as it is read aloud."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normal(typed: str) -> str:
    """What was typed, in plain digits, without spaces and dashes; anything else stays and makes it ill-formed."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(char for char in plain if not char.isspace() and unicodedata.category(char) not in BETWEEN)


@cache
def _slow(cheap: bool) -> SlowHash:
    # One for the process: the limit on hashes at once is the machine's, not an application's.
    return SlowHash(CHEAP if cheap else PROFILE)


def _whole(instance: Path, name: str) -> bytes:
    key = secret_key(instance, name)
    if len(key) < hashlib.sha256().digest_size:
        raise RuntimeError(f"the key file {name} is cut short")
    return key
