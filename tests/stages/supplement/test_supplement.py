"""The complainant is asked once for the whole list; he completes it, the office enters it, or the term runs out."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case import queries
from casebook.case.models import Letter, Side, State
from casebook.case.taxonomy import Grade
from casebook.kernel import jobs
from casebook.kernel.access import Refused
from casebook.stages.service import standing_values
from casebook.stages.supplement import service
from tests.lives import MORNING, Life
from tests.moves import MOVES, A
from tests.stages.conftest import World, _case

LIST = "电费单的照片\n\n  是哪一天几点打的电话 \n"


def reachable(life: Life) -> None:
    """Whoever wrote in left a way to be reached."""
    life.file.has_contact = True


def reads(world: World, case: str) -> dict[str, Any]:
    """What is kept for the complainant to read about where the case stands."""
    return dict(world.read(lambda session: standing_values(session, _case(session, case))))


def letters(world: World, case: str) -> list[tuple[Any, ...]]:
    """The messages of a case: side, words, who entered them."""
    rows = select(Letter.side, Letter.text, Letter.written_by)
    return world.read(
        lambda session: [tuple(row) for row in session.execute(rows.where(Letter.case_uid == _case(session, case).uid))]
    )


def ring(session: Session, life: Life) -> None:
    """Everything that is due at the moment of this life."""
    while (job := jobs.lease_next(session, life.at)) is not None:
        try:
            jobs.run(session, job, life.at)
        except jobs.NotYet as later:
            jobs.failed(session, job, later, life.at)
        session.flush()


def test_the_complainant_is_asked_for_the_whole_list_once(world: World) -> None:
    case = world.case(State.REGISTERED, then=reachable)
    officer = world.at("officer")
    assert officer.do(f"{case}/ask-more", items=LIST).status_code == 303
    assert world.file(case, "state", "supplemented") == [State.SUPPLEMENT, True]
    # Asked on Tuesday 1 September; five working days: Tuesday 8.
    assert reads(world, case) == {"items": ["电费单的照片", "是哪一天几点打的电话"], "date": "2026-09-08"}
    world.at("clerk").do(f"{case}/complete-for", text="交来电费单复印件一张。")
    again = officer.client.get(f"{case}/ask-more")
    assert again.status_code == 422
    assert "已经请反映人补充过一次" in again.text


def test_the_words_of_the_list_are_in_no_event(world: World) -> None:
    case = world.case(State.REGISTERED, then=reachable)
    world.at("officer").do(f"{case}/ask-more", items="身份证复印件")
    facts = world.read(lambda session: _newest_facts(session, case))
    assert facts["items"] is True
    assert "身份证" not in str(facts)


def _newest_facts(session: Session, case: str) -> dict[str, Any]:
    return dict(queries.history(session, _case(session, case).uid)[-1].details.facts)


def test_an_empty_list_asks_for_nothing(world: World) -> None:
    case = world.case(State.REGISTERED, then=reachable)
    for items in ("", " \n \n"):
        answer = world.at("officer").do(f"{case}/ask-more", items=items)
        assert answer.status_code == 422
        assert "请填写缺什么，一行一项。" in answer.text
    assert world.events(case) == ["register"]


def test_an_empty_list_is_refused_below_the_form_too(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register()
        reachable(life)
        with pytest.raises(Refused) as caught:
            service.ask_more(session, life.file, life.actor("officer"), life.now(), [])
        assert caught.value.verdict.refusal is not None
        assert caught.value.verdict.refusal.code == "missing_fact"


def test_whoever_left_nothing_is_not_asked_and_urgent_matters_do_not_wait(world: World) -> None:
    nameless = world.case(State.REGISTERED)
    assert world.at("officer").client.get(f"{nameless}/ask-more").status_code == 422

    def urgent(life: Life) -> None:
        reachable(life)
        life.file.grade = Grade.U2

    case = world.case(State.REGISTERED, then=urgent)
    assert world.at("officer").client.get(f"{case}/ask-more").status_code == 422


def test_while_it_is_asked_for_the_office_does_not_lose_its_days(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register()
        reachable(life)
        decide = life.file.clock("decide")
        assert decide is not None and decide.due_on == date(2026, 9, 8)
        legal = decide.legal_due_at
        MOVES[A.ASK_MORE](life, life.actor("officer"), life.now())
        life.at += timedelta(days=2)  # Thursday 3 September: two working days later
        MOVES[A.COMPLETE](life, life.citizen, life.now())
        assert life.file.state is State.REGISTERED
        assert decide.due_on == date(2026, 9, 10)
        assert decide.legal_due_at == legal


def test_the_complainants_own_words_stand_among_the_messages(world: World) -> None:
    case = world.case(State.SUPPLEMENT, then=lambda life: MOVES[A.COMPLETE](life, life.citizen, life.now()))
    assert letters(world, case) == [(Side.CITIZEN, "电费单在这里，是31号晚上。", None)]
    assert reads(world, case) == {}
    assert world.events(case) == ["register", "ask-more", "complete"]


@pytest.mark.parametrize("who", ["clerk", "officer"])
def test_what_came_on_paper_is_entered_beside_the_list(world: World, who: str) -> None:
    case = world.case(State.SUPPLEMENT)
    page = world.at(who).client.get(f"{case}/complete-for")
    assert "电费单的照片" in page.text and "是哪一天几点打的电话" in page.text
    assert world.at(who).do(f"{case}/complete-for", text="电费单复印件", paper="来信8").status_code == 303
    assert letters(world, case) == [(Side.CITIZEN, "电费单复印件", world.uid(who))]
    assert world.file(case, "state") == [State.REGISTERED]


def test_when_the_term_is_over_the_office_decides_on_what_it_has(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register()
        reachable(life)
        MOVES[A.ASK_MORE](life, life.actor("officer"), life.now())
        life.done()
        life.at = MORNING.replace(month=9, day=8, hour=15, minute=59)  # 23:59 in the town
        ring(session, life)
        assert life.file.state is State.SUPPLEMENT
        life.at += timedelta(minutes=1)
        ring(session, life)
        assert life.file.state is State.REGISTERED
        assert standing_values(session, life.file) == {}


def test_what_was_completed_in_time_is_left_alone_by_the_timer(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register()
        reachable(life)
        MOVES[A.ASK_MORE](life, life.actor("officer"), life.now())
        MOVES[A.COMPLETE](life, life.citizen, life.now())
        life.done()
        life.at = MORNING + timedelta(days=8)
        ring(session, life)
        done = [event.action for event in queries.history(session, life.file.uid)]
        assert done[:3] == ["register", "ask-more", "complete"] and "complete-over" not in done
