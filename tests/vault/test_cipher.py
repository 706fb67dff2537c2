"""What is sealed opens in its own place and nowhere else."""

import pytest

from casebook.vault import cipher
from casebook.vault.cipher import KeyRing, Unreadable

OLD, NEW = bytes(32), bytes(range(32))
WANG, LI = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


def ring(current: str = "1", **masters: bytes) -> KeyRing:
    return KeyRing(current, {"1": OLD, **masters})


def test_a_field_comes_back_as_it_went_in() -> None:
    key, wrapped = ring().new_data_key(WANG)
    blob = cipher.seal(key, WANG, "name", "王小明")
    assert "王小明".encode() not in blob
    assert cipher.unseal(ring().data_key(WANG, wrapped), WANG, "name", blob) == "王小明"


def test_the_same_value_is_sealed_differently_each_time() -> None:
    key, _ = ring().new_data_key(WANG)
    assert cipher.seal(key, WANG, "name", "王小明") != cipher.seal(key, WANG, "name", "王小明")


@pytest.mark.parametrize(("party", "name"), [(LI, "name"), (WANG, "village")])
def test_a_blob_moved_to_another_party_or_field_does_not_open(party: str, name: str) -> None:
    key, _ = ring().new_data_key(WANG)
    with pytest.raises(Unreadable):
        cipher.unseal(key, party, name, cipher.seal(key, WANG, "name", "王小明"))


def test_a_wrapped_key_moved_to_another_party_does_not_open() -> None:
    _, wrapped = ring().new_data_key(WANG)
    with pytest.raises(Unreadable):
        ring().data_key(LI, wrapped)


def test_every_changed_byte_is_noticed() -> None:
    key, _ = ring().new_data_key(WANG)
    blob = cipher.seal(key, WANG, "name", "王")
    for place in range(len(blob)):
        changed = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        with pytest.raises(Unreadable):
            cipher.unseal(key, WANG, "name", changed)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01\x01", b"\x02\x011" + bytes(40), b"\x01\xff" + bytes(20)])
def test_what_is_no_blob_is_refused(blob: bytes) -> None:
    with pytest.raises(Unreadable):
        cipher.unseal(OLD, WANG, "name", blob)


def test_a_new_master_key_wraps_and_the_old_one_still_unwraps() -> None:
    key, wrapped = ring().new_data_key(WANG)
    rotated = ring("2", **{"2": NEW})
    assert rotated.data_key(WANG, wrapped) == key
    with pytest.raises(Unreadable):
        ring().data_key(WANG, rotated.new_data_key(WANG)[1])


def test_keys_are_not_in_the_words_of_the_ring() -> None:
    assert "\\x01\\x02" not in repr(ring("2", **{"2": NEW}))
