"""The query code: its check digit, its derivation, its slow hash."""

from itertools import pairwise
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from casebook.tracking import codes
from casebook.tracking.codes import QueryCodes, check_digit, derive, groups, is_well_formed, normal

KEY = bytes(range(32))
FORM = "0d9f6a52-5d0e-4a53-9b8e-6c4a2f7d1e30"
# printf 'query-code%s' FORM | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f, modulo 10^24 by bc:
# bd51430f…2f4177 -> 301489648686364506407287; Damm by hand from the table: 0.
CODE = "3014896486863645064072870"


@pytest.mark.parametrize(("digits", "check"), [("572", "4"), ("301489648686364506407287", "0"), ("", "0"), ("1", "3")])
def test_the_check_digit_is_damms(digits: str, check: str) -> None:
    assert check_digit(digits) == check


def test_the_code_is_derived_from_the_form() -> None:
    assert derive(KEY, FORM) == CODE
    assert derive(KEY, FORM) != derive(KEY, FORM[:-1] + "1")
    assert derive(KEY, FORM) != derive(bytes(32), FORM)


@pytest.mark.parametrize("form_key", ["", "short", "x" * 15])
def test_a_form_without_a_key_of_its_own_gets_no_code(form_key: str) -> None:
    with pytest.raises(ValueError, match="own random key"):
        derive(KEY, form_key)


def test_every_code_has_25_digits_that_check() -> None:
    for number in range(300):
        code = derive(KEY, f"form number {number:06d}")
        assert len(code) == 25
        assert is_well_formed(code)


def test_one_wrong_digit_is_always_noticed() -> None:
    for place, digit in enumerate(CODE):
        for other in "0123456789".replace(digit, ""):
            assert not is_well_formed(CODE[:place] + other + CODE[place + 1 :])


def test_two_neighbours_swapped_are_always_noticed() -> None:
    for place, (left, right) in enumerate(pairwise(CODE)):
        if left != right:
            assert not is_well_formed(CODE[:place] + right + left + CODE[place + 2 :])


@pytest.mark.parametrize("code", ["", CODE[:-1], CODE + "0", CODE[:-1] + "x", "٣" * 25, f"{CODE}\n"])
def test_what_is_no_code_is_noticed(code: str) -> None:
    assert not is_well_formed(code)


def test_it_is_read_aloud_in_five_groups_of_five() -> None:
    assert groups(CODE) == "30148 96486 86364 50640 72870"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "30148 96486 86364 50640 72870",
        " 30148-96486-86364-50640-72870\n",
        "３０１４８　９６４８６　８６３６４　５０６４０　７２８７０",
        "30148–96486—86364−50640－72870",
        "30148\u00a096486\u200b86364 50640 72870",
    ],
)
def test_every_way_of_typing_it_is_the_same_code(typed: str) -> None:
    assert normal(typed) == CODE


def test_a_letter_stays_a_letter() -> None:
    assert normal("3O148 96486") == "3O14896486"


@pytest.fixture
def query_codes(instance: Path) -> QueryCodes:
    return QueryCodes.of(instance, cheap=True)


def test_only_the_right_code_fits(query_codes: QueryCodes) -> None:
    kept = query_codes.hash(CODE)
    assert CODE not in kept
    assert query_codes.verify(kept, groups(CODE))
    assert not query_codes.verify(kept, CODE[:-1] + "1")
    assert not query_codes.verify(None, CODE)


def test_without_the_pepper_the_hash_is_worth_nothing(query_codes: QueryCodes, tmp_path: Path) -> None:
    elsewhere = QueryCodes.of(tmp_path / "elsewhere", cheap=True)
    assert not elsewhere.verify(query_codes.hash(CODE), CODE)
    assert query_codes.derive(FORM) != elsewhere.derive(FORM)


@pytest.mark.parametrize("typed", [CODE, CODE[:-1] + "1", "", "x", "9" * 10_000])
@pytest.mark.parametrize("known", [True, False])
def test_every_try_costs_exactly_one_verification(
    query_codes: QueryCodes, monkeypatch: pytest.MonkeyPatch, typed: str, known: bool
) -> None:
    kept = query_codes.hash(CODE) if known else None
    calls: list[str] = []
    real = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *given: calls.append("verify") or real(*given))
    monkeypatch.setattr(PasswordHasher, "hash", lambda *given: calls.append("hash"))
    query_codes.verify(kept, typed)
    assert calls == ["verify"]


def test_in_production_a_code_takes_19_mebibytes(instance: Path) -> None:
    assert "$m=19456,t=2,p=1$" in QueryCodes.of(instance, cheap=False).slow.nobodys


def test_keys_are_not_in_its_words(query_codes: QueryCodes) -> None:
    assert repr(query_codes.key) not in repr(query_codes)


def test_a_key_cut_short_is_refused(instance: Path) -> None:
    (instance / "keys").mkdir()
    (instance / "keys" / "query-pepper").write_bytes(b"short")
    with pytest.raises(RuntimeError, match="query-pepper"):
        codes.QueryCodes.of(instance, cheap=True)
