"""`casebook serve`: two children that live and die together, and an office that stands up again after any death."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask

from casebook.kernel import schema
from tests.outbox.sink import free_port
from tests.processes import PATIENCE, kill_group, start, stop, until

pytestmark = pytest.mark.long
Process = subprocess.Popen[bytes]


@pytest.fixture
def address() -> str:
    """A free address on this machine."""
    return f"127.0.0.1:{free_port()}"


@pytest.fixture
def serve(instance: Path, database: str, address: str) -> Iterator[Callable[..., Process]]:
    """Starts casebook on the test's database; nothing of it outlives the test."""
    running: list[Process] = []

    def begin(**changed: str) -> Process:
        running.append(start("serve", instance=instance, database=database, **{"BIND": address, **changed}))
        return running[-1]

    yield begin
    for process in running:
        if members(process):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(address: str) -> bool:
    try:
        with urlopen(f"http://{address}/healthz", timeout=2) as answer:
            return bool(answer.read() == b"ok")
    except (URLError, ConnectionError, TimeoutError):
        return False


def members(process: Process) -> dict[int, str]:
    """The living processes of its group, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            group = int((folder / "stat").read_text().rpartition(")")[2].split()[2])
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if group == process.pid and command:
            found[int(folder.name)] = command
    return found


def child(process: Process, word: str) -> int:
    """The direct child whose command line holds the word."""
    children = {pid: command for pid, command in members(process).items() if word in command}
    return min(children)


@pytest.fixture
def five_seconds(instance: Path, database: str) -> float:
    """Five seconds on a machine of its own, more where others are at work: six times what a short command takes."""
    begun = time.monotonic()
    start("doctor", instance=instance, database=database).wait()
    return max(5.0, 6 * (time.monotonic() - begun))


def test_it_answers_within_five_seconds_and_stops_whole(
    serve: Callable[..., Process], address: str, five_seconds: float
) -> None:
    process = serve()
    until(lambda: answers(address), five_seconds)
    assert len(members(process)) >= 4  # itself, the worker, the server and its workers
    assert stop(process) == 0
    assert members(process) == {} and not answers(address)


def test_it_says_where_it_is(serve: Callable[..., Process], address: str, instance: Path) -> None:
    serve()
    until(lambda: answers(address))
    assert f"http://{address}" in (instance / "log").read_text()


@pytest.mark.parametrize("word", ["gunicorn", "casebook work"])
def test_when_one_child_dies_all_end(serve: Callable[..., Process], address: str, word: str) -> None:
    process = serve()
    until(lambda: answers(address))
    os.kill(child(process, word), signal.SIGKILL)
    assert process.wait(PATIENCE) == 1
    until(lambda: members(process) == {})


def test_children_do_not_outlive_a_killed_parent(serve: Callable[..., Process], address: str) -> None:
    process = serve()
    until(lambda: answers(address))
    process.kill()
    process.wait()
    until(lambda: members(process) == {})


def test_after_the_whole_group_is_killed_it_starts_again(serve: Callable[..., Process], address: str) -> None:
    for _ in range(3):
        process = serve()
        until(lambda: answers(address))
        kill_group(process)
        until(lambda: not answers(address))
    again = serve()
    until(lambda: answers(address))
    assert stop(again) == 0


def test_a_database_without_its_triggers_is_not_served(
    app: Flask, serve: Callable[..., Process], address: str, instance: Path
) -> None:
    with app.app_context():
        from casebook.extensions import db

        with db.engine.begin() as connection:
            schema._drop(connection, schema.fixtures()[0])
    process = serve()
    assert process.wait(PATIENCE) == 1
    assert not answers(address) and "casebook init" in (instance / "log").read_text()


def test_a_bind_that_others_can_reach_is_refused_without_tls_in_front(serve: Callable[..., Process]) -> None:
    assert serve(BIND="0.0.0.0:1").wait(PATIENCE) != 0
