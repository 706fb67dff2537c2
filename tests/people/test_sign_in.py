"""Signing in and out in a browser."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask, g
from flask.testing import FlaskClient
from flask_login import current_user
from sqlalchemy import event, func, select, update

from casebook.extensions import db
from casebook.people.models import Grant, OpenSession, Person
from casebook.people.passwords import hashed
from casebook.web.acting import Right, public, reads
from tests.people.browsing import NOON, PASSWORD, at, send, sign_in, signed_in, token, writing
from tests.town import Town

ELSEWHERE = "198.51.100.7"


def cookie(client: FlaskClient, name: str = "cb_staff") -> str | None:
    found = client.get_cookie(name)
    return found.value if found else None


@contextmanager
def counted_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The calls of the slow hash within the block."""
    calls: list[str] = []
    for name in ("hash", "verify"):
        real = getattr(PasswordHasher, name)

        def counting(self: PasswordHasher, *arguments: object, _real: object = real, _name: str = name) -> object:
            calls.append(_name)
            return _real(self, *arguments)  # type: ignore[operator]

        monkeypatch.setattr(PasswordHasher, name, counting)
    yield calls
    monkeypatch.undo()


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database within the block."""
    said: list[str] = []

    def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    yield said
    event.remove(engine, "before_cursor_execute", listen)


def test_whoever_knows_the_password_gets_in(app: Flask, people: Town) -> None:
    client = app.test_client()
    answer = sign_in(client, " Clerk ")
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert "某clerk" in client.get("/me").text
    assert "受理员" in client.get("/me").text


@pytest.mark.parametrize(("account", "home"), [("power-head", "/desk"), ("admin", "/people"), ("director", "/desk")])
def test_each_lands_where_his_work_is(app: Flask, people: Town, account: str, home: str) -> None:
    assert sign_in(app.test_client(), account).location == home


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/me", "/me"),
        ("/cases?state=open", "/cases?state=open"),
        ("https://evil.example/", "/desk"),
        ("//evil.example/", "/desk"),
        ("/\\evil.example", "/desk"),
        ("/\t/evil.example", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("", "/desk"),
    ],
)
def test_it_goes_on_to_own_pages_only(app: Flask, people: Town, asked: str, reached: str) -> None:
    assert sign_in(app.test_client(), "clerk", next=asked).location == reached


def test_whoever_is_not_signed_in_is_asked_and_comes_back(client: FlaskClient, people: Town) -> None:
    asked = client.get("/me?x=1")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/me?x%3D1")
    assert 'value="/me?x=1"' in client.get(asked.location).text


def test_unknown_account_and_wrong_password_look_and_cost_the_same(
    app: Flask, people: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, costs = [], []
    for account in ("clerk", "nobod"):
        client = app.test_client()
        form = token(client.get("/sign-in"))
        with counted_hashes(monkeypatch) as calls:
            answer = client.post(
                "/sign-in", data={"csrf_token": form, "account": account, "password": "wrong password"}
            )
        assert answer.status_code == 422
        pages.append(answer.text.replace(account, "").replace(token(answer), ""))
        costs.append(calls)
    assert costs == [["verify"], ["verify"]]
    assert pages[0] == pages[1]
    assert "账号或者密码不对，请核对后再试。" in pages[0]


def test_a_closed_account_is_refused_like_a_wrong_password(app: Flask, people: Town) -> None:
    with writing(app) as session:
        session.execute(update(Person).where(Person.account == "clerk").values(active=False))
    answer = sign_in(app.test_client(), "clerk")
    assert answer.status_code == 422
    assert "账号或者密码不对" in answer.text


@pytest.mark.parametrize("fields", [{"account": "", "password": PASSWORD}, {"account": "clerk", "password": ""}])
def test_an_empty_field_is_said_and_not_tried(
    app: Flask, people: Town, monkeypatch: pytest.MonkeyPatch, fields: dict[str, str]
) -> None:
    with counted_hashes(monkeypatch) as calls:
        assert sign_in(app.test_client(), **fields).status_code == 422
    assert calls == []


@pytest.mark.parametrize("account", ["cl\x00erk", "x" * 60, "王", "' OR 1=1 --", "\ud800"])
def test_strange_accounts_are_refused_without_an_error(app: Flask, people: Town, account: str) -> None:
    client = app.test_client()
    form = token(client.get("/sign-in"))
    raw = account.encode("utf-8", "surrogatepass")
    answer = client.post("/sign-in", data={"csrf_token": form, "account": raw, "password": "x"})
    assert answer.status_code == 422


def test_the_password_is_never_written_back(app: Flask, people: Town) -> None:
    assert "hunter2 hunter2" not in sign_in(app.test_client(), "clerk", "hunter2 hunter2").text


def test_forty_wrong_passwords_are_slowed_and_the_owner_elsewhere_is_not(app: Flask, people: Town) -> None:
    with at(NOON):
        attacker = app.test_client()
        answers = [sign_in(attacker, "clerk", "wrong password", ELSEWHERE) for _ in range(40)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 35
        assert answers[-1].headers["Retry-After"] == "300"
        assert "试的次数太多，请5分钟后再试。" in answers[-1].text
        assert sign_in(app.test_client(), "clerk", place="203.0.113.9").status_code == 303
    with at(NOON + timedelta(minutes=5)):
        assert sign_in(attacker, "clerk", PASSWORD, ELSEWHERE).status_code == 303


def test_a_right_password_while_throttled_is_not_even_looked_at(
    app: Flask, people: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at(NOON):
        for _ in range(5):
            sign_in(app.test_client(), "clerk", "wrong password")
        with counted_hashes(monkeypatch) as calls:
            assert sign_in(app.test_client(), "clerk").status_code == 429
        assert calls == []


def test_a_right_password_clears_the_count(app: Flask, people: Town) -> None:
    with at(NOON):
        for _ in range(3):
            for _ in range(4):
                assert sign_in(app.test_client(), "clerk", "wrong password").status_code == 422
            assert sign_in(app.test_client(), "clerk").status_code == 303


def test_the_log_names_nobody(app: Flask, people: Town, caplog: pytest.LogCaptureFixture) -> None:
    with at(NOON), caplog.at_level(logging.DEBUG):
        for _ in range(7):
            sign_in(app.test_client(), "clerk", "wrong password", ELSEWHERE)
    assert "sign-in refused" in caplog.text
    assert "throttled: sign-in" in caplog.text
    assert "clerk" not in caplog.text
    assert "198.51.100" not in caplog.text


def test_a_session_planted_before_is_not_taken_over(app: Flask, people: Town) -> None:
    client = app.test_client()
    client.set_cookie("cb_staff", "planted")
    assert sign_in(client, "clerk").status_code == 303
    assert cookie(client) != "planted"
    thief = app.test_client()
    thief.set_cookie("cb_staff", "planted")
    assert thief.get("/me").status_code == 303


def test_signing_in_again_ends_the_session_before(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    first = cookie(client)
    assert first
    form = token(client.get("/me"))
    client.post("/sign-in", data={"csrf_token": form, "account": "officer", "password": PASSWORD})
    assert "某officer" in client.get("/me").text
    thief = app.test_client()
    thief.set_cookie("cb_staff", first)
    assert thief.get("/me").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts(app: Flask, people: Town) -> None:
    [given] = [line for line in sign_in(app.test_client(), "clerk").headers.getlist("Set-Cookie") if "cb_staff" in line]
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert "Path=/" in given
    assert "Expires" not in given


def test_behind_tls_the_cookies_are_bound_to_host_and_tls(make_app: object) -> None:
    app: Flask = make_app(PROXY_HOPS=1)  # type: ignore[operator]
    from tests.people.browsing import people_of

    people_of(app)
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://localhost")
    answer = client.post(
        "/sign-in",
        base_url="https://localhost",
        data={"csrf_token": token(page), "account": "clerk", "password": PASSWORD},
        headers={"Referer": "https://localhost/sign-in"},
    )
    [given] = [line for line in answer.headers.getlist("Set-Cookie") if "cb_staff" in line]
    assert given.startswith("__Host-cb_staff=")
    assert "Secure" in given
    assert "Domain" not in given


def test_signing_out_ends_the_row_and_empties_the_browser(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    stolen = cookie(client)
    assert stolen
    assert "退出" in client.get("/sign-out").text
    assert "某clerk" in client.get("/me").text  # looking at the button ends nothing
    answer = send(client, "/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert cookie(client, "cb_device"), "the device is known again next time"
    assert not cookie(client)
    client.set_cookie("cb_staff", stolen)
    assert client.get("/me").status_code == 303


def test_sign_out_needs_the_token(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    assert client.post("/sign-out").status_code == 400
    assert client.get("/me").status_code == 200


def test_signing_out_without_being_signed_in_is_harmless(client: FlaskClient, people: Town) -> None:
    assert send(client, "/sign-out").status_code == 303


def test_a_session_ends_by_itself(app: Flask, people: Town) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
    with at(NOON + timedelta(minutes=29)):
        assert client.get("/me").status_code == 200
    with at(NOON + timedelta(minutes=58)):
        assert client.get("/me").status_code == 200
    with at(NOON + timedelta(minutes=88)):
        assert client.get("/me").status_code == 303


def test_use_is_noted_once_a_minute_at_most(app: Flask, people: Town) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
    seen = []
    for seconds in (30, 70, 90, 131):
        with at(NOON + timedelta(seconds=seconds)):
            client.get("/me")
        with writing(app) as session:
            seen.append(session.scalars(select(OpenSession.seen_at)).one() - NOON)
    assert [length.seconds for length in seen] == [0, 70, 70, 131]


def test_a_role_taken_away_holds_at_the_next_request(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    assert "受理员" in client.get("/me").text
    with writing(app) as session:
        session.execute(update(Grant).where(Grant.person_uid == people.uid("clerk")).values(ended_at=NOON))
    assert "受理员" not in client.get("/me").text


def test_a_closed_account_is_out_at_the_next_request(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    with writing(app) as session:
        session.execute(update(Person).where(Person.account == "clerk").values(active=False))
    assert client.get("/me").status_code == 303


def test_flask_login_knows_the_session_by_its_uid(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    with client:
        client.get("/me")
        assert current_user.get_id() == g.signed_in.session_uid
        assert current_user.staff.name == "某clerk"
    with writing(app) as session:
        assert session.scalar(select(func.count()).select_from(OpenSession)) == 1


def test_a_visitor_without_a_cookie_costs_no_query_for_it(app: Flask, people: Town) -> None:
    with counted_queries(app) as said:
        app.test_client().get("/sign-out")
    assert not [statement for statement in said if "open_session" in statement or "person" in statement]


def test_knowing_who_asks_takes_five_queries_at_most(app: Flask, people: Town) -> None:
    client = signed_in(app, "officer")
    with counted_queries(app) as said:
        client.get("/sign-out")
    assert len([statement for statement in said if "FROM" in statement]) <= 6  # and one for the office


@pytest.fixture
def fenced(make_app: object, app: Flask) -> Flask:
    """The application with one page for each right."""
    for right in (Right.STAFF, Right.CASES, Right.PEOPLE):
        view = reads(right)(lambda: "open")
        app.add_url_rule(f"/test/{right.value}", f"test_{right.value}", view, methods=["GET", "POST"])
    app.add_url_rule("/test/public", "test_public", public(lambda: "open"))
    return app


@pytest.mark.parametrize(
    ("account", "statuses"),
    [
        ("clerk", {"staff": 200, "cases": 200, "people": 404}),
        ("power-liaison", {"staff": 200, "cases": 200, "people": 404}),
        ("director", {"staff": 200, "cases": 200, "people": 200}),
        ("admin", {"staff": 200, "cases": 404, "people": 200}),
    ],
)
def test_each_right_opens_its_pages_and_no_others(
    fenced: Flask, people: Town, account: str, statuses: dict[str, int]
) -> None:
    client = signed_in(fenced, account)
    assert {right: client.get(f"/test/{right}").status_code for right in statuses} == statuses


def test_a_form_sent_too_late_comes_back_with_what_was_typed(fenced: Flask, people: Town) -> None:
    client = fenced.test_client()
    fields = {"reason": "变压器<坏了>", "list": ["一", "二"], "password": "hunter2 hunter2"}
    answer = client.post("/test/cases", data={"csrf_token": token(client.get("/sign-in")), **fields})
    assert answer.status_code == 401
    assert "登录已过期，请重新登录。您填写的内容没有丢。" in answer.text
    assert 'action="/test/cases"' in answer.text
    assert 'name="reason" value="变压器&lt;坏了&gt;"' in answer.text
    assert 'name="list" value="一"' in answer.text
    assert 'name="list" value="二"' in answer.text
    assert "hunter2" not in answer.text
    sign_in(client, "clerk")
    again = client.post("/test/cases", data={"csrf_token": token(answer), **fields})
    assert again.text == "open"


def test_an_old_hash_is_renewed_when_the_password_is_given(app: Flask, people: Town) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    with writing(app) as session:
        session.execute(update(Person).where(Person.account == "clerk").values(password_hash=old))
    signed_in(app, "clerk")
    with writing(app) as session:
        kept = session.scalars(select(Person.password_hash).where(Person.account == "clerk")).one()
    assert kept != old
    assert kept.split("$")[3] == hashed("x", cheap=True).split("$")[3]
    signed_in(app, "clerk")
