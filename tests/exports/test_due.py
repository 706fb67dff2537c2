"""Due dates as exported: the vectors of domain.md 8 and more, each reckoned by hand on the calendar of 2026."""

import json
from typing import Any

import pytest
from flask import Flask

from casebook.web.acting import acted
from tests.town import build

# Days off in 2026 that matter here: 9-25 to 9-27, 10-1 to 10-7; worked: Sat 2-14, Sat 2-28, Sun 9-20, Sat 10-10.
WD1, WD5 = {"unit": "WD", "n": 1}, {"unit": "WD", "n": 5}
D15, D60 = {"unit": "D", "n": 15}, {"unit": "D", "n": 60}
# id, start, rule, nominal, internal, legal, yellow, red, provisional
BY_DAY: list[tuple[Any, ...]] = [
    ("V1", "2026-09-22", WD5, "2026-09-30", "2026-09-30", "2026-09-30", "2026-09-29", "2026-10-08", False),
    ("V2", "2026-09-30", WD5, "2026-10-13", "2026-10-13", "2026-10-13", "2026-10-12", "2026-10-14", False),
    ("V3", "2026-02-13", WD5, "2026-02-27", "2026-02-27", "2026-02-27", "2026-02-26", "2026-02-28", False),
    ("V5", "2026-09-18", WD1, "2026-09-20", "2026-09-20", "2026-09-20", "2026-09-18", "2026-09-21", False),
    ("V7", "2026-09-16", D15, "2026-10-01", "2026-09-30", "2026-10-08", "2026-09-29", "2026-10-08", False),
    ("V12", "2026-11-23", D60, "2027-01-22", "2027-01-22", "2027-01-22", "2027-01-21", "2027-01-25", True),
    # An instant counts from its day in the town: 16:30 in Greenwich is the next day there.
    ("utc", "2026-09-21T16:30+00:00", WD5, "2026-09-30", "2026-09-30", "2026-09-30", "2026-09-29", "2026-10-08", False),
    # A pause holds the days after its first up to and with its last: Thursday 9-3 and Friday 9-4.
    ("pause", "2026-09-01", {**WD5, "pauses": [["2026-09-02", "2026-09-04"]]},
     "2026-09-10", "2026-09-10", "2026-09-10", "2026-09-09", "2026-09-11", False),
    ("pauses overlap", "2026-09-01", {**WD5, "pauses": [["2026-09-02", "2026-09-04"], ["2026-09-03", "2026-09-04"]]},
     "2026-09-10", "2026-09-10", "2026-09-10", "2026-09-09", "2026-09-11", False),
    ("pause capped at one day", "2026-09-01", {**WD5, "pauses": [["2026-09-02", "2026-09-04"]], "pause_cap": 1},
     "2026-09-09", "2026-09-09", "2026-09-09", "2026-09-08", "2026-09-10", False),
    # The made-up Sunday is a working day, so a pause can hold it; the Saturday before it is none.
    ("pause over a made-up Sunday", "2026-09-18", {"unit": "WD", "n": 1, "pauses": [["2026-09-18", "2026-09-20"]]},
     "2026-09-21", "2026-09-21", "2026-09-21", "2026-09-20", "2026-09-22", False),
    ("a legal term never pauses", "2026-09-16", {"unit": "D", "n": 15, "pauses": [["2026-09-17", "2026-09-30"]]},
     "2026-10-01", "2026-09-30", "2026-10-08", "2026-09-29", "2026-10-08", False),
    ("extended", "2026-09-01", {**WD5, "extend": [WD5]},
     "2026-09-15", "2026-09-15", "2026-09-15", "2026-09-14", "2026-09-16", False),
    # 15 days from 9-16 end nominally on the holiday 10-1; 30 more run from that day to Saturday 10-31.
    ("extended from the nominal day", "2026-09-16", {"unit": "D", "n": 15, "extend": [{"unit": "D", "n": 30}]},
     "2026-10-31", "2026-10-30", "2026-11-02", "2026-10-29", "2026-11-02", False),
    # 9-16, then 9-17, 9-18, the worked Sunday 9-20, 9-21, 9-22.
    ("extended in another unit", "2026-09-01", {"unit": "D", "n": 15, "extend": [WD5]},
     "2026-09-22", "2026-09-22", "2026-09-22", "2026-09-21", "2026-09-23", False),
    # Sunday 2027-02-21, in a year whose holidays nobody knows yet.
    ("extended into an unknown year", "2026-11-23", {"unit": "D", "n": 60, "extend": [{"unit": "D", "n": 30}]},
     "2027-02-21", "2027-02-19", "2027-02-22", "2027-02-18", "2027-02-22", True),
]  # fmt: skip
# id, start, rule, end: nominal, internal, legal and red are the same instant, and there is no yellow
BY_CLOCK: list[tuple[Any, ...]] = [
    ("V13", "2026-02-16T23:52:00+08:00", {"unit": "H", "n": 24}, "2026-02-17T23:52:00+08:00"),
    ("minutes", "2026-02-16T23:30:00+08:00", {"unit": "M", "n": 90}, "2026-02-17T01:00:00+08:00"),
    ("hours in Greenwich", "2026-02-16T15:52:00+00:00", {"unit": "H", "n": 24}, "2026-02-17T23:52:00+08:00"),
    ("hours without an offset", "2026-02-16T23:52", {"unit": "H", "n": 24}, "2026-02-17T23:52:00+08:00"),
    (
        "hours never pause",
        "2026-09-01T09:00:00+08:00",
        {"unit": "H", "n": 24, "pauses": [["2026-08-31", "2026-09-04"]]},
        "2026-09-02T09:00:00+08:00",
    ),
    (
        "hours extended",
        "2026-09-01T09:00:00+08:00",
        {"unit": "H", "n": 2, "extend": [{"unit": "H", "n": 24}]},
        "2026-09-02T11:00:00+08:00",
    ),
]


