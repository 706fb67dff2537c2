"""Sealing and opening: the only caller of AES-GCM. Pure: keys and values in, blobs out.

A blob is version byte, length and text of the key's id, 96-bit random nonce, ciphertext. What it belongs to (party and
field) is authenticated with it, so a blob moved to another party or field does not open.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_SIZE = 32
NONCE_SIZE = 12
# Each party has one data key; a second generation would get the next id.
DATA_KEY = "party-1"


class Unreadable(Exception):
    """A blob that was changed, moved, or sealed under another key."""


@dataclass(frozen=True)
class KeyRing:
    """The master keys by id; data keys are wrapped under the current one and unwrap under whichever they name."""

    current: str
    masters: Mapping[str, bytes] = field(repr=False)

    def new_data_key(self, party_uid: str) -> tuple[bytes, bytes]:
        """A random data key for a party: in the clear, and wrapped for keeping."""
        key = os.urandom(KEY_SIZE)
        return key, _sealed(self.current, self.masters[self.current], key, _bound(party_uid))

    def data_key(self, party_uid: str, wrapped: bytes) -> bytes:
        """The data key of a party. Raises Unreadable."""
        return _opened(self.masters, wrapped, _bound(party_uid))

    def handed_over(self, party_uid: str, wrapped: bytes, to: "KeyRing") -> bytes:
        """The same data key wrapped under another ring, which alone opens it from then on. Raises Unreadable."""
        return _sealed(to.current, to.masters[to.current], self.data_key(party_uid, wrapped), _bound(party_uid))


def seal(data_key: bytes, party_uid: str, name: str, value: str) -> bytes:
    """Seal one field of one party."""
    return _sealed(DATA_KEY, data_key, value.encode(), _bound(party_uid, name))


def unseal(data_key: bytes, party_uid: str, name: str, blob: bytes) -> str:
    """Open one field of one party. Raises Unreadable."""
    return _opened({DATA_KEY: data_key}, blob, _bound(party_uid, name)).decode()


def _bound(*owner: str) -> bytes:
    return "\n".join(owner).encode()


def _sealed(name: str, key: bytes, plain: bytes, owner: bytes) -> bytes:
    head = bytes([VERSION, len(name)]) + name.encode()
    nonce = os.urandom(NONCE_SIZE)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, head + owner)


def _opened(keys: Mapping[str, bytes], blob: bytes, owner: bytes) -> bytes:
    head, nonce, sealed = _parted(blob)
    key = keys.get(head[2:].decode(errors="replace"))
    if key is None:
        raise Unreadable("sealed under a key that is not here")
    try:
        return AESGCM(key).decrypt(nonce, sealed, head + owner)
    except InvalidTag as error:
        raise Unreadable("changed, moved, or sealed under another key") from error


def _parted(blob: bytes) -> tuple[bytes, bytes, bytes]:
    end = 2 + blob[1] if len(blob) > 1 else 0
    if not end or blob[0] != VERSION or len(blob) <= end + NONCE_SIZE:
        raise Unreadable("not a sealed blob")
    return blob[:end], blob[end : end + NONCE_SIZE], blob[end + NONCE_SIZE :]
