"""Closings nobody checked are sampled (T4, T40, T56): drawn at the closing, one a week at least, called back once."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Solved
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.kernel.jobs import Job
from casebook.kernel.timetable import current
from casebook.outbox import worker
from casebook.stages.callback import sampling
from casebook.stages.callback.queries import waiting_for_sample
from tests.lives import MORNING, Life, lived
from tests.stages.browser import Browser
from tests.stages.conftest import NOON, World
from tests.stages.supervision.test_supervision import answered, facts
from tests.stages.test_every_step import directly

SATISFIED = {"reached": "reached", "solved": "yes", "satisfaction": "satisfied"}
UNSOLVED = {"solved": "no", "satisfaction": "dissatisfied", "words": "灯还是不亮"}
CLOSED_DIRECTLY = MORNING + timedelta(hours=10)


def drawn(life: Life) -> None:
    """Closed directly and drawn for the sample: it is the station's first."""
    directly(life)
    life.done()
    sampling.draw(life.session, life.file, life.now())


def undrawn(life: Life) -> None:
    """Closed directly, and not drawn."""
    drawn(life)
    life.file.sampled = False


def closings(world: World, count: int, at: Any = MORNING, station: str = "power") -> list[str]:
    """So many cases closed directly at a station, each drawn or not; their uids."""
    with world.writing() as session:
        lives = [lived(session, world.town, State.HANDLING, station, at) for _ in range(count)]
        for life in lives:
            drawn(life)
            life.done()
        return [life.file.uid for life in lives]


def sampled(world: World, uids: list[str]) -> list[bool]:
    """Which of them are sampled."""
    rows = dict(world.read(lambda s: s.execute(select(CaseFile.uid, CaseFile.sampled)).all()))
    return [rows[uid] for uid in uids]


def test_all_of_a_station_s_first_month_is_sampled(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "randbelow", lambda _: 99)
    first = closings(world, 1)
    within = closings(world, 2, MORNING + timedelta(days=29))
    after = closings(world, 2, MORNING + timedelta(days=31))
    other = closings(world, 1, MORNING + timedelta(days=31), "land")
    assert sampled(world, [*first, *within]) == [True, True, True]
    assert sampled(world, after) == [False, False]
    assert sampled(world, other) == [True]


@pytest.mark.parametrize(("thrown", "is_drawn"), [(0, True), (29, True), (30, False), (99, False)])
def test_after_it_thirty_of_a_hundred_are(
    world: World, monkeypatch: pytest.MonkeyPatch, thrown: int, is_drawn: bool
) -> None:
    closings(world, 1)
    monkeypatch.setattr(secrets, "randbelow", lambda below: thrown if below == 100 else 0)
    assert sampled(world, closings(world, 1, MORNING + timedelta(days=40))) == [is_drawn]


@pytest.mark.parametrize(("thrown", "is_drawn"), [(29, True), (30, False)])
def test_an_answer_on_the_spot_is_drawn_by_lot_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, thrown: int, is_drawn: bool
) -> None:
    monkeypatch.setattr(secrets, "randbelow", lambda _: thrown)

    def at_once(life: Life) -> None:
        answered(life)
        sampling.draw(life.session, life.file, life.now())

    case = world.case(State.REGISTERED, then=at_once)
    assert world.file(case, "sampled") == [is_drawn]


def monday_comes(world: World, *instants: Any) -> None:
    """The worker looks at these instants."""
    for instant in instants:
        with world.app.app_context(), clock.pinned(instant):
            worker.work_all()
            db.session.remove()


def test_a_week_in_which_chance_drew_nothing_gives_one(world: World) -> None:
    closings(world, 1, MORNING - timedelta(days=60))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(secrets, "randbelow", lambda _: 99)
        week = closings(world, 3)
        later = closings(world, 1, MORNING + timedelta(days=7))
    assert sampled(world, [*week, *later]) == [False] * 4
    sunday, monday = NOON + timedelta(days=5), NOON + timedelta(days=5, hours=1)  # 23 and 24 o'clock
    monday_comes(world, sunday)
    assert sampled(world, week) == [False] * 3
    monday_comes(world, monday, sunday, monday + timedelta(hours=1))
    assert sampled(world, week).count(True) == 1 and sampled(world, later) == [False]
    told = world.read(lambda s: list(s.scalars(select(Event.subject_uid).where(Event.action == "draw"))))
    assert told == [uid for uid in week if sampled(world, [uid]) == [True]]
    monday_comes(world, monday + timedelta(days=7))
    assert sampled(world, week).count(True) == 1 and sampled(world, later) == [True]