@pytest.fixture
def due(app: Flask) -> Any:
    """Asks the command about vectors, on a database with its calendar."""
    with app.app_context(), acted() as session:
        build(session)

    def ask(*vectors: dict[str, Any]) -> list[dict[str, Any]]:
        lines = "".join(json.dumps(vector) + "\n" for vector in vectors)
        result = app.test_cli_runner().invoke(args=["due"], input=lines)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.output.splitlines()]

    return ask


def test_terms_of_days(due: Any) -> None:
    answers = due(*({"id": row[0], "start": row[1], "rule": row[2]} for row in BY_DAY))
    names = ("id", "nominal", "internal", "legal", "yellow", "red", "provisional")
    assert [tuple(answer[name] for name in names) for answer in answers] == [(row[0], *row[3:]) for row in BY_DAY]


def test_terms_of_hours_and_minutes(due: Any) -> None:
    answers = due(*({"id": row[0], "start": row[1], "rule": row[2]} for row in BY_CLOCK))
    for answer, (name, _start, _rule, end) in zip(answers, BY_CLOCK, strict=True):
        assert answer == {
            **dict.fromkeys(("nominal", "internal", "legal", "red"), end),
            **{"id": name, "yellow": None, "provisional": False},
        }


def test_before_the_first_start_the_calendar_that_ships_is_used(app: Flask) -> None:
    line = json.dumps({"id": "V1", "start": "2026-09-22", "rule": WD5})
    answer = json.loads(app.test_cli_runner().invoke(args=["due"], input=line).output)
    assert answer["internal"] == "2026-09-30"


@pytest.mark.parametrize(
    "line", ["no json", '{"id": 1}', '{"id": 1, "start": "soon", "rule": {"unit": "WD", "n": 1}}', "[]"]
)
def test_a_line_that_is_no_vector_is_named(due: Any, app: Flask, line: str) -> None:
    good = json.dumps({"id": "V1", "start": "2026-09-22", "rule": WD5})
    result = app.test_cli_runner().invoke(args=["due"], input=f"{good}\n{line}\n")
    assert result.exit_code == 1 and "2" in result.output.splitlines()[-1]


def test_an_empty_line_is_no_vector_and_no_fault(due: Any) -> None:
    assert due() == []
