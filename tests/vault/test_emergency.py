"""A life is in danger: a director and a second person open one identity for an hour, and discipline hears of it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from casebook.case.models import Accused
from casebook.extensions import db
from casebook.kernel.history import Event, EventDetails
from casebook.outbox import worker
from casebook.outbox.models import Delivery
from casebook.vault.models import BreakGlass
from tests.past import CASE
from tests.people.browsing import NOON, PASSWORD, at, send, signed_in, writing
from tests.stages.browser import Form
from tests.vault.conftest import FIELDS, Kept
from tests.vault.test_discipline_key import referred
from tests.vault.test_reveal import address, reveals, show

__all__ = ["referred"]  # the fixture

NAME, DANGER, BANNER = FIELDS["name"], "来电说要跳河，电话已断", "紧急查看反映人信息正在生效"


def open_up(client: FlaskClient, kept: Kept, second: str = "clerk", **changed: str) -> TestResponse:
    given = {"reference": kept.reference, "reason": DANGER, "second": second, "second_password": PASSWORD}
    return send(client, "/emergency", **{**given, **changed})


def opened(app: Flask) -> list[BreakGlass]:
    with app.app_context():
        return list(db.session.scalars(select(BreakGlass)))


def test_for_an_hour_the_director_opens_even_what_was_referred(app: Flask, referred: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "director")
        assert client.get(address(referred)).status_code == 404
        answer = open_up(client, referred)
        assert (answer.status_code, answer.location) == (303, address(referred))
        assert NAME in show(client, referred, reason=DANGER, field="name").text
    with at(NOON + timedelta(minutes=59)):
        client = signed_in(app, "director")
        assert FIELDS["telephone"] in show(client, referred, reason=DANGER).text
    with at(NOON + timedelta(minutes=60)):
        client = signed_in(app, "director")
        assert client.get(address(referred)).status_code == 404
    assert reveals(app) == 2


def test_each_look_is_an_opening_of_its_own(app: Flask, referred: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "director")
        open_up(client, referred)
        assert reveals(app) == 0
        show(client, referred, reason=DANGER, field="name")
    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.action == "reveal")).one()
        facts = db.session.scalars(select(EventDetails.facts).where(EventDetails.event_uid == event.uid)).one()
        assert (event.role, facts["emergency"], facts["reason"]) == ("director", True, DANGER)


def test_both_names_are_on_record_and_everybody_of_discipline_is_told(app: Flask, referred: Kept) -> None:
    with at(NOON):
        open_up(signed_in(app, "director"), referred)
    with at(NOON + timedelta(seconds=1)), app.app_context():
        worker.work_all()
        event = db.session.scalars(select(Event).where(Event.action == "break-glass")).one()
        facts = db.session.scalars(select(EventDetails.facts).where(EventDetails.event_uid == event.uid)).one()
        assert (event.actor_uid, facts["second"]) == (referred.town.uid("director"), referred.town.uid("clerk"))
        assert (facts["reference"], facts["reason"]) == (referred.reference, DANGER)
        told = db.session.scalars(select(Delivery.recipient_uid).where(Delivery.event_uid == event.uid)).all()
        assert told == [referred.town.uid("inspector")]
    with at(NOON):
        page = signed_in(app, "inspector").get("/openings").text
    for words in (referred.reference, "某director", "某clerk", DANGER):
        assert words in page, words


def test_a_banner_stands_while_it_lasts(app: Flask, referred: Kept) -> None:
    with at(NOON):
        open_up(signed_in(app, "director"), referred)
    with at(NOON + timedelta(minutes=59)):
        seen = {who: BANNER in signed_in(app, who).get("/desk").text for who in ("director", "inspector", "clerk")}
        assert BANNER not in signed_in(app, "power-head").get("/desk").text
    assert seen == {"director": True, "inspector": True, "clerk": False}
    with at(NOON + timedelta(minutes=60)):
        assert BANNER not in signed_in(app, "director").get("/desk").text


def test_the_case_itself_stays_closed(app: Flask, referred: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "director")
        open_up(client, referred)
        assert client.get(f"/cases/{referred.reference}").status_code == 404
        assert referred.reference not in client.get("/cases").text


def test_it_opens_this_case_to_this_director_alone(app: Flask, referred: Kept) -> None:
    with at(NOON):
        open_up(signed_in(app, "director"), referred)
        for account in ("clerk", "officer"):
            assert signed_in(app, account).get(address(referred)).status_code == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"second_password": "wrong password"}, "第二人的账号或者密码不对。"),
        ({"second": "nobody"}, "第二人的账号或者密码不对。"),
        ({"second": "director"}, "第二人不能是您本人。"),
        ({"second": ""}, "请填写第二人的账号。"),
        ({"reason": " "}, "请写明谁有生命危险、依据是什么。"),
        ({"reference": "AJ26-00000000"}, "没有您可以查看的这一办件，请核对编号。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(app: Flask, referred: Kept, changed: dict[str, str], words: str) -> None:
    with at(NOON):
        client = signed_in(app, "director")
        answer = open_up(client, referred, **changed)
        assert answer.status_code == 422 and words in answer.text
        assert client.get(address(referred)).status_code == 404
    assert opened(app) == []


def test_his_own_password_must_be_fresh(app: Flask, referred: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "director")
    with at(NOON + timedelta(minutes=6)):
        assert open_up(client, referred).status_code == 422
        assert open_up(client, referred, password="wrong password").status_code == 422
        assert opened(app) == []
        assert open_up(client, referred, password=PASSWORD).status_code == 303


def test_the_seconds_password_is_guessed_no_faster_than_at_the_door(app: Flask, referred: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "director")
        tries = [open_up(client, referred, second_password="wrong password").status_code for _ in range(7)]
    assert tries == [422] * 5 + [429] * 2


@pytest.mark.parametrize("who", ["director", "clerk"])
def test_whoever_is_complained_about_never(app: Flask, referred: Kept, who: str) -> None:
    with writing(app) as session:
        session.add(Accused(case_uid=referred.uid, person_uid=referred.town.uid(who)))
    with at(NOON):
        assert open_up(signed_in(app, "director"), referred).status_code == 422
    assert opened(app) == []


def test_never_of_what_complains_about_the_office(app: Flask, referred: Kept) -> None:
    with writing(app) as session:
        session.execute(update(CASE).values(against_office=True))
    with at(NOON):
        assert open_up(signed_in(app, "director"), referred).status_code == 422


def test_the_hours_quota_does_not_stand_in_the_way(app: Flask, referred: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "director")
        open_up(client, referred)
        for _ in range(11):
            assert show(client, referred, reason=DANGER).status_code == 200
    assert reveals(app) == 11


def test_sent_twice_it_is_opened_once(app: Flask, referred: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "director")
        page = client.get("/emergency")

        given = {"reference": referred.reference, "reason": DANGER, "second": "clerk", "second_password": PASSWORD}
        form = {**Form(page.text, "/emergency").fields, **given}
        answers = [client.post("/emergency", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(opened(app)) == 1


@pytest.mark.parametrize("account", ["clerk", "officer", "inspector", "leader", "oversight", "admin", "power-head"])
def test_only_a_director_begins_it(app: Flask, referred: Kept, account: str) -> None:
    with at(NOON):
        assert signed_in(app, account).get("/emergency").status_code == 404


def test_the_list_of_what_was_referred_leads_there(app: Flask, referred: Kept) -> None:
    with at(NOON):
        assert "/emergency" in signed_in(app, "director").get("/cases/referred").text
        assert "/emergency" not in signed_in(app, "officer").get("/cases/referred").text
