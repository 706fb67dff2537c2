"""The second opinion agrees with the demo town's export, and finds whatever somebody changes in it."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from casebook.kernel.timetable import CONFIRMED_IN_SEED, SEED
from tests.demo.town import loaded
from tests.independent import checker
from tests.independent.checker import Calendar, Clock, differences, lived, midnight_after, read_calendar, sorted_out

Lines = list[dict[str, Any]]
CALENDAR = read_calendar(SEED.read_text(encoding="utf-8").splitlines(), CONFIRMED_IN_SEED)
WD5, D15 = ("WD", 5), ("D", 15)


@pytest.fixture(scope="module")
def kept() -> dict[str, Lines]:
    """The export of each database, made once."""
    return {}


@pytest.fixture
def lines(app: Flask, database: str, kept: dict[str, Lines]) -> Lines:
    """The demo town's export, one object a line."""
    kind = database.split(":")[0]
    if kind not in kept:
        with loaded(app):
            result = app.test_cli_runner().invoke(args=["export", "events"])
        assert result.exit_code == 0, result.output
        kept[kind] = [json.loads(line) for line in result.output.splitlines()]
    return [json.loads(json.dumps(line)) for line in kept[kind]]


def found(lines: Lines) -> list[str]:
    return differences(map(json.dumps, lines), [CALENDAR])


def events(lines: Lines, row: str) -> Iterator[dict[str, Any]]:
    return (line for line in lines if line.get("row") == row)


def snapshots(lines: Lines) -> Iterator[dict[str, Any]]:
    return (line["snapshot"] for line in lines if "snapshot" in line)


def test_it_agrees_with_the_whole_demo_town(lines: Lines) -> None:
    assert found(lines) == []
    assert len(list(snapshots(lines))) == 60
    assert {kind for snapshot in snapshots(lines) for kind in snapshot["dues"]} == set(checker.CLOCKS)


def later_date(lines: Lines) -> None:
    due = next(one["dues"]["feedback"] for one in snapshots(lines) if one["dues"].get("feedback"))
    due["internal"] = "2030-01-01" if len(due["internal"]) == 10 else "2030-01-01T10:00:00+08:00"


def legal_date(lines: Lines) -> None:
    next(snapshots(lines))["dues"]["decide"]["legal"] = "2026-12-31"


def provisional(lines: Lines) -> None:
    due = next(one["dues"]["law60"] for one in snapshots(lines) if one["dues"].get("law60", {}).get("provisional"))
    due["provisional"] = False


def other_holder(lines: Lines) -> None:
    next(snapshots(lines))["holder"] = "somebody"


def holder_that_moved_by_sending(lines: Lines) -> None:
    next(line for line in events(lines, "T45") if line["step"] == "give")["details"]["holder"] = "the-handler"


def missing_event(lines: Lines) -> None:
    lines.remove(next(events(lines, "T48")))


def missing_last_event(lines: Lines) -> None:
    last = {line["id"]: line for line in lines if "seq" in line}
    lines.remove(next(line for line in last.values() if line["from"] != line["to"]))


def other_state(lines: Lines) -> None:
    next(snapshots(lines))["state"] = "WITHDRAWN"


def clock_too_many(lines: Lines) -> None:
    snapshot = next(one for one in snapshots(lines) if "rework" not in one["dues"])
    snapshot["dues"]["rework"] = {"internal": "2026-12-30", "legal": "2026-12-30", "provisional": False}


def event_told_twice(lines: Lines) -> None:
    lines.append(next(events(lines, "T47")))


def other_receipt(lines: Lines) -> None:
    next(events(lines, "T1"))["details"]["received_at"] = "2026-09-01T10:00:00+08:00"


def snapshot_lost(lines: Lines) -> None:
    lines.remove(next(line for line in lines if "snapshot" in line))


CORRUPTIONS = (
    later_date,
    legal_date,
    provisional,
    other_holder,
    holder_that_moved_by_sending,
    missing_event,
    missing_last_event,
    other_state,
    clock_too_many,
    event_told_twice,
    other_receipt,
    snapshot_lost,
)


@pytest.mark.parametrize("corrupt", CORRUPTIONS)
def test_whatever_is_changed_is_found(lines: Lines, corrupt: Callable[[Lines], None]) -> None:
    corrupt(lines)
    assert found(lines) != []


