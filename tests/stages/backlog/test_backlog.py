"""The backlog: who answers for it, what the complainant reads, when work goes on; each date by hand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import Letter, Side, State
from casebook.case.taxonomy import Grade, Rating, Solved
from casebook.clock import OFFICE_ZONE
from casebook.kernel.access import Refused
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, EventDetails
from casebook.kernel.timetable import current
from casebook.responsibility.models import HowTaken
from casebook.responsibility.queries import chain_of
from casebook.stages.backlog import service
from casebook.stages.backlog.service import Plan
from casebook.stages.service import standing_values
from casebook.web.acting import acted
from tests.lives import Life, lived
from tests.stages.backlog.moves import MEETING, PLAN, REASON, hung, plan_of, redone_twice
from tests.stages.ringing import ring_until
from tests.town import Town, build

TUESDAY = datetime(2026, 9, 1, 1, tzinfo=UTC)
PROMISED = date(2026, 10, 15)  # a Thursday


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
    """In hand since 1 September, due on the 8th."""
    return lived(session, town, State.HANDLING, at=TUESDAY)


def local(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant in the town."""
    return datetime(2026, month, day, hour, minute, tzinfo=OFFICE_ZONE)


def at(life: Life, instant: datetime) -> Moment:
    """This instant, and the life has come so far."""
    life.at = instant
    return Moment(instant, current(life.session))


def facts(life: Life, action: str) -> dict[str, Any]:
    """The facts of the newest event of this kind."""
    newest = select(EventDetails.facts).join(Event, Event.uid == EventDetails.event_uid)
    mine = newest.where(Event.subject_uid == life.file.uid, Event.action == action)
    return dict(life.session.scalars(mine.order_by(Event.subject_version.desc()).limit(1)).one())


def actions(life: Life) -> list[str]:
    """What was done, in order."""
    mine = select(Event.action).where(Event.subject_uid == life.file.uid).order_by(Event.subject_version)
    return list(life.session.scalars(mine))


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    """Why a deed was refused."""
    refusal = refused.value.verdict.refusal
    return refusal.code if refusal else refused.value.verdict.outcome.name


def test_whoever_is_named_answers_from_that_second_on(life: Life) -> None:
    hung(life, PROMISED)
    chain = chain_of(life.session, life.file.uid)
    assert [link.until for link in chain.links].count(None) == 1
    assert life.file.holder_uid == life.town.uid("power-head") and life.file.promised_on == PROMISED
    kept = facts(life, "hang")
    assert (kept["plan"], kept["owner"], kept["promised_date"]) == (PLAN, life.town.uid("power-head"), "2026-10-15")
    assert kept["holder"] == kept["owner"] and kept["reason"] == REASON and kept["rule"]


def test_an_officer_may_be_named_and_the_station_goes_on_afterwards(life: Life) -> None:
    now = life.now()
    office, officer = life.town.office.uid, life.town.uid("officer2")
    plan = Plan(REASON, PLAN, officer, "某officer2", office, PROMISED)
    service.hang(life.session, life.file, life.actor("director"), now, plan)
    life.done()
    chain = chain_of(life.session, life.file.uid)
    assert (chain.holder.person_uid, chain.holder.unit_uid, chain.holder.how) == (officer, office, HowTaken.DESIGNATED)
    assert life.file.handler_uid == life.town.uid("power-head")
    service.resume(life.session, life.file, life.actor("officer"), life.now(), "材料提前到货")
    assert chain.holder.person_uid == life.town.uid("power-head")
    assert chain.holder.unit_uid == life.town.units["power"].uid


def test_the_complainant_reads_why_who_and_until_when(life: Life) -> None:
    hung(life, PROMISED)
    values = standing_values(life.session, life.file)
    assert values == {"reason": REASON, "plan": PLAN, "owner": "某power-head", "date": "2026-10-15"}


def test_the_answer_no_longer_runs_and_progress_is_due_in_thirty_days(life: Life) -> None:
    hung(life, PROMISED)
    running = {clock.kind: clock.due_on for clock in life.file.clocks if clock.runs}
    assert "feedback" not in running
    assert running["progress"] == date(2026, 9, 30)  # 1 October is a holiday: the working day before


