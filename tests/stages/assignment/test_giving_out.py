"""Whom the office gives a case: several units, one of its own, a station whose text two persons have read."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import Accused, Assignment, CaseLink, State
from casebook.case.taxonomy import Grade, LinkKind, Part
from casebook.responsibility.queries import chain_of
from casebook.stages.assignment import service
from casebook.vault.service import record_reveal
from tests.lives import Life, lived
from tests.stages.conftest import World, _case
from tests.stages.sealing.people import tie

HERE = "涉及站所负责人，由本办直接核查。"


def parts(session: Session, case: str, part: Part) -> set[str]:
    return {one.person_uid for one in _case(session, case).parts if one.part is part}


# ---- Several units (T11, T18) ----


def test_units_that_report_are_named_with_the_main_one(world: World) -> None:
    case = world.case(State.ACCEPTED)
    given = {"station": world.unit("power"), "co_units": [world.unit("land"), world.unit("school")]}
    assert world.at("officer").do(f"{case}/dispatch", **given).status_code == 303
    assert world.file(case, "co_handled", "main_unit_uid") == [True, world.unit("power")]
    rows = world.read(lambda session: session.execute(select(Assignment.unit_uid, Assignment.kind)).all())
    assert {(uid, kind) for uid, kind in rows} == {
        (world.unit("power"), "main"),
        (world.unit("land"), "co"),
        (world.unit("school"), "co"),
    }
    clocks = world.read(lambda s: {one.unit_uid for one in _case(s, case).clocks if one.kind == "co"})
    assert clocks == {world.unit("land"), world.unit("school")}


def test_the_main_unit_does_not_report_to_itself(world: World) -> None:
    case = world.case(State.ACCEPTED)
    answer = world.at("officer").do(f"{case}/dispatch", station=world.unit("power"), co_units=[world.unit("power")])
    assert answer.status_code == 422 and "主办单位不能同时是协办单位" in answer.text
    answer = world.at("officer").do(f"{case}/dispatch", station=world.unit("power"), co_units=["x"])
    assert answer.status_code == 422 and "请从列表里选择站所。" in answer.text


def test_recalled_none_of_them_has_it_any_more(world: World) -> None:
    case = world.case(State.ACCEPTED)
    world.at("officer").do(f"{case}/dispatch", station=world.unit("power"), co_units=[world.unit("land")])
    assert world.at("land-head").client.get(case).status_code == 200
    world.at("officer").do(f"{case}/recall", reason="派错了")
    assert world.file(case, "main_unit_uid", "co_handled", "dispatched_at") == [None, False, None]
    for account in ("power-head", "land-head"):
        assert world.at(account).client.get(case).status_code == 404


# ---- At the office (T12) ----


def test_one_of_the_office_handles_it_by_designation(world: World) -> None:
    case = world.case(State.ACCEPTED)
    answer = world.at("director").do(f"{case}/handle-here", person=world.uid("officer2"), reason=HERE)
    assert answer.status_code == 303, answer.text
    columns = ("state", "holder_uid", "handler_uid", "main_unit_uid", "self_handled", "designated")
    assert world.file(case, *columns) == [
        State.HANDLING,
        world.uid("officer2"),
        world.uid("officer2"),
        world.unit("office"),
        True,
        False,
    ]
    link = world.read(lambda session: chain_of(session, _case(session, case).uid).holder)
    assert (link.person_uid, link.reason) == (world.uid("officer2"), HERE)
    assert world.read(lambda session: parts(session, case, Part.HANDLER)) == {world.uid("officer2")}
    assert world.at("power-head").client.get(case).status_code == 404


@pytest.mark.parametrize("conflict", ["tied", "accused", "kin"])
def test_whoever_is_not_free_does_not_handle_it(world: World, conflict: str) -> None:
    case = world.case(State.ACCEPTED)
    with world.writing() as session:
        if conflict == "tied":
            tie(session, world.town, "officer2", unit="power")
        elif conflict == "accused":
            session.add(Accused(case_uid=_case(session, case).uid, person_uid=world.uid("officer2")))
        else:
            tie(session, world.town, "officer2", person="power-head")
            session.add(Accused(case_uid=_case(session, case).uid, person_uid=world.uid("power-head")))
    answer = world.at("director").do(f"{case}/handle-here", person=world.uid("officer2"), reason=HERE)
    assert answer.status_code == 422 and HERE in answer.text
    assert "这个人不能办理本件" in answer.text
    assert world.file(case, "state") == [State.ACCEPTED]


def test_only_people_of_the_office_are_offered(world: World) -> None:
    case = world.case(State.ACCEPTED)
    for person in ("power-head", "oversight", "admin"):
        answer = world.at("director").do(f"{case}/handle-here", person=world.uid(person), reason=HERE)
        assert answer.status_code == 422, person
    assert world.at("officer").client.get(f"{case}/handle-here").status_code == 403


# ---- The second reader (T48) ----


def delicate(life: Life) -> None:
    life.accept("J3", Grade.U3).text("核实一件反映虚假办结的事。")


def test_a_delicate_text_is_read_by_a_second_person_first(world: World) -> None:
    case = world.case(State.REGISTERED, then=delicate)
    officer, second = world.at("officer"), world.at("officer2")
    assert officer.client.get(f"{case}/dispatch").status_code == 422
    own = officer.client.get(f"{case}/check-text")
    assert own.status_code == 422
    assert "核实一件反映虚假办结的事。" in second.client.get(f"{case}/check-text").text
    assert second.do(f"{case}/check-text").status_code == 303
    assert world.file(case, "checked_version") == [1]
    assert officer.do(f"{case}/dispatch", station=world.unit("land")).status_code == 303


def test_a_new_version_is_read_anew(world: World) -> None:
    case = world.case(State.REGISTERED, then=delicate)
    world.at("officer2").do(f"{case}/check-text")
    world.at("officer").do(f"{case}/text", text="核实另一件事。")
    assert world.file(case, "cleared_version", "checked_version") == [2, 1]
    assert world.at("officer").client.get(f"{case}/dispatch").status_code == 422


def test_a_text_that_was_checked_is_not_checked_again(world: World) -> None:
    case = world.case(State.REGISTERED, then=delicate)
    drawn = world.at("director").open(f"{case}/check-text")
    world.at("officer2").do(f"{case}/check-text")
    answer = world.at("director").send(f"{case}/check-text", drawn)
    assert answer.status_code == 422


# ---- After reprisal (CR7) ----


def earlier_and_reprisal(world: World) -> tuple[str, str]:
    """A case whose telephone the director opened, and the complaint of reprisal after it."""
    with world.writing() as session:
        life = lived(session, world.town, State.HANDLING, station="land")
        life.file.has_contact = True
        record_reveal(session, life.file, life.actor("director"), life.now(), "核实地址", True)
        reprisal = Life(session, world.town).register(text="投诉以后他们上门威胁我。")
        return f"/cases/{life.file.reference}", f"/cases/{reprisal.file.reference}"


def test_whoever_knew_of_the_earlier_case_knows_nothing_of_the_reprisal(world: World) -> None:
    earlier, case = earlier_and_reprisal(world)
    given = {"category": "J1", "grade": "U2", "station": world.unit("power"), "earlier": earlier.rsplit("/", 1)[-1]}
    assert world.at("officer").do(f"{case}/accept", **given).status_code == 303
    assert world.read(lambda session: parts(session, case, Part.EXCLUDED)) == {
        world.uid("director"),
        world.uid("land-head"),
    }
    assert world.at("director").client.get(case).status_code == 404
    link = world.read(lambda session: session.scalars(select(CaseLink)).one())
    assert link.kind is LinkKind.EARLIER


def test_whoever_opened_the_identity_does_not_accept_the_reprisal(world: World) -> None:
    earlier, case = earlier_and_reprisal(world)
    with world.writing() as session:
        life = Life(session, world.town, case=_case(session, earlier))
        record_reveal(session, life.file, life.actor("officer"), life.now(), "核实", True)
    given = {"category": "J2", "grade": "U2", "station": world.unit("power"), "earlier": earlier.rsplit("/", 1)[-1]}
    answer = world.at("officer").do(f"{case}/accept", **given)
    assert answer.status_code == 422 and "请由别人受理这一件" in answer.text
    assert world.at("officer2").do(f"{case}/accept", **given).status_code == 303
    assert world.at("officer").client.get(case).status_code == 404


def test_an_earlier_case_is_for_reprisal_and_must_exist(world: World) -> None:
    earlier, case = earlier_and_reprisal(world)
    given = {"category": "A2", "grade": "U3", "station": world.unit("power"), "earlier": earlier.rsplit("/", 1)[-1]}
    answer = world.at("officer").do(f"{case}/accept", **given)
    assert answer.status_code == 422 and "打击报复、泄露信息的才填" in answer.text
    answer = world.at("officer").do(f"{case}/accept", **given | {"category": "J1", "earlier": "AJ26-00000000"})
    assert answer.status_code == 422 and "没有这个编号的办件" in answer.text
    assert world.file(case, "state") == [State.REGISTERED]


def test_what_is_returned_or_recalled_goes_out_again(world: World) -> None:
    with world.writing() as session:
        life = lived(session, world.town, State.DISPATCHED)
        service.recall(session, life.file, life.actor("officer"), life.now(), "改派")
        life.done().dispatch()
        session.flush()
        open_rows = [row for row in life.file.assignments if row.ended_at is None]
        assert life.file.state is State.DISPATCHED and len(open_rows) == 1
