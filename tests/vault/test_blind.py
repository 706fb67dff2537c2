"""Telephones in all spellings, the index that finds them, and what is shown unopened."""

import pytest

from casebook.vault import blind

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("13900010001", "13900010001"),
        ("139 0001 0001", "13900010001"),
        ("１３９－０００１－０００１", "13900010001"),
        ("+86 139-0001-0001", "13900010001"),
        ("008613900010001", "13900010001"),
        ("8613900010001", "13900010001"),
        ("(+86)139.0001.0001", "13900010001"),
        ("0000-5550101", "00005550101"),
        ("0000 5550101", "00005550101"),
        ("（0000）5550101", "00005550101"),
        ("+86 571 5550101", "05715550101"),
        ("100-0000-0001", "10000000001"),
        ("+86 100-0000-0001", "10000000001"),
        ("0571-5550101-803", "05715550101803"),
        ("0571-5550101转803", "05715550101803"),
        ("6688", "6688"),
        ("86 6688", "866688"),
        ("无", ""),
    ],
)
def test_one_form_for_every_spelling(written: str, digits: str) -> None:
    assert blind.normal(written) == digits


@pytest.mark.parametrize(
    "written",
    [
        "13900010001",
        "0000-5550101",
        "100-0000-0001",
        "+86 (571) 5550101",
        "0571-5550101 转 803",
        "5550101 ext. 3",
        "668",
    ],
)
def test_telephones_are_accepted(written: str) -> None:
    assert blind.is_telephone(written)


@pytest.mark.parametrize("written", ["", "12", "张三", "139a0001b0001", "1" * 21, "转"])
def test_what_is_no_telephone_is_refused(written: str) -> None:
    assert not blind.is_telephone(written)


def test_the_index_is_hmac_sha256_under_the_key() -> None:
    # openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f over "telephone\n13900010001"
    assert blind.index(KEY, "+86 139 0001 0001").hex() == (
        "635310cd0390d8ae248d74ef0d864486435ad70cea9f667b9123dd3544cd2fb9"
    )
    assert blind.index(KEY, "无") is None


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("name", "王明", "王*"),
        ("name", "王小明", "王*明"),
        ("name", "欧阳小明", "欧**明"),
        ("name", "买买提·艾力江", "买**江"),
        ("name", "王 小 明", "王*明"),
        ("name", "王", "*"),
        ("name", "John Smith", "J**h"),
        ("telephone", "139 0001 0001", "139****0001"),
        ("telephone", "+86 13900010001", "139****0001"),
        ("telephone", "100-0000-0001", "100****0001"),
        ("telephone", "0000-5550101", "0000-****101"),
        ("telephone", "010-88880001", "010-****001"),
        ("telephone", "021-88880001转12", "021-****112"),
        ("telephone", "5550101", "****01"),
        ("telephone", "6688", "****"),
        ("telephone", "668", "****"),
        ("email", "xiaoming@wang.example", "x***@***.example"),
        ("email", "not an address", "***"),
        ("village", "上棚村三组", "上**"),
    ],
)
def test_masks(name: str, value: str, shown: str) -> None:
    assert blind.masked(name, value) == shown


@pytest.mark.parametrize("address", ["@", "@.", "a@", "@b.c", "."])
def test_a_mask_of_half_an_address_does_not_fail(address: str) -> None:
    assert "***" in blind.masked("email", address)
