"""The vault's keys, read once per application from instance/keys; never in the database, never in its backup."""

from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, current_app

from casebook.settings import secret_key
from casebook.vault.cipher import KEY_SIZE, KeyRing

MASTER = "vault-"
BLIND = "telephone-index"
EXTENSION = "vault_keys"


@dataclass(frozen=True)
class VaultKeys:
    """The ring of master keys, and the key under which equal telephones are found without opening any."""

    ring: KeyRing
    blind: bytes = field(repr=False)

    @classmethod
    def of(cls, instance: Path) -> "VaultKeys":
        """Read the keys of an instance, making the first ones where there are none."""
        first = _whole(instance, f"{MASTER}1")
        ids = (path.name.removeprefix(MASTER) for path in (instance / "keys").glob(f"{MASTER}*"))
        masters = {"1": first} | {name: _whole(instance, MASTER + name) for name in ids if name.isdigit()}
        return cls(KeyRing(max(masters, key=int), masters), _whole(instance, BLIND))


def attach(app: Flask) -> VaultKeys:
    """Load the keys into the application."""
    app.extensions[EXTENSION] = VaultKeys.of(app.config["SETTINGS"].instance)
    return app.extensions[EXTENSION]


def vault_keys() -> VaultKeys:
    """The keys of the present application."""
    return current_app.extensions.get(EXTENSION) or attach(current_app)


def _whole(instance: Path, name: str) -> bytes:
    # A file cut short would make every index and seal guessable; better not to start.
    key = secret_key(instance, name)
    if len(key) != KEY_SIZE:
        raise RuntimeError(f"the key file {name} holds {len(key)} bytes, not {KEY_SIZE}")
    return key
