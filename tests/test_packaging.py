"""What is installed elsewhere is whole: code, templates, static files, translations, migrations, calendar."""

import gettext
import shutil
import subprocess
import sys
from configparser import ConfigParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
WITHOUT_CODE = {"casebook.migrations", "casebook.static", "casebook.templates", "casebook.translations"}
# What must be in the wheel: where it lies here, which files, where it lies there.
SHIPPED = (
    ("casebook", "**/*.py", "casebook"),
    ("casebook/kernel/data", "*.csv", "casebook/kernel/data"),
    ("casebook/migrations", "*.mako", "casebook/migrations"),
    ("casebook/migrations", "*.ini", "casebook/migrations"),
    ("casebook/migrations/versions", "*.py", "casebook/migrations/versions"),
    ("templates", "**/*", "casebook/templates"),
    ("static", "**/*", "casebook/static"),
)


def test_the_package_list_names_every_folder_with_code() -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    folders = {file.parent.relative_to(ROOT) for file in (ROOT / "casebook").rglob("__init__.py")}
    listed = config["options"]["packages"].split()
    assert listed == sorted({".".join(folder.parts) for folder in folders} | WITHOUT_CODE)


def test_a_wheel_carries_everything_the_application_reads(tmp_path: Path) -> None:
    with ZipFile(_wheel(_checkout(tmp_path), tmp_path)) as wheel:
        carried = set(wheel.namelist())
        texts = gettext.GNUTranslations(wheel.open("casebook/translations/zh_Hans_CN/LC_MESSAGES/messages.mo"))
    for here, pattern, there in SHIPPED:
        names = {f"{there}/{name}" for name in _files(ROOT / here, pattern)}
        assert names, f"{here} holds nothing"
        assert names <= carried
    assert texts.gettext("written by a later part") == "后写的"


@pytest.mark.parametrize(
    ("text", "expected"), [("kept", "一"), ("changed", "三"), ("half done", "一"), ("guessed", "一")]
)
def test_of_two_translations_the_later_finished_one_wins(tmp_path: Path, text: str, expected: str) -> None:
    folder = tmp_path / "zh_Hans_CN" / "LC_MESSAGES"
    parts = folder.parent / "parts"
    folder.mkdir(parents=True)
    parts.mkdir()
    _write_po(folder / "messages.po", kept="一", changed="一", **{"half done": "一", "guessed": "一"})
    _write_po(parts / "a.po", changed="二", **{"half done": ""})
    _write_po(parts / "b.po", changed="三")
    with open(parts / "b.po", "a", encoding="utf-8") as file:
        file.write('#, fuzzy\nmsgid "guessed"\nmsgstr "二"\n')
    _setup_py().compile_translations(tmp_path)
    with open(folder / "messages.mo", "rb") as file:
        assert gettext.GNUTranslations(file).gettext(text) == expected


def _checkout(tmp_path: Path) -> Path:
    """Copy what setup.py reads, so that building leaves nothing behind, and add a last part to the translations."""
    copy = tmp_path / "checkout"
    for folder in ("casebook", "templates", "static"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    for name in ("setup.cfg", "setup.py", "pyproject.toml", "MANIFEST.in", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    parts = copy / "casebook/translations/zh_Hans_CN/parts"
    parts.mkdir(parents=True, exist_ok=True)
    _write_po(parts / "zzz.po", **{"written by a later part": "后写的"})
    return copy


def _wheel(checkout: Path, target: Path) -> Path:
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--wheel-dir")
    command = [sys.executable, "-m", "pip", "wheel", *options, str(target), str(checkout)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return next(target.glob("casebook-*.whl"))


def _files(folder: Path, pattern: str) -> set[str]:
    return {
        file.relative_to(folder).as_posix()
        for file in folder.glob(pattern)
        if file.is_file() and "__pycache__" not in file.parts
    }


def _write_po(path: Path, **texts: str) -> None:
    entries = "".join(f'\nmsgid "{text}"\nmsgstr "{translation}"\n' for text, translation in texts.items())
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    path.write_text(header + entries, encoding="utf-8")


def _setup_py() -> ModuleType:
    spec = spec_from_file_location("casebook_setup", ROOT / "setup.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
