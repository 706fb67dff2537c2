"""The password a new person begins with: derived from the form, so that a form sent twice shows it again."""

import hashlib
import hmac
from pathlib import Path

from flask import current_app

from casebook.case.service import ALPHABET
from casebook.settings import secret_key

GROUPS, GROUP = 4, 5


def start_password(account: str, form_key: str) -> str:
    """100 random bits in four groups, the same for the same form and account."""
    return derived(secret_key(_instance(), "start-password"), account, form_key)


def derived(key: bytes, account: str, form_key: str) -> str:
    """The start password under a given key."""
    mixed = hmac.digest(key, repr((account, form_key)).encode(), hashlib.sha256)
    signs = "".join(ALPHABET[byte % len(ALPHABET)] for byte in mixed[: GROUPS * GROUP])
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def _instance() -> Path:
    return Path(current_app.config["SETTINGS"].instance)
