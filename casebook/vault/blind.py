"""Telephones: one form for many spellings, a keyed index that finds the same one again, and what is shown unopened."""

import hashlib
import hmac
import re
import unicodedata

SHORTEST, LONGEST = 3, 20

_ALLOWED = re.compile(r"(?:[\d\s()+.,/#*_-]|转|分机|ext|x)+", re.IGNORECASE | re.ASCII)
_COUNTRY = re.compile(r"(?:\+86|0086|86(?=1\d{10}$))(?=\d)", re.ASCII)
_GROUP = re.compile(r"\d+", re.ASCII)
_MOBILE = re.compile(r"1\d{10}", re.ASCII)
_LANDLINE = re.compile(r"(010|02\d|0\d{3})\d{7,}", re.ASCII)
# Dashes that look alike.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣ー"), "-")


def normal(telephone: str) -> str:
    """The digits of a telephone, whatever way it is written; the extension follows the number. "" without digits."""
    compact = re.sub(r"[^\d+]", "", _plain(telephone), flags=re.ASCII)
    country = _COUNTRY.match(compact)
    digits = _digits(compact)
    if not country:
        return digits
    rest = compact[country.end() :]
    return rest if _MOBILE.fullmatch(rest) or rest.startswith("0") else "0" + rest


def is_telephone(text: str) -> bool:
    """Whether the text can be a telephone: mobile, landline, short number, with extension or country code."""
    return bool(_ALLOWED.fullmatch(_plain(text).strip())) and SHORTEST <= len(normal(text)) <= LONGEST


def index(key: bytes, telephone: str) -> bytes | None:
    """The keyed index of a telephone, None for one without digits."""
    digits = normal(telephone)
    return index_of_digits(key, digits) if digits else None


def index_of_digits(key: bytes, digits: str) -> bytes:
    """The keyed index of digits that are already in the one form."""
    return hmac.digest(key, b"telephone\n" + digits.encode(), hashlib.sha256)


def again(key: bytes, index: bytes) -> bytes:
    """An index under a second key: whoever has the first alone cannot try numbers until one fits."""
    return hmac.digest(key, b"again\n" + index, hashlib.sha256)


def masked(name: str, value: str) -> str:
    """What may be shown of a field without opening it."""
    return {"name": _name, "telephone": _telephone, "email": _email}.get(name, _place)(value.strip())


def area_code(mask: str | None) -> str:
    """The area code a telephone's mask shows, or ""."""
    return mask.split("-")[0] if mask and "-" in mask else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def _digits(text: str) -> str:
    return "".join(_GROUP.findall(text))


def _name(value: str) -> str:
    letters = "".join(value.split())
    if len(letters) <= 2:
        return letters[:1] + "*" if len(letters) == 2 else "*"
    # Two stars for every longer name: its length would tell it apart.
    return letters[0] + ("*" if len(letters) == 3 else "**") + letters[-1]


def _telephone(value: str) -> str:
    digits = normal(value)
    landline = _LANDLINE.fullmatch(digits)
    if _MOBILE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    if landline:
        return f"{landline[1]}-****{digits[-3:]}"
    return "****" + (digits[-2:] if len(digits) > 4 else "")


def _email(value: str) -> str:
    # The part after @ may be a family's or a firm's own, so only its last label is shown.
    _, at, host = value.rpartition("@")
    return f"{value[0]}***@***.{host.rsplit('.', 1)[1]}" if at and "." in host else "***"


def _place(value: str) -> str:
    return value[:1] + "**"
