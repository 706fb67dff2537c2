"""What the system does as time passes over a case: every rung once, in order, and nothing after a stop."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Supervision
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.history import Event, Message
from casebook.letters.models import Notice
from casebook.outbox import worker
from casebook.web.acting import acted
from tests.lives import Life, Move, lived
from tests.stages.supervision.moves import MOVES
from tests.town import build

Rungs = list[tuple[str, str, datetime]]


def local(month: int, day: int, hour: int = 0) -> datetime:
    """An instant of the town."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=8)


# Received on Tuesday 1 September, ordinary: five working days end with 8 September. Dispatched that day at 13 o'clock.
# The first working day after is the 9th; five silent ones more end with the 15th; five more, one of them the Sunday
# worked on 20 September, with the 21st.
LADDER = [
    ("alert", "contact", local(9, 2, 13)),
    ("remind", "feedback", local(9, 9)),
    ("supervise", "feedback", local(9, 16)),
    ("list", "feedback", local(9, 22)),
]


def left_alone(app: Flask, state: State = State.HANDLING, then: Callable[[Life], Any] | None = None) -> str:
    """A case nobody touches any more; its uid."""
    with app.app_context(), acted() as session:
        life = lived(session, build(session), state)
        if then:
            then(life)
        return life.done().file.uid


def time_passes(app: Flask, *instants: datetime) -> None:
    """The worker looks at each of these instants, whichever way the clock jumps between them."""
    for instant in instants:
        with app.app_context(), clock.pinned(instant):
            worker.work_all()
            db.session.remove()


def climbed(app: Flask, uid: str) -> Rungs:
    """What the system did: the action, the clock, the instant at which it was due."""
    with app.app_context():
        mine = (
            select(Event)
            .where(Event.subject_uid == uid, Event.actor_kind == "system")
            .options(joinedload(Event.details))
        )
        events = db.session.scalars(mine.order_by(Event.subject_version))
        return [_rung(event) for event in events]


def _rung(event: Event) -> tuple[str, str, datetime]:
    facts = event.details.facts
    return event.action, facts["clock"], datetime.fromisoformat(facts["was_due"])


def dated(app: Flask, uid: str) -> list[datetime]:
    """When the system did it."""
    with app.app_context():
        mine = select(Event.at).where(Event.subject_uid == uid, Event.actor_kind == "system")
        return list(db.session.scalars(mine.order_by(Event.subject_version)))


def columns(app: Flask, uid: str, *names: str) -> list[Any]:
    """Columns of the case."""
    with app.app_context():
        case = db.session.scalars(select(CaseFile).where(CaseFile.uid == uid)).one()
        return [getattr(case, name) for name in names]


def test_each_rung_is_climbed_once_on_its_day(app: Flask) -> None:
    uid = left_alone(app)
    time_passes(app, *(local(9, day, hour) for day in range(2, 26) for hour in (0, 12)))
    assert climbed(app, uid) == LADDER
    assert dated(app, uid) == [local(9, 3), local(9, 9), local(9, 16), local(9, 22)]
    assert columns(app, uid, "reminders", "supervision", "supervised") == [3, Supervision.LISTED, False]


def test_nothing_happens_a_minute_too_early(app: Flask) -> None:
    uid = left_alone(app)
    time_passes(app, local(9, 2, 14), local(9, 9) - timedelta(minutes=1))
    assert climbed(app, uid) == LADDER[:1]


def test_after_an_outage_the_rungs_follow_in_order_dated_now_and_named_by_their_day(app: Flask) -> None:
    uid = left_alone(app)
    time_passes(app, local(9, 25, 12))
    assert climbed(app, uid) == LADDER
    assert set(dated(app, uid)) == {local(9, 25, 12)}
    time_passes(app, local(9, 25, 13))
    assert climbed(app, uid) == LADDER


