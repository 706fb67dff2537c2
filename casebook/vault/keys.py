"""The vault's keys, read once per application from instance/keys; never in the database, never in its backup."""

from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, current_app

from casebook.settings import secret_key
from casebook.vault.cipher import KEY_SIZE, KeyRing

MASTER = "vault-"
DISCIPLINE = "discipline-"
BLIND, DISCIPLINE_BLIND = "telephone-index", "discipline-index"
EXTENSION = "vault_keys"


@dataclass(frozen=True)
class VaultKeys:
    """The ring of master keys, and the key under which equal telephones are found without opening any.

    What went to the discipline authority is under a ring of its own: the office's keys alone open none of it.
    """

    ring: KeyRing
    blind: bytes = field(repr=False)
    discipline: KeyRing
    discipline_blind: bytes = field(repr=False)

    @classmethod
    def of(cls, instance: Path) -> "VaultKeys":
        """Read the keys of an instance, making the first ones where there are none."""
        return cls(
            _ring(instance, MASTER, ""),
            _whole(instance, BLIND),
            _ring(instance, DISCIPLINE, DISCIPLINE),
            _whole(instance, DISCIPLINE_BLIND),
        )

    def ring_of(self, master_key_id: str) -> KeyRing:
        """The ring under which a party's data key is wrapped."""
        return self.discipline if is_disciplines(master_key_id) else self.ring


def is_disciplines(master_key_id: str) -> bool:
    """Whether a party is kept under the discipline authority's key."""
    return master_key_id.startswith(DISCIPLINE)


def attach(app: Flask) -> VaultKeys:
    """Load the keys into the application."""
    app.extensions[EXTENSION] = VaultKeys.of(app.config["SETTINGS"].instance)
    return app.extensions[EXTENSION]


def vault_keys() -> VaultKeys:
    """The keys of the present application."""
    return current_app.extensions.get(EXTENSION) or attach(current_app)


def _ring(instance: Path, files: str, prefix: str) -> KeyRing:
    """The master keys in files of this name, each with a number; in the ring under `prefix` and the number."""
    first = _whole(instance, f"{files}1")
    numbers = (path.name.removeprefix(files) for path in (instance / "keys").glob(f"{files}*"))
    masters = {"1": first} | {number: _whole(instance, files + number) for number in numbers if number.isdigit()}
    newest = max(masters, key=int)
    return KeyRing(prefix + newest, {prefix + number: key for number, key in masters.items()})


def _whole(instance: Path, name: str) -> bytes:
    # A file cut short would make every index and seal guessable; better not to start.
    key = secret_key(instance, name)
    if len(key) != KEY_SIZE:
        raise RuntimeError(f"the key file {name} holds {len(key)} bytes, not {KEY_SIZE}")
    return key
