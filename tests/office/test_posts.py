"""Combined posts: the director records a decision, it is in force at once, every page says so, the history stays."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.history import Event, EventDetails
from casebook.office.models import OfficeSetting
from casebook.office.rules import STANDARD, DirectClose, OfficeRules, Relaxation
from casebook.people import queries
from tests.office.test_rules import NEVER
from tests.people import browsing
from tests.people.browsing import NOON, PASSWORD, at, send, signed_in
from tests.people.test_admin import TODAY
from tests.queries import count_queries
from tests.town import Town

DECISION: dict[str, Any] = {
    "decided_body": "望禾镇党委会议",
    "decided_on": "2026-08-28",
    "decision_number": "望委〔2026〕17号",
    "relaxed": ["dispatcher_calls_back", "one_reader"],
    "direct_close": "unaccused",
    "version": "0",
}


@pytest.fixture(autouse=True)
def noon() -> Any:
    """Everything here happens at one Tuesday noon."""
    with at(NOON):
        yield


@pytest.fixture
def people(app: Flask) -> Town:
    """A town whose people can sign in."""
    return browsing.people_of(app)


def decide(client: FlaskClient, form: str = "/settings/posts", **changed: Any) -> TestResponse:
    """Send the director's form."""
    return send(client, "/settings/posts", form, **{"key": new_uid(), **DECISION, **changed})


def ticked(page: str) -> set[str]:
    """The relaxations that are ticked on a page."""
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    return {re.findall(r'value="([^"]+)"', box)[0] for box in boxes if "checked" in box}


def rules(app: Flask, town: Town, account: str) -> OfficeRules:
    """The rules a person acts under."""
    with app.app_context():
        found = queries.staff(db.session(), town.uid(account), TODAY)
        assert found is not None
        return found.rules


def settings(app: Flask) -> list[tuple[int, str, list[str]]]:
    """Every decision kept: version, number, relaxations."""
    with app.app_context():
        rows = db.session.scalars(select(OfficeSetting).order_by(OfficeSetting.version))
        return [(row.version, row.decision_number, row.values["relaxed"]) for row in rows]


def test_a_decision_is_in_force_for_office_and_stations_at_once(app: Flask, people: Town) -> None:
    assert rules(app, people, "officer") == STANDARD
    assert decide(signed_in(app, "director")).status_code == 303
    expected = OfficeRules(frozenset({Relaxation.DISPATCHER_CALLS_BACK, Relaxation.ONE_READER}), DirectClose.UNACCUSED)
    assert rules(app, people, "officer") == expected
    assert rules(app, people, "power-head") == expected


def test_every_page_of_the_staff_says_how_much_is_relaxed(app: Flask, people: Town, client: FlaskClient) -> None:
    words = "本单位启用小单位岗位兼任，2项分工已放宽，原因已登记。"
    clerk, director = signed_in(app, "clerk"), signed_in(app, "director")
    assert words not in clerk.get("/duty").text
    decide(director)
    for address in ("/desk", "/duty", "/me"):
        assert words in clerk.get(address).text, address
    assert 'href="/settings/posts"' not in clerk.get("/duty").text
    assert 'href="/settings/posts"' in director.get("/duty").text
    assert words not in client.get("/").text


def test_going_back_to_the_standard_is_a_decision_too(app: Flask, people: Town) -> None:
    director = signed_in(app, "director")
    decide(director)
    assert decide(director, relaxed=[], direct_close="listed", version="1", decision_number="18号").status_code == 303
    assert rules(app, people, "officer") == STANDARD
    assert "岗位兼任，2项" not in director.get("/duty").text
    assert settings(app) == [(1, "望委〔2026〕17号", ["dispatcher_calls_back", "one_reader"]), (2, "18号", [])]
    page = director.get("/settings/posts").text
    assert page.index("18号") < page.index("望委〔2026〕17号")