def test_a_clock_that_jumps_back_and_forth_does_nothing_twice(app: Flask) -> None:
    uid = left_alone(app)
    time_passes(app, local(9, 9), local(9, 8), local(9, 9), local(9, 16), local(9, 1, 20), local(9, 17))
    assert climbed(app, uid) == LADDER[:3]
    time_passes(app, datetime(2036, 9, 1, tzinfo=UTC), local(9, 17), datetime(2036, 9, 2, tzinfo=UTC))
    assert climbed(app, uid) == [*LADDER, ("alert", "law60", local(11, 2))]


def test_nothing_follows_once_the_case_is_over(app: Flask) -> None:
    uid = left_alone(app)
    time_passes(app, local(9, 9, 1))
    with app.app_context(), acted() as session:
        case = session.scalars(select(CaseFile).where(CaseFile.uid == uid)).one()
        life = Life(session, build_again(session), at=local(9, 10, 9), case=case)
        all_moves()[Action.WITHDRAW_FOR](life, life.actor("clerk"), life.now())
    time_passes(app, local(9, 16), local(9, 30), datetime(2027, 9, 1, tzinfo=UTC))
    assert climbed(app, uid) == LADDER[:2]


def all_moves() -> dict[Action, Move]:
    """The moves of every stage; they import this stage's."""
    from tests.moves import MOVES as EVERY

    return EVERY


def build_again(session: Any) -> Any:
    """The town as it was built before."""
    from casebook.people.models import Person, Unit
    from tests.town import Town

    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    return Town(units, {person.account: person for person in session.scalars(select(Person))})


def test_a_rung_a_person_has_climbed_counts_and_the_next_one_follows(app: Flask) -> None:
    def by_hand(life: Life) -> None:
        MOVES[Action.SUPERVISE](life, life.actor("director"), life.now())

    uid = left_alone(app, then=by_hand)
    time_passes(app, local(9, 25))
    assert climbed(app, uid) == [*LADDER[:2], LADDER[3]]
    assert columns(app, uid, "supervision", "supervised") == [Supervision.LISTED, True]


def test_marked_critical_it_is_late_after_two_hours(app: Flask) -> None:
    def critical(life: Life) -> None:
        life.contact()
        MOVES[Action.CRITICAL](life, life.actor("clerk"), life.now())

    uid = left_alone(app, then=critical)
    # Signed at 14, contacted at 15, marked at 16 o'clock.
    time_passes(app, local(9, 1, 18) - timedelta(minutes=1))
    assert climbed(app, uid) == []
    time_passes(app, local(9, 1, 18))
    assert climbed(app, uid) == [("remind", "feedback", local(9, 1, 18))]


def test_the_station_gets_a_letter_for_its_own_lateness_alone(app: Flask) -> None:
    uid = left_alone(app)
    office = left_late_at_the_office(app)
    time_passes(app, local(9, 25))
    assert letters(app, uid) == ["remind", "supervise", "list"]
    assert climbed(app, office) == [("remind", "check", local(9, 3))]
    assert letters(app, office) == []


def left_late_at_the_office(app: Flask) -> str:
    with app.app_context(), acted() as session:
        return lived(session, build_again(session), State.FEEDBACK).file.uid


def letters(app: Flask, uid: str) -> list[str]:
    with app.app_context():
        mine = select(Notice.kind).where(Notice.case_uid == uid, Notice.unit_uid.is_not(None))
        return list(db.session.scalars(mine.order_by(Notice.id)))


@pytest.mark.parametrize(
    ("action", "told"),
    [("alert", {"holder", "director", "discipline"}), ("list", {"holder", "station_head", "director", "leader"})],
)
def test_whoever_must_know_is_told(app: Flask, action: str, told: set[str]) -> None:
    uid = left_alone(app)
    time_passes(app, local(9, 25))
    with app.app_context():
        mine = select(Message.audience).where(Message.subject_uid == uid, Message.action == action)
        assert set(db.session.scalars(mine)) == told
