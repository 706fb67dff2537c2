"""A served casebook and everything it writes: who wrote in, from where and with which code is in no log."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook import create_app
from casebook.database import upgrade
from casebook.web.acting import acted
from tests.faults.served import Served, Visitor, submit, track
from tests.processes import kill_group, start, until
from tests.signed_in import town_with_passwords

ADDRESS, CANARY, NUMBER = "127.9.9.9", "牛金丝雀", "13900000001"
STORY = f"我是{CANARY}，电话{NUMBER}，窗口没人。"


@pytest.fixture
def served(instance: Path, database: str) -> Iterator[Served]:
    """The town, served by real processes whose every word is kept."""
    app = create_app({"INSTANCE": str(instance), "DATABASE_URL": database, "TESTING": True, "ARGON2_CHEAP": True})
    upgrade(app)
    with app.app_context(), acted() as session:
        town_with_passwords(session)
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
    served = Served(instance, database, instance / "log")
    served.start()
    yield served
    served.stop()


def say(served: Served, words: str) -> bytes:
    """What the server answers to bytes no browser sends."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=10, source_address=(ADDRESS, 0)) as line:
        line.sendall(words.encode())
        return line.recv(4096)


def written(instance: Path) -> bytes:
    """Everything in the instance folder that is no database and no key, and the output of the processes."""
    files = [path for path in instance.rglob("*") if path.is_file() and "keys" not in path.parts]
    return b"\n".join(path.read_bytes() for path in files if ".sqlite" not in path.name)


def test_no_door_leaves_a_trace_in_any_log(served: Served, instance: Path) -> None:
    citizen = Visitor(served.port, ADDRESS)
    reference, code = submit(citizen, "0123456789abcdef0123456789abcdef", STORY)
    status, _page = track(citizen, reference, code)
    assert status == 200
    session_id = citizen.cookies["cb_track"]
    assert track(Visitor(served.port, ADDRESS), reference, "0" * 25)[0] != 200
    assert citizen.get(f"/vote/{CANARY.encode().hex()}")[0] == 404
    assert citizen.post("/track", {"reference": reference, "code": code})[0] == 400  # without its token
    say(served, f"GET /?{NUMBER} HTTP/9.9\r\nX: {NUMBER}\r\n\r\n")
    say(served, f"B@D /{NUMBER}\r\n\r\n")
    say(served, f"GET / HTTP/1.1\r\nHost: x\r\n{NUMBER} bad: 1\r\n\r\n")
    time.sleep(0.5)
    kept = written(instance)
    assert b"handle_error" in kept  # the server's refusals are written, so this looks where it should
    for word in (ADDRESS, CANARY, NUMBER, reference, code, session_id, "0123456789abcdef"):
        assert word.encode() not in kept, word
    groups = re.findall(r"\d{5}", code)
    assert "-".join(groups).encode() not in kept and " ".join(groups).encode() not in kept


def test_a_worker_without_its_database_says_nothing_of_it(instance: Path) -> None:
    process = start("work", instance=instance, database=f"sqlite:////nowhere/{CANARY}/casebook.sqlite")
    try:
        until(lambda: b"OperationalError" in (instance / "log").read_bytes() or process.poll() is not None)
    finally:
        kill_group(process)
    kept = (instance / "log").read_text(encoding="utf-8", errors="replace")
    assert "OperationalError" in kept and CANARY not in kept
