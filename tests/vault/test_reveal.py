"""Showing the telephone in a browser: reason, password, quota, and the record first."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from casebook.case.models import CaseFile, State
from casebook.extensions import db
from casebook.kernel.history import Event, EventDetails
from casebook.vault import service
from tests.people.browsing import NOON, PASSWORD, at, people_of, send, signed_in, token, writing
from tests.vault.conftest import FIELDS, TELEPHONE, Kept, live

LATER = NOON + timedelta(minutes=6)


def address(kept: Kept) -> str:
    return f"/cases/{kept.reference}/reveal"


def show(
    client: FlaskClient, kept: Kept, reason: str = "回访核实", field: str = "telephone", **more: str
) -> TestResponse:
    return send(client, address(kept), reason=reason, field=field, **more)


def reveals(app: Flask) -> int:
    with app.app_context():
        counted = select(func.count()).select_from(Event).where(Event.action == "reveal")
        return db.session.scalar(counted) or 0


def test_the_number_is_shown_once_the_record_is_written(app: Flask, kept: Kept) -> None:
    with at(NOON):
        answer = show(signed_in(app, "callback"), kept)
    assert answer.status_code == 200
    assert TELEPHONE in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.action == "reveal")).one()
        facts = db.session.scalars(select(EventDetails.facts).where(EventDetails.event_uid == event.uid)).one()
        assert (event.rule, event.role, event.actor_uid) == ("T53", "callback", kept.town.uid("callback"))
        assert (facts["field"], facts["reason"], facts["reveals_this_hour"]) == ("telephone", "回访核实", 0)


def test_the_form_shows_and_records_nothing(app: Flask, kept: Kept) -> None:
    with at(NOON):
        page = signed_in(app, "callback").get(address(kept))
    assert page.status_code == 200
    assert "0000-0001" not in page.text
    assert 'name="password"' not in page.text
    assert reveals(app) == 0


def test_head_shows_and_records_nothing(app: Flask, kept: Kept) -> None:
    with at(NOON):
        assert signed_in(app, "callback").head(address(kept)).status_code == 200
    assert reveals(app) == 0


def test_without_a_reason_nothing_is_shown(app: Flask, kept: Kept) -> None:
    with at(NOON):
        answer = show(signed_in(app, "callback"), kept, reason="  ")
    assert answer.status_code == 422
    assert "请填写事由。" in answer.text
    assert TELEPHONE not in answer.text
    assert reveals(app) == 0


def test_if_the_record_cannot_be_written_nothing_is_shown(
    app: Flask, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(service, "perform", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with at(NOON):
        answer = show(signed_in(app, "callback"), kept)
    assert answer.status_code == 500
    assert TELEPHONE not in answer.text


@pytest.mark.parametrize(
    ("account", "status"),
    [("officer", 200), ("director", 200), ("clerk", 200), ("oversight", 200), ("leader", 403), ("admin", 404)],
)
def test_only_those_whose_work_it_is_see_it(app: Flask, kept: Kept, account: str, status: int) -> None:
    with at(NOON):
        client = signed_in(app, account)
        assert client.get(address(kept)).status_code == status
        answer = client.post(
            address(kept), data={"csrf_token": token(client.get("/me")), "field": "telephone", "reason": "看看"}
        )
    assert answer.status_code == status
    assert (TELEPHONE in answer.text) == (status == 200)
    assert reveals(app) == (status == 200)


@pytest.mark.parametrize(("consent", "status"), [(True, 200), (False, 403)])
def test_the_station_sees_it_by_consent_only(app: Flask, consent: bool, status: int) -> None:
    kept = live(app, people_of(app), FIELDS, consent, State.HANDLING)
    with at(NOON):
        assert signed_in(app, "power-head").get(address(kept)).status_code == status
        assert signed_in(app, "land-head").get(address(kept)).status_code == 404


def test_whoever_is_not_signed_in_is_asked(client: FlaskClient, kept: Kept) -> None:
    assert client.get(address(kept)).status_code == 303
    answer = client.post(address(kept), data={"csrf_token": token(client.get("/sign-in")), "reason": "x"})
    assert answer.status_code == 401


@pytest.mark.parametrize("reference", ["AJ26-00000000", "x", "%E7%8E%8B"])
def test_a_case_that_does_not_exist_is_not_found(app: Flask, kept: Kept, reference: str) -> None:
    assert signed_in(app, "officer").get(f"/cases/{reference}/reveal").status_code == 404


def test_five_minutes_later_the_password_is_asked_again(app: Flask, kept: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "callback")
    before = client.get_cookie("cb_staff")
    with at(LATER):
        assert 'name="password"' in client.get(address(kept)).text
        for password, words in (("", "请填写密码。"), ("wrong password", "密码不对，请核对后再试。")):
            answer = show(client, kept, password=password)
            assert answer.status_code == 422
            assert words in answer.text
            assert "回访核实" in answer.text  # what was typed is not lost
            assert TELEPHONE not in answer.text
        assert reveals(app) == 0
        assert TELEPHONE in show(client, kept, password=PASSWORD).text
        after = client.get_cookie("cb_staff")
        assert before and after and before.value != after.value
        assert TELEPHONE in show(client, kept).text  # fresh again


def test_wrong_passwords_are_slowed_like_signing_in(app: Flask, kept: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "callback")
    with at(LATER):
        statuses = [show(client, kept, password="wrong password").status_code for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    assert reveals(app) == 0


def test_the_eleventh_in_an_hour_is_refused(app: Flask, kept: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "callback")
        for _ in range(10):
            assert TELEPHONE in show(client, kept).text
        answer = show(client, kept)
        assert answer.status_code == 422
        assert TELEPHONE not in answer.text
        assert TELEPHONE in show(signed_in(app, "officer"), kept).text  # another's ten are his own
    with at(NOON + timedelta(minutes=61)):
        assert TELEPHONE in show(signed_in(app, "callback"), kept).text


def test_a_case_without_a_contact_says_so(app: Flask) -> None:
    kept = live(app, people_of(app), {})
    with at(NOON):
        answer = show(signed_in(app, "callback"), kept)
    assert answer.status_code == 422
    assert reveals(app) == 0


def test_a_case_with_an_address_alone_has_nothing_for_whoever_only_rings(app: Flask) -> None:
    kept = live(app, people_of(app), {"email": "canary@wang.example"})
    with at(NOON):
        client = signed_in(app, "callback")
        page = client.get(address(kept))
        answer = client.post(address(kept), data={"csrf_token": token(client.get("/me")), "field": "email"})
    assert page.status_code == 200
    assert "没有您可以查看的联系信息。" in page.text and "没有您可以查看的联系信息。" in answer.text
    assert answer.status_code == 422
    assert reveals(app) == 0


def test_several_at_once_are_each_recorded_or_refused(app: Flask, kept: Kept) -> None:
    clients = [signed_in(app, "callback") for _ in range(4)]
    forms = [token(client.get(address(kept))) for client in clients]
    statuses: list[int] = []
    shown: list[bool] = []

    def go(client: FlaskClient, form: str) -> None:
        answer = client.post(address(kept), data={"csrf_token": form, "field": "telephone", "reason": "回访核实"})
        statuses.append(answer.status_code)
        shown.append(TELEPHONE in answer.text)

    together([threading.Thread(target=go, args=pair) for pair in zip(clients, forms, strict=True)])
    assert set(statuses) <= {200, 409}
    assert sum(shown) == statuses.count(200) == reveals(app) >= 1


def test_two_at_once_do_not_get_past_the_tenth(app: Flask, kept: Kept) -> None:
    cases = [kept, *(live(app, kept.town, FIELDS) for _ in range(3))]
    with at(NOON):
        for _ in range(9):
            assert show(signed_in(app, "callback"), kept).status_code == 200
        clients = [signed_in(app, "callback") for _ in cases]
        forms = [token(client.get(address(case))) for client, case in zip(clients, cases, strict=True)]
    shown: list[bool] = []

    def go(client: FlaskClient, case: Kept, form: str) -> None:
        with at(NOON):
            answer = client.post(address(case), data={"csrf_token": form, "field": "telephone", "reason": "回访核实"})
        shown.append(TELEPHONE in answer.text)

    together([threading.Thread(target=go, args=each) for each in zip(clients, cases, forms, strict=True)])
    assert sorted(shown) == [False, False, False, True]


def together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_reveal_is_an_event_of_the_case(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        before = session.scalars(select(CaseFile.version)).one()
    with at(NOON):
        show(signed_in(app, "callback"), kept)
    with writing(app) as session:
        assert session.scalars(select(CaseFile.version)).one() == before + 1
