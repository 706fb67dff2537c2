"""Time limits: who sets them, how far the law lets him, and that what runs keeps the limit it began with."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casebook.extensions import db
from casebook.kernel.clocks import DeadlineRule
from casebook.kernel.columns import new_uid
from casebook.kernel.history import Event, EventDetails
from casebook.kernel.timetable import current
from casebook.web.acting import acted
from tests.lives import Life
from tests.people.browsing import NOON, at, people_of, signed_in, token
from tests.queries import own_queries

DECISION = {"reason": "群众等不起", "body": "镇党委会议", "on": "2026-08-31", "number": "第12号"}


@pytest.fixture(autouse=True)
def noon() -> Any:
    with at(NOON):
        yield


@pytest.fixture
def town(app: Flask) -> Any:
    return people_of(app)


def set_limit(app: Flask, code: str, amount: object, **changed: str) -> Any:
    client, address = signed_in(app, "director"), f"/settings/limits/{code}"
    data = {"csrf_token": token(client.get(address)), "key": new_uid(), "version": "1", "amount": amount}
    return client.post(address, data={**data, **DECISION, **changed})


def versions(app: Flask, code: str) -> list[tuple[int, int]]:
    with app.app_context():
        rows = db.session.scalars(select(DeadlineRule).where(DeadlineRule.code == code).order_by(DeadlineRule.version))
        return [(row.version, row.amount) for row in rows]


def test_a_new_limit_holds_for_what_begins_from_then_on(app: Flask, town: Any) -> None:
    with app.app_context(), acted() as session:
        before = Life(session, town).register()  # received on Tuesday 9-1
        uid = before.file.uid
    assert set_limit(app, "decide", 3).location == "/settings/limits"
    with app.app_context(), acted() as session:
        after = Life(session, town).register()
        assert after.file.clock("decide").due_on == date(2026, 9, 4)
        assert after.file.clock("decide").rule_version == 2
        old = db.session.get_one(type(after.file), 1)
        assert (old.uid, old.clock("decide").due_on, old.clock("decide").rule_version) == (uid, date(2026, 9, 8), 1)


def test_every_version_of_a_rule_can_be_had(app: Flask, town: Any) -> None:
    set_limit(app, "decide", 3)
    with app.app_context():
        timetable = current(db.session())
    assert timetable.rules["decide"].span.amount == timetable.edition("decide", 2).span.amount == 3
    assert timetable.edition("decide", 1).span.amount == 5
    with pytest.raises(KeyError):
        timetable.edition("decide", 3)


def test_the_decision_is_kept_as_the_basis_and_in_the_history(app: Flask, town: Any) -> None:
    set_limit(app, "check", 2)
    with app.app_context():
        row = db.session.scalars(
            select(DeadlineRule).where(DeadlineRule.code == "check", DeadlineRule.version == 2)
        ).one()
        event = db.session.scalars(select(Event).where(Event.subject_uid == row.uid)).one()
        facts = db.session.get_one(EventDetails, event.uid).facts
    assert row.basis == "镇党委会议 2026-08-31 第12号"
    assert (event.action, event.actor_uid, facts["old"], facts["new"]) == ("limit-set", town.uid("director"), 1, 2)
    page = signed_in(app, "admin").get("/settings/limits").text
    assert "由1个工作日改为2个工作日。群众等不起（镇党委会议，2026-08-31，第12号）" in page


# Begun on 2026-09-23, six working days (9-24, 9-28 to 9-30, 10-8, 10-9) end after the law's fifteen days, which the
# holidays carry from 10-8 to no later day.
@pytest.mark.parametrize(
    ("code", "amount", "named"),
    [("decide", 6, ("2026-09-23", "2026-10-09", "2026-10-08")), ("U3", 60, ()), ("U4", 43, ())],
)
def test_no_limit_goes_beyond_the_law(app: Flask, town: Any, code: str, amount: int, named: tuple[str, ...]) -> None:
    answer = set_limit(app, code, amount)
    assert answer.status_code == 422 and "超过法定上限" in answer.text and len(versions(app, code)) == 1
    assert "群众等不起" in answer.text and all(day in answer.text for day in named)


def test_up_to_the_law_a_limit_may_go(app: Flask, town: Any) -> None:
    assert set_limit(app, "U3", 30).status_code == 303
    assert versions(app, "U3") == [(1, 5), (2, 30)]


def test_what_the_law_itself_sets_is_not_offered(app: Flask, town: Any) -> None:
    client = signed_in(app, "director")
    assert client.get("/settings/limits/law60").status_code == 404
    assert client.get("/settings/limits/nonsense").status_code == 404
    page = client.get("/settings/limits").text
    assert "/settings/limits/decide" in page and "/settings/limits/law60" not in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"entered": ""}, "请用整数填写时限"),
        ({"entered": "1.5"}, "请用整数填写时限"),
        ({"entered": "0"}, "请填写1到365之间的数字"),
        ({"entered": "9" * 5000}, "请"),
        ({"entered": "5"}, "没有作任何改动"),
        ({"reason": " "}, "请填写"),
        ({"on": "2026-09-02"}, "最晚为今天"),
        ({"number": ""}, "请填写决定文号"),
        ({"version": "7"}, "刚"),
    ],
)
def test_a_form_that_lacks_something_is_refused_at_the_field(
    app: Flask, town: Any, changed: dict[str, str], sentence: str
) -> None:
    fields = {name: value for name, value in changed.items() if name != "entered"}
    answer = set_limit(app, "decide", changed.get("entered", "4"), **fields)
    assert answer.status_code in (409, 422) and sentence in answer.text, answer.text
    assert versions(app, "decide") == [(1, 5)]


def test_only_the_director_sets_limits(app: Flask, town: Any) -> None:
    admin = signed_in(app, "admin")
    page = admin.get("/settings/limits")
    assert page.status_code == 200 and "/settings/limits/decide" not in page.text
    assert admin.get("/settings/limits/decide").status_code == 404
    sent = {"csrf_token": token(page), "key": new_uid(), "version": "1", "amount": "4", **DECISION}
    assert admin.post("/settings/limits/decide", data=sent).status_code == 404
    assert versions(app, "decide") == [(1, 5)]


def test_the_page_asks_as_much_however_often_limits_changed(app: Flask, town: Any) -> None:
    client = signed_in(app, "admin")
    before = own_queries(app, client, "/settings/limits")
    set_limit(app, "check", 2)
    set_limit(app, "sign", 2)
    assert (before, own_queries(app, client, "/settings/limits")) == (3, 4)  # with a name there is one more to ask


def test_an_upgraded_database_gets_the_rules_it_lacks(app: Flask, town: Any) -> None:
    from casebook.cli import seed

    with app.app_context():
        with acted() as session:
            session.delete(session.scalars(select(DeadlineRule).where(DeadlineRule.code == "rate")).one())
        seed()
        seed()
    assert versions(app, "rate") == [(1, 30)] and versions(app, "decide") == [(1, 5)]
