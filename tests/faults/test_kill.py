"""A receipt on the screen survives the power cut; a slow phone delays nobody else. Real servers, both databases."""

import random
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest
from flask import Flask

from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.web.acting import acted
from tests.faults.served import Served, Visitor, submit, track
from tests.town import build

SUBMISSIONS, KILLS, SENDERS = 200, 8, 4


@pytest.fixture
def served(app: Flask, instance: Path, database: str) -> Iterator[Served]:
    """The town's server, running."""
    with app.app_context():
        with acted() as session:
            build(session)
        db.session.remove()
        db.engine.dispose()
    server = Served(instance, database)
    server.start()
    yield server
    server.stop()


def test_a_receipt_survives_one_power_cut(served: Served) -> None:
    _cut_and_count(served, submissions=8, kills=1)


@pytest.mark.long
def test_every_receipt_shown_survives_many_power_cuts(served: Served) -> None:
    _cut_and_count(served, SUBMISSIONS, KILLS)


def _cut_and_count(served: Served, submissions: int, kills: int) -> None:
    shown: dict[str, tuple[str, str]] = {}
    waiting = [f"{number:04d}" for number in range(submissions)]
    keys = {number: new_uid() for number in waiting}
    over = threading.Event()

    def send(address: str) -> None:
        while waiting and not over.is_set():
            number = waiting.pop()
            try:
                shown[number] = submit(Visitor(served.port, address), keys[number], f"第{number}件：没人接电话。")
            except (OSError, HTTPException, AssertionError, StopIteration):
                waiting.append(number)  # no receipt was shown: the citizen sends the same form again
                time.sleep(0.05)

    threads = [threading.Thread(target=send, args=(f"127.0.{place}.1",)) for place in range(1, SENDERS + 1)]
    for thread in threads:
        thread.start()
    dice = random.Random(kills)
    for _ in range(kills):
        time.sleep(dice.uniform(0.3, 1.5))
        served.kill()
        served.start()
    for thread in threads:
        thread.join(240)
    over.set()
    assert len(shown) == submissions
    assert len({reference for reference, _code in shown.values()}) == submissions
    _all_tracked(served, shown)


def _all_tracked(served: Served, shown: dict[str, tuple[str, str]]) -> None:
    for count, (number, (reference, code)) in enumerate(sorted(shown.items())):
        status, page = track(Visitor(served.port, f"127.1.{count % 250}.1"), reference, code)
        assert status == 200 and f"第{number}件" in page, (number, status)


def test_a_slow_phone_delays_nobody_else(served: Served) -> None:
    slow = threading.Thread(target=_trickle, args=(served.port, 8.0))
    slow.start()
    time.sleep(0.5)
    longest = 0.0
    for _ in range(6):
        begun = time.monotonic()
        submit(Visitor(served.port, "127.0.9.1"), new_uid(), "另一个人的事。")
        longest = max(longest, time.monotonic() - begun)
    assert slow.is_alive(), "the slow phone was through before the others had sent"
    slow.join(30)
    assert longest < 5.0  # the lock held for the whole body would cost the full 8 s


def _trickle(port: int, seconds: float) -> None:
    """Send a form's body byte by byte over `seconds`."""
    body = b"text=" + b"x" * 60
    head = (
        "POST /complaints/receipt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as phone:
        phone.sendall(head.encode())
        for byte in body:
            phone.sendall(bytes([byte]))
            time.sleep(seconds / len(body))
        phone.recv(100)
