"""Two officers send the same step of the same case at once: one wins, the other is told and keeps his text."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casebook import clock
from casebook.case.models import CaseFile, ClearedText, State
from casebook.extensions import db
from casebook.web.acting import acted
from tests.lives import MORNING, lived
from tests.signed_in import sign_in, token, town_with_passwords

VERSION = re.compile(r'name="version"[^>]*value="([^"]*)"')
OFFICERS = ("officer", "officer2")


def test_one_of_two_officers_wins(app: Flask) -> None:
    _race(app, 12)


@pytest.mark.long
def test_one_of_two_officers_wins_in_five_hundred_races(app: Flask) -> None:
    _race(app, 500)


def _race(app: Flask, races: int) -> None:
    reference = _case(app)
    clients = {officer: _client(app, officer) for officer in OFFICERS}
    for number in range(races):
        answers = _at_once(app, reference, clients, number)
        statuses = sorted(answer.status_code for answer, _text in answers.values())
        assert statuses == [303, 409], statuses
        for answer, text in answers.values():
            assert answer.status_code == 303 or text in answer.get_data(as_text=True)
    with app.app_context():
        case = db.session.query(CaseFile).one()
        assert case.version == 2 + races and case.cleared_version == 1 + races
        assert db.session.query(ClearedText).count() == 1 + races


def _case(app: Flask) -> str:
    with app.app_context():
        with acted() as session:
            town = town_with_passwords(session)
        with acted() as session:
            return lived(session, town, State.REGISTERED).text().file.reference


def _client(app: Flask, officer: str) -> tuple[FlaskClient, str]:
    client = app.test_client()
    with clock.pinned(MORNING.replace(hour=4)):
        sign_in(client, officer)
        return client, token(client)


def _at_once(
    app: Flask, reference: str, clients: dict[str, tuple[FlaskClient, str]], number: int
) -> dict[str, tuple[Any, str]]:
    address, barrier = f"/cases/{reference}/text", threading.Barrier(2)
    answers: dict[str, tuple[Any, str]] = {}

    def send(officer: str) -> None:
        client, csrf = clients[officer]
        text = f"第{number}次，{officer}写的交办内容。"
        with clock.pinned(MORNING.replace(hour=4)):
            version = VERSION.search(client.get(address).get_data(as_text=True)).group(1)  # type: ignore[union-attr]
            data = {"csrf_token": csrf, "version": version, "key": f"{officer}-{number}", "text": text}
            barrier.wait(10)
            answers[officer] = client.post(address, data=data), text

    _both(send)
    return answers


def _both(send: Callable[[str], None]) -> None:
    threads = [threading.Thread(target=send, args=(officer,)) for officer in OFFICERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
