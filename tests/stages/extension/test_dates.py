"""More time, its dates worked out by hand: what counts from when, what is void, and what follows the new date."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casebook.case.models import State
from casebook.case.taxonomy import Grade
from casebook.case.workflow import Action
from casebook.clock import OFFICE_ZONE
from casebook.kernel import timers
from casebook.kernel.access import Refused
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.kernel.jobs import Job
from casebook.kernel.machine import ProposalOutcome
from casebook.kernel.timetable import current
from casebook.stages.callback import service as callback
from casebook.stages.extension import service
from casebook.stages.service import standing_values
from casebook.web.acting import acted
from tests.lives import Life, lived
from tests.moves import MOVES
from tests.stages.cohandling.moves import shared_out
from tests.stages.extension.moves import PLEA, approved, asked
from tests.stages.ringing import ring_until
from tests.town import Town, build

MONDAY = datetime(2026, 9, 21, 1, tzinfo=UTC)  # nine o'clock in the town; Mid-Autumn is 25 to 27 September


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A writing session."""
    with app.app_context(), acted() as opened:
        yield opened


@pytest.fixture
def town(session: Session) -> Town:
    """The town."""
    return build(session)


@pytest.fixture
def life(session: Session, town: Town) -> Life:
    """Received on 21 September, so that five working days end on the 29th: 22, 23, 24, 28, 29."""
    return lived(session, town, State.HANDLING, at=MONDAY)


def local(day: int, hour: int = 0, minute: int = 0, month: int = 9) -> datetime:
    """An instant in the town."""
    return datetime(2026, month, day, hour, minute, tzinfo=OFFICE_ZONE)


def at(life: Life, instant: datetime) -> Moment:
    """This instant, and the life has come so far."""
    life.at = instant
    return Moment(instant, current(life.session))


def actions(life: Life) -> list[str]:
    """What was done, in order."""
    mine = select(Event.action).where(Event.subject_uid == life.file.uid).order_by(Event.subject_version)
    return list(life.session.scalars(mine))


def facts(life: Life, action: str) -> dict[str, object]:
    """The facts of the newest event of this kind."""
    mine = select(Event).where(Event.subject_uid == life.file.uid, Event.action == action)
    mine = mine.options(joinedload(Event.details))
    event = life.session.scalars(mine.order_by(Event.subject_version.desc()).limit(1)).one()
    return dict(event.details.facts)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    """Why a deed was refused."""
    refusal = refused.value.verdict.refusal
    return refusal.code if refusal else refused.value.verdict.outcome.name


def test_five_working_days_more_run_over_the_national_day(life: Life) -> None:
    answer = life.file.clock("feedback")
    assert answer is not None and answer.due_on == date(2026, 9, 29)
    asked(life.contact())
    assert life.file.sort_due_at == local(30)
    assert facts(life, "extend-ask")["date"] == "2026-10-12"  # 30; 1 to 7 October off; 8, 9, Saturday 10, 12
    service.approve_and_tell(life.session, life.file, life.actor("director"), life.now())
    assert (answer.due_on, answer.due_at) == (date(2026, 10, 12), local(13, month=10))
    assert life.file.extended and life.file.sort_due_at == local(13, month=10)
    told = facts(life, "extend")
    assert (told["days"], told["reason"], told["date"]) == (5, PLEA.reason, "2026-10-12")
    assert told["told_at"] == life.at.isoformat() and told["how"] == "page"


def test_fifteen_working_days_more_for_a_complex_matter(session: Session, town: Town) -> None:
    life = Life(session, town).register().accept("A2", Grade.U4).text().dispatch().sign()
    answer = life.file.clock("feedback")
    assert answer is not None and answer.due_on == date(2026, 9, 21)  # from 1 September, Sunday the 20th worked
    asked(life, days=15)
    service.approve_and_tell(session, life.file, life.actor("director"), life.now())
    assert answer.due_on == date(2026, 10, 19)


