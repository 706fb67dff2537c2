"""Signing in as a person of the town, and opening a receipt's tracking page, through the real pages."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casebook import clock
from casebook.people import passwords, sessions
from casebook.web.acting import acted
from tests.town import Town, build

PASSWORD = "a-long-test-sentence"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def town_with_passwords(session: Session) -> Town:
    """The town, with PASSWORD as everybody's."""
    return build(session, passwords.hashed(PASSWORD, cheap=True))


def token(client: FlaskClient) -> str:
    """This browser's CSRF token."""
    found = TOKEN.search(client.get("/sign-out").get_data(as_text=True))
    assert found is not None
    return found.group(1)


def sign_in(client: FlaskClient, account: str) -> None:
    """Sign in at the real page."""
    answer = client.post("/sign-in", data={"csrf_token": token(client), "account": account, "password": PASSWORD})
    assert answer.status_code == 303, answer.get_data(as_text=True)


def follow(app: Flask, client: FlaskClient, receipt_uid: str) -> None:
    """Open the tracking page of a receipt, as if its query code had been shown."""
    with app.app_context(), acted() as session:
        opened = sessions.open_tracking(session, receipt_uid, clock.now())
    client.set_cookie("cb_track", opened)
