"""What supervision leaves with a case, on screen and off: demands, critical marks, orders, notes, urging."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casebook.case.models import CaseFile, Note, OrderedRectification, State
from casebook.case.taxonomy import Grade, NoteReaders, Part, Supervision
from casebook.case.workflow import Action
from casebook.kernel.access import Refused
from casebook.kernel.history import Event, EventDetails
from casebook.letters.models import Notice
from casebook.responsibility.models import HowTaken
from casebook.responsibility.queries import chain_of
from casebook.stages.supervision import queries, service
from tests.lives import MORNING, Life, lived
from tests.stages.conftest import World, _case
from tests.stages.supervision.moves import MOVES
from tests.stages.test_every_step import directly

ASKED = {"reason": "两次电话都没有说明原因。", "new_term": "2026-09-08"}
ORDERED = {
    "finding": "公示牌缺服务电话。",
    "rule": "政务公开规定5",
    "requirement": "补齐公示牌并拍照。",
    "due_on": "2026-09-08",
}


def facts(world: World, case: str, action: str) -> dict[str, Any]:
    """What the newest event of this action keeps."""
    return world.read(
        lambda session: session.scalar(
            select(EventDetails.facts)
            .join(Event)
            .where(Event.subject_uid == _case(session, case).uid, Event.action == action)
            .order_by(Event.id.desc())
            .limit(1)
        )
    )


def late(world: World) -> str:
    """A case received on Tuesday 18 August, due by the 25th and left in hand."""
    with world.writing() as session:
        life = lived(session, world.town, State.HANDLING, at=MORNING - timedelta(days=14))
        return f"/cases/{life.done().file.reference}"


def test_the_director_reminds_of_what_is_late(world: World) -> None:
    case = late(world)
    assert world.at("director").do(f"{case}/remind", **ASKED).status_code == 303
    assert world.file(case, "reminders", "supervision", "supervised") == [1, Supervision.REMINDED, False]
    kept = facts(world, case, "remind")
    assert (kept["round"], kept["clock"], kept["reason"]) == (1, "feedback", ASKED["reason"])
    # After Tuesday 25 August: Wednesday to Friday, Monday, Tuesday.
    assert kept["days_overdue"] == 5
    assert letters(world, case) == [("remind", world.unit("power"))]


def letters(world: World, case: str) -> list[tuple[str, str]]:
    """Kind and unit of the letters to the station, oldest first."""

    def read(session: Any) -> list[tuple[str, str]]:
        mine = select(Notice.kind, Notice.unit_uid).where(Notice.case_uid == _case(session, case).uid)
        return [tuple(row) for row in session.execute(mine.where(Notice.unit_uid.is_not(None)).order_by(Notice.id))]

    return world.read(read)


def test_nothing_is_reminded_of_that_is_not_late(world: World) -> None:
    case = world.case(State.HANDLING)
    page = world.at("director").client.get(f"{case}/remind")
    assert page.status_code == 422
    assert "这件没有超期。请写明原因，直接督办。" in page.text


def test_a_person_s_supervision_bars_the_direct_closing_and_only_rises(world: World) -> None:
    case = world.case(State.HANDLING)
    director = world.at("director")
    assert director.do(f"{case}/list", **ASKED).status_code == 303
    assert world.file(case, "supervision", "supervised", "reminders") == [Supervision.LISTED, True, 1]
    refused = director.client.get(f"{case}/supervise")
    assert refused.status_code == 422 and "已经督办到这一级。" in refused.text
    assert director.do(f"{case}/talk", **ASKED).status_code == 303
    assert director.do(f"{case}/talk", **ASKED).status_code == 303
    assert world.file(case, "supervision", "reminders") == [Supervision.TALKED, 3]


@pytest.mark.parametrize("action", ["remind", "supervise", "list", "talk"])
def test_only_the_director_demands(world: World, action: str) -> None:
    case = late(world)
    for account in ("officer", "clerk", "leader", "oversight", "power-head"):
        assert world.at(account).client.get(f"{case}/{action}").status_code == 403
    assert world.at("land-head").client.get(f"{case}/{action}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "请写明理由。"),
        ({"new_term": ""}, "请填写今天以后、一年以内的日期。"),
        ({"new_term": "2026-09-01"}, "请填写今天以后、一年以内的日期。"),
        ({"new_term": "2028-01-01"}, "请填写今天以后、一年以内的日期。"),
        ({"new_term": "昨天"}, "请填写今天以后、一年以内的日期。"),
    ],
)
def test_a_demand_says_why_and_by_when(world: World, typed: dict[str, str], sentence: str) -> None:
    case = world.case(State.HANDLING)
    answer = world.at("director").do(f"{case}/supervise", **{**ASKED, **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed.get("reason") == "" or ASKED["reason"] in answer.text
    assert "supervise" not in world.events(case)


def test_anybody_of_the_staff_marks_a_case_as_critical_and_its_answer_runs_anew(world: World) -> None:
    case = world.case(State.HANDLING)
    typed = {"ground": "life", "words": "线路冒火花，三户人家。"}
    assert world.at("power-handler").do(f"{case}/critical", **typed).status_code == 303
    grade, clocks = world.read(lambda s: [_case(s, case).grade, [(c.rule, c.runs) for c in _answers(_case(s, case))]])
    assert (grade, clocks) == (Grade.U1, [("U3", False), ("U1", True)])
    kept = facts(world, case, "critical")
    assert (kept["ground"], kept["grade"], kept["post"]) == ("life", "U1", "director")
    again = world.at("officer").client.get(f"{case}/critical")
    assert again.status_code == 422 and "已经标为特急。" in again.text


def _answers(case: CaseFile) -> list[Any]:
    return [clock for clock in case.clocks if clock.kind == "feedback"]


def test_marked_critical_after_the_answer_no_clock_runs_anew(world: World) -> None:
    case = world.case(State.CALLBACK)
    assert world.at("officer").do(f"{case}/critical", ground="media", words="县电视台来问。").status_code == 303
    rules = world.read(lambda s: [(c.rule, c.runs) for c in _answers(_case(s, case))])
    assert world.file(case, "grade") == [Grade.U1] and rules == [("U3", False)]


def test_what_makes_it_critical_must_be_said(world: World) -> None:
    case = world.case(State.HANDLING)
    answer = world.at("clerk").do(f"{case}/critical", words="有危险")
    assert answer.status_code == 422
    assert "请选择为什么是特急。" in answer.text and "有危险" in answer.text


def test_an_order_bars_every_closing_until_somebody_else_has_been_there(world: World) -> None:
    case = world.case(State.HANDLING, then=lambda life: life.contact())
    director = world.at("director")
    assert director.open(f"{case}/order")["responsible"] == world.uid("power-head")
    assert director.do(f"{case}/order", **ORDERED).status_code == 303
    assert world.file(case, "state", "open_rectifications") == [State.HANDLING, 1]
    barred = world.at("power-head").client.get(f"{case}/close")
    assert barred.status_code == 422 and "还有1项整改没有核查通过，不能结案。" in barred.text
    assert director.client.get(f"{case}/order-verify").status_code == 403
    officer = world.at("officer")
    assert ORDERED["finding"] in officer.client.get(f"{case}/order-verify").text
    blank = officer.do(f"{case}/order-verify", visit="")
    assert blank.status_code == 422 and "请填写什么时候去的现场、看到了什么。" in blank.text
    assert officer.do(f"{case}/order-verify", visit="九月一日到现场，已补齐。").status_code == 303
    assert world.file(case, "open_rectifications") == [0]
    assert world.at("power-head").client.get(f"{case}/close").status_code == 200
    row = world.read(lambda session: session.scalars(select(OrderedRectification)).one())
    assert (row.visit, row.verified_by, row.ordered_by) == (
        "九月一日到现场，已补齐。",
        world.uid("officer"),
        world.uid("director"),
    )


def test_the_order_is_a_letter_to_the_station(world: World) -> None:
    case = world.case(State.HANDLING)
    world.at("director").do(f"{case}/order", **ORDERED)
    assert letters(world, case) == [("order", world.unit("power"))]
    text = world.read(lambda session: str(session.scalars(select(Notice).where(Notice.kind == "order")).one().body))
    assert all(word in text for word in ("公示牌缺服务电话", "补齐公示牌并拍照", "政务公开规定5", "某power-head"))
    kept = facts(world, case, "order")
    assert kept["deadline"] == "2026-09-08" and "finding" not in kept


def test_ordered_after_the_end_the_last_signer_answers_again(world: World) -> None:
    case = world.case(State.HANDLING, then=directly)
    assert "办件重新打开，由最后签收的人负责。" in world.at("director").client.get(f"{case}/order").text
    assert world.at("director").do(f"{case}/order", **ORDERED).status_code == 303
    columns = ("state", "closed_at", "closed_by", "outcome", "confirmed_at", "agreed_at", "holder_uid")
    assert world.file(case, *columns) == [State.HANDLING, None, None, None, None, None, world.uid("power-head")]
    chain = world.read(
        lambda session: [(one.how, one.until) for one in chain_of(session, _case(session, case).uid).links]
    )
    assert chain[-1] == (HowTaken.DESIGNATED, None)
    assert world.at("officer").do(f"{case}/order-verify", visit="已补齐。").status_code == 303
    # What was agreed to before the order does not close it now.
    assert world.at("power-head").client.get(f"{case}/close-directly").status_code == 422


def test_nothing_is_ordered_of_a_case_without_a_unit(world: World) -> None:
    case = world.case(State.REGISTERED, then=answered)
    page = world.at("director").client.get(f"{case}/order")
    assert (
        page.status_code == 422 and "还没有承办单位" in page.text or "没有单位办理" in page.text or "派单" in page.text
    )


def answered(life: Life) -> None:
    """A question answered at once: closed without any unit."""
    from tests.moves import MOVES as EVERY

    EVERY[Action.ANSWER](life, life.actor("officer"), life.now())


def test_two_orders_are_verified_one_by_one(world: World) -> None:
    def twice(life: Life) -> None:
        for _ in range(2):
            MOVES[Action.ORDER](life, life.actor("director"), life.now())
            life.done()

    case = world.case(State.HANDLING, then=twice)
    rows = world.read(lambda session: [row.uid for row in session.scalars(select(OrderedRectification))])
    officer = world.at("officer")
    unchosen = officer.do(f"{case}/order-verify", visit="看过了")
    assert unchosen.status_code == 422 and "请选择整改的事项。" in unchosen.text
    assert officer.do(f"{case}/order-verify", rectification=rows[1], visit="看过了").status_code == 303
    assert world.file(case, "open_rectifications") == [1]
    gone = officer.do(f"{case}/order-verify", rectification=rows[1], visit="再看一次")
    assert gone.status_code == 422


def test_a_station_s_note_is_for_itself_and_the_office_and_the_office_s_for_nobody_else(world: World) -> None:
    case = world.case(State.HANDLING)
    assert world.at("power-head").do(f"{case}/note", text="周五再去一次。").status_code == 303
    assert world.at("officer").do(f"{case}/note", text="站长态度勉强。").status_code == 303
    assert world.at("oversight").do(f"{case}/note", text="请注意时限。").status_code == 303
    forged = world.at("power-head").do(f"{case}/note", text="悄悄话", readers="office")
    assert forged.status_code == 422

    def texts(account: str) -> list[str]:
        def read(session: Any) -> list[str]:
            actor = world.town.actor(session, account)
            return [note.text for note in queries.notes(session, _case(session, case), actor)]

        return world.read(read)

    everything = ["周五再去一次。", "站长态度勉强。", "请注意时限。"]
    for inside in ("clerk", "officer", "director", "callback", "leader", "oversight"):
        assert texts(inside) == everything
    for station in ("power-head", "power-liaison", "power-handler"):
        assert texts(station) == ["周五再去一次。"]
    assert texts("land-head") == texts("admin") == []
    rows = world.read(lambda session: [(row.readers, row.unit_uid) for row in session.scalars(select(Note))])
    assert rows[:2] == [(NoteReaders.UNIT, world.unit("power")), (NoteReaders.OFFICE, world.unit("office"))]


def test_the_note_s_words_are_in_no_event(world: World) -> None:
    case = world.case(State.CLOSED)
    assert world.at("clerk").do(f"{case}/note", text="电话里哭了。").status_code == 303
    kept = facts(world, case, "note")
    assert kept["readers"] == "office" and "哭" not in str(kept)


def test_the_complainant_urges_again_from_the_third_working_day(world: World) -> None:
    with world.writing() as session:
        life = lived(session, world.town, State.HANDLING)
        service.urge(session, life.file, life.citizen, life.now())
        life.done()
        for days, refused in ((1, True), (2, True), (3, False)):  # Wednesday, Thursday, Friday
            life.at = life.file.urged_at + timedelta(days=days)
            if refused:
                with pytest.raises(Refused):
                    service.urge(session, life.file, life.citizen, life.now())
        service.urge(session, life.file, life.citizen, life.now())


def test_whoever_ordered_it_does_not_verify_it_though_an_officer_too(world: World) -> None:
    from casebook.people.models import Role
    from tests.town import grant

    with world.writing() as session:
        grant(session, world.town, "director", Role.OFFICER, "office")
        life = lived(session, world.town, State.HANDLING)
        MOVES[Action.ORDER](life, life.actor("director"), life.now())
        life.done()
        assert [part.part for part in life.file.parts if part.person_uid == world.uid("director")] == [Part.ORDERER]
        with pytest.raises(Refused) as refused:
            MOVES[Action.ORDER_VERIFY](life, life.actor("director"), life.now())
    assert refused.value.verdict.refusal.code == "own_order"
