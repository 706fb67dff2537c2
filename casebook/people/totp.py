"""The code that changes every thirty seconds (RFC 6238). Pure: secret, typed text and instant in, a step out."""

import hmac
import re
import unicodedata
from datetime import datetime

import pyotp

STEP = 30
DIGITS = 6
# A clock a little slow, or a code typed a little late: one step back, none ahead.
STEPS_BACK = 1
GROUP = 4


def new_secret() -> str:
    """160 random bits in base 32, as every code generator takes them."""
    return pyotp.random_base32(32)


def is_code(typed: str) -> bool:
    """Whether what was typed can be such a code at all."""
    return re.fullmatch(rf"[0-9]{{{DIGITS}}}", _plain(typed)) is not None


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The step whose code was typed, the present one or the one before it; None for any other text."""
    present, code = int(now.timestamp()) // STEP, _plain(typed)
    if not is_code(code):
        return None
    generator = pyotp.HOTP(secret, digits=DIGITS)
    steps = range(present, present - STEPS_BACK - 1, -1)
    return next((step for step in steps if hmac.compare_digest(generator.at(step), code)), None)


def address(secret: str, account: str, issuer: str) -> str:
    """The address a code generator reads from the picture."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).provisioning_uri(name=account, issuer_name=issuer)


def in_groups(secret: str) -> str:
    """The secret as it is read out or typed."""
    return " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))


def _plain(typed: str) -> str:
    # Full-width digits and the gap that generators show in the middle.
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
