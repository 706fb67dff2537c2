"""The weekly sheet: who did the work of two posts on which case."""

from datetime import timedelta

import pytest
from flask import Flask

from casebook.case.models import Accused, CallBack, CasePart, State
from casebook.case.taxonomy import Part
from casebook.people.models import Role
from casebook.web.acting import acted
from tests import town as towns
from tests.desk.conftest import Desks, file_of
from tests.lives import MORNING
from tests.people.browsing import writing
from tests.queries import own_queries

SHEET = "/settings/posts/week?week=2026-09-02"
BY_OFFICER = {"register": {"by": "officer"}}
BY_CLERK = {"register": {"by": "clerk"}}


@pytest.fixture
def combined(app: Flask, desks: Desks) -> Desks:
    """The officer is intake clerk as well, as a small office combines posts."""
    with writing(app) as session:
        towns.grant(session, desks.town, "officer", Role.CLERK, "office")
    return desks


def test_whoever_registered_and_dispatched_stands_on_the_sheet(combined: Desks) -> None:
    both = combined.live(State.DISPATCHED, **BY_OFFICER)
    apart = combined.live(State.DISPATCHED, **BY_CLERK)
    page = combined.page("director", SHEET)
    assert both in page and apart not in page
    assert "某officer" in page
    # Registered at 10:00, the text for the station written at 12:00.
    assert "受理员，2026-09-01 10:00起；派单审核员，2026-09-01 12:00起" in page
    assert "主任（签字）：" in page


def test_one_posts_work_is_no_double_duty(combined: Desks) -> None:
    # The officer writes the text, dispatches and checks the answer: that is what an officer is for.
    reference = combined.live(State.CALLBACK, **BY_CLERK)
    assert reference not in combined.page("director", SHEET)


def test_a_dispatcher_who_calls_back_stands_on_the_sheet(combined: Desks) -> None:
    reference = combined.live(State.CLOSED, **BY_CLERK)
    with combined.app.app_context(), acted() as session:
        for row in session.query(CallBack):
            row.by_uid = combined.town.uid("officer")
    page = combined.page("director", SHEET)
    assert reference in page and "回访员" in page


def test_the_sheet_is_of_the_week_in_which_the_second_duty_began(combined: Desks) -> None:
    reference = combined.live(State.DISPATCHED, **BY_OFFICER)
    assert reference in combined.page("director", SHEET)
    for other in ("2026-08-30", "2026-09-07", "never", "2099-12-31"):
        assert reference not in combined.page("director", f"/settings/posts/week?week={other}"), other


def test_anothers_work_in_a_later_week_does_not_bring_the_case_back(combined: Desks) -> None:
    reference = combined.live(State.DISPATCHED, **BY_OFFICER)
    with combined.app.app_context(), acted() as session:
        case, handler = file_of(session, reference), combined.town.uid("power-handler")
        later = MORNING + timedelta(days=7)
        session.add(CasePart(case_uid=case.uid, person_uid=handler, part=Part.HANDLER, since=later))
    assert reference not in combined.page("director", "/settings/posts/week?week=2026-09-08")


def test_a_case_about_the_director_is_not_on_his_sheet(combined: Desks) -> None:
    reference = combined.live(State.DISPATCHED, **BY_OFFICER)
    with combined.app.app_context(), acted() as session:
        case = file_of(session, reference)
        session.add(Accused(case_uid=case.uid, person_uid=combined.town.uid("director")))
    assert reference not in combined.page("director", SHEET)


def test_the_administrator_sees_no_case(combined: Desks) -> None:
    assert combined.at("admin").get(SHEET).status_code == 404


def test_the_sheet_costs_the_same_for_one_case_and_for_many(combined: Desks) -> None:
    combined.live(State.DISPATCHED, **BY_OFFICER)
    director = combined.at("director")
    before = own_queries(combined.app, director, SHEET)
    for number in range(4):
        combined.live(State.CALLBACK, station="land" if number % 2 else "power", at=MORNING, **BY_OFFICER)
    assert own_queries(combined.app, director, SHEET) == before <= 4
