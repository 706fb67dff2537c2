"""A real browser on a real server. SQLite only: what differs between databases is tested without a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

# Root may not use the sandbox; nothing else may call out of this machine.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def database(sqlite_database: str) -> str:
    """The URL of a fresh, migrated SQLite database."""
    return sqlite_database


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of this test's application, served on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def base_url() -> None:
    """Takes the place of the plug-in's own fixture, which pytest 9 warns of; see browser_context_args."""


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], live_server: str) -> dict[str, Any]:
    """A browser of this town, at home on the live server; @pytest.mark.browser_context_args(...) changes settings."""
    return {**browser_context_args, "base_url": live_server, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch this machine's Chromium, never a downloaded one."""
    return {**browser_type_launch_args, "executable_path": _chromium(), "args": list(ARGUMENTS)}


def _chromium() -> str:
    # The shell is the same engine without the windows around it, and takes half the time.
    shell = shutil.which("chromium-headless-shell")
    path = os.environ.get("CASEBOOK_CHROMIUM") or shell or shutil.which("chromium")
    if path:
        return path
    reason = "NO BROWSER TEST RAN: no chromium found; install it or set CASEBOOK_CHROMIUM"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
