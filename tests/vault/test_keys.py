"""The key files of an instance."""

from pathlib import Path

import pytest

from casebook.vault.keys import VaultKeys


def test_keys_are_made_once_and_read_again(instance: Path) -> None:
    first, second = VaultKeys.of(instance), VaultKeys.of(instance)
    assert (first.ring.masters, first.blind) == (second.ring.masters, second.blind)
    assert first.ring.current == "1"
    assert (instance / "keys" / "vault-1").stat().st_mode & 0o777 == 0o600


def test_the_highest_master_key_is_the_current_one(instance: Path) -> None:
    VaultKeys.of(instance)
    for name in ("vault-2", "vault-10", "vault-1.bak"):
        (instance / "keys" / name).write_bytes(bytes(32))
    keys = VaultKeys.of(instance)
    assert keys.ring.current == "10"
    assert set(keys.ring.masters) == {"1", "2", "10"}


@pytest.mark.parametrize("name", ["vault-1", "telephone-index"])
def test_a_key_cut_short_is_refused(instance: Path, name: str) -> None:
    (instance / "keys").mkdir()
    (instance / "keys" / name).write_bytes(b"")
    with pytest.raises(RuntimeError, match=name):
        VaultKeys.of(instance)
