"""What an earlier case has settled is not taken again, once somebody has looked at what came of it."""

from typing import Any

import pytest
from sqlalchemy import select

from casebook.case.models import CaseFile, CaseLink, State
from casebook.case.taxonomy import LinkKind
from casebook.kernel.access import Refused
from casebook.stages.declining import service
from tests.lives import Life, lived
from tests.moves import MOVES, A
from tests.stages.conftest import World
from tests.stages.declining.moves import settled
from tests.stages.declining.test_declining import ended, reads

REASON = "同一天的同一次停电，没有新的情况"
LOOK = "请看清原办件的处理结果，是同一件事的，请勾选。"
NOT_FOUND = "找不到这个编号的其他办件，请核对编号。"


def references(world: World, case: str) -> tuple[str, str, str]:
    """Reference, receipt and uid of a case."""

    def question(session: Any) -> tuple[str, str, str]:
        found = session.scalars(select(CaseFile).where(CaseFile.reference == case.rsplit("/", 1)[-1])).one()
        return found.reference, found.receipts[0].reference, found.uid

    return world.read(question)


def links(world: World) -> list[tuple[str, str, LinkKind]]:
    """All links between cases."""
    rows = select(CaseLink.case_uid, CaseLink.other_uid, CaseLink.kind)
    return world.read(lambda session: [tuple(row) for row in session.execute(rows)])


def test_the_earlier_case_is_read_before_it_can_be_named(world: World) -> None:
    earlier = world.case(State.CLOSED)
    reference, receipt, uid = references(world, earlier)
    case, officer = world.case(State.REGISTERED), world.at("officer")
    first = officer.do(f"{case}/no-longer", earlier=f" {reference.lower()} ", reason=REASON)
    assert first.status_code == 422
    for words in (LOOK, "已结案", "已经抢修，二十一时恢复供电。", REASON):
        assert words in first.text
    assert world.events(case) == ["register"]
    done = officer.do(f"{case}/no-longer", earlier=receipt, reason=REASON, same=uid)
    assert done.status_code == 303
    assert ended(world, case) == [State.DECLINED, "T10", True]
    assert reads(world, case) == {"reference": reference, "reason": REASON}
    assert links(world) == [(references(world, case)[2], uid, LinkKind.EARLIER)]


def test_a_made_up_choice_names_no_case(world: World) -> None:
    earlier, other = world.case(State.CLOSED), world.case(State.CLOSED, "land")
    case = world.case(State.REGISTERED)
    answer = world.at("officer").do(
        f"{case}/no-longer",
        earlier=references(world, earlier)[0],
        same=references(world, other)[2],
        reason=REASON,
    )
    assert answer.status_code == 422 and LOOK in answer.text
    assert world.events(case) == ["register"]


@pytest.mark.parametrize("typed", ["AJ26-00000000", "x", "%", "' OR 1=1 --"])
def test_a_reference_that_leads_nowhere_is_refused_at_its_field(world: World, typed: str) -> None:
    case = world.case(State.REGISTERED)
    answer = world.at("officer").do(f"{case}/no-longer", earlier=typed, reason=REASON)
    assert answer.status_code == 422
    assert NOT_FOUND in answer.text and LOOK not in answer.text
    assert REASON in answer.text


def test_the_case_itself_is_no_earlier_case(world: World) -> None:
    case = world.case(State.REGISTERED)
    answer = world.at("officer").do(f"{case}/no-longer", earlier=references(world, case)[0], reason=REASON)
    assert NOT_FOUND in answer.text


def test_what_the_officer_may_not_know_of_is_not_found(world: World) -> None:
    def against_the_office(life: Life) -> None:
        life.file.against_office = True

    hidden = world.case(State.CLOSED, then=against_the_office)
    case = world.case(State.REGISTERED)
    answer = world.at("officer").do(f"{case}/no-longer", earlier=references(world, hidden)[0], reason=REASON)
    assert NOT_FOUND in answer.text and "已结案" not in answer.text


@pytest.mark.parametrize("state", [State.HANDLING, State.WITHDRAWN, State.TRANSFERRED])
def test_what_has_settled_nothing_stands_in_nobodys_way(world: World, state: State) -> None:
    earlier, case = world.case(state), world.case(State.REGISTERED)
    reference, _receipt, uid = references(world, earlier)
    answer = world.at("officer").do(f"{case}/no-longer", earlier=reference, same=uid, reason=REASON)
    assert answer.status_code == 422
    assert "那件办件还没有处理完毕。" in answer.text
    assert world.events(case) == ["register"]


def test_below_the_form_it_is_refused_too(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register()
        for earlier in (lived(session, world.town, State.HANDLING).file, life.file):
            with pytest.raises(Refused) as caught:
                service.no_longer(session, life.file, life.actor("officer"), life.now(), earlier, REASON)
            assert caught.value.verdict.refusal is not None
            assert caught.value.verdict.refusal.code == "earlier_not_over"


def test_reopened_and_not_taken_again_once_more_is_linked_once(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register()
        earlier = settled(life)
        for _time in range(2):
            service.no_longer(session, life.file, life.actor("officer"), life.now(), earlier, REASON)
            MOVES[A.REOPEN](life, life.actor("officer"), life.now())
            life.done()
    assert len(links(world)) == 1
