"""Withdrawing freely or not at all, reopening as a round of its own, petition procedure, a check by the city."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casebook.case.models import CaseFile, CaseLink, Letter, Side, State
from casebook.case.taxonomy import LinkKind, ReviewResult, Supervision, Track
from casebook.kernel.access import Refused
from casebook.kernel.history import Message
from casebook.responsibility.queries import chain_of
from casebook.stages.reopening import service
from casebook.stages.reopening.service import Verified
from tests.lives import MORNING, Life, lived
from tests.moves import MOVES, A
from tests.stages.conftest import World, _case
from tests.stages.declining.test_declining import ended, reads

FREELY = {"verified": "code", "pressed": "no"}
WITHDRAWABLE = [State.REGISTERED, State.SUPPLEMENT, State.ACCEPTED, State.DISPATCHED, State.HANDLING]


def told(world: World, case: str, action: A) -> set[str]:
    """The audiences that were told of a deed."""

    def question(session: Any) -> set[str]:
        mine = select(Message.audience).where(Message.subject_uid == _case(session, case).uid)
        return set(session.scalars(mine.where(Message.action == action.value)))

    return world.read(question)


@pytest.mark.parametrize("state", WITHDRAWABLE)
def test_a_case_is_withdrawn_until_it_is_answered(world: World, state: State) -> None:
    case = world.case(state, then=lambda life: MOVES[A.WITHDRAW](life, life.citizen, life.now()))
    assert ended(world, case) == [State.WITHDRAWN, "T30", True]
    assert reads(world, case) == {}


def test_the_station_that_had_it_reads_that_it_was_withdrawn(world: World) -> None:
    case = world.case(State.HANDLING, then=lambda life: MOVES[A.WITHDRAW](life, life.citizen, life.now()))
    page = world.at("power-head").client.get(case)
    assert page.status_code == 200 and "已撤回" in page.text
    assert told(world, case, A.WITHDRAW) == {"officer", "station_head"}


def test_a_clerk_withdraws_for_a_caller_whom_nobody_pressed(world: World) -> None:
    case = world.case(State.ACCEPTED)
    assert world.at("officer").client.get(f"{case}/withdraw-for").status_code == 403
    assert world.at("clerk").do(f"{case}/withdraw-for", **FREELY).status_code == 303
    assert ended(world, case) == [State.WITHDRAWN, "T30", True]


def test_whoever_was_pressed_withdraws_nothing_and_is_told_what_to_do(world: World) -> None:
    case = world.case(State.ACCEPTED)
    answer = world.at("clerk").do(f"{case}/withdraw-for", **{**FREELY, "pressed": "yes"})
    assert answer.status_code == 422
    assert "谁也不能要求您撤回，这件事照常办理。" in answer.text
    assert world.file(case, "state", "pressed_at") == [State.ACCEPTED, None]


@pytest.mark.parametrize(
    ("blank", "sentence"),
    [("verified", "请选择核实本人身份的方式。"), ("pressed", "请询问有没有人让对方撤回，并勾选回答。")],
)
def test_both_questions_are_asked(world: World, blank: str, sentence: str) -> None:
    case = world.case(State.ACCEPTED)
    answer = world.at("clerk").do(f"{case}/withdraw-for", **{**FREELY, blank: ""})
    assert answer.status_code == 422 and sentence in answer.text
    assert "withdraw-for" not in world.events(case)


def test_below_the_form_nothing_is_withdrawn_under_pressure(world: World) -> None:
    with world.writing() as session:
        life = lived(session, world.town, State.HANDLING)
        with pytest.raises(Refused) as caught:
            service.withdraw_for(session, life.file, life.actor("clerk"), life.now(), Verified.CODE, freely=False)
        assert caught.value.verdict.refusal is not None and caught.value.verdict.refusal.code == "pressed"
        service.pressed(session, life.file, life.citizen, life.now())
        with pytest.raises(Refused) as caught:
            service.withdraw(session, life.file, life.citizen, life.now())
        assert caught.value.verdict.refusal is not None and caught.value.verdict.refusal.code == "pressed"


def test_the_director_is_told_of_pressure_before_and_after_a_withdrawal(world: World) -> None:
    def pressed(life: Life) -> None:
        service.withdraw(life.session, life.file, life.citizen, life.now())
        life.done()
        service.pressed(life.session, life.file, life.citizen, life.now())

    case = world.case(State.HANDLING, then=pressed)
    assert told(world, case, A.PRESSED) == {"director"}
    assert world.file(case, "state") == [State.WITHDRAWN]
    assert world.file(case, "pressed_at")[0] is not None


def test_he_who_was_pressed_once_was_pressed_then(world: World) -> None:
    with world.writing() as session:
        life = lived(session, world.town, State.HANDLING)
        service.pressed(session, life.file, life.citizen, life.now())
        first = life.file.pressed_at
        with pytest.raises(Refused) as refused:
            service.pressed(session, life.file, life.citizen, life.now())
        assert refused.value.verdict.refusal.code == "pressed_already"  # type: ignore[union-attr]
        assert life.file.pressed_at == first


def test_reopening_begins_a_round_of_its_own(world: World) -> None:
    with world.writing() as session:
        life = lived(session, world.town, State.CLOSED)
        file = life.file
        file.designated = file.supervised = file.supplemented = file.returns_closed = file.extended = True
        file.returns, file.returns_refused, file.rework_rounds, file.reminders = 1, 1, 2, 3
        file.call_tries, file.call_days, file.called_on, file.promised_on = 3, 2, MORNING.date(), MORNING.date()
        file.supervision, file.urged_at, file.checked_by_city_at = Supervision.LISTED, life.at, life.at
        file.sampled, file.sample_called_at = True, life.at
        file.review_body, file.review_result, file.review_delivered_at = "市局", ReviewResult.UPHELD, life.at
        text, decided = file.cleared_version, file.clock("decide")
        MOVES[A.REOPEN](life, life.actor("officer2"), life.now())
        assert (file.state, file.repeats) == (State.REGISTERED, 1)
        for column in ("designated", "supervised", "supplemented", "returns_closed", "extended", "sampled"):
            assert getattr(file, column) is False, column
        for column in ("returns", "returns_refused", "rework_rounds", "call_tries", "call_days", "reminders"):
            assert getattr(file, column) == 0, column
        for column in (
            *("main_unit_uid", "handler_uid", "dispatched_at", "contacted_at", "feedback_at", "delivered_at"),
            *("callback_at", "callback_solved", "callback_rating", "called_on", "promised_on", "supervision"),
            *("urged_at", "checked_by_city_at", "sample_called_at", "review_body", "review_result"),
            *("review_delivered_at", "closed_at", "closed_by", "outcome"),
        ):
            assert getattr(file, column) is None, column
        assert file.cleared_version == text == 1
        again = file.clock("decide")
        assert again is not None and again is not decided and again.started_at == life.at
        assert [clock.kind for clock in file.clocks if clock.runs] == ["decide"]


def test_the_officer_who_reopens_answers_for_it_and_the_station_no_longer_sees_it(world: World) -> None:
    case = world.case(State.CLOSED)
    assert world.at("power-head").client.get(case).status_code == 200
    assert world.at("officer2").do(f"{case}/reopen", new_fact="又停电了，有新的照片").status_code == 303
    assert world.file(case, "state", "holder_uid") == [State.REGISTERED, world.uid("officer2")]
    assert world.at("power-head").client.get(case).status_code == 404
    links = world.read(lambda s: [link.until for link in chain_of(s, _case(s, case).uid).links])
    assert links[-1] is None and None not in links[:-1]


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.DECLINED])
def test_what_no_station_had_is_no_repeat(world: World, state: State) -> None:
    case = world.case(state)
    assert world.at("officer").do(f"{case}/reopen", new_fact="涉及公共安全，继续查实").status_code == 303
    assert world.file(case, "state", "repeats", "closed_at") == [State.REGISTERED, 0, None]
    assert reads(world, case) == {}


def test_nothing_is_reopened_without_saying_what_is_new(world: World) -> None:
    case = world.case(State.CLOSED)
    answer = world.at("officer").do(f"{case}/reopen", new_fact=" ")
    assert answer.status_code == 422 and "请填写新的情况。" in answer.text
    assert world.file(case, "state") == [State.CLOSED]


def test_a_reopened_case_is_lived_to_its_end_again(world: World) -> None:
    with world.writing() as session:
        life = lived(session, world.town, State.CLOSED)
        MOVES[A.REOPEN](life, life.actor("officer"), life.now())
        life.done().accept().dispatch().sign().contact().close("又抢修了一次，更换线路。").pass_on().end()
        assert life.file.state is State.CLOSED and life.file.closed_by == "T22"


def test_petition_procedure_is_entered_once_and_never_left(world: World) -> None:
    case = world.case(State.HANDLING)
    officer = world.at("officer")
    assert officer.do(f"{case}/petition", reason=" ").status_code == 422
    assert officer.do(f"{case}/petition", reason="来电要求出具书面意见").status_code == 303
    assert world.file(case, "state", "track") == [State.HANDLING, Track.PETITION]
    assert officer.client.get(f"{case}/petition").status_code == 422


def test_asking_for_a_written_answer_keeps_a_closed_case_closed_and_opens_its_review(world: World) -> None:
    with world.writing() as session:
        life = lived(session, world.town, State.CLOSED)
        closed_at = life.file.closed_at
        service.ask_written(session, life.file, life.citizen, life.now())
        assert (life.file.state, life.file.track, life.file.closed_at) == (State.CLOSED, Track.PETITION, closed_at)
        with pytest.raises(Refused):
            service.ask_written(session, life.file, life.citizen, life.now())


def test_the_city_office_is_asked_once_to_check_a_decline(world: World) -> None:
    case = world.case(State.DECLINED, then=lambda life: MOVES[A.ASK_CHECK](life, life.citizen, life.now()))
    assert told(world, case, A.ASK_CHECK) == {"oversight", "officer"}
    row = world.read(lambda s: s.execute(select(Letter.side, Letter.text)).one())
    assert tuple(row) == (Side.CITIZEN, "这件事就归镇里管。")
    assert world.file(case, "state") == [State.DECLINED]
    assert world.file(case, "checked_by_city_at")[0] is not None
    with world.writing() as session:
        life = Life(session, world.town, at=MORNING + timedelta(days=1), case=_case(session, case))
        with pytest.raises(Refused):
            service.ask_check(session, life.file, life.citizen, life.now(), "再看一下")


def new_case(world: World, case: str) -> tuple[CaseFile, list[str]]:
    """The case that took up a forwarded one, with the receipts of both."""

    def question(session: Any) -> tuple[CaseFile, list[str]]:
        origin = _case(session, case)
        link = session.scalars(select(CaseLink).where(CaseLink.kind == LinkKind.TAKEN_UP_FROM)).one()
        assert link.other_uid == origin.uid
        new = session.scalars(select(CaseFile).where(CaseFile.uid == link.case_uid)).one()
        assert [one.uid for one in new.receipts] == [one.uid for one in origin.receipts]
        return new.reference, new.state, new.submission_uid == origin.submission_uid

    return world.read(question)


def test_what_was_forwarded_and_not_taken_up_becomes_a_new_case(world: World) -> None:
    case, clerk = world.case(State.TRANSFERRED), world.at("clerk")
    bad = clerk.do(f"{case}/take-up", reason=" ")
    assert bad.status_code == 422 and "请填写了解到的情况" in bad.text
    fields = {**clerk.open(f"{case}/take-up"), "reason": "半个月没有人联系"}
    done = clerk.send(f"{case}/take-up", fields)
    assert done.status_code == 303
    reference, state, same = new_case(world, case)
    assert (done.location, state, same) == (f"/cases/{reference}", State.REGISTERED, True)
    assert clerk.send(f"{case}/take-up", fields).location == done.location
    assert world.file(case, "state") == [State.TRANSFERRED]
    again = clerk.client.get(f"{case}/take-up")
    assert again.status_code == 409 and f"已经重新登记为{reference}。" in again.text


def test_taking_up_is_for_whoever_may_register_and_for_what_was_forwarded(world: World) -> None:
    forwarded, handled = world.case(State.TRANSFERRED), world.case(State.HANDLING)
    head, clerk = world.at("power-head"), world.at("clerk")
    assert head.client.get(f"{forwarded}/take-up").status_code == 404
    assert world.at("callback").client.get(f"{forwarded}/take-up").status_code == 403
    answer = clerk.send(f"{handled}/take-up", {"csrf_token": clerk.token(), "reason": "没有人联系", "key": "k" * 20})
    assert answer.status_code == 409 and "没有人联系" in answer.text
    assert world.app.test_client().get(f"{forwarded}/take-up").location.startswith("/sign-in")
