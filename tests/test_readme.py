"""The README tells the truth: its tables are made from the code (`python -m tests.test_readme` writes them anew)."""

import re
from pathlib import Path

import pytest

from casebook.case.models import State
from casebook.case.workflow import CASE, CLOCKS, ROWS
from casebook.kernel.machine import Target, Transition
from casebook.kernel.timetable import DEFAULT_RULES

ROOT = Path(__file__).parent.parent
README, TABLE = ROOT / "README.md", ROOT / "docs" / "table.md"
LONGEST = 150


def states() -> str:
    """Each state and the states one step further."""
    lines = ["| state | leads to |", "|---|---|"]
    for state in State:
        further = {row.to_state for row in CASE.rows_at(state) if isinstance(row.to_state, State)} - {state}
        back = ["before"] if any(row.to_state is Target.BEFORE for row in CASE.rows_at(state)) else []
        names = [one.name for one in State if one in further] + back
        lines.append(f"| {state.name} | {', '.join(names) or 'the end'} |")
    return "\n".join(lines)


def table() -> str:
    """The rows of a case: number, action, from, to, by."""
    lines = ["| T | action | from | to | by |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(_row(row) for row in ROWS)])


def clocks() -> str:
    """The terms: clock, length, legal outer limit."""
    lines = ["| rule | term | legal limit |", "|---|---|---|"]
    for rule in DEFAULT_RULES:
        legal = f"{rule.legal.amount} {rule.legal.unit.value}" if rule.legal else "–"
        lines.append(f"| {rule.code} | {rule.span.amount} {rule.span.unit.value} | {legal} |")
    return "\n".join(lines)


def _row(row: Transition) -> str:
    start = ", ".join(state.name for state in row.from_states or ()) or "–"
    target = {Target.SAME: "same", Target.BEFORE: "before"}.get(row.to_state) or row.to_state.name  # type: ignore[call-overload]
    start = "any" if row.from_states and len(row.from_states) == len(State) else start
    return f"| {row.rule or '–'} | {row.action.name} | {start} | {target} | {', '.join(one.name for one in row.by)} |"


def written(text: str) -> str:
    """A page with its tables made anew."""
    for name, made in (("states", states()), ("table", table()), ("clocks", clocks())):
        text = re.sub(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", rf"\g<1>{made}\n\g<2>", text, flags=re.DOTALL)
    return text


@pytest.mark.parametrize("written_page", [README, TABLE], ids=["README", "table"])
def test_the_tables_are_those_of_the_code(written_page: Path) -> None:
    text = written_page.read_text(encoding="utf-8")
    assert written(text) == text


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_every_clock_of_a_case_has_a_rule() -> None:
    codes = {rule.code for rule in DEFAULT_RULES}
    assert {clock.name for clock in CLOCKS} - {"feedback", "co"} <= codes


if __name__ == "__main__":
    for page in (README, TABLE):
        page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")
