"""Persons, posts, leave and the roster: who asks, who decides, what is refused, and the event each deed leaves."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.history import Event
from casebook.people import queries
from casebook.people.models import Grant, Leave, Person, Role
from casebook.web.acting import moment
from tests import town as towns
from tests.people.browsing import NOON, PASSWORD, at, send, sign_in, signed_in, writing
from tests.queries import own_queries
from tests.town import Town

TODAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def noon() -> Any:
    """Everything here happens at one Tuesday noon."""
    with at(NOON):
        yield


def post(
    client: FlaskClient, address: str, form: str | None = None, key: str | None = None, **fields: Any
) -> TestResponse:
    """Send a form under a key of its own."""
    return send(client, address, form, key=key or new_uid(), **fields)


def wanted(town: Town, account: str, **changed: Any) -> dict[str, Any]:
    """What the form of a post holds."""
    given = {"person": town.uid(account), "unit": "office", "role": "callback", "first": "2026-09-01", "last": ""}
    return {**given, **changed}


def asked(app: Flask, town: Town, account: str = "clerk", **changed: Any) -> str:
    """A post asked for by the administrator: the address of its page."""
    answer = post(signed_in(app, "admin"), "/people/grants/new", **wanted(town, account, **changed))
    assert answer.status_code == 303, answer.text
    return answer.location


def away(
    town: Town, person: str, deputy: str, unit: str, first: str = "2026-09-01", last: str = "2026-09-03"
) -> dict[str, Any]:
    """What the form of a leave holds."""
    who = f"{town.uid(person)}|{town.units[unit].uid}"
    return {"away": who, "deputy": town.uid(deputy), "first": first, "last": last}


def posts(app: Flask, town: Town, account: str, day: date = TODAY) -> set[str]:
    """The roles a person has on a day, substitution included."""
    with app.app_context():
        found = queries.staff(db.session(), town.uid(account), day)
        return {held.role.value for held in found.posts} if found else set()


def events(app: Flask, uid: str) -> list[tuple[str, int, str | None, str]]:
    """What happened to a row: action, version, from, to."""
    with app.app_context():
        found = db.session.scalars(select(Event).where(Event.subject_uid == uid).order_by(Event.subject_version))
        return [(event.action, event.subject_version, event.from_state, event.to_state) for event in found]


def answering(app: Flask, unit_uid: str) -> str:
    """Who answers for a unit now, as intake asks it."""
    with app.app_context():
        return queries.answering_person(db.session(), unit_uid, moment())


def uid_of(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def test_a_new_person_sets_the_password_himself(app: Flask, people: Town) -> None:
    admin, key = signed_in(app, "admin"), new_uid()
    fields = {"account": "newcomer", "name": "新来的", "email": ""}
    made = post(admin, "/people/persons/new", key=key, **fields)
    assert made.status_code == 200
    [link] = re.findall(r"<dd>http://127.0.0.1:8000(/welcome/[\w-]{43})</dd>", made.text)
    again = post(admin, "/people/persons/new", key=key, **fields)
    assert link in again.text, "the same form sent twice shows the same"
    with app.app_context():
        [person] = db.session.scalars(select(Person).where(Person.account == "newcomer")).all()
    assert events(app, person.uid) == [
        ("person-add", 1, None, "active"),
        ("link-send", 2, "active", "active"),
    ]
    assert link not in admin.get(f"/people/persons/{person.uid}").text
    visitor = app.test_client()
    assert send(visitor, link, new="seven green tractors", again="seven green tractors").location == "/sign-in"
    assert sign_in(app.test_client(), "newcomer", "seven green tractors").status_code == 303
    assert post(admin, "/people/persons/new", **fields).status_code == 422


def test_a_post_is_asked_by_one_and_agreed_by_another(app: Flask, people: Town) -> None:
    address = asked(app, people)
    assert "callback" not in posts(app, people, "clerk")
    director = signed_in(app, "director")
    assert post(director, f"{address}/agree", address).status_code == 303
    assert posts(app, people, "clerk") == {"clerk", "callback"}
    assert events(app, uid_of(address)) == [
        ("grant-ask", 1, None, "asked"),
        ("grant-agree", 2, "asked", "in_force"),
    ]


def test_a_post_that_begins_later_is_not_in_force_today(app: Flask, people: Town) -> None:
    address = asked(app, people, first="2026-09-07", last="2026-09-30")
    assert post(signed_in(app, "director"), f"{address}/agree", address).status_code == 303
    assert [
        ("callback" in posts(app, people, "clerk", day)) for day in (TODAY, date(2026, 9, 7), date(2026, 10, 1))
    ] == [
        False,
        True,
        False,
    ]


def test_a_refused_post_never_counts_and_may_be_asked_for_again(app: Flask, people: Town) -> None:
    address = asked(app, people)
    director = signed_in(app, "director")
    assert post(director, f"{address}/refuse", address, reason="人手够了").status_code == 303
    assert "人手够了" in director.get(address).text
    assert post(director, f"{address}/agree", "/people/leave/new").status_code == 422
    assert posts(app, people, "clerk") == {"clerk"}
    asked(app, people)


def test_nobody_decides_what_he_asked_or_what_is_his_own(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns.grant(session, people, "officer2", Role.DIRECTOR, "office")
    own = asked(app, people, "officer2", role="callback")
    deciding = signed_in(app, "officer2")
    refused = post(deciding, f"{own}/agree", "/people/persons")
    assert refused.status_code == 422
    assert "本人的岗位不能自己申请或者决定" in refused.text
    assert "由另一个人决定" in deciding.get(own).text
    with writing(app) as session:
        session.scalars(select(Grant).where(Grant.uid == uid_of(own))).one().asked_by = people.uid("director")
    refused = post(signed_in(app, "director"), f"{own}/agree", own)
    assert refused.status_code == 422
    assert "这是您申请的" in refused.text
    assert posts(app, people, "officer2") == {"officer", "director"}


def test_who_stands_in_decides_nothing_the_other_asked(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns.grant(session, people, "officer2", Role.DIRECTOR, "office")
        row = towns.grant(session, people, "clerk", Role.CALLBACK, "office")
        row.decided_at, row.asked_by = None, people.uid("director")
        uid = row.uid
    record = post(signed_in(app, "director"), "/people/leave/new", **away(people, "director", "officer2", "office"))
    assert record.status_code == 303
    assert post(signed_in(app, "officer2"), f"/people/grants/{uid}/agree", f"/people/grants/{uid}").status_code == 422


def test_agreeing_needs_a_fresh_sign_in(app: Flask, people: Town) -> None:
    address, director = asked(app, people), signed_in(app, "director")
    with at(NOON + timedelta(minutes=25)):
        stale = post(director, f"{address}/agree", address)
        assert (stale.status_code, posts(app, people, "clerk")) == (422, {"clerk"})
        assert post(director, f"{address}/agree", address, password="wrong").status_code == 422
        assert post(director, f"{address}/agree", address, password=PASSWORD).status_code == 303


def test_a_second_answering_post_is_refused_kindly(app: Flask, people: Town) -> None:
    fields = wanted(people, "clerk", role="officer", answering="y")
    refused = post(signed_in(app, "admin"), "/people/grants/new", **fields)
    assert refused.status_code == 422
    assert "这个单位的责任人已是某officer" in refused.text
    assert 'value="2026-09-01"' in refused.text, "nothing typed is lost"


def test_an_administrator_holds_no_other_post(app: Flask, people: Town) -> None:
    for account, role in (("clerk", "admin"), ("admin", "clerk")):
        refused = post(signed_in(app, "admin"), "/people/grants/new", **wanted(people, account, role=role))
        assert refused.status_code == 422, account


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"unit": "power"}, "这个单位没有这种岗位"),
        ({"first": "2026-08-31"}, "不能早于今天"),
        ({"last": "2026-08-01"}, "止日早于起日"),
        ({"role": "clerk"}, "已有这个岗位"),
        ({"role": ""}, "请选择岗位。"),
        ({"first": "soon"}, "请填写从哪天起。"),
    ],
)
def test_a_post_is_refused_with_one_sentence(app: Flask, people: Town, changed: dict[str, str], sentence: str) -> None:
    refused = post(signed_in(app, "admin"), "/people/grants/new", **wanted(people, "clerk", **changed))
    assert refused.status_code == 422
    assert sentence in refused.text


def test_ending_a_post_takes_effect_at_once(app: Flask, people: Town) -> None:
    clerk = signed_in(app, "clerk")
    with app.app_context():
        uid = db.session.scalars(select(Grant.uid).where(Grant.person_uid == people.uid("clerk"))).one()
    address = f"/people/grants/{uid}"
    assert post(signed_in(app, "admin"), f"{address}/end", address, reason="调离").status_code == 303
    assert posts(app, people, "clerk") == set()
    assert clerk.get("/duty").status_code == 404
    assert events(app, uid) == [("grant-end", 1, "in_force", "ended")]


@pytest.mark.parametrize(("account", "sentence"), [("officer", "是单位责任人"), ("director", "没有别人担任")])
def test_the_answering_post_and_the_last_director_cannot_be_ended(
    app: Flask, people: Town, account: str, sentence: str
) -> None:
    with app.app_context():
        uid = db.session.scalars(select(Grant.uid).where(Grant.person_uid == people.uid(account))).one()
    refused = post(signed_in(app, "admin"), f"/people/grants/{uid}/end", "/people/persons/new", reason="调离")
    assert refused.status_code == 422
    assert sentence in refused.text


def test_moving_the_answering_keeps_both_posts_and_exactly_one_answers(app: Flask, people: Town) -> None:
    office = people.office.uid
    with app.app_context():
        new = db.session.scalars(select(Grant.uid).where(Grant.person_uid == people.uid("officer2"))).one()
    director, key = signed_in(app, "director"), new_uid()
    for _ in range(2):
        assert post(director, "/people/units/office/answering", key=key, grant=new).status_code == 303
    assert answering(app, office) == people.uid("officer2")
    assert posts(app, people, "officer") == posts(app, people, "officer2") == {"officer"}
    with app.app_context():
        query = select(Grant).where(Grant.unit_uid == office, Grant.answering, Grant.ended_at.is_(None))
        [row] = db.session.scalars(query).all()
        assert row.person_uid == people.uid("officer2")
        assert events(app, row.uid) == [("grant-continue", 1, None, "in_force")]
    assert events(app, new) == [("grant-end", 1, "in_force", "ended")]


def test_the_deputy_acts_with_the_heads_post_and_answers_for_the_station(app: Flask, people: Town) -> None:
    power = people.units["power"].uid
    assert answering(app, power) == people.uid("power-head")
    head = signed_in(app, "power-head")
    assert post(head, "/people/leave/new", **away(people, "power-head", "power-liaison", "power")).status_code == 303
    assert posts(app, people, "power-liaison") == {"liaison", "station_head"}
    assert posts(app, people, "power-liaison", date(2026, 9, 4)) == {"liaison"}
    assert answering(app, power) == people.uid("power-liaison")
    [cancel] = re.findall(r'action="(/people/leave/[^"]+/cancel)"', head.get("/people/leave").text)
    assert post(head, cancel, "/people/leave").status_code == 303
    assert posts(app, people, "power-liaison") == {"liaison"}
    assert answering(app, power) == people.uid("power-head")
    assert [row[0] for row in events(app, cancel.split("/")[3])] == ["leave-record", "leave-cancel"]


@pytest.mark.parametrize(
    ("person", "deputy", "first", "last", "sentence"),
    [
        ("power-head", "power-head", "2026-09-01", "2026-09-02", "不能由本人代办"),
        ("power-head", "land-head", "2026-09-01", "2026-09-02", "代办人须在同一单位有岗位"),
        ("power-head", "power-liaison", "2026-08-30", "2026-09-02", "不能早于今天"),
        ("power-head", "power-liaison", "2026-09-05", "2026-09-02", "止日早于起日"),
        ("power-handler", "power-head", "2026-09-10", "2026-09-11", "代办人这几天里也请假"),
        ("power-liaison", "power-handler", "2026-09-10", "2026-09-11", "正替别人代办"),
        ("power-head", "power-handler", "2026-09-11", "2026-09-12", "已有这个人的请假"),
    ],
)
def test_a_leave_is_refused_with_one_sentence(
    app: Flask, people: Town, person: str, deputy: str, first: str, last: str, sentence: str
) -> None:
    director = signed_in(app, "director")
    earlier = away(people, "power-head", "power-liaison", "power", "2026-09-10", "2026-09-12")
    assert post(director, "/people/leave/new", **earlier).status_code == 303
    refused = post(director, "/people/leave/new", **away(people, person, deputy, "power", first, last))
    assert refused.status_code == 422
    assert sentence in refused.text


def test_an_administrators_leave_gives_nobody_else_his_post(app: Flask, people: Town) -> None:
    refused = post(signed_in(app, "admin"), "/people/leave/new", **away(people, "admin", "clerk", "office"))
    assert refused.status_code == 422
    assert posts(app, people, "clerk") == {"clerk"}


def test_who_is_on_duty_answers_first_and_his_deputy_for_him(app: Flask, people: Town) -> None:
    office, director = people.office.uid, signed_in(app, "director")
    assert answering(app, office) == people.uid("officer")
    assert post(director, "/duty", day="2026-09-01", person=people.uid("clerk")).status_code == 303
    assert answering(app, office) == people.uid("clerk")
    assert post(director, "/duty", day="2026-09-01", person=people.uid("callback")).status_code == 303
    assert answering(app, office) == people.uid("callback")
    assert post(director, "/people/leave/new", **away(people, "callback", "clerk", "office")).status_code == 303
    assert answering(app, office) == people.uid("clerk")
    with at(NOON + timedelta(days=1)):
        assert answering(app, office) == people.uid("officer")


def test_the_roster_takes_neither_yesterday_nor_an_administrator(app: Flask, people: Town) -> None:
    director = signed_in(app, "director")
    for fields in ({"day": "2026-08-31", "person": "clerk"}, {"day": "2026-09-02", "person": "admin"}):
        fields["person"] = people.uid(fields["person"])
        assert post(director, "/duty", **fields).status_code == 422


def test_the_same_form_sent_twice_asks_once(app: Flask, people: Town) -> None:
    admin, key = signed_in(app, "admin"), new_uid()
    first, second = (post(admin, "/people/grants/new", key=key, **wanted(people, "clerk")) for _ in range(2))
    assert first.location == second.location
    other = post(admin, "/people/grants/new", key=key, **wanted(people, "callback", role="clerk"))
    assert other.status_code == 409
    assert events(app, uid_of(first.location)) == [("grant-ask", 1, None, "asked")]


PAGES = ("/people", "/people/persons", "/people/grants", "/people/persons/new", "/people/grants/new")


@pytest.mark.parametrize(
    ("account", "statuses"),
    [
        ("admin", (200, 200, 200, 200, 200)),
        ("director", (200, 200, 200, 404, 404)),
        ("clerk", (404, 404, 404, 404, 404)),
        ("power-head", (404, 404, 404, 404, 404)),
    ],
)
def test_who_may_not_know_gets_404(app: Flask, people: Town, account: str, statuses: tuple[int, ...]) -> None:
    client = signed_in(app, account)
    assert tuple(client.get(page).status_code for page in PAGES) == statuses


def test_deeds_of_others_are_404(app: Flask, people: Town) -> None:
    address, clerk = asked(app, people), signed_in(app, "clerk")
    for deed in ("agree", "refuse", "end"):
        assert post(clerk, f"{address}/{deed}", "/people/leave/new", reason="x").status_code == 404
    assert post(signed_in(app, "admin"), f"{address}/agree", address).status_code == 404
    theirs = away(people, "power-head", "power-liaison", "power")
    assert post(clerk, "/people/leave/new", **theirs).status_code == 422, "he is not offered them"
    assert post(clerk, "/duty", "/people/leave/new", day="2026-09-01", person=people.uid("clerk")).status_code == 404
    land = signed_in(app, "land-head")
    assert land.get("/duty?unit=power").status_code == 404
    assert land.get("/duty?unit=land").status_code == 200
    assert land.get("/duty").status_code == 200
    assert signed_in(app, "oversight").get("/duty").status_code == 404


def test_a_station_sees_only_its_own_leaves(app: Flask, people: Town) -> None:
    director = signed_in(app, "director")
    assert (
        post(director, "/people/leave/new", **away(people, "power-head", "power-liaison", "power")).status_code == 303
    )
    assert "某power-head" in signed_in(app, "power-liaison").get("/people/leave").text
    assert "某power-head" not in signed_in(app, "land-head").get("/people/leave").text
    with app.app_context():
        uid = db.session.scalars(select(Leave.uid)).one()
    cancel = f"/people/leave/{uid}/cancel"
    assert post(signed_in(app, "land-head"), cancel, "/people/leave").status_code == 404
    assert post(signed_in(app, "power-handler"), cancel, "/people/leave").status_code == 404


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/people", 3),
        ("/people/persons", 3),
        ("/people/grants?show=in-force", 2),
        ("/people/leave", 3),
        ("/duty", 5),
    ],
)
def test_a_page_needs_as_many_statements_whatever_it_shows(app: Flask, people: Town, address: str, most: int) -> None:
    director = signed_in(app, "director")
    first = away(people, "school-head", "school-liaison", "school")
    assert post(director, "/people/leave/new", **first).status_code == 303
    before = own_queries(app, director, address)
    for person, deputy in (("power-head", "power-liaison"), ("land-head", "land-liaison")):
        assert (
            post(director, "/people/leave/new", **away(people, person, deputy, person.split("-")[0])).status_code == 303
        )
    for account in ("clerk", "officer"):
        with writing(app) as session:
            towns.grant(session, people, account, Role.CALLBACK, "office")
        assert post(director, "/duty", day="2026-09-02", person=people.uid(account)).status_code == 303
    assert own_queries(app, director, address) == before <= most


def test_without_a_sign_in_every_page_asks_for_one(app: Flask, people: Town) -> None:
    client = app.test_client()
    for page in (*PAGES, "/people/leave", "/people/leave/new", "/duty"):
        answer = client.get(page)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")
