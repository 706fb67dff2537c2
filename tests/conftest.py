"""What all tests share: an application on a fresh, migrated database, and no mail that leaves this machine."""

import smtplib
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2 import Template

from tests import databases, kept

# No test asserts a time, and a busy machine must not fail one for the time it took to draw its data.
settings.register_profile("casebook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("casebook")

kept.begin()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long drills too")


def pytest_configure() -> None:
    kept.choose_folder()


def pytest_collection_finish() -> None:
    kept.spare_the_collector()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        long = [item for item in items if item.get_closest_marker("long") or _drawn_again(item)]
        items[:] = [item for item in items if item not in long]
        config.hook.pytest_deselected(items=long)


def _drawn_again(item: pytest.Item) -> bool:
    """Whether it draws pages once more, from PostgreSQL.

    The queries behind them have tests of their own on both; to draw all again would take a fifth of the whole time.
    """
    call = getattr(item, "callspec", None)
    return bool(item.get_closest_marker("pages")) and call is not None and "postgresql" in call.params.values()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody has open."""
    folder = tmp_path_factory.mktemp("sqlite")
    _migrate(f"sqlite:///{folder / 'template.sqlite'}", folder)
    assert not list(folder.glob("*-wal")), "the migration left the file open"
    return folder / "template.sqlite"


@pytest.fixture(scope="session")
def postgresql_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[databases.Cluster]:
    """This process's own PostgreSQL, its template migrated."""
    with databases.cluster() as cluster:
        _migrate(cluster.url(cluster.TEMPLATE), tmp_path_factory.mktemp("postgresql"))
        yield cluster


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh, migrated SQLite database."""
    return databases.copied(sqlite_template, tmp_path)


@pytest.fixture
def postgresql_database(postgresql_cluster: databases.Cluster) -> Iterator[str]:
    """The URL of a fresh, migrated PostgreSQL database."""
    with postgresql_cluster.clone() as url:
        yield url


@pytest.fixture(params=databases.chosen())
def database(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, migrated database: the test runs once on each kind."""
    return request.getfixturevalue(f"{request.param}_database")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A fresh instance folder; the application makes its keys there when it first needs them."""
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder


@pytest.fixture
def make_app(database: str, instance: Path) -> Iterator[Callable[..., Flask]]:
    """Builds applications on the test's database, with any settings changed: make_app(SMTP_URL=...)."""
    made: list[Flask] = []

    def make(**changed: Any) -> Flask:
        made.append(_create_app(database, instance, **changed))
        return made[-1]

    yield make
    for app in made:
        _let_go(app)


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application on a fresh database."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser without script."""
    return app.test_client()


@pytest.fixture(autouse=True)
def no_mail_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse SMTP to any other machine, and fail the test even where the refusal was caught and noted on a row."""
    called: list[str] = []
    connect = smtplib.SMTP._get_socket

    def only_here(self: smtplib.SMTP, host: str, port: int, timeout: float) -> Any:
        if not _is_loopback(host):
            called.append(f"{host}:{port}")
            raise OSError(f"a test tried to send mail by {host}:{port}")
        return connect(self, host, port, timeout)

    monkeypatch.setattr(smtplib.SMTP, "_get_socket", only_here)
    yield
    assert not called, f"this test tried to send mail by {called}"


@pytest.fixture(autouse=True)
def no_record_reaches_a_template() -> Iterator[None]:
    """Fail the test that draws a page from a record instead of from what its reader may see of it."""
    from tests.records import in_context

    drawn: set[str] = set()

    def look(sender: Flask, template: Template, context: dict[str, Any], **more: Any) -> None:
        drawn.update(f"{template.name}: {found}" for found in in_context(context))

    with template_rendered.connected_to(look):
        yield
    assert drawn == set()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# The application is imported late, so that the kernel's own tests run without it.
def _create_app(database: str, instance: Path, **changed: Any) -> Flask:
    from casebook import create_app

    given = {
        "TESTING": True,
        "INSTANCE": str(instance),
        "DATABASE_URL": database,
        "SMTP_URL": "",
        "ARGON2_CHEAP": True,
        "REQUIRE_TOTP": False,
    }
    app = create_app(given | changed)
    kept.share(app)
    return app


def _migrate(database: str, instance: Path) -> None:
    from casebook.database import upgrade

    app = _create_app(database, instance)
    try:
        upgrade(app)
    finally:
        _let_go(app)


def _let_go(app: Flask) -> None:
    """Close the application's connections, so that its database can be dropped."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
