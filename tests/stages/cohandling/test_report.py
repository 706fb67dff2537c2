"""A co-handling unit: its one report, its own date, and what it knows of the case."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from casebook import clock
from casebook.case.models import Assignment, State
from casebook.case.workflow import Action
from casebook.kernel.clocks import Clock
from casebook.kernel.history import Event, EventDetails
from casebook.stages.handling import service as handling
from tests.lives import Life, lived
from tests.moves import MOVES
from tests.stages.browser import Browser
from tests.stages.cohandling.moves import REPORT, shared_out
from tests.stages.conftest import World
from tests.stages.ringing import ring_until

# Due for the main unit on 8 September, for the co-unit on the 7th.
LAST_MINUTE = datetime(2026, 9, 7, 15, 59, tzinfo=UTC)
OVER = datetime(2026, 9, 7, 16, tzinfo=UTC)


def shared(life: Life) -> None:
    """Shared out to power and, for its part, land."""
    shared_out(life)


def reported(life: Life) -> None:
    """The co-unit has reported."""
    shared_out(life)
    MOVES[Action.CO_REPORT](life, life.actor("land-head"), life.now())


@pytest.fixture
def case(world: World) -> str:
    """A case that land handles with power."""
    return world.case(State.ACCEPTED, then=shared)


def part(world: World) -> tuple[str | None, datetime | None]:
    """The report of the co-unit and when it came."""
    query = select(Assignment.report, Assignment.reported_at).where(Assignment.kind == "co")
    return tuple(world.read(lambda session: session.execute(query).one()))


def facts(world: World) -> dict[str, object]:
    """The facts of the report."""
    query = select(EventDetails.facts).join(Event, Event.uid == EventDetails.event_uid)
    return dict(world.read(lambda session: session.scalars(query.where(Event.action == "co-report")).one()))


def test_its_head_reports_once(world: World, case: str) -> None:
    head = world.at("land-head")
    assert "late_reason" not in head.open(f"{case}/co-report")
    empty = head.do(f"{case}/co-report", report="")
    assert empty.status_code == 422 and "请写明你单位查明和办理的情况。" in empty.text
    assert head.do(f"{case}/co-report", report=REPORT).status_code == 303
    assert part(world)[0] == REPORT
    kept = facts(world)
    assert kept["unit"] == world.unit("land") and kept["report"] is True and "late_reason" not in kept
    assert head.client.get(f"{case}/co-report").status_code == 422
    assert world.events(case).count("co-report") == 1


def test_in_the_last_minute_it_is_in_time_and_then_it_says_why(world: World, case: str) -> None:
    with clock.pinned(LAST_MINUTE):
        head = Browser.of(world.app, "land-head")
        drawn = head.open(f"{case}/co-report")
        assert "late_reason" not in drawn
    with clock.pinned(OVER):
        late = head.send(f"{case}/co-report", {**drawn, "report": REPORT})
        assert late.status_code == 422 and REPORT in late.text
        assert "报送期限已过。请照常报送，并写明迟报原因。" in late.text
        fields = {**drawn, "report": REPORT, "late_reason": "等测绘结果"}
        assert head.send(f"{case}/co-report", fields).status_code == 303
    assert facts(world)["late_reason"] == "等测绘结果"


def test_its_own_clock_stops_with_its_report_and_nobody_elses(world: World, case: str) -> None:
    world.at("land-head").do(f"{case}/co-report", report=REPORT)

    query = select(Clock.kind).where(Clock.stopped_at.is_(None))
    running = world.read(lambda session: set(session.scalars(query)))
    assert "co" not in running and "feedback" in running


def test_without_a_report_the_alert_names_the_report(world: World) -> None:
    with world.writing() as session:
        life = shared_out(lived(session, world.town, State.ACCEPTED))
        ring_until(session, OVER)
        query = select(EventDetails.facts).join(Event, Event.uid == EventDetails.event_uid)
        alerts = list(session.scalars(query.where(Event.action == "alert")))
        assert "co" in [alert["clock"] for alert in alerts]
        assert life.file.state is State.HANDLING


def test_only_its_head_reports(world: World, case: str) -> None:
    for account, status in (
        ("land-liaison", 403),
        ("land-handler", 403),
        ("power-head", 403),
        ("officer", 403),
        ("school-head", 404),
    ):
        assert world.at(account).client.get(f"{case}/co-report").status_code == status, account


def test_it_takes_no_step_of_the_main_unit(world: World, case: str) -> None:
    for step in ("sign", "give", "contact", "close", "extend-ask", "return-ask", "station-message"):
        assert world.at("land-head").client.get(f"{case}/{step}").status_code == 403, step


def test_it_reads_its_own_part_and_nothing_of_the_main_units_handling(world: World) -> None:
    def handled(life: Life) -> None:
        shared_out(life)
        now = life.now()
        handling.give(
            life.session, life.file, life.post("head"), now, life.town.uid("power-handler"), "某power-handler"
        )
        life.done()
        life.contact()
        handling.write_as_station(life.session, life.file, life.post("head"), life.now(), "明天上午来换表。")
        life.done()

    case = world.case(State.ACCEPTED, then=handled)
    page = world.at("land-head").client.get(case).text
    assert "三组停电，请立即抢修。" in page and "2026-09-07" in page
    for hidden in (
        "上棚村",
        "某power-head",
        "某power-handler",
        "明天上午来换表",
        "联系反映人",
        "2026-09-08",
        "某officer",
    ):
        assert hidden not in page, hidden
    beside = world.at("land-head").client.get(f"{case}/co-report").text
    assert "上棚村" not in beside and "明天上午来换表" not in beside


def test_the_main_units_answer_does_not_show_beside_its_form(world: World, case: str) -> None:
    head = world.at("power-head")
    assert head.do(f"{case}/contact", how="telephone", result="已说明").status_code == 303
    closed = head.do(f"{case}/close", done="换了保险", told="电话", solved="yes", evidence="照片1")
    assert closed.status_code == 303
    late = world.at("land-head").client.get(f"{case}/co-report")
    assert late.status_code == 409 and "换了保险" not in late.text
    assert "换了保险" not in world.at("land-head").client.get(case).text


def test_main_unit_and_office_read_the_report(world: World) -> None:
    case = world.case(State.ACCEPTED, then=reported)
    for account in ("power-head", "officer", "director"):
        assert REPORT in world.at(account).client.get(case).text, account
