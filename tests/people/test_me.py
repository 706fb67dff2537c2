"""One's own account: sessions and password."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people.browsing import NOON, PASSWORD, at, send, sign_in, signed_in
from tests.town import Town

NEW = "seven green tractors sing"


def change(client: FlaskClient, current: str = PASSWORD, new: str = NEW, again: str | None = None) -> TestResponse:
    return send(client, "/me/password", "/me", current=current, new=new, again=again or new)


def test_one_sees_and_ends_ones_other_sessions(app: Flask, people: Town) -> None:
    with at(NOON):
        there = signed_in(app, "clerk")
    with at(NOON + timedelta(minutes=2)):
        here = signed_in(app, "clerk")
        ends = re.findall(r'action="(/me/sessions/[^"]+/end)"', here.get("/me").text)
        assert len(ends) == 2
        answer = send(here, ends[1], "/me")
        assert (answer.status_code, answer.location) == (303, "/me")
        assert "已结束那次登录。" in here.get("/me").text
        assert there.get("/me").status_code == 303


def test_nobody_ends_anothers_session(app: Flask, people: Town) -> None:
    clerk, officer = signed_in(app, "clerk"), signed_in(app, "officer")
    [end] = re.findall(r'action="(/me/sessions/[^"]+/end)"', clerk.get("/me").text)
    assert send(officer, end, "/me").status_code == 404
    assert clerk.get("/me").status_code == 200


def test_a_new_password_ends_all_other_sessions_and_keeps_this_one(app: Flask, people: Town) -> None:
    there, here = signed_in(app, "clerk"), signed_in(app, "clerk")
    before = here.get_cookie("cb_staff")
    assert change(here).status_code == 303
    after = here.get_cookie("cb_staff")
    assert before and after and before.value != after.value
    assert "密码已修改" in here.get("/me").text
    assert there.get("/me").status_code == 303
    assert sign_in(app.test_client(), "clerk").status_code == 422
    assert sign_in(app.test_client(), "clerk", NEW).status_code == 303


def test_without_the_present_password_nothing_changes(app: Flask, people: Town) -> None:
    answer = change(signed_in(app, "clerk"), current="wrong password")
    assert answer.status_code == 422
    assert "现在的密码不对，请核对后再试。" in answer.text
    assert sign_in(app.test_client(), "clerk").status_code == 303


def test_guessing_the_present_password_is_slowed_like_signing_in(app: Flask, people: Town) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        statuses = [change(client, current="wrong password").status_code for _ in range(8)]
        assert statuses == [422] * 5 + [429] * 3
        assert change(client).status_code == 429, "the right one while waiting is not even looked at"
        client.delete_cookie("cb_staff")
        assert sign_in(client, "clerk").status_code == 429, "signing in on this device counts with it"


def test_a_weak_password_is_refused_with_its_reason(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    assert "请至少用12个字符" in change(client, new="short").text
    assert "请换一个" in change(client, new="casebook-clerk").text
    assert "两次输入的新密码不一样" in change(client, again="seven green tractors").text
    assert sign_in(app.test_client(), "clerk").status_code == 303


def test_spaces_around_a_password_belong_to_it(app: Flask, people: Town) -> None:
    spaced = "  seven green tractors  "
    assert change(signed_in(app, "clerk"), new=spaced).status_code == 303
    assert sign_in(app.test_client(), "clerk", spaced.strip()).status_code == 422
    assert sign_in(app.test_client(), "clerk", spaced).status_code == 303


def test_the_page_is_for_staff(client: FlaskClient, people: Town) -> None:
    assert client.get("/me").status_code == 303
    assert send(client, "/me/password", "/sign-in", current="x", new="y", again="y").status_code == 401