def test_the_complainant_reads_old_and_new_date_why_and_who_approved(life: Life) -> None:
    asked(life)
    service.approve_and_tell(life.session, life.file, life.actor("director"), life.now())
    life.done()
    assert standing_values(life.session, life.file) == {
        "old": "2026-09-29",
        "new": "2026-10-12",
        "reason": PLEA.reason,
        "approver": "某director",
    }


def test_until_it_is_told_the_old_date_stands(life: Life) -> None:
    approved(asked(life))
    assert life.file.clock("feedback").due_on == date(2026, 9, 29)  # type: ignore[union-attr]
    assert not life.file.extended and standing_values(life.session, life.file) == {}
    assert "told_at" not in facts(life, "extend")


def test_told_in_the_last_minute_of_the_old_date_counts(life: Life) -> None:
    approved(asked(life))
    last = at(life, local(29, 23, 59))
    service.tell(life.session, life.file, life.actor("clerk"), last, last.at, "telephone")
    assert ring_until(life.session, local(30)) >= 1
    assert life.file.clock("feedback").due_on == date(2026, 10, 12)  # type: ignore[union-attr]
    assert life.file.extended and "extend-void" not in actions(life)


def test_at_midnight_it_is_void_and_the_old_date_is_overdue(life: Life) -> None:
    approved(asked(life))
    midnight = at(life, local(30))
    with pytest.raises(Refused) as refused:
        service.tell(life.session, life.file, life.actor("clerk"), midnight, local(29, 23), "telephone")
    assert code(refused) == "extension_too_late"
    ring_until(life.session, midnight.at)
    answer = life.file.clock("feedback")
    assert actions(life).count("extend-void") == 1 and facts(life, "extend-void")["void"] is True
    assert answer is not None and answer.extension is not None and answer.extension.voided_at == midnight.at
    assert answer.due_on == date(2026, 9, 29) and answer.is_overdue(midnight.at) and not life.file.extended
    with pytest.raises(Refused) as again:
        asked(life)
    assert code(again) == "extended_already"


def test_nothing_becomes_void_before_the_old_date_is_over(life: Life) -> None:
    approved(asked(life))
    ring_until(life.session, local(29, 23, 59))
    assert "extend-void" not in actions(life)


def test_every_reminder_follows_the_new_date_and_comes_once(life: Life) -> None:
    asked(life)
    service.approve_and_tell(life.session, life.file, life.actor("director"), life.now())
    assert local(13, month=10) in life.session.scalars(select(Job.run_at).where(Job.kind == timers.KIND)).all()
    ring_until(life.session, local(12, 23, 59, month=10))
    assert "remind" not in actions(life)
    for instant in (local(13, month=10), local(13, 1, month=10), local(14, month=10)):
        ring_until(life.session, instant)
        assert actions(life).count("remind") == 1


def test_without_more_time_the_reminder_comes_on_the_first_working_day_after(life: Life) -> None:
    ring_until(life.session, local(29, 23, 59))
    assert "remind" not in actions(life)
    ring_until(life.session, local(30))
    assert actions(life).count("remind") == 1


def test_the_co_units_get_as_much_more(session: Session, town: Town) -> None:
    life = shared_out(lived(session, town, State.ACCEPTED, at=MONDAY))
    part = life.file.clock("co")
    assert part is not None and part.due_on == date(2026, 9, 28)  # a working day before the main date
    approved(asked(life))
    assert part.due_on == date(2026, 9, 28)
    now = life.now()
    service.tell(session, life.file, life.actor("clerk"), now, now.at, "letter")
    assert part.due_on == date(2026, 10, 10)  # 29, 30, 8, 9 and Saturday 10, worked in exchange


