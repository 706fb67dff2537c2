"""A new query code at the counter: two facts, on record; the old code is dead at once, the new one shown once."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from casebook.case.models import Accused, CaseFile, Receipt, State
from casebook.extensions import db
from casebook.kernel.history import Event, EventDetails, Message
from casebook.stages.sealing import service as sealing
from casebook.stages.sealing.service import Ground
from casebook.tracking.codes import query_codes
from tests.counter.conftest import CODE, Caller, calling
from tests.past import CASE
from tests.people.browsing import NOON, at, people_of, send, signed_in, writing
from tests.signed_in import follow
from tests.stages.browser import Form
from tests.stages.intake.test_online import SEND, at_check
from tests.vault.conftest import FIELDS, live
from tests.vault.test_discipline_key import life_of
from tests.visitor import Visitor

NAME, TELEPHONE = FIELDS["name"], FIELDS["telephone"]
NOTHING = "对不上，请再问一遍。"


def address(caller: Caller) -> str:
    return f"/cases/{caller.reference}/new-code"


def filled(client: FlaskClient, caller: Caller, name: str = NAME, telephone: str = TELEPHONE) -> dict[str, str]:
    return {**Form(client.get(address(caller)).text, address(caller)).fields, "name": name, "telephone": telephone}


def issue(client: FlaskClient, caller: Caller, name: str = NAME, telephone: str = TELEPHONE) -> TestResponse:
    return client.post(address(caller), data=filled(client, caller, name, telephone))


def code_on(answer: TestResponse) -> str:
    groups = re.findall(r"<span>(\d{5})</span>", answer.text)
    assert len(groups) == 5, answer.text
    return "".join(groups)


def tracked(app: Flask, caller: Caller, code: str) -> int:
    return send(app.test_client(), "/track", reference=caller.receipt, code=code).status_code


def test_name_and_telephone_bring_a_new_code_and_the_old_one_is_dead(app: Flask, caller: Caller) -> None:
    with at(NOON):
        assert tracked(app, caller, CODE) == 303
        answer = issue(signed_in(app, "clerk"), caller, " 王 金丝雀", "100 0000 0001")
        code = code_on(answer)
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
        assert "data-print" in answer.text and caller.receipt in answer.text
        assert tracked(app, caller, CODE) == 422
        assert tracked(app, caller, code) == 303


def test_it_is_an_event_of_the_case_that_the_citizen_is_told_of(app: Flask, caller: Caller) -> None:
    with at(NOON):
        code = code_on(issue(signed_in(app, "clerk"), caller))
    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.action == "new-code")).one()
        assert (event.role, event.actor_uid) == ("clerk", caller.kept.town.uid("clerk"))
        facts = db.session.scalars(select(EventDetails.facts).where(EventDetails.event_uid == event.uid)).one()
        assert set(facts) == {"receipt", "matched", "grants"} and code not in str(facts)
        assert db.session.scalars(select(Message.audience).where(Message.event_uid == event.uid)).all() == ["citizen"]
        uid = db.session.scalars(select(Receipt.uid)).one()
    client = app.test_client()
    with at(NOON):
        follow(app, client, uid)
        assert "在窗口补发了查询码，旧码作废" in client.get("/track/case").text
        assert "补发查询码，旧码作废" in signed_in(app, "officer").get(f"/cases/{caller.reference}").text
        for account in ("power-head", "leader", "oversight"):
            assert "补发" not in signed_in(app, account).get(f"/cases/{caller.reference}").text, account


def test_whoever_is_on_the_page_with_the_old_code_is_out(app: Flask, caller: Caller) -> None:
    with app.app_context():
        uid = db.session.scalars(select(Receipt.uid)).one()
    client = app.test_client()
    with at(NOON):
        follow(app, client, uid)
        assert client.get("/track/case").status_code == 200
        issue(signed_in(app, "clerk"), caller)
        assert client.get("/track/case").status_code == 303


@pytest.mark.parametrize(
    ("name", "telephone"), [("李四", TELEPHONE), (NAME, "100-0000-0002"), (TELEPHONE, TELEPHONE), (NAME, "0001")]
)
def test_one_fact_is_not_enough(app: Flask, caller: Caller, name: str, telephone: str) -> None:
    with at(NOON):
        answer = issue(signed_in(app, "clerk"), caller, name, telephone)
        assert answer.status_code == 422 and NOTHING in answer.text
        assert name in answer.text  # what was typed is not lost
        assert tracked(app, caller, CODE) == 303
    with app.app_context():
        assert db.session.scalars(select(Event).where(Event.action == "new-code")).all() == []
        assert len(db.session.scalars(select(Event).where(Event.action == "look-up")).all()) == 1


def test_tries_are_few(app: Flask, caller: Caller) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        for name in ("赵", "钱", "孙", "李", "周"):
            issue(client, caller, name)
        assert "一小时内的查询次数已用完。" in issue(client, caller).text
        assert tracked(app, caller, CODE) == 303


def test_for_whoever_left_nothing_nobody_can(app: Flask) -> None:
    caller = calling(app, live(app, people_of(app), {}, False, State.HANDLING))
    with at(NOON):
        client = signed_in(app, "clerk")
        page = client.get(address(caller))
        form = {**Form(client.get("/sign-out").text, "/sign-out").fields, "name": NAME, "telephone": TELEPHONE}
        answer = client.post(address(caller), data=form)
    assert (page.status_code, answer.status_code) == (422, 422)
    assert "查询码谁也补不了。" in page.text and "查询码谁也补不了。" in answer.text


def test_sent_twice_it_is_one_code(app: Flask, caller: Caller) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        form = filled(client, caller)
        codes = [code_on(client.post(address(caller), data=form)) for _ in range(2)]
        assert codes[0] == codes[1] and tracked(app, caller, codes[0]) == 303
    with at(NOON + timedelta(minutes=11)):
        late = client.post(address(caller), data=form)
        assert late.status_code == 303 and late.location == f"/cases/{caller.reference}"
    with app.app_context():
        assert len(db.session.scalars(select(Event).where(Event.action == "new-code")).all()) == 1


def test_an_earlier_new_code_dies_with_the_next(app: Flask, caller: Caller) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        first, second = code_on(issue(client, caller)), code_on(issue(client, caller))
        assert first != second
        assert (tracked(app, caller, first), tracked(app, caller, second)) == (422, 303)


def test_without_its_key_the_form_is_drawn_again(app: Flask, caller: Caller) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        answer = client.post(address(caller), data={**filled(client, caller), "key": "1"})
        assert answer.status_code == 409 and NAME in answer.text
        assert tracked(app, caller, CODE) == 303


@pytest.mark.parametrize("account", ["officer", "director", "callback", "leader", "oversight", "power-head"])
def test_only_the_clerk_issues_one(app: Flask, caller: Caller, account: str) -> None:
    with at(NOON):
        assert signed_in(app, account).get(address(caller)).status_code == 403


@pytest.mark.parametrize("how", ["accused", "office", "referred"])
def test_never_for_what_he_may_not_know_of(app: Flask, caller: Caller, how: str) -> None:
    with writing(app) as session:
        if how == "accused":
            session.add(Accused(case_uid=caller.kept.uid, person_uid=caller.kept.town.uid("clerk")))
        elif how == "office":
            session.execute(update(CASE).values(against_office=True))
        else:
            life = life_of(session, caller.kept)
            sealing.seal(session, life.file, life.actor("officer"), life.now(), Ground("D2"))
    with at(NOON):
        assert signed_in(app, "clerk").get(address(caller)).status_code == 404


def test_never_when_the_receipt_opens_something_kept_from_him(app: Flask, caller: Caller) -> None:
    """The rest of a referred matter shares its receipt: the code would open both."""
    with writing(app) as session:
        life = life_of(session, caller.kept)
        ground = Ground("D2", rest="三组停电四个小时，请核实。")
        sealing.seal(session, life.file, life.actor("officer"), life.now(), ground)
    with app.app_context():
        rest = db.session.scalars(select(CaseFile.reference).where(CaseFile.state == State.REGISTERED)).one()
    with at(NOON):
        client = signed_in(app, "clerk")
        page = f"/cases/{rest}/new-code"
        form = {**Form(client.get(page).text, page).fields, "name": NAME, "telephone": TELEPHONE}
        answer = client.post(page, data=form)
        assert answer.status_code == 422 and NOTHING in answer.text
        assert tracked(app, caller, CODE) == 303


def test_the_code_is_kept_as_a_hash_alone(app: Flask, caller: Caller) -> None:
    with at(NOON):
        code = code_on(issue(signed_in(app, "clerk"), caller))
    with app.app_context():
        kept = db.session.scalars(select(Receipt)).one()
        assert query_codes().verify(kept.code_hash, code) and code not in kept.code_hash
        assert kept.renewed_at == NOON


def test_the_form_that_made_the_receipt_shows_no_dead_code(app: Flask) -> None:
    people_of(app)
    visitor = Visitor(app.test_client())
    with at(NOON):
        at_check(visitor, "office", name=NAME, telephone=TELEPHONE).press(SEND)
        with app.app_context():
            reference = db.session.scalars(select(CaseFile.reference)).one()
        client, page = signed_in(app, "clerk"), f"/cases/{reference}/new-code"
        form = {**Form(client.get(page).text, page).fields, "name": NAME, "telephone": TELEPHONE}
        assert client.post(page, data=form).status_code == 200
        visitor.press_again("/complaints/receipt")
        assert visitor.page and visitor.page.request.path == "/track"
    with app.app_context():
        assert len(db.session.scalars(select(CaseFile)).all()) == 1
