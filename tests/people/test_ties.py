"""Ties (CR5): who declares, who reads, who ends; what a person carries from them, alone and standing in (CR9)."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.people import queries
from casebook.people.actor import Staff
from casebook.people.models import PersonTie, Role, TieKind
from tests import town as towns
from tests.people.browsing import NOON, at, password_hash, signed_in, writing
from tests.people.test_admin import TODAY, away, events, post
from tests.queries import count_queries, own_queries
from tests.town import LONG_AGO, Town


@pytest.fixture(autouse=True)
def noon() -> Any:
    """Everything here happens at one Tuesday noon."""
    with at(NOON):
        yield


def actor(app: Flask, town: Town, account: str, day: date = TODAY) -> Staff:
    """A person as he acts on a day."""
    with app.app_context():
        found = queries.staff(db.session(), town.uid(account), day)
        assert found is not None
        return found


def tied(app: Flask, town: Town, account: str) -> tuple[set[str], set[str]]:
    """The units and the accounts a person must keep away from."""
    held = actor(app, town, account)
    units = {code for code, unit in town.units.items() if unit.uid in held.tied_units}
    return units, {name for name, person in town.persons.items() if person.uid in held.tied_persons}


def to_unit(town: Town, code: str, kind: str = "kin") -> dict[str, str]:
    return {"tied": f"unit|{town.units[code].uid}", "kind": kind}


def to_person(town: Town, account: str, kind: str = "kin") -> dict[str, str]:
    return {"tied": f"person|{town.uid(account)}", "kind": kind}


def tie_uid(app: Flask) -> str:
    with app.app_context():
        return db.session.query(PersonTie).one().uid


def test_without_a_tie_nobody_keeps_away(app: Flask, people: Town) -> None:
    assert tied(app, people, "officer") == (set(), set())


def test_a_declared_unit_binds_him_alone(app: Flask, people: Town) -> None:
    answer = post(signed_in(app, "officer"), "/me/ties", **to_unit(people, "power"))
    assert (answer.status_code, answer.location) == (303, "/me/ties")
    assert tied(app, people, "officer") == ({"power"}, set())
    assert tied(app, people, "officer2") == (set(), set())
    assert tied(app, people, "power-head") == (set(), set())
    assert events(app, tie_uid(app)) == [("tie-declare", 1, None, "declared")]


def test_a_tie_between_two_binds_both_whoever_declared_it(app: Flask, people: Town) -> None:
    post(signed_in(app, "officer"), "/me/ties", **to_person(people, "power-head"))
    assert tied(app, people, "officer") == (set(), {"power-head"})
    assert tied(app, people, "power-head") == (set(), {"officer"})
    assert tied(app, people, "clerk") == (set(), set())


def test_whoever_stands_in_carries_the_ties_of_both(app: Flask, people: Town) -> None:
    post(signed_in(app, "officer"), "/me/ties", **to_unit(people, "power"))
    post(signed_in(app, "officer"), "/me/ties", **to_person(people, "land-head"))
    post(signed_in(app, "officer2"), "/me/ties", **to_unit(people, "land"))
    record = post(signed_in(app, "director"), "/people/leave/new", **away(people, "officer", "officer2", "office"))
    assert record.status_code == 303
    assert tied(app, people, "officer2") == ({"power", "land"}, {"land-head"})
    assert actor(app, people, "officer2", date(2026, 9, 4)).tied_units == {people.units["land"].uid}


def test_standing_in_for_ones_own_kin_names_neither_of_the_two(app: Flask, people: Town) -> None:
    post(signed_in(app, "officer"), "/me/ties", **to_person(people, "officer2"))
    post(signed_in(app, "director"), "/people/leave/new", **away(people, "officer", "officer2", "office"))
    held = actor(app, people, "officer2")
    assert held.tied_persons == frozenset()
    assert held.persons == {people.uid("officer"), people.uid("officer2")}


def test_the_director_records_and_ends_a_tie(app: Flask, people: Town) -> None:
    director = signed_in(app, "director")
    answer = post(director, "/people/ties/new", person=people.uid("clerk"), **to_unit(people, "land", "interest"))
    assert (answer.status_code, answer.location) == (303, "/people/ties")
    page = director.get("/people/ties").text
    assert "某clerk与望禾land站有利害关系" in page and "经济利益关系" in page
    uid = tie_uid(app)
    assert post(director, f"/people/ties/{uid}/end", reason="股份已转让").status_code == 303
    assert tied(app, people, "clerk") == (set(), set())
    assert "已终止" in director.get("/people/ties").text
    assert events(app, uid) == [("tie-declare", 1, None, "declared"), ("tie-end", 2, "declared", "ended")]
    assert post(director, f"/people/ties/{uid}/end", reason="再来一次").status_code == 422


def test_nobody_frees_himself_nor_whoever_he_stands_in_for(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns.grant(session, people, "officer2", Role.DIRECTOR, "office")
    director, other = signed_in(app, "director"), signed_in(app, "officer2")
    post(director, "/me/ties", **to_unit(people, "power"))
    end = f"/people/ties/{tie_uid(app)}/end"
    refused = post(director, end, reason="没有了")
    assert refused.status_code == 422 and "不能自己解除" in refused.text and "没有了" in refused.text
    post(director, "/people/leave/new", **away(people, "director", "officer2", "office"))
    assert post(other, end, reason="没有了").status_code == 422
    with at(NOON.replace(day=4)):
        assert post(signed_in(app, "officer2"), end, reason="没有了").status_code == 303


def test_nobody_frees_himself_from_a_tie_another_declared(app: Flask, people: Town) -> None:
    post(signed_in(app, "power-head"), "/me/ties", **to_person(people, "director"))
    assert post(signed_in(app, "director"), f"/people/ties/{tie_uid(app)}/end", reason="没有了").status_code == 422


def test_only_director_and_discipline_read_ties(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns._person(session, people, "watcher", Role.DISCIPLINE, "office", False, password_hash())
    post(signed_in(app, "power-head"), "/me/ties", **to_person(people, "officer"))
    for account in ("clerk", "officer", "admin", "leader", "oversight", "power-head", "power-handler"):
        client = signed_in(app, account)
        assert client.get("/people/ties").status_code == 404, account
        assert client.get("/people/ties/new").status_code == 404, account
    assert "某power-head与某officer有利害关系" in signed_in(app, "director").get("/people/ties").text
    watcher = signed_in(app, "watcher")
    assert "某power-head与某officer有利害关系" in watcher.get("/people/ties").text
    assert 'href="/people/ties"' in watcher.get("/me").text
    end = f"/people/ties/{tie_uid(app)}/end"
    assert post(watcher, end, "/me", reason="不该由我解除").status_code == 404
    named = signed_in(app, "officer").get("/me/ties").text
    assert "某power-head与" not in named, "whoever is named by another learns nothing of it"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"tied": ""}, "请选择单位或者人员。"),
        ({"tied": "unit|nowhere"}, "请选择单位或者人员。"),
        ({"kind": ""}, "请选择是哪种关系。"),
        ({"kind": "none"}, "请选择是哪种关系。"),
    ],
)
def test_half_a_tie_is_refused_with_one_sentence(
    app: Flask, people: Town, changed: dict[str, str], sentence: str
) -> None:
    refused = post(signed_in(app, "officer"), "/me/ties", **{**to_unit(people, "power"), **changed})
    assert refused.status_code == 422 and sentence in refused.text


def test_ties_that_mean_nothing_are_refused(app: Flask, people: Town) -> None:
    head, officer = signed_in(app, "power-head"), signed_in(app, "officer")
    own_unit = post(head, "/me/ties", **to_unit(people, "power"))
    assert own_unit.status_code == 422 and "这是本人所在单位" in own_unit.text
    himself = post(head, "/me/ties", **to_person(people, "power-head"))
    assert himself.status_code == 422 and "不能选择本人" in himself.text
    assert post(officer, "/me/ties", **to_unit(people, "power")).status_code == 303
    again = post(officer, "/me/ties", **to_unit(people, "power", "interest"))
    assert again.status_code == 422 and "已经登记过" in again.text
    assert post(officer, "/me/ties", **to_unit(people, "office")).status_code == 422


def test_the_database_refuses_a_tie_with_no_end_or_two(app: Flask, people: Town) -> None:
    ends = {"tied_unit_uid": people.units["power"].uid, "tied_person_uid": people.uid("clerk")}
    for kept in ({}, ends):
        with pytest.raises(IntegrityError), writing(app) as session:
            session.add(
                PersonTie(
                    uid=new_uid(),
                    person_uid=people.uid("officer"),
                    kind=TieKind.KIN,
                    declared_on=TODAY,
                    recorded_at=LONG_AGO,
                    **kept,
                )
            )
            session.flush()


def test_loading_ties_costs_one_query_and_the_list_does_not_grow(app: Flask, people: Town) -> None:
    director = signed_in(app, "director")
    post(director, "/people/ties/new", person=people.uid("clerk"), **to_unit(people, "land"))
    before = own_queries(app, director, "/people/ties")
    for account in ("officer", "officer2", "callback"):
        post(director, "/people/ties/new", person=people.uid(account), **to_unit(people, "land"))
    assert own_queries(app, director, "/people/ties") == before <= 3
    with count_queries(app) as sent:
        actor(app, people, "clerk")
    assert len([statement for statement in sent if "person_tie" in statement]) == 1