def test_a_decision_leaves_an_event_that_names_it(app: Flask, people: Town) -> None:
    decide(signed_in(app, "director"))
    with app.app_context():
        [event] = db.session.scalars(select(Event).where(Event.action == "office-decide")).all()
        facts = db.session.get_one(EventDetails, event.uid).facts
        assert (event.subject_kind, event.role, event.actor_uid) == (
            "office_setting",
            "director",
            people.uid("director"),
        )
    assert facts["relaxed"] == ["dispatcher_calls_back", "one_reader"]
    assert (facts["body"], facts["number"], facts["decided_on"]) == ("望禾镇党委会议", "望委〔2026〕17号", "2026-08-28")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"decided_body": ""}, "请填写决定机关。"),
        ({"decision_number": "  "}, "请填写决定文号。"),
        ({"decided_on": ""}, "请填写决定日期，不能晚于今天。"),
        ({"decided_on": "2026-09-02"}, "请填写决定日期，不能晚于今天。"),
        ({"decided_on": "soon"}, "请填写决定日期，不能晚于今天。"),
        ({"direct_close": ""}, "请从三项里选择一项。"),
        ({"direct_close": "everything"}, "请从三项里选择一项。"),
    ],
)
def test_without_body_day_and_number_nothing_is_relaxed(
    app: Flask, people: Town, changed: dict[str, Any], sentence: str
) -> None:
    director = signed_in(app, "director")
    refused = decide(director, **changed)
    assert refused.status_code == 422
    assert sentence in refused.text
    for name in {"decided_body", "decision_number"} - set(changed):
        assert DECISION[name] in refused.text, "nothing typed is lost"
    assert ticked(refused.text) == {"dispatcher_calls_back", "one_reader"}
    assert settings(app) == []


@pytest.mark.parametrize("switch", NEVER)
def test_nothing_that_always_holds_can_be_switched(app: Flask, people: Town, switch: str) -> None:
    refused = decide(signed_in(app, "director"), relaxed=["one_reader", switch])
    assert refused.status_code == 422
    assert "只能勾选列出的各项。" in refused.text
    assert settings(app) == []


def test_only_the_director_decides_and_only_he_and_the_administrator_read(app: Flask, people: Town) -> None:
    admin = signed_in(app, "admin")
    assert admin.get("/settings").status_code == 200
    page = admin.get("/settings/posts")
    assert page.status_code == 200 and "登记决定" not in page.text
    assert decide(admin, "/me").status_code == 404
    for account in ("officer", "leader", "power-head", "oversight"):
        client = signed_in(app, account)
        for where in ("/settings", "/settings/posts", "/settings/posts/1", "/settings/posts/week"):
            assert client.get(where).status_code == 404, (account, where)
        assert decide(client, "/me").status_code == 404, account
    assert settings(app) == []


def test_two_decisions_from_one_page_do_not_overwrite_each_other(app: Flask, people: Town) -> None:
    director = signed_in(app, "director")
    decide(director)
    late = decide(director, decision_number="另一份")
    assert late.status_code == 409
    assert "另一份" in late.text
    assert len(settings(app)) == 1


def test_the_same_form_sent_twice_decides_once(app: Flask, people: Town) -> None:
    director, key = signed_in(app, "director"), new_uid()
    assert [decide(director, key=key).status_code for _ in range(2)] == [303, 303]
    assert len(settings(app)) == 1


def test_a_decision_needs_a_fresh_sign_in(app: Flask, people: Town) -> None:
    director = signed_in(app, "director")
    with at(NOON + timedelta(minutes=25)):
        stale = decide(director)
        assert (stale.status_code, settings(app)) == (422, [])
        assert "请填写密码。" in stale.text and "望禾镇党委会议" in stale.text
        assert decide(director, password=PASSWORD).status_code == 303


def test_the_decision_on_paper_names_what_is_relaxed_and_what_never_is(app: Flask, people: Town) -> None:
    director = signed_in(app, "director")
    decide(director)
    send(director, "/preferences", "/me", language="en")
    paper = director.get("/settings/posts/1").text
    for words in ("望委〔2026〕17号", "2026年8月28日", "派单的人可以回访", "任何时候不得放宽", "某director", "签字"):
        assert words in paper, words
    assert director.get("/settings/posts/2").status_code == 404
    assert director.get(f"/settings/posts/{10**30}").status_code == 404


def test_reading_the_rules_costs_one_small_query(app: Flask, people: Town) -> None:
    with count_queries(app) as sent:
        rules(app, people, "power-head")
    assert len([statement for statement in sent if "office_setting" in statement]) == 1
