"""Forty tries at once count as forty: passwords and codes alike."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from tests.people.browsing import NOON, at, sign_in, token
from tests.people.stepping import code, set_up, step_in
from tests.people.test_second_step import strict, town
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
