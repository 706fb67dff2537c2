"""One-time links: made by an administrator who sees no password, good once, for one purpose and not for long."""

import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.history import Event, EventDetails
from casebook.people import links
from casebook.people.factor_models import AccountLink, LinkPurpose
from casebook.people.models import Person
from tests.people.browsing import NOON, PASSWORD, at, send, sign_in, signed_in, token, writing
from tests.town import Town

NEW = "seven green tractors sing"
OVER = "这个链接已用过、已被新链接替换或者已过期"
NEW_ACCOUNT, RESET = LinkPurpose.NEW_ACCOUNT, LinkPurpose.RESET


def made(app: Flask, people: Town, purpose: LinkPurpose = RESET, account: str = "clerk") -> str:
    """A link made at noon."""
    with writing(app) as session:
        return links.address(links.make(session, people.uid(account), purpose, people.uid("admin"), NOON))


def set_password(client: FlaskClient, address: str, new: str = NEW) -> TestResponse:
    return send(client, address, new=new, again=new)


def kept_hash(app: Flask, people: Town, account: str = "clerk") -> str:
    with app.app_context():
        return db.session.scalars(select(Person.password_hash).where(Person.uid == people.uid(account))).one()


@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_it_sets_the_password_once(app: Flask, people: Town, purpose: LinkPurpose) -> None:
    address = made(app, people, purpose)
    with at(NOON):
        open_session, visitor = signed_in(app, "clerk"), app.test_client()
        answer = set_password(visitor, address)
        assert (answer.status_code, answer.location) == (303, "/sign-in")
        assert "密码已设置，请用它登录。" in visitor.get("/sign-in").text
        assert open_session.get("/me").status_code == 303, "every session ends"
        assert not visitor.get_cookie("cb_staff"), "nobody is signed in by a link"
        assert sign_in(app.test_client(), "clerk").status_code == 422
        assert sign_in(app.test_client(), "clerk", NEW).status_code == 303
        again = visitor.get(address)
        assert again.status_code == 404 and OVER in again.text


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(app: Flask, people: Town, method: str) -> None:
    address, before = made(app, people), kept_hash(app, people)
    with at(NOON):
        for _ in range(3):
            answer = getattr(app.test_client(), method)(address)
            assert answer.status_code == 200
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
        assert kept_hash(app, people) == before
        assert set_password(app.test_client(), address).status_code == 303


@pytest.mark.parametrize(("purpose", "hours"), [(NEW_ACCOUNT, 72), (RESET, 2)])
def test_it_expires(app: Flask, people: Town, purpose: LinkPurpose, hours: int) -> None:
    address, client = made(app, people, purpose), app.test_client()
    with at(NOON + timedelta(hours=hours, seconds=-1)):
        form = token(client.get(address))
    with at(NOON + timedelta(hours=hours)):
        assert client.get(address).status_code == 404
        late = client.post(address, data={"csrf_token": form, "new": NEW, "again": NEW})
        assert late.status_code == 404 and OVER in late.text


def test_a_link_for_another_purpose_a_changed_and_a_made_up_one_look_the_same(app: Flask, people: Town) -> None:
    address, client = made(app, people), app.test_client()
    secret = address.rsplit("/", 1)[1]
    changed = ("A" if secret[0] != "A" else "B") + secret[1:]
    with at(NOON):
        form = token(client.get(address))
        foreign = [
            f"/welcome/{secret}",
            f"/new-password/{changed}",
            "/new-password/x",
            "/new-password/%00",
            "/welcome/王",
        ]
        for other in foreign:
            fields = {"csrf_token": form, "new": NEW, "again": NEW}
            for answer in (client.get(other), client.post(other, data=fields)):
                assert answer.status_code == 404, other
        bodies = {re.sub(r'value="[^"]*"', "", client.get(other).text) for other in foreign[:3]}
        assert len(bodies) == 1 and OVER in bodies.pop()
        assert sign_in(app.test_client(), "clerk").status_code == 303


def test_a_newer_link_voids_the_older_and_a_password_set_otherwise_voids_it_too(app: Flask, people: Town) -> None:
    older, newer = made(app, people, NEW_ACCOUNT), made(app, people)
    with at(NOON):
        client = app.test_client()
        assert client.get(older).status_code == 404
        assert client.get(newer).status_code == 200
        mine = signed_in(app, "clerk")
        assert send(mine, "/me/password", "/me", current=PASSWORD, new=NEW, again=NEW).status_code == 303
        assert client.get(newer).status_code == 404


