"""Forty tries at once count as forty: passwords and codes alike."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from tests.people.browsing import NOON, PASSWORD, at, sign_in, token
from tests.people.stepping import code, set_up, step_in
from tests.people.test_second_step import actions, strict, town
from tests.people.test_sign_in import ELSEWHERE
from tests.town import Town

FIXTURES = (strict, town)
PLACE = {"REMOTE_ADDR": ELSEWHERE}


def at_once(send: Callable[[int], int]) -> list[int]:
    with ThreadPoolExecutor(40) as pool:
        return sorted(pool.map(send, range(40)))


def test_forty_passwords_at_once(app: Flask, people: Town) -> None:
    clients: list[tuple[FlaskClient, str]] = []
    for _ in range(40):
        client = app.test_client()
        clients.append((client, token(client.get("/sign-in"))))

    def send(number: int) -> int:
        client, form = clients[number]
        fields = {"csrf_token": form, "account": "clerk", "password": "wrong password"}
        with at(NOON):
            return client.post("/sign-in", data=fields, environ_base=PLACE).status_code

    assert at_once(send) == [422] * 5 + [429] * 35
    with at(NOON):
        assert sign_in(app.test_client(), "clerk", place="203.0.113.9").status_code == 303


def test_forty_codes_at_once(strict: Flask, town: Town) -> None:
    owner = strict.test_client()
    with at(NOON - timedelta(minutes=5)):
        sign_in(owner, "clerk")
        secret = set_up(owner, NOON - timedelta(minutes=5))[0]
    with at(NOON):
        attacker = strict.test_client()
        sign_in(attacker, "clerk", place=ELSEWHERE)
        form = token(attacker.get("/sign-in/code"))
    half = attacker.get_cookie("cb_half")
    visitor = attacker.get_cookie("cb_visitor")
    assert half and visitor

    def send(number: int) -> int:
        client = strict.test_client()
        client.set_cookie("cb_half", half.value)
        client.set_cookie("cb_visitor", visitor.value)
        with at(NOON):
            fields = {"csrf_token": form, "code": f"{number:06d}", "next": ""}
            return client.post("/sign-in/code", data=fields, environ_base=PLACE).status_code

    assert at_once(send) == [422] * 5 + [429] * 35
    with at(NOON):
        owner.delete_cookie("cb_staff")
        assert step_in(owner, "clerk", code(secret, NOON)).status_code == 303


def test_one_person_on_eight_new_devices_at_once(app: Flask, people: Town) -> None:
    """Each is told of in the history, and on no database do two wait for each other."""
    clients: list[tuple[FlaskClient, str]] = []
    for _ in range(8):
        client = app.test_client()
        clients.append((client, token(client.get("/sign-in"))))
    start = threading.Barrier(8)

    def send(number: int) -> int:
        client, form = clients[number]
        start.wait()
        fields = {"csrf_token": form, "account": "clerk", "password": PASSWORD}
        place = {"REMOTE_ADDR": f"198.51.{number}.1"}
        return client.post("/sign-in", data=fields, environ_base=place).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [303] * 8
    assert actions(app, people).count("device-new") == 8
