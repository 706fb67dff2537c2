"""Where two-step sign-in is on, nobody without it is shown who complained, whatever a small office relaxes."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from casebook.case.models import State
from tests.past import CASE
from tests.people.browsing import NOON, PASSWORD, at, people_of, send, sign_in, signed_in, token, writing
from tests.people.stepping import code, set_up
from tests.people.test_second_step import _relax
from tests.vault.conftest import FIELDS, TELEPHONE, live

SENTENCE = "未开启两步登录的，不能查看反映人身份。请到“我的账号”开启后再来。"


def test_without_one_nothing_is_shown_and_the_way_out_is_said(make_app: Callable[..., Flask]) -> None:
    app = make_app(REQUIRE_TOTP=True)
    town = people_of(app)
    address = f"/cases/{live(app, town, FIELDS, state=State.HANDLING).reference}/reveal"
    _relax(app, town)
    with at(NOON):
        officer = signed_in(app, "officer")
        refused = send(officer, address, field="telephone", reason="核实")
        assert refused.status_code == 422
        assert SENTENCE in refused.text and TELEPHONE not in refused.text
        assert SENTENCE in officer.get(address).text
        set_up(officer, NOON)
        assert TELEPHONE in send(officer, address, field="telephone", reason="核实").text


def test_with_one_password_and_code_are_asked_after_five_minutes(make_app: Callable[..., Flask]) -> None:
    app = make_app(REQUIRE_TOTP=True)
    town = people_of(app)
    address = f"/cases/{live(app, town, FIELDS).reference}/reveal"
    with at(NOON):
        callback = app.test_client()
        sign_in(callback, "callback")
        secret = set_up(callback, NOON)[0]
        assert 'name="password_code"' not in callback.get(address).text
    later = NOON + timedelta(minutes=6)
    with at(later):
        assert 'name="password_code"' in callback.get(address).text
        for given in ({}, {"password": PASSWORD}, {"password": PASSWORD, "password_code": "000000"}):
            refused = send(callback, address, field="telephone", reason="核实", **given)
            assert refused.status_code == 422 and TELEPHONE not in refused.text
            assert "核实" in refused.text, "what was typed is kept"
        both = {"password": PASSWORD, "password_code": code(secret, later)}
        assert TELEPHONE in send(callback, address, field="telephone", reason="核实", **both).text


def test_the_second_person_gives_his_second_step_too(make_app: Callable[..., Flask]) -> None:
    app = make_app(REQUIRE_TOTP=True)
    kept = live(app, people_of(app), FIELDS, state=State.HANDLING)
    with writing(app) as session:
        session.execute(update(CASE).values(category="D2"))
    address = f"/cases/{kept.reference}/reveal"
    with at(NOON):
        officer, director = app.test_client(), app.test_client()
        sign_in(officer, "officer")
        set_up(officer, NOON)
        asked = {"field": "telephone", "reason": "核实", "second": "director", "second_password": PASSWORD}
        without = send(officer, address, **asked)
        assert without.status_code == 422 and "第二人还没有设置两步登录" in without.text
        sign_in(director, "director")
        secret = set_up(director, NOON)[0]
    later = NOON + timedelta(minutes=2)
    with at(later):
        for typed, sentence in ((None, "请第二人输入自己的动态码。"), ("000000", "动态码不对")):
            given = {} if typed is None else {"second_password_code": typed}
            refused = send(officer, address, **asked, **given)
            assert refused.status_code == 422 and sentence in refused.text and TELEPHONE not in refused.text
        right = {"second_password_code": code(secret, later)}
        assert TELEPHONE in send(officer, address, **asked, **right).text
        again = send(officer, address, **asked, **right)
        assert again.status_code == 422 and TELEPHONE not in again.text, "a code is good once"


def test_a_session_that_ended_meanwhile_keeps_no_word_of_the_second_person(make_app: Callable[..., Flask]) -> None:
    app = make_app(REQUIRE_TOTP=False)
    kept = live(app, people_of(app), FIELDS, state=State.HANDLING)
    secrets = {"password": "s-one", "second_password": "s-two", "second_password_code": "s-three"}
    with at(NOON):
        visitor = app.test_client()
        page = visitor.get("/sign-in")
        given = {"csrf_token": token(page), "reason": "核实", **secrets}
        answer = visitor.post(f"/cases/{kept.reference}/reveal", data=given)
    assert answer.status_code == 401 and "核实" in answer.text
    assert not any(secret in answer.text for secret in secrets.values())
