"""Slowing guessers down without locking anybody out, and without keeping an address.

Tries are counted in the database before anything is checked, under keys made with a random key of the day. With
tomorrow's first try today's key and rows are deleted. Each try beyond the free ones must wait longer, counted for the
pair of what is tried and from where, and for what is tried from everywhere together. Whoever tries from a device its
owner is known by is counted by that device alone; so no attacker elsewhere slows the owner down.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from flask import Flask, request
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from casebook import clock
from casebook.kernel.deadlines import local_day
from casebook.web.acting import counted
from casebook.web.models import DayKey, Throttle

log = logging.getLogger(__name__)

# What is tried and from where; a third part is a device its owner is known by.
Tried = tuple[str, str] | tuple[str, str, str]

NO_WAIT = timedelta()
# A day's tries may grow without end; the exponent may not.
MOST_DOUBLINGS = 20


class Purpose(Enum):
    """What somebody tries."""

    SIGN_IN = "sign-in"
    SECOND_STEP = "second-step"
    TRACK = "track"
    INTAKE = "intake"


@dataclass(frozen=True)
class Limit:
    """How many tries a day are free, how long the next one waits after the last, and how far that grows."""

    free: int
    first: timedelta
    longest: timedelta

    def wait_after(self, tries: int) -> timedelta:
        """How long after the last try the next one may come."""
        beyond = tries - self.free
        return NO_WAIT if beyond < 0 else min(self.longest, self.first * 2 ** min(beyond, MOST_DOUBLINGS))


@dataclass(frozen=True)
class Limits:
    """The limits of one purpose: for one thing tried from one place, for the place, and for everybody together.

    `what`: for one thing tried from many places, where its owner can be known by his device.
    """

    pair: Limit
    place: Limit
    all: Limit
    what: Limit | None = None


def _seconds(free: int, first: int, longest: int) -> Limit:
    return Limit(free, timedelta(seconds=first), timedelta(seconds=longest))


# Free tries a day, first and longest wait in seconds.
LIMITS = {
    Purpose.SIGN_IN: Limits(_seconds(5, 2, 300), _seconds(100, 1, 60), _seconds(5000, 1, 2), _seconds(20, 1, 30)),
    Purpose.SECOND_STEP: Limits(_seconds(5, 2, 300), _seconds(100, 1, 60), _seconds(5000, 1, 2), _seconds(20, 1, 60)),
    Purpose.TRACK: Limits(_seconds(10, 2, 300), _seconds(100, 1, 60), _seconds(20000, 1, 2)),
    Purpose.INTAKE: Limits(_seconds(60, 5, 60), _seconds(60, 5, 60), _seconds(20000, 1, 2)),
}


def attach(app: Flask) -> None:
    """Believe the proxies in front about the client's address and scheme: as many as the settings say, none else."""
    hops = app.config["SETTINGS"].proxy_hops
    if hops:
        # Flask says itself to put such a layer here; the checker sees a method.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
        # Our own policy sends no Referer, which this check would demand.
        app.config["WTF_CSRF_SSL_STRICT"] = False


def tried(purpose: Purpose, what: str = "", device: str | None = None) -> timedelta:
    """Count this request as one more try at `what`; how long it has to wait, zero for none. Commits on its own.

    `device` is one by which the owner of `what` is known.
    """
    with counted() as session:
        return admit(session, purpose, _tried_here(what, device), clock.now())


def succeeded(session: Session, purpose: Purpose, what: str = "", device: str | None = None) -> None:
    """Take this request's try back in the present transaction: whoever knows the secret is no guesser."""
    forgive(session, purpose, _tried_here(what, device), clock.now())


