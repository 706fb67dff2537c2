"""Closing without an answer (T23): three tries on two days, no call wanted, or nobody to call and no answer in time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casebook import clock
from casebook.case.models import CallBack, State
from casebook.case.taxonomy import Part
from casebook.case.workflow import Action
from casebook.kernel.access import Refused
from casebook.stages.callback import service
from casebook.stages.callback.service import NOBODY
from casebook.vault.keys import vault_keys
from casebook.vault.service import keep_party
from tests.lives import Life
from tests.stages.browser import Browser
from tests.stages.conftest import NOON, World, _case
from tests.stages.supervision.test_supervision import facts

CALLED = {"reached": "not_reached"}
LATER, TOMORROW = timedelta(minutes=10), timedelta(days=1)


def passed(world: World, no_callback: bool = False, named: bool = True) -> str:
    """A case whose answer was passed, of somebody who left a telephone or did not."""
    with world.writing() as session:
        life = Life(session, world.town)
        fields = {"telephone": "100-0000-0001"} if named else {}
        party = keep_party(session, vault_keys(), fields, False, no_callback, life.now())
        life.register(party=party)
        for step in ("accept", "text", "dispatch", "sign", "contact", "close", "pass_on"):
            getattr(life, step)()
        return f"/cases/{life.file.reference}"


def the_next_day(world: World) -> Browser:
    """The call-back clerk's browser once the sign-in of the day before has run out."""
    world.browsers["callback"] = Browser.of(world.app, "callback")
    return world.browsers["callback"]


def call(world: World, case: str, at: datetime) -> None:
    """The call-back clerk calls and reaches nobody."""
    with clock.pinned(at):
        caller = the_next_day(world) if at > NOON + TOMORROW / 2 else world.at("callback")
        assert caller.do(f"{case}/call", **CALLED).status_code == 303


def test_three_tries_on_two_days_end_it(world: World) -> None:
    case = passed(world)
    for at in (NOON, NOON + LATER):
        call(world, case, at)
    with clock.pinned(NOON + 2 * LATER):
        refused = world.at("callback").client.get(f"{case}/end-unreached")
    assert refused.status_code == 422 and "请先分两天联系三次" in refused.text
    assert world.file(case, "call_tries", "call_days") == [2, 1]
    call(world, case, NOON + TOMORROW)
    assert world.file(case, "call_tries", "call_days") == [3, 2]
    with clock.pinned(NOON + TOMORROW):
        caller = world.at("callback")
        page = caller.client.get(f"{case}/end-unreached").text
        assert "没有联系上反映人。" in page and page.count("<li>2026-09-0") == 3
        assert caller.do(f"{case}/end-unreached").status_code == 303
    assert world.file(case, "state", "closed_by", "outcome", "call_tries") == [State.CLOSED, "T23", None, 3]
    kept = facts(world, case, "end-unreached")
    tries = [datetime.fromisoformat(when) for when in kept["tries"]]
    assert tries == [NOON, NOON + LATER, NOON + TOMORROW]
    assert "no_contact_wanted" not in kept and kept["callback"]["valid"] is False


def test_three_tries_on_one_day_do_not(world: World) -> None:
    case = passed(world)
    for count in range(3):
        call(world, case, NOON + count * LATER)
    assert world.file(case, "call_tries", "call_days") == [3, 1]
    with clock.pinned(NOON + 3 * LATER):
        assert world.at("callback").client.get(f"{case}/end-unreached").status_code == 422


def test_whoever_wants_no_call_gets_none(world: World) -> None:
    case = passed(world, no_callback=True)
    assert world.file(case, "no_callback") == [True]
    assert "反映人不要求回访。" in world.at("callback").client.get(f"{case}/end-unreached").text
    assert world.at("callback").do(f"{case}/end-unreached").status_code == 303
    kept = facts(world, case, "end-unreached")
    assert (kept["tries"], kept["no_contact_wanted"]) == ([], True)
    row = world.read(lambda session: session.scalars(select(CallBack)).one())
    assert (row.valid, row.solved, row.by_uid) == (False, None, world.uid("callback"))


def test_who_left_nothing_is_waited_for_until_the_call_back_is_over(world: World) -> None:
    case = passed(world, named=False)
    assert world.at("callback").client.get(f"{case}/end-unreached").status_code == 422
    # Passed on Tuesday: two working days end with Thursday, 3 September.
    with clock.pinned(NOON + timedelta(days=3)):
        caller = the_next_day(world)
        assert "没有留联系方式" in caller.client.get(f"{case}/end-unreached").text
        assert caller.do(f"{case}/end-unreached").status_code == 303
    assert world.file(case, "closed_by", "call_tries") == ["T23", 0]


def test_who_has_answered_is_not_unreached(world: World) -> None:
    case = passed(world, no_callback=True)
    world.at("callback").do(f"{case}/call", reached="reached", solved="no", satisfaction="dissatisfied")
    refused = world.at("callback").client.get(f"{case}/end-unreached")
    assert refused.status_code == 422 and "反映人已经" in refused.text


def test_the_tries_of_an_earlier_round_do_not_count(world: World) -> None:
    def redone(life: Life) -> None:
        for _ in range(2):
            service.record_call(life.session, life.file, life.actor("callback"), life.now(), NOBODY)
        life.done().heard().redo().close_again().pass_on()

    case = world.case(State.CALLBACK, then=redone)
    assert world.file(case, "call_tries", "call_days", "called_on") == [0, 0, None]
    call(world, case, NOON + timedelta(days=1))
    assert world.read(lambda session: len(_failed(session, case))) == 1


def _failed(session: Any, case: str) -> list[datetime]:
    from casebook.stages.callback.queries import failed_calls

    return failed_calls(session, _case(session, case))


def test_redoing_takes_the_supervision_one_level_up(world: World) -> None:
    def twice(life: Life) -> None:
        life.heard().redo().close_again().pass_on().heard().redo()

    once = world.case(State.REWORK)
    again = world.case(State.CALLBACK, then=twice)
    levels = [world.file(case, "supervision", "supervised") for case in (once, again)]
    assert [(level.value, by_hand) for level, by_hand in levels] == [("reminded", False), ("supervised", False)]


@pytest.mark.parametrize(
    ("action", "part"), [(Action.CALL, Part.CALLER), (Action.END, Part.DECIDER), (Action.REDO, Part.DECIDER)]
)
def test_whoever_calls_or_decides_is_on_record(world: World, action: Action, part: Part) -> None:
    from tests.moves import MOVES

    who = "officer" if action is Action.REDO else "callback"
    with world.writing() as session:
        from tests.lives import lived

        life = lived(session, world.town, State.CALLBACK).heard()
        if action is Action.END:
            life.file.callback_solved = None
        MOVES[action](life, life.actor(who), life.now())
        assert (world.uid(who), part) in {(row.person_uid, row.part) for row in life.file.parts}


def test_nobody_else_ends_it(world: World) -> None:
    case = passed(world, no_callback=True)
    for account in ("officer", "director", "clerk", "power-head"):
        assert world.at(account).client.get(f"{case}/end-unreached").status_code == 403
    assert world.at("land-head").client.get(f"{case}/end-unreached").status_code == 404
    with world.writing() as session, pytest.raises(Refused):
        file = _case(session, case)
        life = Life(session, world.town, at=NOON, case=file)
        service.end_unreached(session, file, life.actor("officer"), life.now())
