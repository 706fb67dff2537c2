"""Argon2id for passwords and query codes: one verification for every try, never so many at once that memory ends."""

import secrets
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from werkzeug.exceptions import ServiceUnavailable

AT_ONCE = 2
PATIENCE = 3.0
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Busy(ServiceUnavailable):
    """Too many are waiting for a hash; answered with 503."""

    def __init__(self) -> None:
        super().__init__(retry_after=5)


class SlowHash:
    """Hashes and verifies under one profile, at most AT_ONCE at a time; others wait PATIENCE seconds, then Busy."""

    def __init__(self, profile: PasswordHasher) -> None:
        self.profile = profile
        self.places = threading.BoundedSemaphore(AT_ONCE)
        # No secret has this hash; checking against it costs what checking against any other does.
        self.nobodys = _hash_of_nothing(profile)

    def hash(self, secret: str | bytes) -> str:
        """The hash of a secret, with its own salt."""
        with self._place():
            return self.profile.hash(secret)

    def verify(self, kept: str | None, secret: str | bytes) -> bool:
        """Whether the secret fits the kept hash; with None it takes as long and fits nothing."""
        with self._place():
            try:
                return self.profile.verify(kept or self.nobodys, secret)
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made under another profile."""
        return self.profile.check_needs_rehash(kept)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self.places.acquire(timeout=PATIENCE):
            raise Busy
        try:
            yield
        finally:
            self.places.release()


def _hash_of_nothing(profile: PasswordHasher) -> str:
    salt, rest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    cost = f"m={profile.memory_cost},t={profile.time_cost},p={profile.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${rest}"