def admit(session: Session, purpose: Purpose, values: Tried, now: datetime) -> timedelta:
    """Count one try and answer how long it has to wait. Belongs inside counted()."""
    today = local_day(now)
    buckets = list(_buckets(_day_key(session, today), purpose, values))
    # From narrow to wide, and no further than the first that says wait: whoever is slowed down slows nobody else.
    for bucket, limit in buckets:
        wait = _counted_in(session, bucket, limit, today, now)
        if wait:
            log.warning("throttled: %s", purpose.value)
            return wait
    passed = Throttle.bucket.in_([bucket for bucket, _ in buckets])
    session.execute(update(Throttle).where(passed).values(last_at=now))
    return NO_WAIT


def forgive(session: Session, purpose: Purpose, values: Tried, now: datetime) -> None:
    """Forget the tries at what from this place, and one of each wider count but everybody's."""
    key = session.scalar(select(DayKey.key).where(DayKey.day == local_day(now)))
    if key is None:
        return
    pair, *wider, _everybody = (bucket for bucket, _ in _buckets(key, purpose, values))
    session.execute(delete(Throttle).where(Throttle.bucket == pair))
    some = Throttle.bucket.in_(wider) & (Throttle.count > 0)
    session.execute(update(Throttle).where(some).values(count=Throttle.count - 1))


def forget_before(session: Session, today: date) -> None:
    """Delete the keys and counts of earlier days: after this nobody can tell what they counted."""
    session.execute(delete(Throttle).where(Throttle.day < today))
    session.execute(delete(DayKey).where(DayKey.day < today))


def whole_seconds(wait: timedelta) -> int:
    """A wait in whole seconds, rounded up: whoever waits so long is admitted."""
    return -(-wait // timedelta(seconds=1))


def prefix(address: str | None) -> str:
    """The neighbourhood of an address: /24 of IPv4, /64 of IPv6; one for all whose address is unknown."""
    try:
        found = ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{24 if found.version == 4 else 64}", strict=False))


def _tried_here(what: str, device: str | None) -> Tried:
    return (what, prefix(request.remote_addr), device) if device else (what, prefix(request.remote_addr))


def _buckets(key: bytes, purpose: Purpose, values: Tried) -> Iterator[tuple[bytes, Limit]]:
    """From narrow to wide."""
    what, place, *device = values
    limits = LIMITS[purpose]
    yield _bucket(key, purpose, "pair", what, *(device or (place,))), limits.pair
    if limits.what is not None and not device:
        yield _bucket(key, purpose, "what", what), limits.what
    if not device:
        yield _bucket(key, purpose, "place", place), limits.place
    yield _bucket(key, purpose, "all"), limits.all


def _bucket(key: bytes, purpose: Purpose, *parts: str) -> bytes:
    return hmac.digest(key, repr((purpose.value, *parts)).encode(), hashlib.sha256)


def _day_key(session: Session, today: date) -> bytes:
    wanted = select(DayKey.key).where(DayKey.day == today)
    key = session.scalar(wanted)
    if key is None:
        forget_before(session, today)
        new = _insert(session, DayKey).values(day=today, key=secrets.token_bytes(32))
        session.execute(new.on_conflict_do_nothing(index_elements=["day"]))
        key = session.scalar(wanted)
    assert key is not None  # ours or that of whoever was faster
    return key


def _counted_in(session: Session, bucket: bytes, limit: Limit, today: date, now: datetime) -> timedelta:
    """Add one to a bucket, hold its row until the commit, and answer how long this try has to wait."""
    insert = _insert(session, Throttle).values(bucket=bucket, day=today, count=1, last_at=now)
    upsert = insert.on_conflict_do_update(index_elements=["bucket"], set_={"count": Throttle.count + 1})
    count, last_at = session.execute(upsert.returning(Throttle.count, Throttle.last_at)).one()
    # A clock set back must not keep anybody waiting until it has caught up.
    return max(NO_WAIT, min(last_at, now) + limit.wait_after(count - 1) - now) if count > 1 else NO_WAIT


def _insert(session: Session, table: type) -> Any:
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[session.get_bind().dialect.name]
    return dialect.insert(table)
