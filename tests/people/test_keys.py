"""The key files of sign-in: made once, whole or refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from casebook.people.keys import NAMES
from casebook.settings import UnsafeSettings


@pytest.mark.parametrize("name", NAMES)
def test_each_is_made_once_for_its_owner_alone(make_app: Callable[..., Flask], instance: Path, name: str) -> None:
    make_app()
    file = instance / "keys" / name
    first = file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600 and len(first) == 32
    make_app()
    assert file.read_bytes() == first


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
@pytest.mark.parametrize("name", NAMES)
def test_with_a_broken_one_casebook_does_not_start(
    make_app: Callable[..., Flask], instance: Path, name: str, content: bytes
) -> None:
    (instance / "keys").mkdir()
    (instance / "keys" / name).write_bytes(content)
    with pytest.raises((UnsafeSettings, RuntimeError)):
        make_app()
