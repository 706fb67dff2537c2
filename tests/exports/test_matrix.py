"""The tables as exported are the file that people reviewed against domain.md 11(a), row by row."""

import json
from pathlib import Path

import pytest
from flask import Flask

from casebook.case import relations as r
from casebook.case.workflow import ROWS
from casebook.exports import matrix
from casebook.kernel.terms import NO, YES, is_, some

REVIEWED = Path(__file__).parent / "matrix.json"


def test_the_exported_table_is_the_reviewed_one(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["matrix", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output) == json.loads(REVIEWED.read_text(encoding="utf-8"))


def test_the_table_to_be_read_names_every_row_guard_and_relation(app: Flask) -> None:
    text = app.test_cli_runner().invoke(args=["matrix"]).output
    for row in ROWS:
        assert f"{row.action.value}" in text and all(guard.name in text for guard in row.guards)
    for relation in r.RELATIONS:
        assert f"\n{relation} " in text


@pytest.mark.parametrize(
    ("name", "roles", "meaning"),
    [
        ("officer", "officer/oversight", "office_uid is mine and not (against_office is True)"),
        ("given_handler", "handler", "main_unit_uid is mine and handler_uid is mine"),
        ("citizen", "citizen", "some receipts with uid is mine"),
        (
            "callback_now",
            "callback/oversight",
            "office_uid is mine and not (against_office is True) and state is CALLBACK",
        ),
        (
            "consented_station",
            "station_head/liaison/handler",
            "main_unit_uid is mine and consent_contact is True and not (restricted is True) and "
            "not (confidential is True) and "
            "not (category is D1 or D2 or D3 or D4 or D5 or D6 or D7 or J1 or J2) and state is HANDLING or REWORK",
        ),
    ],
)
def test_a_relation_is_told_by_who_holds_it_and_where(name: str, roles: str, meaning: str) -> None:
    line = next(line for line in matrix.table() if line.startswith(f"{name} "))
    assert line.split()[1] == roles and line.endswith(f" {meaning}")


def test_every_kind_of_term_has_words() -> None:
    a, b = is_("a", 1), is_("b", True)
    assert matrix.words(~a & (a | b)) == "not (a is 1) and (a is 1 or b is True)"
    assert matrix.words(some("parts", a)) == "some parts with a is 1"
    assert (matrix.words(YES), matrix.words(NO)) == ("any record", "nothing")
