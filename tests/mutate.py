"""Test the tests: replace each guard and each relation by true, one at a time, and see that some test turns red.

`python -m tests.mutate` runs the quick tests of the table once for every mutant, two at a time, and fails if one
survives.
Inside pytest this module is the plugin that makes the change, chosen by CASEBOOK_MUTANT.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from casebook.case import relations
from casebook.case.workflow import CASE, ROWS
from casebook.kernel.machine import Guard
from casebook.kernel.terms import NO, YES

ROW_BY_ROW = "tests/case/test_rows_one_by_one.py"
QUICK = (
    "tests/case/test_who_may.py",
    ROW_BY_ROW,
    "tests/case/test_access.py",
    "tests/case/test_guards.py",
    "tests/case/test_conflicts.py",
    "tests/outbox/test_recipients.py",
)
VISIBILITY = ("accused", "shielded", "excluded", "sealed_off", "tied")


def mutants() -> list[str]:
    """The name of every change: a guard or relation made true, a row's use of it dropped, a visibility term dropped."""
    guards = [f"guard:{row.action.name}:{guard.name}" for row in ROWS for guard in row.guards]
    admitted = [f"relation:{relation.name}" for relation in relations.RELATIONS.values()]
    return [*guards, *admitted, *(f"visible:{name}" for name in VISIBILITY), "visible:all"]


def pytest_configure(config: Any) -> None:
    """Make the change named by CASEBOOK_MUTANT before any test is collected."""
    name = os.environ.get("CASEBOOK_MUTANT")
    if name:
        _apply(*name.split(":"))


def _apply(kind: str, name: str, detail: str = "") -> None:
    if kind == "guard":
        _drop_guard(name, detail)
    elif kind == "relation":
        object.__setattr__(relations.RELATIONS[name], "term", lambda actor: YES)
    elif name == "all":
        object.__setattr__(CASE, "visible", lambda actor: YES)
    else:
        setattr(relations, name, lambda actor: NO)


def _drop_guard(action: str, name: str) -> None:
    for row in ROWS:
        if row.action.name == action:
            kept = tuple(_open(guard) if guard.name == name else guard for guard in row.guards)
            object.__setattr__(row, "guards", kept)


def _open(guard: Guard) -> Guard:
    return Guard(guard.name, lambda record, actor, now, facts: None)


def survives(name: str) -> bool:
    """Whether all quick tests still pass with this change; those of the row it changes are asked first."""
    kind, _, rest = name.partition(":")
    if kind == "guard" and not _passes(name, ROW_BY_ROW, "-k", rest.partition(":")[0]):
        return False
    return _passes(name, *QUICK)


def _passes(name: str, *asked: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.mutate", "-p", "no:cacheprovider", *asked]
    environment = {**os.environ, "CASEBOOK_MUTANT": name, "CASEBOOK_TEST_DATABASES": "sqlite", "CI": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{name}: pytest ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


def main() -> int:
    """Run every mutant; 0 when none survives and the unchanged code passes."""
    if not survives(""):
        print("the unchanged code fails its own tests")
        return 2
    names = mutants()
    with ThreadPoolExecutor(2) as pool:
        alive = [name for name, lives in zip(names, pool.map(survives, names), strict=True) if lives]
    print(f"{len(names)} mutants, {len(alive)} alive", *alive, sep="\n  ")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