def test_a_week_in_which_chance_drew_gives_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    closings(world, 1, MORNING - timedelta(days=60))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(secrets, "randbelow", lambda _: 99)
        week = closings(world, 2)
        patched.setattr(secrets, "randbelow", lambda _: 0)
        week += closings(world, 1)
    monkeypatch.setattr(secrets, "choice", lambda closed: next(case for case in closed if not case.sampled))
    monday_comes(world, NOON + timedelta(days=6))
    assert sampled(world, week) == [False, False, True]


def test_a_week_has_one_job_however_many_closings(world: World) -> None:
    closings(world, 3)
    jobs = world.read(lambda s: s.scalar(select(func.count()).where(Job.kind == "sample-week")))
    assert jobs == 1


def test_the_sample_waits_for_the_call_back_clerk(world: World) -> None:
    case = world.case(State.HANDLING, then=drawn)
    world.case(State.HANDLING, then=undrawn)

    def waiting(account: str) -> list[str]:
        def read(session: Any) -> list[str]:
            actor = world.town.actor(session, account)
            return [row.reference for row in session.scalars(waiting_for_sample(actor))]

        return world.read(read)

    assert waiting("callback") == [case.rsplit("/", 1)[-1]]
    assert waiting("land-head") == []


def test_the_complainant_bears_it_out(world: World) -> None:
    case = world.case(State.HANDLING, then=drawn)
    caller = world.at("callback")
    assert "没有经过效能办审核" in caller.client.get(f"{case}/sample").text
    assert caller.do(f"{case}/sample", **SATISFIED).status_code == 303
    assert world.file(case, "state", "closed_by", "callback_solved") == [State.CLOSED, "T40", Solved.YES]
    assert world.file(case, "sample_called_at") == [NOON]
    assert facts(world, case, "sample")["result"] == "yes"
    again = caller.client.get(f"{case}/sample")
    assert again.status_code == 422 and "没有被抽中，或者已经抽查回访" in again.text


def test_what_the_complainant_contradicts_is_redone_by_the_last_signer(world: World) -> None:
    case = world.case(State.HANDLING, then=drawn)
    caller = world.at("callback")
    refused = caller.do(f"{case}/sample", **{**SATISFIED, **UNSOLVED})
    assert refused.status_code == 422 and "请按不实记录，退回重办。" in refused.text and "灯还是不亮" in refused.text
    assert caller.do(f"{case}/sample-contradicted", **UNSOLVED).status_code == 303
    columns = ("state", "rework_rounds", "closed_at", "closed_by", "holder_uid", "callback_at")
    assert world.file(case, *columns) == [State.REWORK, 1, None, None, world.uid("power-head"), None]
    assert facts(world, case, "sample-contradicted")["holder"] == world.uid("power-head")
    assert world.at("power-head").client.get(f"{case}/close-again").status_code == 200


def test_nobody_reached_it_is_tried_again_until_three_tries_on_two_days(world: World) -> None:
    case = world.case(State.HANDLING, then=drawn)
    for days, done in ((0, False), (0, False), (1, True)):
        with clock.pinned(NOON + timedelta(days=days)):
            caller = Browser.of(world.app, "callback")
            assert caller.do(f"{case}/sample", reached="not_reached").status_code == 303
        assert (world.file(case, "sample_called_at") != [None]) is done


def test_what_was_not_drawn_is_not_called_back(world: World) -> None:
    case = world.case(State.HANDLING, then=undrawn)
    for action in ("sample", "sample-contradicted"):
        assert world.at("callback").client.get(f"{case}/{action}").status_code == 422
    for account in ("officer", "director", "power-head"):
        assert world.at(account).client.get(f"{case}/sample").status_code == 403


def test_an_answer_on_the_spot_that_is_contradicted_is_filed_for_the_officer(world: World) -> None:
    def at_once(life: Life) -> None:
        answered(life)
        life.done().file.sampled = True

    case = world.case(State.REGISTERED, then=at_once)
    assert world.at("callback").client.get(f"{case}/sample-contradicted").status_code == 422
    assert world.at("callback").do(f"{case}/sample", **{**SATISFIED, **UNSOLVED}).status_code == 303
    assert world.file(case, "state", "callback_solved") == [State.CLOSED, Solved.NO]


def test_a_closing_anew_is_drawn_anew(world: World) -> None:
    with world.writing() as session:
        life = lived(session, world.town, State.HANDLING)
        drawn(life)
        life.file.sample_called_at = life.at
        sampling.draw(session, life.file, Moment(life.at, current(session)))
        assert life.file.sample_called_at is None
