"""Which passwords are refused, and how they are kept."""

import pytest
from flask import Flask

from casebook.extensions import db
from casebook.people import account, passwords
from casebook.people.passwords import Weakness, fits, hashed, weakness
from tests.town import Town

FAMILIAR = ("power-head", "某某", "望禾镇效能办", "望禾镇")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short one", Weakness.SHORT),
        ("x" * 129, Weakness.LONG),
        ("aaaaaaaaaaaa", Weakness.MONOTONOUS),
        ("abababababab", Weakness.MONOTONOUS),
        ("password12345", Weakness.COMMON),
        ("Administrator1", Weakness.COMMON),
        ("123456789012", Weakness.COMMON),
        ("qwertyuiop12", Weakness.COMMON),
        ("woaini1314520", Weakness.COMMON),
        ("casebook-2026", Weakness.FAMILIAR),
        ("Power-Head-001", Weakness.FAMILIAR),
        ("望禾镇效能办2026年9月", Weakness.FAMILIAR),
    ],
)
def test_what_would_be_guessed_is_refused(password: str, why: Weakness) -> None:
    assert weakness(password, FAMILIAR) is why


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "我家门前有三棵枣树呢真好",
        "  leading and trailing  ",
        "1234 is not my password, honestly",
        "x7!k2Qm9#vLp",
        "望禾镇的供电所今天真的很快",
    ],
)
def test_any_other_long_password_is_taken(password: str) -> None:
    assert weakness(password, FAMILIAR) is None


def test_the_length_counts_characters_not_bytes() -> None:
    assert weakness("枣树", FAMILIAR) is Weakness.SHORT
    assert weakness("我" * 60 + "abcdefg枣" * 8, FAMILIAR) is None


def test_a_password_fits_only_its_own_hash() -> None:
    kept = hashed("correct horse battery staple", cheap=True)
    assert kept.startswith("$argon2id$")
    assert fits(kept, "correct horse battery staple", cheap=True)
    assert not fits(kept, "correct horse battery stable", cheap=True)
    assert not fits(None, "correct horse battery staple", cheap=True)
    assert not fits("!", "correct horse battery staple", cheap=True)


def test_the_same_character_typed_in_two_ways_is_one_password() -> None:
    assert fits(hashed("caf\u00e9 caf\u00e9 caf\u00e9", cheap=True), "cafe\u0301 cafe\u0301 cafe\u0301", cheap=True)


def test_in_production_a_hash_takes_64_mebibytes() -> None:
    assert "m=65536,t=3,p=4" in passwords.slow_hash(cheap=False).nobodys
    assert passwords.slow_hash(cheap=False).is_outdated(hashed("x", cheap=True))


@pytest.mark.parametrize(
    "password",
    ["1qaz2wsx3edc", "sonyericsson", "dragondragon", "Monkeymonkey12!", "2026-letmeinletmein", "iloveyou1314"],
)
def test_a_listed_password_is_refused_also_in_disguise(password: str) -> None:
    assert weakness(password, ()) is Weakness.COMMON


def test_the_list_holds_more_than_three_thousand() -> None:
    assert len(passwords._listed()) > 3000


def test_the_names_of_all_units_are_familiar(app: Flask, people: Town) -> None:
    with app.app_context():
        words = account.familiar_words(db.session(), people.uid("clerk"))
    assert {"clerk", "某clerk"} <= set(words)
    assert {unit.label_zh for unit in people.units.values()} <= set(words)
    assert weakness(people.units["power"].label_zh * 4, words) is Weakness.FAMILIAR


def test_an_account_without_a_password_costs_as_much_and_fits_nothing() -> None:
    assert not fits(passwords.UNSET, passwords.UNSET, cheap=True)