def test_a_past_day_can_be_had(lines: Lines) -> None:
    told = sorted_out(map(json.dumps, lines))[0]
    uid = next(line["id"] for line in events(lines, "T13"))
    signed = next(line for line in events(lines, "T13") if line["id"] == uid)
    before = datetime.fromisoformat(signed["at"])
    earlier, later = (lived(told[uid], [CALENDAR], (), until) for until in (before, None))
    assert (earlier.state, earlier.clocks["sign"].runs, later.clocks["sign"].runs) == ("DISPATCHED", True, False)
    assert earlier.holder != signed["details"]["holder"]


# The vectors of domain.md 8, and a pause, an extension and a new calendar reckoned on paper.
@pytest.mark.parametrize(
    ("limit", "start", "law", "pauses", "more", "internal", "legal", "is_provisional"),
    [
        (WD5, "2026-09-22", None, [], 0, "2026-09-30", "2026-09-30", False),
        (WD5, "2026-09-30", None, [], 0, "2026-10-13", "2026-10-13", False),
        (WD5, "2026-02-13", None, [], 0, "2026-02-27", "2026-02-27", False),
        (("WD", 1), "2026-09-18", None, [], 0, "2026-09-20", "2026-09-20", False),
        (D15, "2026-09-16", None, [], 0, "2026-09-30", "2026-10-08", False),
        (("D", 60), "2026-11-23", None, [], 0, "2027-01-22", "2027-01-22", True),
        (WD5, "2026-09-01", D15, [["2026-09-02", "2026-09-04"]], 0, "2026-09-10", "2026-09-16", False),
        # Six working days lie in the pause; five of them count.
        (WD5, "2026-09-01", D15, [["2026-09-01", "2026-09-09"]], 0, "2026-09-15", "2026-09-16", False),
        (WD5, "2026-09-01", None, [], 5, "2026-09-15", "2026-09-15", False),
    ],
)
def test_its_reckoning_is_the_designs(
    limit: Any, start: str, law: Any, pauses: Any, more: int, internal: str, legal: str, is_provisional: bool
) -> None:
    spans = [[date.fromisoformat(first), date.fromisoformat(last)] for first, last in pauses]
    begun = datetime.fromisoformat(f"{start}T09:00:00+08:00")
    clock = Clock(limit, begun, CALENDAR, law, spans, more)
    assert clock.ends() == {"internal": internal, "legal": legal, "provisional": is_provisional}


def test_a_new_calendar_moves_what_runs_and_nothing_else() -> None:
    begun = datetime.fromisoformat("2026-09-01T09:00:00+08:00")
    runs, stopped = Clock(WD5, begun, CALENDAR), Clock(WD5, begun, CALENDAR, runs=False)
    case = checker.Case(CALENDAR, (), clocks={"decide": stopped, "feedback": runs})
    case.imported(Calendar({**CALENDAR.days, date(2026, 9, 7): False}, CALENDAR.announced, begun))
    assert [clock.ends()["internal"] for clock in (stopped, runs)] == ["2026-09-08", "2026-09-09"]


def test_a_limit_changed_holds_for_what_begins_from_then_on() -> None:
    changed = [("check", 2, midnight_after("2026-09-01"))]
    assert checker.limit_of("check", datetime.fromisoformat("2026-09-01T23:59:00+08:00"), changed) == ("WD", 1)
    assert checker.limit_of("check", datetime.fromisoformat("2026-09-02T00:00:00+08:00"), changed) == ("WD", 2)


def test_it_runs_alone(lines: Lines, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    years = ",".join(map(str, CONFIRMED_IN_SEED))
    command = [sys.executable, "-I", checker.__file__, str(path), str(SEED), "--announced", years]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    day = subprocess.run([*command, "--day", "2026-12-15"], capture_output=True, text=True, check=True)
    assert all(json.loads(line)["holder"] for line in day.stdout.splitlines())


def test_it_shares_no_code_with_casebook() -> None:
    text = Path(checker.__file__).read_text(encoding="utf-8")
    imported = {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    imported |= {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names
    }
    assert {str(name).split(".")[0] for name in imported} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 400
