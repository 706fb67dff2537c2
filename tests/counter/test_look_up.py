"""Telling a caller where his matter stands: reference and name, on record, in the words of his own page."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from casebook.case.models import Accused, State
from casebook.extensions import db
from casebook.kernel.history import Event, EventDetails, Message
from casebook.people.models import Role
from casebook.stages.sealing import service as sealing
from casebook.stages.sealing.service import Ground
from casebook.vault import opening
from tests.counter.conftest import Caller, calling
from tests.past import CASE
from tests.people.browsing import NOON, at, people_of, send, signed_in, writing
from tests.town import grant
from tests.vault.conftest import FIELDS, live
from tests.vault.test_discipline_key import life_of
from tests.vault.test_openings import with_discipline

NAME = FIELDS["name"]
NOTHING = "对不上，请再问一遍。对不上的，只能凭查询码查询。"


def ask(client: FlaskClient, reference: str, name: str = NAME) -> TestResponse:
    return send(client, "/intake/look-up", reference=reference, name=name)


def events(app: Flask, deed: str) -> list[dict[str, Any]]:
    with app.app_context():
        query = select(EventDetails.facts).join(Event).where(Event.action == deed).order_by(Event.id)
        return list(db.session.scalars(query))


@pytest.mark.parametrize("name", [NAME, " 王 金丝雀 ", "王金丝雀\u200b"])
def test_reference_and_name_tell_where_it_stands_in_the_citizens_words(app: Flask, caller: Caller, name: str) -> None:
    with at(NOON):
        answer = ask(signed_in(app, "clerk"), caller.receipt, name)
    assert answer.status_code == 200
    assert "正在办理" in answer.text or "办理中" in answer.text
    for hidden in (FIELDS["telephone"], "0001", FIELDS["email"], "三组从六点多", "某power-head"):
        assert hidden not in answer.text, hidden


def test_the_reference_may_be_said_in_any_spelling(app: Flask, caller: Caller) -> None:
    with at(NOON):
        answer = ask(signed_in(app, "clerk"), f" {caller.receipt.lower().replace('-', ' ')} ")
    assert answer.status_code == 200


def test_each_look_up_is_on_record_also_without_a_hit(app: Flask, caller: Caller) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        ask(client, caller.receipt)
        ask(client, caller.receipt, "李四")
        ask(client, "TS26-00000000")
    asked, told = events(app, "look-up"), events(app, "look-up-told")
    assert [bool(facts["receipt"]) for facts in asked] == [True, True, False]
    assert [facts["cases"] for facts in told] == [[caller.kept.uid]]
    assert not [facts for facts in asked if "李四" in str(facts) or NAME in str(facts)]


def test_what_does_not_fit_tells_nothing_not_even_that_it_is_there(app: Flask, caller: Caller) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        wrong, unknown = ask(client, caller.receipt, "李四"), ask(client, "TS26-00000000", "李四")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert NOTHING in wrong.text and NOTHING in unknown.text
    assert bare(wrong).replace(caller.receipt, "") == bare(unknown).replace("TS26-00000000", "")


def bare(answer: TestResponse) -> str:
    import re

    return re.sub(r'name="(csrf_token|key)" value="[^"]*"', "", answer.text)


def test_without_the_record_nothing_is_compared(app: Flask, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(opening, "unseal", lambda *given: said.append(given[2]))
    monkeypatch.setattr("casebook.counter.service.reports.keep", _fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with at(NOON):
        assert ask(signed_in(app, "clerk"), caller.receipt).status_code == 500
    assert said == []


def _fail(*given: object, **more: object) -> None:
    raise OSError("disk full")


def test_of_an_anonymous_matter_nothing_is_told(app: Flask) -> None:
    caller = calling(app, live(app, people_of(app), {}, False, State.HANDLING))
    with at(NOON):
        assert NOTHING in ask(signed_in(app, "clerk"), caller.receipt, "李四").text


def test_of_what_was_referred_nothing_is_told(app: Flask, caller: Caller) -> None:
    with_discipline(app, caller.kept)
    caller.kept.town.actors.clear()
    with writing(app) as session:
        life = life_of(session, caller.kept)
        sealing.seal(session, life.file, life.actor("officer"), life.now(), Ground("D2"))
    with at(NOON):
        answer = ask(signed_in(app, "clerk"), caller.receipt)
    assert answer.status_code == 422 and NOTHING in answer.text


@pytest.mark.parametrize("how", ["accused", "office"])
def test_what_he_may_not_know_of_he_cannot_tell(app: Flask, caller: Caller, how: str) -> None:
    with writing(app) as session:
        if how == "accused":
            session.add(Accused(case_uid=caller.kept.uid, person_uid=caller.kept.town.uid("clerk")))
        else:
            session.execute(update(CASE).values(against_office=True))
    with at(NOON):
        assert NOTHING in ask(signed_in(app, "clerk"), caller.receipt).text
    assert len(events(app, "look-up")) == 1 and events(app, "look-up-told") == []


def test_whoever_asks_in_vain_too_often_is_stopped_and_reported(app: Flask, caller: Caller) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        for name in ("赵", "钱", "孙", "李", "周"):
            ask(client, caller.receipt, name)
        answer = ask(client, caller.receipt)
        again = ask(client, caller.receipt)
    assert "一小时内的查询次数已用完。" in answer.text and again.status_code == 422
    assert (len(events(app, "look-up")), len(events(app, "look-up-refused"))) == (5, 2)
    with app.app_context():
        assert len(db.session.scalars(select(Message).where(Message.subject_kind == "identity")).all()) == 1
    with at(NOON + timedelta(minutes=61)):
        assert ask(signed_in(app, "clerk"), caller.receipt).status_code == 200


def test_twenty_an_hour_are_enough(app: Flask, caller: Caller) -> None:
    with at(NOON):
        client = signed_in(app, "clerk")
        answers = [ask(client, caller.receipt).status_code for _ in range(21)]
    assert answers == [200] * 20 + [422]


@pytest.mark.parametrize("account", ["officer", "director", "callback", "leader", "oversight", "admin", "power-head"])
def test_only_the_clerk_takes_calls(app: Flask, caller: Caller, account: str) -> None:
    with at(NOON):
        client = signed_in(app, account)
        assert client.get("/intake/look-up").status_code == 404


def test_two_clerks_have_each_their_own_quota(app: Flask, caller: Caller) -> None:
    with writing(app) as session:
        grant(session, caller.kept.town, "callback", Role.CLERK, "office")
    with at(NOON):
        for _ in range(20):
            ask(signed_in(app, "clerk"), caller.receipt)
        assert ask(signed_in(app, "callback"), caller.receipt).status_code == 200


def test_the_discipline_authority_reads_who_looked_up(app: Flask, caller: Caller) -> None:
    with_discipline(app, caller.kept)
    with at(NOON):
        ask(signed_in(app, "clerk"), caller.receipt)
        page = signed_in(app, "inspector").get("/openings").text
    assert "某clerk" in page and "为来电人或来人查询回执" in page and "姓名编号对得上，已告知或办理" in page
