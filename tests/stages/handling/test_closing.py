"""What a closing asks for beyond its three boxes: why it is late, what follows a fine; and who closes at the office."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casebook import clock
from casebook.case.models import Reply, State
from casebook.kernel.history import Event, EventDetails
from casebook.responsibility.models import Chain
from tests.lives import Life
from tests.stages.conftest import World
from tests.stages.test_every_step import contacted

CLOSING = {"done": "更换变压器", "told": "昨晚电话告知", "solved": "yes", "evidence": "照片12"}
FINE = {"correction": "责令当场整改并公示收费标准。", "revisit_on": "2026-09-20"}
LATE = datetime(2026, 9, 9, 4, tzinfo=UTC)  # due at the end of 8 September
IN_TIME = datetime(2026, 9, 8, 15, 59, tzinfo=UTC)  # the last minute of the 8th in the town


def about(category: str) -> Any:
    """A case of this category, with a contact on record."""

    def story(life: Life) -> None:
        life.file.category = category
        contacted(life)

    return story


def newest(world: World, action: str) -> dict[str, Any]:
    """The facts of the newest event of this kind."""
    query = select(EventDetails.facts).join(Event, Event.uid == EventDetails.event_uid).where(Event.action == action)
    return dict(world.read(lambda session: session.scalars(query.order_by(Event.id.desc())).first()))


def reply(world: World) -> str:
    """The newest answer."""
    return str(world.read(lambda session: session.scalars(select(Reply.text).order_by(Reply.id.desc())).first()))


def test_in_time_nobody_is_asked_why(world: World) -> None:
    case = world.case(State.HANDLING, then=contacted)
    with clock.pinned(IN_TIME):
        drawn = world.at("power-head").open(f"{case}/close")
        assert not {"explanation", "correction", "revisit_on"} & set(drawn)
        assert world.at("power-head").do(f"{case}/close", **CLOSING).status_code == 303
    assert "explanation" not in newest(world, "close")


def test_late_it_is_closed_only_with_the_reason_in_the_answer(world: World) -> None:
    case = world.case(State.HANDLING, then=contacted)
    head = world.at("power-head")
    with clock.pinned(LATE):
        answer = head.do(f"{case}/close", **CLOSING)
        assert answer.status_code == 422
        assert "请写明为什么没有按时办结，怎么向反映人说明的。" in answer.text and "更换变压器" in answer.text
        explained = {**CLOSING, "explanation": "配件晚到两天，9月7日已电话说明。"}
        assert head.do(f"{case}/close", **explained).status_code == 303
    assert newest(world, "close")["explanation"] is True
    assert reply(world).endswith("没有按时办结的原因：配件晚到两天，9月7日已电话说明。")


def test_a_form_drawn_in_time_and_sent_too_late_asks_why_and_loses_nothing(world: World) -> None:
    case = world.case(State.HANDLING, then=contacted)
    head = world.at("power-head")
    with clock.pinned(IN_TIME):
        drawn = head.open(f"{case}/close")
    with clock.pinned(IN_TIME + timedelta(minutes=1)):
        answer = head.send(f"{case}/close", {**drawn, **CLOSING})
    assert answer.status_code == 422 and 'name="explanation"' in answer.text and "昨晚电话告知" in answer.text
    assert world.file(case, "state") == [State.HANDLING]


def test_a_promise_that_was_not_kept_is_always_explained(world: World) -> None:
    case = world.case(State.HANDLING, then=about("C1"))
    head = world.at("power-head")
    assert head.do(f"{case}/close", **CLOSING).status_code == 422
    assert head.do(f"{case}/close", **CLOSING, explanation="窗口缺人，已致歉。").status_code == 303


@pytest.mark.parametrize("category", ["F1", "F5"])
def test_a_fine_alone_closes_nothing(world: World, category: str) -> None:
    case = world.case(State.HANDLING, then=about(category))
    head = world.at("power-head")
    for missing in FINE:
        answer = head.do(f"{case}/close", **{**CLOSING, **FINE, missing: ""})
        assert answer.status_code == 422 and "只罚款不能办结" in answer.text and "更换变压器" in answer.text
    assert head.do(f"{case}/close", **CLOSING, **FINE).status_code == 303
    assert newest(world, "close")["penalty_followup"] == {"correction": True, "revisit_on": "2026-09-20"}
    assert "责令改正：责令当场整改并公示收费标准。回访日期：2026-09-20" in reply(world)


@pytest.mark.parametrize("day", ["2026-09-01", "2026-08-31", "2100-01-01", "soon"])
def test_a_revisit_lies_ahead(world: World, day: str) -> None:
    case = world.case(State.HANDLING, then=about("F1"))
    answer = world.at("power-head").do(f"{case}/close", **{**CLOSING, **FINE, "revisit_on": day})
    assert answer.status_code == 422 and "责令当场整改" in answer.text


def test_what_was_not_asked_for_is_not_taken(world: World) -> None:
    case = world.case(State.HANDLING, then=contacted)
    given = {**CLOSING, **FINE, "explanation": "无"}
    assert world.at("power-head").do(f"{case}/close", **given).status_code == 303
    assert not {"explanation", "penalty_followup"} & set(newest(world, "close"))


def test_redone_late_it_is_explained_too(world: World) -> None:
    case = world.case(State.REWORK)
    head = world.at("power-head")
    with clock.pinned(datetime(2026, 9, 9, 4, tzinfo=UTC)):
        assert head.do(f"{case}/close-again", **CLOSING).status_code == 422
        assert head.do(f"{case}/close-again", **CLOSING, explanation="等配件").status_code == 303
    assert newest(world, "close-again")["explanation"] is True


def test_entered_for_a_station_on_paper_it_is_explained_too(world: World) -> None:
    def on_paper(life: Life) -> None:
        life.file.category = "F1"
        contacted(life)

    case = world.case(State.HANDLING, "school", on_paper)
    fields = {**CLOSING, **FINE, "paper_on": "2026-09-01"}
    assert world.at("officer").do(f"{case}/close-for", **fields).status_code == 303
    assert newest(world, "close-for")["penalty_followup"]["revisit_on"] == "2026-09-20"


def handled_here(life: Life) -> None:
    """As the office handles it itself, by an officer."""
    from casebook.case.taxonomy import Part
    from casebook.case.service import play
    from casebook.case.workflow import Action
    from casebook.kernel.transition import perform
    from casebook.responsibility import service as responsibility
    from casebook.responsibility.queries import chain_of

    now, officer = life.now(), life.town.uid("officer2")
    facts = {"assignee": officer, "holder": officer, "assignee_free": True}
    perform(life.file, Action.HANDLE_HERE, life.actor("director"), now, facts)
    life.file.self_handled, life.file.handler_uid = True, officer
    responsibility.designate(
        life.file, chain_of(life.session, life.file.uid), officer, life.town.office.uid, now, "自办"
    )
    play(life.file, officer, Part.HANDLER, now)
    life.done()
    from tests.moves import MOVES

    MOVES[Action.CONTACT](life, life.actor("officer2"), life.now())


def test_whoever_handles_it_at_the_office_closes_it_and_another_checks(world: World) -> None:
    case = world.case(State.ACCEPTED, then=handled_here)
    assert world.at("officer").client.get(f"{case}/close").status_code == 403
    assert world.at("officer2").do(f"{case}/close", **CLOSING).status_code == 303
    assert world.file(case, "state", "holder_uid") == [State.FEEDBACK, world.uid("officer2")]
    units = world.read(lambda session: {link.unit_uid for link in session.scalars(select(Chain)).one().links})
    assert units == {world.unit("office")}
    own = world.at("officer2").client.get(f"{case}/pass")
    assert own.status_code == 422
    assert world.at("officer").do(f"{case}/pass").status_code == 303
