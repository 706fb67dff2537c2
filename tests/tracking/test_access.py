"""Whoever shows a receipt and its code gets in, and nobody else."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from casebook.case.models import Receipt
from casebook.extensions import db
from casebook.people import cookies, sessions
from casebook.people.models import SessionKind
from casebook.tracking.access import current_citizen, receipt_opened_by
from casebook.tracking.codes import query_codes
from casebook.web.acting import Right, acted, public, reads
from tests.lives import Life
from tests.people import browsing
from tests.people.browsing import NOON, at, writing

CODE = "3014896486863645064072870"


@pytest.fixture
def receipt(app: Flask) -> tuple[str, str]:
    """Uid and reference of a receipt whose code is CODE; and a page behind it."""
    town = browsing.people_of(app)
    with writing(app) as session:
        life = Life(session, town).register()
        receipt = life.file.receipts[0]
        kept = query_codes().hash(CODE)
        session.execute(update(Receipt).where(Receipt.uid == receipt.uid).values(code_hash=kept))
        found = receipt.uid, receipt.reference
    _pages(app, found[0])
    return found


def _pages(app: Flask, receipt_uid: str) -> None:
    def open_it() -> object:
        with acted() as session:
            token = sessions.open_tracking(session, receipt_uid, NOON)
        response = app.make_response("opened")
        cookies.give(response, SessionKind.TRACKING, token)
        return response

    app.add_url_rule("/test/open", "test_open", public(open_it))
    app.add_url_rule("/test/behind", "test_behind", reads(Right.TRACKING)(lambda: current_citizen().receipt_uid))  # type: ignore[union-attr]


def test_reference_and_code_together_open_the_receipt(app: Flask, receipt: tuple[str, str]) -> None:
    uid, reference = receipt
    with app.app_context():
        codes, session = query_codes(), db.session()
        assert receipt_opened_by(session, codes, reference, "30148 96486 86364 50640 72870") == uid
        assert receipt_opened_by(session, codes, reference, CODE[:-1] + "1") is None
        assert receipt_opened_by(session, codes, "TS26-00000000", CODE) is None
        assert not session.in_transaction()


def test_the_page_behind_is_open_for_a_quarter_of_an_hour(app: Flask, receipt: tuple[str, str]) -> None:
    client: FlaskClient = app.test_client()
    with at(NOON):
        assert client.get("/test/behind").location == "/track"
        client.get("/test/open")
        assert client.get("/test/behind").text == receipt[0]
    with at(NOON + timedelta(minutes=14)):
        assert client.get("/test/behind").status_code == 200
    with at(NOON + timedelta(minutes=28)):
        assert client.get("/test/behind").status_code == 200
    with at(NOON + timedelta(minutes=43)):
        assert client.get("/test/behind").status_code == 303


def test_a_citizen_is_no_staff(app: Flask, receipt: tuple[str, str]) -> None:
    client = app.test_client()
    with at(NOON):
        client.get("/test/open")
        assert client.get("/me").location == "/sign-in?next=/me"
        token = client.get_cookie("cb_track")
        assert token
        client.set_cookie("cb_staff", token.value)
        assert client.get("/me").status_code == 303


def test_leaving_ends_the_citizens_session_too(app: Flask, receipt: tuple[str, str]) -> None:
    client = app.test_client()
    with at(NOON):
        client.get("/test/open")
        browsing.send(client, "/sign-out")
        assert client.get("/test/behind").status_code == 303