def test_a_co_unit_that_is_late_stays_late(session: Session, town: Town) -> None:
    life = shared_out(lived(session, town, State.ACCEPTED, at=MONDAY))
    life.at = local(29, 10)
    asked(life)
    service.approve_and_tell(session, life.file, life.actor("director"), life.now())
    assert life.file.clock("co").due_on == date(2026, 9, 28)  # type: ignore[union-attr]
    assert life.file.clock("feedback").due_on == date(2026, 10, 12)  # type: ignore[union-attr]


def test_closed_before_the_director_decided_the_request_lapses(life: Life) -> None:
    asked(life)
    life.contact().close()
    assert life.file.proposals[0].outcome is ProposalOutcome.EXPIRED
    with pytest.raises(Refused) as refused:
        service.approve_and_tell(life.session, life.file, life.actor("director"), life.now())
    assert code(refused) == "WRONG_STATE"


def test_what_is_not_decided_before_the_old_date_lapses(life: Life) -> None:
    asked(life)
    ring_until(life.session, local(30))
    assert life.file.proposals[0].outcome is ProposalOutcome.EXPIRED
    life.at = local(30)
    with pytest.raises(Refused) as refused:
        service.approve_and_tell(life.session, life.file, life.actor("director"), life.now())
    assert code(refused) == "nothing_asked"


def test_refused_it_may_be_asked_for_again(life: Life) -> None:
    asked(life)
    service.refuse(life.session, life.file, life.actor("director"), life.now(), "理由不具体")
    asked(life, days=3)
    service.approve_and_tell(life.session, life.file, life.actor("director"), life.now())
    assert life.file.clock("feedback").due_on == date(2026, 10, 9)  # type: ignore[union-attr]
    outcomes = [proposal.outcome for proposal in life.file.proposals]
    assert outcomes == [ProposalOutcome.REFUSED, ProposalOutcome.AGREED]


def test_put_off_once_and_never_again(life: Life) -> None:
    asked(life, days=1)
    service.approve_and_tell(life.session, life.file, life.actor("director"), life.now())
    with pytest.raises(Refused) as refused:
        asked(life, days=1)
    assert code(refused) == "extended_already"


@pytest.mark.parametrize(("days", "fits"), [(0, False), (1, True), (5, True), (6, False), (-1, False)])
def test_an_ordinary_matter_is_put_off_by_five_working_days_at_most(life: Life, days: int, fits: bool) -> None:
    if fits:
        asked(life, days)
        return
    with pytest.raises(Refused) as refused:
        asked(life, days)
    assert code(refused) == "extension_too_long"


def test_who_asked_does_not_decide(session: Session, town: Town, life: Life) -> None:
    asked(life)
    life.file.proposals[0].asked_by = town.uid("director")
    with pytest.raises(Refused) as refused:
        service.approve_and_tell(session, life.file, life.actor("director"), life.now())
    assert code(refused) == "decided_by_another"


def test_a_request_entered_from_paper_names_the_station(session: Session, town: Town) -> None:
    life = lived(session, town, State.DISPATCHED, "school", MONDAY)
    MOVES[Action.SIGN_FOR](life, life.actor("officer"), life.now())
    life.done()
    service.ask_for(session, life.file, life.actor("officer"), life.now(), PLEA, "回执9")
    life.done()
    kept = facts(life, "extend-ask-for")
    assert (kept["slip"], kept["on_behalf"]) == ("回执9", town.units["school"].uid)
    service.approve_and_tell(session, life.file, life.actor("director"), life.now())
    assert life.file.clock("feedback").due_on == date(2026, 10, 12)  # type: ignore[union-attr]


def test_sent_back_untold_and_over_it_is_no_extension(life: Life) -> None:
    approved(asked(life))
    life.contact().close()
    ring_until(life.session, local(30))
    life.at = local(30, 9) - timedelta(hours=1)
    callback.send_back(life.session, life.file, life.actor("officer"), life.now(), "缺照片")
    assert life.file.clock("feedback").due_on == date(2026, 9, 29)  # type: ignore[union-attr]
    assert not life.file.extended