def test_a_weak_password_is_refused_and_the_link_stays_good(app: Flask, people: Town) -> None:
    address = made(app, people)
    with at(NOON):
        for weak, sentence in (
            ("short", "请至少用12个字符"),
            ("望禾镇效能办2026年9月", "密码里不要用账号、姓名、单位名或镇名"),
        ):
            answer = set_password(app.test_client(), address, weak)
            assert answer.status_code == 422 and sentence in answer.text
        assert send(app.test_client(), address, new=NEW, again="other").status_code == 422
        assert set_password(app.test_client(), address).status_code == 303


def test_of_two_who_use_it_at_once_one_sets_his_password(app: Flask, people: Town) -> None:
    made(app, people)
    with writing(app) as session:
        uid = session.scalars(select(AccountLink.uid)).one()
    start, used = threading.Barrier(6), []

    def use() -> None:
        start.wait()
        with writing(app) as session:
            used.append(links.use(session, uid, NOON))

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(used) == [False] * 5 + [True]


def test_only_the_hash_of_the_token_is_kept_anywhere(app: Flask, people: Town) -> None:
    with at(NOON):
        admin = signed_in(app, "admin")
        with writing(app) as session:
            session.execute(update(Person).where(Person.account == "clerk").values(email=None))
        shown = post(admin, f"/people/persons/{people.uid('clerk')}/link").text
    [secret] = re.findall(r"/new-password/([\w-]{43})", shown)
    with app.app_context():
        link = db.session.scalars(select(AccountLink)).one()
        columns = [str(getattr(link, column.key)) for column in AccountLink.__table__.columns]
        facts = [str(one) for one in db.session.scalars(select(EventDetails.facts))]
        bodies = list(db.session.scalars(select(Event.body)))
    assert not [text for text in [*columns, *facts, *bodies] if secret in text]


def post(client: FlaskClient, address: str, form: str | None = None, **fields: str) -> TestResponse:
    return send(client, address, form, key=new_uid(), **fields)


def test_an_administrator_starts_it_and_sees_the_link_only_where_there_is_no_address(app: Flask, people: Town) -> None:
    person = f"/people/persons/{people.uid('clerk')}"
    with at(NOON):
        admin = signed_in(app, "admin")
        mailed = post(admin, f"{person}/link").text
        assert "链接已用邮件发往clerk@office.test" in mailed and "/new-password/" not in mailed
        with writing(app) as session:
            session.execute(update(Person).where(Person.account == "clerk").values(email=None))
        shown = post(admin, f"{person}/link").text
        [address] = re.findall(r"http://127.0.0.1:8000(/new-password/[\w-]{43})", shown)
        assert "2小时内有效" in shown
        assert address not in admin.get(person).text + admin.get(f"{person}/link").text
        assert set_password(app.test_client(), address).status_code == 303


def test_only_administrators_start_it_and_not_for_themselves(app: Flask, people: Town) -> None:
    person = f"/people/persons/{people.uid('clerk')}/link"
    with at(NOON):
        for account in ("director", "clerk", "power-head"):
            client = signed_in(app, account)
            assert client.get(person).status_code == 404
            assert post(client, person, "/me").status_code == 404
        own = f"/people/persons/{people.uid('admin')}/link"
        assert post(signed_in(app, "admin"), own).status_code == 422


def test_starting_it_asks_who_it_is_after_five_minutes(app: Flask, people: Town) -> None:
    person = f"/people/persons/{people.uid('clerk')}/link"
    with at(NOON):
        admin = signed_in(app, "admin")
    with at(NOON + timedelta(minutes=6)):
        assert post(admin, person).status_code == 422
        assert post(admin, person, password="wrong password").status_code == 422
        assert post(admin, person, password=PASSWORD).status_code == 200


def test_a_person_without_a_password_cannot_sign_in(app: Flask, people: Town) -> None:
    with writing(app) as session:
        session.execute(update(Person).where(Person.account == "clerk").values(password_hash="!"))
    for tried in ("!", "", PASSWORD):
        assert sign_in(app.test_client(), "clerk", tried).status_code == 422
