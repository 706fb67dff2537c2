"""Recipients are found by the relation and what may be seen, for all persons at once as for each alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sql_event
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import State
from casebook.case.relations import RELATIONS
from casebook.case.workflow import ROWS, Action
from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.kernel.timetable import current
from casebook.office.rules import OfficeRules, Relaxation
from casebook.office.service import Decision, decide_rules
from casebook.outbox.recipients import recipients, staff_of
from casebook.people.models import Leave, Person, PersonTie, Role, TieKind
from casebook.people.queries import staff
from casebook.stages.assignment import service as assignment
from casebook.web.acting import acted
from tests.lives import MORNING, Life, lived
from tests.moves import MOVES
from tests.town import LONG_AGO, Town, build, grant

TODAY = date(2026, 9, 1)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), acted() as session:
        yield session


def away(session: Session, town: Town, person: str, deputy: str, unit: str) -> None:
    session.add(
        Leave(
            uid=new_uid(),
            person_uid=town.uid(person),
            deputy_uid=town.uid(deputy),
            unit_uid=town.units[unit].uid,
            first=TODAY,
            last=TODAY,
            recorded_at=LONG_AGO,
        )
    )
    session.flush()


def told(session: Session, life: Life, today: date = TODAY) -> set[str]:
    """The accounts that are told of the newest event of a case."""
    events = select(Event).where(Event.subject_uid == life.file.uid).order_by(Event.subject_version.desc())
    accounts = dict(session.execute(select(Person.uid, Person.account)).all())
    return {
        accounts[one.uid] for one in recipients(session, session.scalars(events).first(), today) if one.kind == "person"
    }


def test_all_at_once_are_who_each_is_alone(session: Session) -> None:
    town = build(session)
    away(session, town, "power-head", "power-liaison", "power")
    away(session, town, "officer", "clerk", "office")
    grant(session, town, "officer", Role.DIRECTOR, "office")
    tie(session, town, "officer", tied_unit_uid=town.units["land"].uid)
    tie(session, town, "power-head", tied_person_uid=town.uid("callback"))
    relaxed = relax(session, town, Relaxation.ONE_READER)
    persons = {person.uid: person for person in town.persons.values()}
    found = {actor.uid: actor for actor in staff_of(session, persons, TODAY)}
    for actor in found.values():
        alone = staff(session, actor.uid, TODAY)
        assert alone is not None and set(actor.posts) == set(alone.posts)
        assert replace(actor, posts=()) == replace(alone, posts=())
    assert found[town.uid("clerk")].tied_units == {town.units["land"].uid}
    assert found[town.uid("callback")].tied_persons == {town.uid("power-head")}
    assert found[town.uid("power-handler")].rules == relaxed


def tie(session: Session, town: Town, account: str, **end: str) -> None:
    """A tie of a person, in force."""
    kept: dict[str, Any] = {"kind": TieKind.KIN, "declared_on": TODAY, "recorded_at": LONG_AGO}
    session.add(PersonTie(uid=new_uid(), person_uid=town.uid(account), **kept, **end))
    session.flush()


def relax(session: Session, town: Town, relaxation: Relaxation) -> OfficeRules:
    """The rules of an office that has relaxed one separation."""
    director, rules = town.actor(session, "director"), OfficeRules(frozenset({relaxation}))
    decision = Decision(rules, "望禾镇党委会议", "17号", TODAY)
    decide_rules(session, director, Moment(LONG_AGO, current(session)), "director", town.office.uid, decision)
    session.flush()
    return rules


def test_whoever_stands_in_for_the_head_is_told_in_his_place_as_well(session: Session) -> None:
    town = build(session)
    away(session, town, "power-head", "land-liaison", "power")
    assert told(session, lived(session, town, State.DISPATCHED)) == {"power-head", "power-liaison", "land-liaison"}


def test_a_deputy_of_yesterday_is_not_told(session: Session) -> None:
    town = build(session)
    away(session, town, "power-head", "land-liaison", "power")
    tomorrow = date(2026, 9, 2)
    assert told(session, lived(session, town, State.DISPATCHED), tomorrow) == {"power-head", "power-liaison"}


def test_a_deputy_carries_the_conflict_of_whom_he_stands_in_for(session: Session) -> None:
    town = build(session)
    away(session, town, "power-head", "power-liaison", "power")
    life = Life(session, town).register().accept(accused=town.uid("power-head")).text().dispatch()
    assert told(session, life) == set()


def test_as_the_holder_only_whoever_holds_it_is_told(session: Session) -> None:
    life = lived(session, build(session), State.HANDLING)
    for action, post in ((Action.GIVE, "head"), (Action.TAKE, "handler")):
        MOVES[action](life, life.post(post), life.now())
    life.at = MORNING.replace(day=28)
    MOVES[Action.REMIND](life.done(), life.actor("director"), life.now())
    assert told(session, life.done()) == {"power-handler", "power-head"}


def test_a_grant_above_the_office_reaches_its_cases(session: Session) -> None:
    town = build(session)
    grant(session, town, "oversight", Role.OFFICER, "city")
    assert "oversight" in told(session, lived(session, town, State.REGISTERED))


def test_the_complainant_is_told_through_his_receipt(session: Session) -> None:
    town = build(session)
    life = lived(session, town, State.ACCEPTED)
    accepted = session.scalars(select(Event).where(Event.action == "accept")).one()
    [citizen] = recipients(session, accepted, TODAY)
    assert (citizen.kind, citizen.uid) == ("receipt", life.file.receipts[0].uid)
    assert citizen.reference == life.file.receipts[0].reference


def test_every_audience_of_the_table_is_a_relation() -> None:
    assert {audience for row in ROWS for audience in row.notifies} <= set(RELATIONS)


def test_the_number_of_queries_does_not_grow_with_the_persons(session: Session) -> None:
    town = build(session)
    life = lived(session, town, State.DISPATCHED)
    session.commit()
    few = queries(session, life)
    for number in range(40):
        person = Person(uid=new_uid(), account=f"more{number}", name="x", email="x@office.test", password_hash="!")
        session.add(person)
        session.flush()
        town.persons[person.account] = person
        grant(session, town, person.account, Role.LIAISON, "power")
    session.commit()
    assert queries(session, life) == few


def queries(session: Session, life: Life) -> int:
    """How many statements it takes to find whom to tell."""
    counted: list[str] = []
    session.expire_all()

    def count(connection: object, cursor: object, statement: str, *more: object) -> None:
        counted.append(statement)

    sql_event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert told(session, life)
    finally:
        sql_event.remove(db.engine, "before_cursor_execute", count)
    return len(counted)


def test_a_unit_that_shares_in_the_case_is_told(session: Session) -> None:
    town = build(session)
    life = lived(session, town, State.ACCEPTED)
    units = [town.units["land"]]
    assignment.dispatch(session, life.file, life.actor("officer"), life.now(), town.units["power"], units)
    assert told(session, life.done()) == {"power-head", "power-liaison", "land-head"}
