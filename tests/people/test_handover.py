"""A post is handed over: what is listed, who may follow, and that only the successor's signature moves the duty."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casebook.case.models import Accused, State
from casebook.people import handover_queries, handover_service
from casebook.people.admin_service import Declined
from casebook.people.models import Grant, Role
from casebook.people.queries import staff
from casebook.stages.handling import service as handling
from casebook.web.acting import moment
from tests import town as towns
from tests.lives import Life
from tests.people.browsing import NOON, at, signed_in, token, writing
from tests.people.living import handled_by, held_by, live, uid_of
from tests.people.test_admin import away, events, post
from tests.queries import own_queries
from tests.town import Town

LATER: datetime = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def next_noon() -> Any:
    """Everything here happens at noon of the day after the cases began."""
    with at(LATER):
        yield


@pytest.fixture
def two_heads(app: Flask, people: Town) -> Town:
    """The liaison of the power station has become its head as well."""
    with writing(app) as session:
        towns.grant(session, people, "power-liaison", Role.STATION_HEAD, "power")
    return people


def listed(client: FlaskClient, town: Town, account: str, unit: str) -> str:
    """Make the list of what somebody holds; the address of its page."""
    who = f"{town.uid(account)}|{town.units[unit].uid}"
    answer = post(client, "/duty/posts/new", away=who, reason="调县局工作，9月7日离岗")
    assert answer.status_code == 303, answer.text
    return answer.location


def name(client: FlaskClient, page: str, town: Town, account: str, *cases: str) -> TestResponse:
    """Name who takes these cases over."""
    return post(client, f"{page}/successor", page, cases=list(cases), successor=town.uid(account))


def sign(client: FlaskClient, page: str, *cases: str, form: str | None = None) -> TestResponse:
    """Sign for these cases."""
    return post(client, f"{page}/sign", form or page, mine=list(cases))


def given(life: Life) -> None:
    """The head has given the case to the handler, who has taken it on."""
    handling.give(life.session, life.file, life.post("head"), life.now(), life.town.uid("power-handler"), "某")
    life.session.flush()
    handling.take(life.session, life.file, life.post("handler"), life.now())


def test_the_list_holds_what_he_holds_there_and_nothing_else(app: Flask, two_heads: Town) -> None:
    mine = [live(app, two_heads, State.HANDLING), live(app, two_heads, State.HANDLING)]
    others = [
        live(app, two_heads, State.HANDLING, then=given),
        live(app, two_heads, State.HANDLING, "land"),
        live(app, two_heads, State.CLOSED),
        live(app, two_heads, State.DISPATCHED),
    ]
    head = signed_in(app, "power-head")
    page = head.get(listed(head, two_heads, "power-head", "power")).text
    assert [reference in page for reference in mine] == [True, True]
    assert [reference in page for reference in others] == [False] * 4
    assert "列入移交清单2件" in page and "办理中" in page
    # Dispatched at 13:00; the contact clock ends a day later.
    assert "2026-09-02 13:00" in page


def test_only_the_successors_signature_moves_the_duty(app: Flask, two_heads: Town) -> None:
    case = live(app, two_heads, State.HANDLING)
    head, liaison = signed_in(app, "power-head"), signed_in(app, "power-liaison")
    page = listed(head, two_heads, "power-head", "power")
    assert name(head, page, two_heads, "power-liaison", uid_of(app, case)).status_code == 303
    assert held_by(app, two_heads, case) == "power-head"
    assert sign(head, page, uid_of(app, case)).status_code == 422
    director = signed_in(app, "director")
    assert sign(director, page, uid_of(app, case)).status_code == 422
    assert held_by(app, two_heads, case) == "power-head"
    assert sign(liaison, page, uid_of(app, case)).status_code == 303
    assert held_by(app, two_heads, case) == "power-liaison"
    assert events(app, uid_of(app, case))[-1][0] == "take-over"
    assert [row[0] for row in events(app, page.rsplit("/", 1)[-1])] == [
        "post-hand-over",
        "post-successor",
        "post-sign",
    ]
    assert "移交在办1件" in head.get(page).text
    assert sign(liaison, page, uid_of(app, case), form="/duty/posts/new").status_code == 422


def test_what_the_leaver_handled_is_handled_by_the_successor(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns.grant(session, people, "power-liaison", Role.HANDLER, "power")
    case = live(app, people, State.HANDLING, then=given)
    assert held_by(app, people, case) == handled_by(app, people, case) == "power-handler"
    page = listed(signed_in(app, "director"), people, "power-handler", "power")
    assert name(signed_in(app, "power-head"), page, people, "power-liaison", uid_of(app, case)).status_code == 303
    assert handled_by(app, people, case) == "power-handler"
    assert sign(signed_in(app, "power-liaison"), page, uid_of(app, case)).status_code == 303
    assert held_by(app, people, case) == handled_by(app, people, case) == "power-liaison"


def test_cases_go_one_by_one_to_different_successors(app: Flask, two_heads: Town) -> None:
    with writing(app) as session:
        towns.grant(session, two_heads, "power-handler", Role.STATION_HEAD, "power")
    first, second = live(app, two_heads, State.HANDLING), live(app, two_heads, State.HANDLING)
    head = signed_in(app, "power-head")
    page = listed(head, two_heads, "power-head", "power")
    name(head, page, two_heads, "power-liaison", uid_of(app, first))
    name(head, page, two_heads, "power-handler", uid_of(app, second))
    refused = sign(signed_in(app, "power-liaison"), page, uid_of(app, first), uid_of(app, second))
    assert refused.status_code == 422
    assert sign(signed_in(app, "power-liaison"), page, uid_of(app, first)).status_code == 303
    assert (held_by(app, two_heads, first), held_by(app, two_heads, second)) == ("power-liaison", "power-head")
    director = signed_in(app, "director")
    assert "还有1件未签收" in director.get("/duty/posts").text
    assert sign(signed_in(app, "power-handler"), page, uid_of(app, second)).status_code == 303
    assert "已全部交清" in director.get("/duty/posts").text


def test_an_office_case_goes_to_another_officer(app: Flask, people: Town) -> None:
    case = live(app, people, State.REGISTERED)
    assert held_by(app, people, case) == "officer"
    officer = signed_in(app, "officer")
    page = listed(officer, people, "officer", "office")
    assert name(officer, page, people, "callback", uid_of(app, case)).status_code == 422
    assert name(officer, page, people, "officer2", uid_of(app, case)).status_code == 303
    assert sign(signed_in(app, "officer2"), page, uid_of(app, case)).status_code == 303
    assert held_by(app, people, case) == "officer2"


@pytest.mark.parametrize("account", ["power-head", "power-handler", "land-head", "officer", "school-head"])
def test_only_somebody_fitting_of_the_same_unit_follows(app: Flask, people: Town, account: str) -> None:
    case = live(app, people, State.HANDLING)
    director = signed_in(app, "director")
    page = listed(director, people, "power-head", "power")
    refused = name(director, page, people, account, uid_of(app, case))
    assert refused.status_code == 422
    assert "请选择接收人。" in refused.text


def test_whoever_may_not_know_of_a_case_never_becomes_its_successor(app: Flask, two_heads: Town) -> None:
    def accuses(life: Life) -> None:
        life.file.accused.append(Accused(case_uid=life.file.uid, person_uid=two_heads.uid("power-liaison")))

    case, plain = live(app, two_heads, State.HANDLING, then=accuses), live(app, two_heads, State.HANDLING)
    head = signed_in(app, "power-head")
    page = listed(head, two_heads, "power-head", "power")
    refused = name(head, page, two_heads, "power-liaison", uid_of(app, case), uid_of(app, plain))
    assert refused.status_code == 422
    assert "这个人不能接手全部所选办件。" in refused.text and f"接手{case}" not in refused.text
    assert [row[0] for row in events(app, page.rsplit("/", 1)[-1])] == ["post-hand-over"]
    assert name(head, page, two_heads, "power-liaison", uid_of(app, plain)).status_code == 303


def test_a_conflict_that_comes_after_the_naming_keeps_the_case_from_the_successor(app: Flask, two_heads: Town) -> None:
    case, plain = live(app, two_heads, State.HANDLING), live(app, two_heads, State.HANDLING)
    head, liaison = signed_in(app, "power-head"), signed_in(app, "power-liaison")
    page = listed(head, two_heads, "power-head", "power")
    name(head, page, two_heads, "power-liaison", uid_of(app, case), uid_of(app, plain))
    with writing(app) as session:
        session.add(Accused(case_uid=uid_of(app, case), person_uid=two_heads.uid("power-liaison")))
    seen = liaison.get(page).text
    assert plain in seen and case not in seen
    assert sign(liaison, page, uid_of(app, case)).status_code == 422
    assert held_by(app, two_heads, case) == "power-head"


def test_a_deputy_does_not_sign_for_the_successor(app: Flask, two_heads: Town) -> None:
    case = live(app, two_heads, State.HANDLING)
    head = signed_in(app, "power-head")
    page = listed(head, two_heads, "power-head", "power")
    name(head, page, two_heads, "power-liaison", uid_of(app, case))
    leave = away(two_heads, "power-liaison", "power-handler", "power", "2026-09-02", "2026-09-03")
    assert post(head, "/people/leave/new", **leave).status_code == 303
    deputy = signed_in(app, "power-handler")
    assert deputy.get(page).status_code == 200, "he is head these days"
    assert sign(deputy, page, uid_of(app, case)).status_code == 422
    assert held_by(app, two_heads, case) == "power-head"


def test_a_case_that_moved_another_way_is_not_signed_for(app: Flask, two_heads: Town) -> None:
    case = live(app, two_heads, State.HANDLING)
    head, liaison = signed_in(app, "power-head"), signed_in(app, "power-liaison")
    page = listed(head, two_heads, "power-head", "power")
    name(head, page, two_heads, "power-liaison", uid_of(app, case))
    recall = {"reason": "派错了单位", "version": "5"}
    answer = post(signed_in(app, "officer"), f"/cases/{case}/recall", **recall)
    assert answer.status_code == 303, answer.text
    refused = sign(liaison, page, uid_of(app, case), form="/duty/posts/new")
    assert refused.status_code == 422
    assert held_by(app, two_heads, case) != "power-liaison"
    assert case not in head.get(page).text, "the station no longer sees it"
    assert "已另行转交或者结案" in signed_in(app, "director").get(page).text


def test_who_may_not_know_of_a_list_gets_404(app: Flask, people: Town) -> None:
    live(app, people, State.HANDLING)
    page = listed(signed_in(app, "director"), people, "power-head", "power")
    for account in ("power-handler", "land-head", "clerk", "admin"):
        client = signed_in(app, account)
        assert client.get(page).status_code == client.get(f"{page}/paper").status_code == 404, account
        assert sign(client, page, "x", form="/me").status_code == 404, account
        assert "某power-head离岗" not in client.get("/duty/posts").text
    refused = post(
        signed_in(app, "power-handler"),
        "/duty/posts/new",
        away=f"{people.uid('power-head')}|{people.units['power'].uid}",
        reason="好奇",
    )
    assert refused.status_code == 422 and "请选择离岗人。" in refused.text and "好奇" in refused.text


def test_nothing_is_listed_twice_and_a_later_case_gets_a_list_of_its_own(app: Flask, people: Town) -> None:
    first = live(app, people, State.HANDLING)
    head = signed_in(app, "power-head")
    listed(head, people, "power-head", "power")
    who = f"{people.uid('power-head')}|{people.units['power'].uid}"
    refused = post(head, "/duty/posts/new", away=who, reason="再来一次")
    assert refused.status_code == 422 and "没有尚未列入清单的在办件" in refused.text
    later = live(app, people, State.HANDLING)
    page = head.get(listed(head, people, "power-head", "power")).text
    assert later in page and first not in page


def test_somebody_who_is_gone_can_still_be_listed(app: Flask, two_heads: Town) -> None:
    case = live(app, two_heads, State.HANDLING, then=given)
    with writing(app) as session:
        [row] = session.query(Grant).filter_by(person_uid=two_heads.uid("power-handler")).all()
        row.ended_at = LATER
    head = signed_in(app, "power-head")
    page = listed(head, two_heads, "power-handler", "power")
    assert name(head, page, two_heads, "power-liaison", uid_of(app, case)).status_code == 303


def test_the_list_on_paper_is_chinese_and_has_room_to_sign(app: Flask, people: Town) -> None:
    case = live(app, people, State.HANDLING)
    head = signed_in(app, "power-head")
    page = listed(head, people, "power-head", "power")
    head.post("/preferences", data={"csrf_token": token(head.get("/me")), "language": "en"})
    paper = head.get(f"{page}/paper").text
    for words in ("离岗移交清单", case, "现将在办1件移交", "办理中", "移交人（签字）", "接收人（签字）"):
        assert words in paper, words


@pytest.mark.parametrize("address", ["/duty/posts", "", "/paper"])
def test_a_longer_list_costs_no_more_queries(app: Flask, people: Town, address: str) -> None:
    director = signed_in(app, "director")
    live(app, people, State.HANDLING)
    page = listed(director, people, "power-head", "power")
    before = own_queries(app, director, address if address.startswith("/duty") else page + address)
    for _ in range(3):
        live(app, people, State.HANDLING, "land")
    longer = listed(director, people, "land-head", "land")
    assert own_queries(app, director, address if address.startswith("/duty") else longer + address) == before <= 20


def test_what_he_holds_for_another_unit_is_not_listed(app: Flask, people: Town) -> None:
    with writing(app) as session:
        towns.grant(session, people, "power-head", Role.STATION_HEAD, "land")

    def signs(life: Life) -> None:
        handling.sign(life.session, life.file, life.actor("power-head"), life.now())

    here, there = live(app, people, State.HANDLING), live(app, people, State.DISPATCHED, "land", then=signs)
    assert held_by(app, people, there) == "power-head"
    director = signed_in(app, "director")
    page = director.get(listed(director, people, "power-head", "power")).text
    assert here in page and there not in page


@pytest.fixture
def made(app: Flask, two_heads: Town) -> tuple[str, str]:
    """A list with one case whose successor is the liaison: the uid of the list and of the case."""
    case = live(app, two_heads, State.HANDLING)
    head = signed_in(app, "power-head")
    page = listed(head, two_heads, "power-head", "power")
    name(head, page, two_heads, "power-liaison", uid_of(app, case))
    return page.rsplit("/", 1)[-1], uid_of(app, case)


def declined(app: Flask, town: Town, account: str, uid: str, successor: str | None) -> str:
    """Why the service refuses to name (or, without a successor, to sign), whatever a form had offered."""
    with pytest.raises(Declined) as refused, writing(app) as session:
        actor = staff(session, town.uid(account), LATER.date())
        assert actor is not None
        list_, chosen = handover_queries.handover(session, uid), handover_queries.listed(session, actor, [uid])
        assert list_ is not None and chosen
        if successor is None:
            handover_service.sign(session, actor, moment(), list_, chosen)
        else:
            role = "station_head"
            handover_service.name_successor(session, actor, moment(), role, list_, chosen, town.uid(successor))
    return refused.value.code


@pytest.mark.parametrize("account", ["power-head", "director", "power-handler", "officer"])
def test_the_service_lets_nobody_else_sign(app: Flask, two_heads: Town, made: tuple[str, str], account: str) -> None:
    assert declined(app, two_heads, account, made[0], None) == "not_the_successor"


@pytest.mark.parametrize(
    ("successor", "code"),
    [("power-head", "follows_himself"), ("power-handler", "unfit"), ("land-head", "unfit"), ("officer", "unfit")],
)
def test_the_service_names_nobody_who_does_not_fit(
    app: Flask, two_heads: Town, made: tuple[str, str], successor: str, code: str
) -> None:
    assert declined(app, two_heads, "power-head", made[0], successor) == code
