"""A browser without script that signs in, and a town whose people have a password."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casebook import clock
from casebook.people.passwords import hashed
from casebook.web.acting import acted
from tests import town
from tests.town import Town

PASSWORD = "correct horse battery staple"
NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)  # Tuesday, 12 o'clock in the town


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once."""
    return hashed(PASSWORD, cheap=True)


@contextmanager
def writing(app: Flask) -> Iterator[Session]:
    """A transaction outside any request."""
    with app.app_context(), acted() as session:
        yield session


def people_of(app: Flask) -> Town:
    """A town whose people can sign in."""
    with writing(app) as session:
        built = town.build(session, password_hash())
        session.expunge_all()
    return built


def token(page: TestResponse) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def send(client: FlaskClient, address: str, form: str | None = None, **fields: Any) -> TestResponse:
    """Fill in the form of the page `form` (else of the address itself) and send it."""
    address_of_client = {"environ_base": fields.pop("environ_base", {})}
    page = client.get(form or address, **address_of_client)
    return client.post(address, data={"csrf_token": token(page), **fields}, **address_of_client)


def sign_in(
    client: FlaskClient, account: str, password: str = PASSWORD, place: str = "127.0.0.1", **more: str
) -> TestResponse:
    """Send the sign-in form from a place."""
    base = {"REMOTE_ADDR": place}
    return send(client, "/sign-in", account=account, password=password, environ_base=base, **more)


def signed_in(app: Flask, account: str) -> FlaskClient:
    """The browser of somebody who has just signed in."""
    client = app.test_client()
    assert sign_in(client, account).status_code == 303
    return client


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Pin the clock."""
    with clock.pinned(instant):
        yield
