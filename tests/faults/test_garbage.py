"""Seeded garbage into every form, as everybody: nothing answers 500, nothing unlawful changes."""

import random
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casebook import clock
from casebook.case.models import State
from casebook.web.acting import acted
from tests.lives import MORNING, lived
from tests.signed_in import follow, sign_in, token, town_with_passwords

PEOPLE = ("clerk", "officer", "director", "callback", "admin", "power-head", "power-handler", "land-head")
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
GARBAGE = (
    "",
    " ",
    "0",
    "-1",
    "99999999999999999999",
    "\x00",
    "\ufffd",
    "‮反‭",
    "1=1; DROP TABLE case_file --",
    "%s%n%(name)s{0}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "2026-02-30T25:61",
    "2026-11-24T10:00",
    "9999-12-31T23:59",
    "true",
    "U9",
    "A2",
    "yes",
    "station",
    "0000-5550101",
    "Z" * 5000,
    "事" * 5000,
    "\r\nBcc: x@y.z",
    "😀" * 50,
)


@pytest.fixture
def doors(app: Flask) -> Iterator[list[tuple[FlaskClient, str, list[str]]]]:
    """(client, csrf token, addresses) of everybody, with cases in every state."""
    with app.app_context():
        with acted() as session:
            town = town_with_passwords(session)
        with acted() as session:
            lives = [lived(session, town, state) for state in State]
            references = [life.file.reference for life in lives]
            receipts = [life.file.receipts[0].uid for life in lives]
    with clock.pinned(MORNING.replace(hour=12)):
        made = []
        for number, account in enumerate((*PEOPLE, *receipts)):
            client = app.test_client()
            sign_in(client, account) if number < len(PEOPLE) else follow(app, client, account)
            made.append((client, token(client), _addresses(app, references)))
        yield made


def _addresses(app: Flask, references: list[str]) -> list[str]:
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.arguments - {"reference"}:
            filled = [str(rule).replace("<reference>", reference) for reference in references]
            found += filled if "reference" in rule.arguments else [str(rule)]
    return [address for address in found if address not in ("/sign-out", "/track/leave")]


def _fields(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    names = FIELD.findall(answer.get_data(as_text=True)) if answer.status_code < 500 else []
    assert answer.status_code < 500, address
    return [name for name in names if name != "csrf_token"] or ["text"]


def _throw(doors: list[tuple[FlaskClient, str, list[str]]], count: int, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(count):
        client, csrf, addresses = dice.choice(doors)
        address = dice.choice(addresses)
        names = dice.choices([*_fields(client, address), "state", "version", "key", "无"], k=dice.randrange(12))
        data: dict[str, object] = {name: dice.choices(GARBAGE, k=dice.choice((1, 1, 1, 2))) for name in names}
        answer = client.post(address, data={**data, "csrf_token": csrf})
        assert answer.status_code < 500 or answer.status_code == 503, (address, data, answer.status_code)


def test_garbage_never_breaks_a_page(doors: list[tuple[FlaskClient, str, list[str]]]) -> None:
    _throw(doors, 500, seed=20261124)


@pytest.mark.long
def test_much_garbage_never_breaks_a_page(doors: list[tuple[FlaskClient, str, list[str]]]) -> None:
    _throw(doors, 10_000, seed=1)
