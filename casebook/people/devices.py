"""Browsers a person is known by: a random cookie, whose hash is kept with the person. No address, no fingerprint."""

import hashlib
import secrets
from datetime import datetime

from flask import request
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casebook.people import cookies
from casebook.people.factor_models import KnownDevice
from casebook.people.models import Person

SIZE = 32

# What browsers call themselves; the first that fits, for most claim to be others as well.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def known(session: Session, account: str) -> str | None:
    """The uid of the present browser, where this account signed in from it before."""
    token = cookies.device()
    if not token:
        return None
    person_uid = session.scalar(select(Person.uid).where(Person.account == account))
    found = _of(session, person_uid, token) if person_uid else None
    return found.uid if found else None


def note(session: Session, person_uid: str, now: datetime) -> tuple[str, bool]:
    """Note that this person signed in from the present browser: its token, and whether it is new for him."""
    token = cookies.device() or secrets.token_urlsafe(SIZE)
    found = _of(session, person_uid, token)
    if found is not None:
        found.last_at = now
        return token, False
    session.add(KnownDevice(person_uid=person_uid, token_hash=_hash(person_uid, token), first_at=now, last_at=now))
    return token, True


def forget(session: Session, now: datetime) -> None:
    """Forget the devices nobody used for as long as their mark lasts."""
    session.execute(delete(KnownDevice).where(KnownDevice.last_at <= now - cookies.REMEMBERED))


def words() -> str | None:
    """ "Chrome/Android" as far as the browser says: two words of our own lists, and nothing else of what it sent."""
    said = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in BROWSERS if sign in said), "")
    system = next((name for sign, name in SYSTEMS if sign in said), "")
    return f"{browser}/{system}" if browser and system else None


def _of(session: Session, person_uid: str, token: str) -> KnownDevice | None:
    same = select(KnownDevice).where(KnownDevice.person_uid == person_uid)
    return session.scalar(same.where(KnownDevice.token_hash == _hash(person_uid, token)))


def _hash(person_uid: str, token: str) -> bytes:
    # With the person, so that the rows do not tell who shares a machine with whom.
    return hashlib.sha256(f"{person_uid}\n{token}".encode()).digest()