def test_each_report_begins_thirty_new_days_and_is_read_at_once(life: Life) -> None:
    hung(life, PROMISED)
    now = at(life, local(9, 21, 10))
    service.report_progress(life.session, life.file, life.post("head"), now, "主线材料已到货。")
    life.done()
    running = [clock.due_on for clock in life.file.clocks if clock.kind == "progress" and clock.runs]
    assert running == [date(2026, 10, 21)]
    letter = life.session.scalars(select(Letter)).one()
    assert (letter.side, letter.text, letter.relayed_at) == (Side.STATION, "主线材料已到货。", now.at)
    service.report_progress(life.session, life.file, life.actor("officer"), life.now(), "已报电网公司。")
    sides = life.session.scalars(select(Letter.side).order_by(Letter.id)).all()
    assert list(sides) == [Side.STATION, Side.OFFICE]


def test_without_a_report_the_alert_comes_after_thirty_days(life: Life) -> None:
    hung(life, date(2026, 11, 30))
    ring_until(life.session, local(9, 30, 23, 59))
    assert _alerted(life) != "progress"
    ring_until(life.session, local(10, 8))  # the first working day after the National Day
    assert _alerted(life) == "progress"


def _alerted(life: Life) -> str | None:
    return facts(life, "alert")["clock"] if "alert" in actions(life) else None


def test_on_the_promised_day_work_goes_on_by_itself(life: Life) -> None:
    hung(life, PROMISED)
    ring_until(life.session, local(10, 14, 23, 59))
    assert life.file.state is State.HUNG
    ring_until(life.session, local(10, 15))
    assert life.file.state is State.HANDLING and life.file.promised_on is None
    answer = life.file.clock("feedback")
    assert answer is not None and answer.rule == "resumed"
    assert answer.due_on == date(2026, 10, 22)  # 16, 19, 20, 21, 22
    assert standing_values(life.session, life.file) == {}
    chain = chain_of(life.session, life.file.uid)
    assert [link.until for link in chain.links].count(None) == 1
    assert facts(life, "resume-due")["holder"] == life.file.holder_uid == life.town.uid("power-head")


def test_a_second_ring_does_nothing(life: Life) -> None:
    hung(life, PROMISED)
    ring_until(life.session, local(10, 15))
    ring_until(life.session, local(10, 16))
    assert actions(life).count("resume-due") == 1


def test_resumed_earlier_by_the_officer_the_timer_finds_nothing_to_do(life: Life) -> None:
    hung(life, PROMISED)
    service.resume(life.session, life.file, life.actor("officer"), at(life, local(9, 14, 10)), "材料提前到货")
    life.done()
    assert life.file.clock("feedback").due_on == date(2026, 9, 20)  # type: ignore[union-attr]  # 15 to 18, Sunday 20
    ring_until(life.session, local(10, 15))
    assert "resume-due" not in actions(life)


def test_a_critical_matter_too_has_five_working_days_once_it_goes_on(session: Session, town: Town) -> None:
    life = Life(session, town, TUESDAY).register().accept("A2", Grade.U1).text().dispatch().sign()
    hung(life, PROMISED)
    service.resume(session, life.file, life.actor("officer"), at(life, local(9, 14, 10)), "材料提前到货")
    # 15 to 18 September and Sunday the 20th, which is worked.
    assert life.file.clock("feedback").due_at == local(9, 21)  # type: ignore[union-attr]


def test_a_station_nobody_of_which_ever_signed_leaves_it_with_the_office(session: Session, town: Town) -> None:
    life = lived(session, town, State.HANDLING, at=TUESDAY)
    chain = chain_of(session, life.file.uid)
    plan = Plan(REASON, PLAN, town.uid("officer2"), "某officer2", town.office.uid, PROMISED)
    service.hang(session, life.file, life.actor("director"), life.now(), plan)
    for link in chain.links:
        link.unit_uid = town.office.uid
    session.flush()
    ring_until(session, local(10, 15))
    assert chain.holder.person_uid == town.uid("officer")  # who answers for the office


def test_after_two_rounds_the_meeting_puts_it_on_the_backlog(session: Session, town: Town) -> None:
    life = redone_twice(lived(session, town, State.CALLBACK, at=TUESDAY))
    now = life.now()
    service.decide_backlog(session, life.file, life.actor("director"), now, plan_of(life, now, PROMISED), MEETING)
    life.done()
    assert life.file.state is State.HUNG and life.file.holder_uid == town.uid("power-head")
    meeting = facts(life, "decide-backlog")["meeting"]
    assert meeting == {"body": "镇党政联席会议", "held_on": "2026-09-01", "number": "纪要〔2026〕9号"}
    ring_until(session, local(10, 15))
    assert life.file.state is State.HANDLING and life.file.feedback_at is None


