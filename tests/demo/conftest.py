"""The demo town, loaded once per kind of database for all tests of this folder that only read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from casebook import clock, create_app
from casebook.extensions import db
from tests import databases
from tests.demo.town import LOADED, loaded


@pytest.fixture(scope="package", params=databases.chosen())
def loaded_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with the demo town."""
    folder = tmp_path_factory.mktemp("demo")
    with _fresh(request, folder) as url:
        app = create_app({"TESTING": True, "INSTANCE": str(folder), "DATABASE_URL": url, "ARGON2_CHEAP": True})
        with loaded(app):
            pass
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def town(loaded_app: Flask) -> Iterator[Session]:
    """The demo town, read at the instant of its loading."""
    with clock.pinned(LOADED), loaded_app.app_context():
        yield db.session()
        db.session.remove()


@contextmanager
def _fresh(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield databases.copied(request.getfixturevalue("sqlite_template"), folder)
        return
    with request.getfixturevalue("postgresql_cluster").clone() as url:
        yield url
