"""Where two-step sign-in is on, nobody without it is shown who complained, whatever a small office relaxes."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from casebook.case.models import State
from tests.people.browsing import NOON, PASSWORD, at, people_of, send, sign_in, signed_in
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