def test_after_two_rounds_the_meeting_closes_it_as_unresolved(session: Session, town: Town) -> None:
    life = redone_twice(lived(session, town, State.CALLBACK, at=TUESDAY))
    service.close_unresolved(session, life.file, life.actor("director"), life.now(), "产权有争议，正在诉讼", MEETING)
    life.done()
    chain = chain_of(session, life.file.uid)
    assert life.file.state is State.CLOSED and (life.file.closed_at, life.file.closed_by) == (life.at, "T27b")
    assert chain.closed_at == life.at and all(link.until for link in chain.links)
    assert standing_values(session, life.file)["reason"] == "产权有争议，正在诉讼"
    assert not [clock for clock in life.file.clocks if clock.runs]


def test_before_two_rounds_there_is_nothing_to_decide(session: Session, town: Town) -> None:
    life = lived(session, town, State.CALLBACK, at=TUESDAY).heard()
    for _round in range(2):
        with pytest.raises(Refused) as refused:
            service.close_unresolved(session, life.file, life.actor("director"), life.now(), REASON, MEETING)
        assert code(refused) == "rounds_left"
        life.redo().close_again(f"第{life.file.version}次重办").pass_on().heard()
    service.close_unresolved(session, life.file, life.actor("director"), life.now(), REASON, MEETING)


def test_who_is_satisfied_after_two_rounds_goes_to_no_meeting(session: Session, town: Town) -> None:
    life = redone_twice(lived(session, town, State.CALLBACK, at=TUESDAY))
    life.heard(Solved.YES, Rating.SATISFIED)
    with pytest.raises(Refused) as refused:
        service.close_unresolved(session, life.file, life.actor("director"), life.now(), REASON, MEETING)
    assert code(refused) == "nobody_dissatisfied"


@pytest.mark.parametrize("until", [date(2026, 8, 31), date(2026, 9, 1)])
def test_the_promised_day_lies_ahead(life: Life, until: date) -> None:
    with pytest.raises(Refused) as refused:
        hung(life, until)
    assert code(refused) == "date_not_ahead"


def test_a_promise_on_the_backlog_moves_the_day_on_which_work_goes_on(life: Life) -> None:
    hung(life, PROMISED)
    # Nobody but the director puts it off further.
    with pytest.raises(Refused) as refused:
        service.promise(life.session, life.file, life.post("head"), life.now(), date(2026, 10, 16))
    assert code(refused) == "beyond_the_posted_promise"
    service.promise(life.session, life.file, life.post("head"), life.now(), date(2026, 10, 12))
    life.done()
    assert standing_values(life.session, life.file)["date"] == "2026-10-12"
    ring_until(life.session, local(10, 11))
    assert life.file.state is State.HUNG
    ring_until(life.session, local(10, 15))
    assert life.file.state is State.HANDLING
    assert actions(life).count("resume-due") == 1


def test_a_promise_in_hand_is_no_later_than_what_is_promised_to_all(life: Life) -> None:
    with pytest.raises(Refused) as refused:
        service.promise(life.session, life.file, life.post("head"), life.now(), date(2026, 9, 9))
    assert code(refused) == "beyond_the_posted_promise"
    service.promise(life.session, life.file, life.post("head"), life.now(), date(2026, 9, 8))
    life.done()
    assert life.file.promised_on == date(2026, 9, 8)
    kept = facts(life, "promise")
    assert (kept["date"], kept["posted"]) == ("2026-09-08", "2026-09-08")
    assert standing_values(life.session, life.file) == {}


def test_only_whoever_is_answerable_promises(life: Life) -> None:
    with pytest.raises(Refused) as refused:
        service.promise(life.session, life.file, life.actor("officer"), life.now(), date(2026, 9, 4))
    assert code(refused) == "not_the_holder"


def test_what_the_complainant_agreed_to_before_closes_nothing_afterwards(life: Life) -> None:
    life.contact(agreed=True)
    life.file.confirmed_at = life.at
    hung(life, life.at.date() + timedelta(days=2))
    assert life.file.confirmed_at is None and life.file.agreed_at is None
