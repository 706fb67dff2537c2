"""Whoever stands in has exactly the covered post, and carries what keeps either of the two from a case (CR9)."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from casebook.case.models import Accused, CaseFile, CasePart, State
from casebook.case.taxonomy import Part
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.access import Outcome, Verdict, decide
from casebook.people import queries
from casebook.people.actor import Staff
from casebook.people.models import Role
from casebook.web.acting import moment
from tests import town as towns
from tests.people.browsing import NOON, at, signed_in, writing
from tests.people.living import live
from tests.people.test_admin import TODAY, away, post
from tests.town import LONG_AGO, Town

AFTER = date(2026, 9, 4)


@pytest.fixture(autouse=True)
def noon() -> Any:
    """Everything here happens at one Tuesday noon."""
    with at(NOON):
        yield


def stands_in(app: Flask, town: Town, deputy: str, person: str, unit: str) -> None:
    """From today to Thursday the deputy stands in for the person."""
    answer = post(signed_in(app, "director"), "/people/leave/new", **away(town, person, deputy, unit))
    assert answer.status_code == 303, answer.text


def actor(app: Flask, town: Town, account: str, day: date = TODAY) -> Staff:
    """A person as he acts on a day."""
    with app.app_context():
        found = queries.staff(db.session(), town.uid(account), day)
        assert found is not None
        return found


def held(app: Flask, town: Town, account: str, day: date = TODAY) -> set[tuple[str, str]]:
    """(role, unit) of every post a person acts with."""
    codes = {unit.uid: code for code, unit in town.units.items()}
    return {(post.role.value, codes[post.unit_uid]) for post in actor(app, town, account, day).posts}


def judged(app: Flask, town: Town, account: str, action: Action, reference: str) -> Verdict:
    """What the table says of this person and this case now."""
    who = actor(app, town, account)
    with app.app_context():
        case = db.session.query(CaseFile).filter_by(reference=reference).one()
        return decide(who, action, case, moment())


def test_he_has_the_covered_post_at_that_unit_and_no_other_of_the_absent(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns.grant(session, people, "power-head", Role.STATION_HEAD, "land")
        towns.grant(session, people, "power-head", Role.HANDLER, "school")
    stands_in(app, people, "power-liaison", "power-head", "power")
    assert held(app, people, "power-liaison") == {("liaison", "power"), ("station_head", "power")}
    assert actor(app, people, "power-liaison").units(Role.STATION_HEAD) == {people.units["power"].uid}
    assert held(app, people, "power-liaison", AFTER) == {("liaison", "power")}


def test_he_has_no_post_the_absent_has_only_asked_for(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns.grant(session, people, "officer", Role.DIRECTOR, "office").decided_at = None
        towns.grant(session, people, "officer", Role.CALLBACK, "office").ended_at = LONG_AGO
    stands_in(app, people, "clerk", "officer", "office")
    assert held(app, people, "clerk") == {("clerk", "office"), ("officer", "office")}


def test_the_absent_keeps_his_own_posts_and_carries_nothing_of_the_deputy(app: Flask, people: Town) -> None:
    stands_in(app, people, "power-liaison", "power-head", "power")
    assert held(app, people, "power-head") == {("station_head", "power")}
    assert actor(app, people, "power-head").persons == {people.uid("power-head")}


def test_a_case_about_the_absent_is_hidden_from_whoever_stands_in(app: Flask, people: Town) -> None:
    def accuses(life: Any) -> None:
        life.file.accused.append(Accused(case_uid=life.file.uid, person_uid=people.uid("power-head")))

    case = live(app, people, State.DISPATCHED, then=accuses)
    assert judged(app, people, "power-liaison", Action.SIGN, case).allowed
    stands_in(app, people, "power-liaison", "power-head", "power")
    assert judged(app, people, "power-liaison", Action.SIGN, case).outcome is Outcome.INVISIBLE


def refusal(verdict: Verdict) -> str | None:
    return verdict.refusal.code if verdict.refusal else None


def test_he_does_not_call_back_what_the_absent_dispatched(app: Flask, people: Town) -> None:
    case = live(app, people, State.CALLBACK)
    assert judged(app, people, "callback", Action.CALL, case).allowed
    stands_in(app, people, "callback", "officer", "office")
    assert refusal(judged(app, people, "callback", Action.CALL, case)) == "own_work"


def test_he_does_not_check_what_the_absent_handled(app: Flask, people: Town) -> None:
    def handled(life: Any) -> None:
        part = CasePart(
            case_uid=life.file.uid, person_uid=people.uid("officer"), part=Part.HANDLER, since=life.now().at
        )
        life.file.parts.append(part)

    case = live(app, people, State.FEEDBACK, then=handled)
    assert judged(app, people, "officer2", Action.PASS, case).allowed
    stands_in(app, people, "officer2", "officer", "office")
    assert refusal(judged(app, people, "officer2", Action.PASS, case)) == "own_handling"


def test_he_decides_no_post_the_absent_asked_for_or_would_get(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns.grant(session, people, "officer2", Role.DIRECTOR, "office")
        asked = towns.grant(session, people, "clerk", Role.CALLBACK, "office")
        asked.decided_at, asked.asked_by = None, people.uid("director")
        for_him = towns.grant(session, people, "director", Role.CALLBACK, "office")
        for_him.decided_at, for_him.asked_by = None, people.uid("admin")
        addresses = [f"/people/grants/{row.uid}" for row in (asked, for_him)]
    stands_in(app, people, "officer2", "director", "office")
    deputy = signed_in(app, "officer2")
    for address in addresses:
        assert post(deputy, f"{address}/agree", "/people/leave/new").status_code == 422
        assert post(deputy, f"{address}/refuse", "/people/leave/new", reason="不行").status_code == 422
    assert held(app, people, "clerk") == {("clerk", "office")}
