"""The ten rules of the architecture, read off the source and the running application."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import casebook
from casebook.case.actions import Action
from casebook.case.workflow import CASE, ROWS
from casebook.kernel import timers

ROOT = Path(casebook.__file__).parent
SOURCES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
SLICES = (
    "calendars",
    "case",
    "stages",
    "responsibility",
    "tracking",
    "desk",
    "people",
    "office",
    "vault",
    "counter",
    "outbox",
    "demo",
    "exports",
    "letters",
    "ledgers",
    "figures",
    "search",
)
FLASK_NAMES = {"request", "session", "current_user", "flash", "abort"}
PURE = [
    *(ROOT / "kernel" / f"{name}.py" for name in ("terms", "machine", "access", "transition", "deadlines", "workdays")),
    *ROOT.rglob("workflow.py"),
    *ROOT.rglob("relations.py"),
    *ROOT.rglob("guards.py"),
]
IO_MODULES = {
    "os",
    "io",
    "pathlib",
    "socket",
    "subprocess",
    "smtplib",
    "urllib",
    "requests",
    "sqlite3",
    "psycopg",
    "flask",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[tuple[str, list[str]]]:
    """(module, names) of every import of a file, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", [alias.name for alias in node.names]


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def dotted(node: ast.expr) -> str:
    return ast.unparse(node)


@pytest.mark.parametrize("path", PURE, ids=name)
def test_1_the_engine_and_the_tables_do_no_io(path: Path) -> None:
    used = {module.split(".")[0] for module, _ in imports(path)}
    assert not used & IO_MODULES
    assert not [call for call in calls(path) if dotted(call.func) in ("open", "print", "input")]


@pytest.mark.parametrize("path", sorted((ROOT / "kernel").glob("*.py")), ids=name)
def test_1_2_the_kernel_knows_neither_flask_nor_any_slice(path: Path) -> None:
    for module, _ in imports(path):
        assert module.split(".")[0] not in ("flask", "flask_babel", "flask_login", "flask_sqlalchemy", "wtforms")
        assert not module.startswith("casebook.") or module.startswith(("casebook.kernel", "casebook.clock"))


def slice_of(path_or_module: str) -> str:
    parts = path_or_module.replace("/", ".").removeprefix("casebook.").split(".")
    return ".".join(parts[:2]) if parts[0] == "stages" else parts[0]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_2_a_slice_never_imports_the_views_of_another(path: Path) -> None:
    mine = slice_of(name(path))
    for module, names in imports(path):
        if not module.startswith("casebook.") or mine in ("web", "__init__.py"):
            continue
        elsewhere = slice_of(module) != mine and slice_of(module).split(".")[0] in SLICES
        assert not (elsewhere and (module.endswith("views") or "views" in names)), module


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_3_the_request_is_known_only_to_views_web_and_people(path: Path) -> None:
    if path.name.endswith("views.py") or name(path).startswith(("web/", "people/")):
        return
    for module, names in imports(path):
        if module.split(".")[0] in ("flask", "flask_login"):
            assert not FLASK_NAMES & set(names), name(path)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_4_only_transition_assigns_a_state(path: Path) -> None:
    if name(path) == "kernel/transition.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        flat = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
        assert not [part for part in flat if isinstance(part, ast.Attribute) and part.attr in ("state", "state_before")]


COMMITTERS = ("web/acting.py", "kernel/jobs.py", "cli.py", "outbox/worker.py")


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_5_nothing_else_commits(path: Path) -> None:
    if name(path) not in COMMITTERS:
        assert not [call for call in calls(path) if dotted(call.func).endswith(".commit")], name(path)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_6_only_the_clock_asks_the_time(path: Path) -> None:
    if name(path) == "clock.py":
        return
    asked = re.compile(r"(datetime\.(now|utcnow|today)|date\.today|time\.time|func\.(now|current_timestamp))$")
    assert not [dotted(call.func) for call in calls(path) if asked.search(dotted(call.func))]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_7_only_one_module_sends_and_only_one_decrypts(path: Path) -> None:
    for module, names in imports(path):
        assert name(path).startswith("outbox/") or (module != "smtplib" and module != "flask_mail"), module
        assert name(path) == "vault/cipher.py" or "AESGCM" not in names


def test_8_every_view_carries_exactly_one_mark(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        marks = getattr(app.view_functions[rule.endpoint], "marks", {})
        assert len(marks) == 1, rule.endpoint


def test_8_no_view_can_act_on_head(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        methods = set(rule.methods or ()) - {"OPTIONS"}
        assert methods in ({"GET", "HEAD"}, {"POST"}), rule


def test_9_every_row_has_a_way_on_screen(app: Flask) -> None:
    acted = {getattr(view, "marks", {}).get("acts_on") for view in app.view_functions.values()}
    own_page = [row for row in ROWS if row.screen in ("form", "click")]
    assert [row.action.name for row in own_page if row.action not in acted] == []
    assert {row.screen for row in ROWS} == {"form", "click", "with", "post", "system"}


def test_9_what_the_system_does_is_done_by_somebody(app: Flask) -> None:
    by_calendar = {Action.RECOUNT}
    systems = {row.action for row in ROWS if row.screen == "system"} - by_calendar
    rungs = {rung.action for kind in CASE.clocks for rung in kind.ladder}
    assert [action.name for action in systems | rungs if not timers.is_done_by_system(action)] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_function_is_longer_than_forty_lines(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{name(path)}: {node.name}"


def test_half_of_all_functions_have_six_lines_or_fewer() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    lengths = sorted((node.end_lineno or 0) - node.lineno + 1 for node in functions)
    assert lengths[len(lengths) // 2] <= 6


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_every_public_name_says_what_it_promises(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    bare = [node.name for node in defined if not node.name.startswith("_") and not ast.get_docstring(node)]
    assert ast.get_docstring(tree) and not bare, bare


def test_no_folder_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert not [name(path) for path in ROOT.rglob("*") if path.stem in vague]


def test_templates_trust_nothing() -> None:
    for path in (ROOT.parent / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", "") and "autoescape false" not in text, path
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)", text), path
