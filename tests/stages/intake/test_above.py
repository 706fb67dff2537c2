"""A complaint about the office itself is passed on at once: at the desk the clerk reads the code aloud and no more."""

import re

from sqlalchemy import select

from casebook.case.models import CaseFile, Receipt
from casebook.case.taxonomy import Part
from casebook.people.models import Grant, Role
from casebook.responsibility.models import HowTaken
from casebook.responsibility.queries import chain_of
from tests.stages.conftest import NOON, World
from tests.stages.intake.test_desk import CALL, TYPED, code_of, only, reference_of
from tests.visitor import Visitor

ABOUT_US = {**TYPED, "text": "你们主任接了电话不登记，让我不要再打。"}


def test_the_clerk_reads_the_code_aloud_and_knows_no_more(world: World) -> None:
    clerk = world.at("clerk")
    answer = clerk.do(CALL, **{**ABOUT_US, "station": world.unit("office")})
    assert answer.status_code == 200
    assert "已经转上级处理" in answer.text
    assert reference_of(answer.text) == only(world, Receipt).reference and code_of(answer.text)
    assert "AJ26" not in answer.text
    reference = only(world, CaseFile).reference
    assert clerk.client.get(f"/cases/{reference}").status_code == 404
    assert reference not in clerk.client.get("/cases").text


def test_it_is_held_by_the_body_above_from_the_first_second(world: World) -> None:
    world.at("clerk").do(CALL, **{**ABOUT_US, "station": world.unit("office")})
    case = only(world, CaseFile)
    assert (case.against_office, case.restricted, case.holder_uid) == (True, False, world.uid("oversight"))
    chain = world.read(lambda session: [(one.how, one.unit_uid) for one in chain_of(session, case.uid).links])
    assert chain == [(HowTaken.ANSWERING, world.unit("city"))]
    assert [part.part for part in case.parts] == [Part.REGISTRAR]
    page = world.at("oversight").client.get(f"/cases/{case.reference}")
    assert page.status_code == 200 and "你们主任接了电话不登记" in page.text


def test_the_body_above_accepts_it_and_gives_it_to_one_of_its_own(world: World) -> None:
    world.at("clerk").do(CALL, **{**ABOUT_US, "station": world.unit("office")})
    case = f"/cases/{only(world, CaseFile).reference}"
    above = world.at("oversight")
    answer = above.do(f"{case}/accept", category="B4", grade="U3", station=world.unit("office"))
    assert answer.status_code == 303, answer.text
    answer = above.do(f"{case}/handle-here", person=world.uid("oversight"), reason="反映效能办，由市效能办核查。")
    assert answer.status_code == 303, answer.text
    assert world.file(case, "holder_uid", "self_handled") == [world.uid("oversight"), True]
    for account in ("clerk", "officer", "director"):
        assert world.at(account).client.get(case).status_code == 404


def test_the_same_form_sent_again_reads_the_same(world: World) -> None:
    clerk = world.at("clerk")
    drawn = clerk.open(CALL) | ABOUT_US | {"station": world.unit("office")}
    first, again = clerk.send(CALL, drawn), clerk.send(CALL, drawn)
    assert code_of(first.text) == code_of(again.text)
    assert "已经转上级处理" in again.text


def test_whoever_writes_on_line_may_name_the_office(world: World) -> None:
    visitor = Visitor(world.app.test_client())
    visitor.open("/complaints/new").press("下一步", text="效能办收了投诉不办。", station="office")
    visitor.press("下一步", contact="none").press("提交")
    assert re.search(r"TS26-\w{8}", visitor.text)
    case = only(world, CaseFile)
    assert (case.against_office, case.holder_uid) == (True, world.uid("oversight"))
    assert world.at("officer").client.get(f"/cases/{case.reference}").status_code == 404


def test_where_nobody_stands_above_the_office_takes_it(world: World) -> None:
    with world.writing() as session:
        session.scalars(select(Grant).where(Grant.role == Role.OVERSIGHT)).one().ended_at = NOON
    answer = world.at("clerk").do(CALL, **{**ABOUT_US, "station": world.unit("office")})
    assert "已经转上级处理" not in answer.text and "AJ26" in answer.text
    assert only(world, CaseFile).holder_uid == world.uid("clerk")
