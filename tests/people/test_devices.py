"""Devices and sessions: in words, without an address; ended by the person, the administrator, a closed account."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.history import Event
from casebook.people import devices
from casebook.people.factor_models import KnownDevice
from casebook.people.models import Grant, OpenSession, Person, Role
from tests import town as towns
from tests.people.browsing import NOON, PASSWORD, at, send, sign_in, signed_in, token, writing
from tests.people.test_sign_in import cookie
from tests.town import Town

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; SM-S9080) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)
STRANGE = "<script>alert(1)</script> 198.51.100.7"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ANDROID, "Chrome/Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/126 Safari/537.36 Edg/126.0", "Edge/Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Mobile Safari/604.1", "Safari/iPhone"),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/98 Mobile Safari/537 MicroMessenger/8.0", "WeChat/Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox/Linux"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Chrome/114", "Chrome/HarmonyOS"),
        (STRANGE, None),
        ("", None),
    ],
)
def test_what_it_was_in_two_words_of_our_own(app: Flask, agent: str, words: str | None) -> None:
    with app.test_request_context(headers={"User-Agent": agent}):
        assert devices.words() == words


def test_the_list_of_sessions_says_it_and_keeps_nothing_else(app: Flask, people: Town) -> None:
    client = app.test_client()
    page = client.get("/sign-in")
    client.post(
        "/sign-in",
        data={"csrf_token": token(page), "account": "clerk", "password": PASSWORD},
        headers={"User-Agent": ANDROID},
        environ_base={"REMOTE_ADDR": "198.51.100.7"},
    )
    assert "Android上的Chrome：" in client.get("/me").text
    with writing(app) as session:
        row = session.scalars(select(OpenSession)).one()
        everything = " ".join(str(getattr(row, column.key)) for column in OpenSession.__table__.columns)
        everything += " ".join(session.scalars(select(Event.body)))
    assert "SM-S9080" not in everything and "198.51" not in everything


def told(app: Flask, people: Town, account: str) -> int:
    """How often somebody was told of a device not seen before."""
    with app.app_context():
        mine = select(Event.uid).where(Event.subject_uid == people.uid(account), Event.action == "device-new")
        return len(db.session.scalars(mine).all())


def test_a_device_is_new_once_for_each_person(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    assert told(app, people, "clerk") == 1
    for _ in range(2):
        send(client, "/sign-out")
        sign_in(client, "clerk")
    assert told(app, people, "clerk") == 1
    send(client, "/sign-out")
    sign_in(client, "officer")
    assert (told(app, people, "clerk"), told(app, people, "officer")) == (1, 1)
    signed_in(app, "clerk")
    assert told(app, people, "clerk") == 2


def test_the_rows_do_not_tell_who_shares_a_machine(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    send(client, "/sign-out")
    sign_in(client, "officer")
    mark = cookie(client, "cb_device")
    assert mark and len(mark) == 43
    with writing(app) as session:
        kept = session.scalars(select(KnownDevice.token_hash)).all()
    assert len(set(kept)) == 2


def test_the_mark_lets_nobody_in_and_is_out_of_reach_of_scripts(app: Flask, people: Town) -> None:
    answer = sign_in(app.test_client(), "clerk")
    [given] = [line for line in answer.headers.getlist("Set-Cookie") if "cb_device" in line]
    assert "HttpOnly" in given and "SameSite=Lax" in given
    client = app.test_client()
    client.set_cookie("cb_device", given.split(";")[0].split("=", 1)[1])
    assert client.get("/me").status_code == 303


def test_forty_places_slow_a_stranger_and_not_the_known_device(app: Flask, people: Town) -> None:
    with at(NOON):
        owner = signed_in(app, "clerk")
        statuses = [
            sign_in(app.test_client(), "clerk", "wrong password", f"198.51.{number}.1").status_code
            for number in range(40)
        ]
        # The owner's own sign-in was taken back; twenty strangers were looked at.
        assert statuses == [422] * 20 + [429] * 20
        send(owner, "/sign-out")
        assert sign_in(owner, "clerk").status_code == 303
        assert sign_in(app.test_client(), "clerk", place="192.0.2.1").status_code == 429
    with at(NOON + timedelta(seconds=30)):
        assert sign_in(app.test_client(), "clerk", place="192.0.2.1").status_code == 303


def test_an_unknown_account_is_slowed_like_a_known_one(app: Flask, people: Town) -> None:
    with at(NOON):
        statuses = [
            [sign_in(app.test_client(), name, "wrong password", f"198.51.{n}.1").status_code for n in range(25)]
            for name in ("officer", "nobody")
        ]
    assert statuses[0] == statuses[1] == [422] * 20 + [429] * 5


def post(client: FlaskClient, address: str, form: str, **fields: str) -> int:
    return send(client, address, form, key=new_uid(), **fields).status_code


def test_the_administrator_sees_and_ends_all_sessions(app: Flask, people: Town) -> None:
    person = f"/people/persons/{people.uid('clerk')}"
    clerk, admin = signed_in(app, "clerk"), signed_in(app, "admin")
    page = admin.get(person).text
    assert len(re.findall("最后使用", page)) == 1
    assert post(admin, f"{person}/sessions/end", person) == 303
    assert clerk.get("/me").status_code == 303
    assert "目前没有登录。" in admin.get(person).text
    assert post(clerk, f"{person}/sessions/end", "/sign-in") == 401


def test_nobody_else_ends_them(app: Flask, people: Town) -> None:
    person = f"/people/persons/{people.uid('clerk')}"
    officer = signed_in(app, "officer")
    assert post(officer, f"{person}/sessions/end", "/me") == 404
    assert post(officer, f"{person}/close", "/me", reason="x") == 404


def test_closing_an_account_ends_every_session_and_the_director_opens_it_again(app: Flask, people: Town) -> None:
    person = f"/people/persons/{people.uid('clerk')}"
    clerk, admin, director = signed_in(app, "clerk"), signed_in(app, "admin"), signed_in(app, "director")
    assert post(admin, f"{person}/close", f"{person}/close", reason="") == 422
    assert post(admin, f"{person}/close", f"{person}/close", reason="调离") == 303
    assert clerk.get("/me").status_code == 303
    assert sign_in(app.test_client(), "clerk").status_code == 422
    with writing(app) as session:
        ended = session.scalars(select(OpenSession).where(OpenSession.person_uid == people.uid("clerk"))).all()
        assert all(row.ended_at for row in ended)
    assert "停用账号：调离" in admin.get(person).text
    assert post(admin, f"{person}/reopen", person, reason="回来了") == 404
    assert post(director, f"{person}/reopen", f"{person}/reopen", reason="回来了") == 303
    assert clerk.get("/me").status_code == 303, "no ended session comes back"
    assert sign_in(app.test_client(), "clerk").status_code == 303


def test_whoever_answers_and_the_last_of_a_kind_cannot_be_closed(app: Flask, people: Town) -> None:
    admin = signed_in(app, "admin")
    with writing(app) as session:
        answering = session.scalars(select(Grant.person_uid).where(Grant.answering)).all()
        session.execute(update(Grant).where(Grant.person_uid == people.uid("director")).values(answering=False))
        account = session.scalars(select(Person.uid).where(Person.uid.in_(answering), Person.account != "director"))
        one = account.first()
    assert one
    for uid, sentence in ((one, "请先换单位责任人"), (people.uid("director"), "")):
        person = f"/people/persons/{uid}"
        answer = send(admin, f"{person}/close", key=new_uid(), reason="调离")
        assert answer.status_code == 422 and sentence in answer.text
    own = f"/people/persons/{people.uid('admin')}/close"
    assert post(admin, own, own, reason="x") == 422


def test_a_changed_post_gives_the_session_a_new_id(app: Flask, people: Town) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        first = cookie(client)
        client.get("/me")
        assert cookie(client) == first
        with writing(app) as session:
            towns.grant(session, people, "clerk", Role.OFFICER, "office")
        assert client.get("/desk").status_code == 200
        second = cookie(client)
        assert second != first
        client.get("/me")
        assert cookie(client) == second
        thief = app.test_client()
        assert first
        thief.set_cookie("cb_staff", first)
        assert thief.get("/me").status_code == 303


def test_a_new_id_is_not_fresher_than_the_old_one(app: Flask, people: Town) -> None:
    with at(NOON):
        client = signed_in(app, "director")
    with at(NOON + timedelta(minutes=6)):
        with writing(app) as session:
            towns.grant(session, people, "director", Role.CALLBACK, "office")
        client.get("/me")
        assert 'name="password"' in client.get("/settings/posts").text
