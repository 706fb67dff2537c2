"""Who may see and do what, by hand-written tables: each relation separates the one who has it from all who have not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casebook.case.models import Accused, CaseFile, State
from casebook.case.taxonomy import Grade
from casebook.case.workflow import Action
from casebook.kernel.access import Outcome, decide, visible_to
from casebook.people.actor import Citizen, System
from casebook.web.acting import acted
from tests.lives import Life, lived
from tests.moves import MOVES
from tests.town import build

S, A = State, Action
OFFICE = {"clerk", "officer", "officer2", "director", "callback"}
READERS = OFFICE | {"leader", "oversight"}
STATION = {"power-head", "power-liaison", "power-handler"}
STAFF = READERS | STATION | {"admin", "land-head", "land-liaison", "land-handler", "school-head"}


@pytest.fixture
def live(app: Flask) -> Iterator[Callable[..., Life]]:
    """Lives cases to a state."""
    with app.app_context(), acted() as session:
        town = build(session)
        yield lambda state, **more: lived(session, town, state, **more)


def actors(life: Life) -> dict[str, Any]:
    people: dict[str, Any] = {name: life.actor(name) for name in STAFF}
    return {**people, "citizen": life.citizen, "stranger": Citizen("no-such-receipt"), "visitor": Citizen(None)}


def seen_by(life: Life) -> set[str]:
    """Who sees the case, by both readings."""
    found = set()
    for name, actor in actors(life).items():
        in_sql = life.session.scalar(visible_to(actor, CaseFile).where(CaseFile.uid == life.file.uid)) is not None
        in_memory = decide(actor, A.CITIZEN_MESSAGE, life.file, life.now()).outcome is not Outcome.INVISIBLE
        assert in_sql == in_memory, name
        found |= {name} if in_sql else set()
    return found


def able(life: Life, action: Action) -> set[str]:
    """Who stands to the case as the action's row asks, guards aside."""
    outcomes = {name: decide(actor, action, life.file, life.now()).outcome for name, actor in actors(life).items()}
    return {name for name, outcome in outcomes.items() if outcome in (Outcome.ALLOWED, Outcome.GUARDED)}


BEFORE_DISPATCH = READERS | {"citizen"}
# No station ever had these: the shortest ways to them end at the office.
WITHOUT_STATION = (
    *(S.REGISTERED, S.SUPPLEMENT, S.ACCEPTED, S.DECLINED, S.TRANSFERRED, S.SEALED, S.MERGED, S.WITHDRAWN),
)
WITH_STATION = BEFORE_DISPATCH | STATION


@pytest.mark.parametrize("state", list(S))
def test_who_sees_a_case(live: Callable[..., Life], state: State) -> None:
    expected = {S.SEALED: {"citizen"}}.get(state, BEFORE_DISPATCH if state in WITHOUT_STATION else WITH_STATION)
    assert seen_by(live(state)) == expected


def test_recalling_ends_the_stations_view(live: Callable[..., Life]) -> None:
    life = live(S.HANDLING)
    MOVES[A.RECALL](life, life.actor("officer"), life.now())
    assert seen_by(life.done()) == BEFORE_DISPATCH


def test_the_system_sees_every_case(live: Callable[..., Life]) -> None:
    life = live(S.REGISTERED)
    assert life.session.scalars(visible_to(System("sweep"), CaseFile)).all() == [life.file]


def test_a_matter_about_a_person_does_not_exist_for_him(live: Callable[..., Life]) -> None:
    life = live(S.HANDLING)
    life.file.accused.append(Accused(case_uid=life.file.uid, person_uid=life.town.uid("power-liaison")))
    life.file.accused.append(Accused(case_uid=life.file.uid, person_uid=life.town.uid("officer2")))
    assert seen_by(life.done()) == WITH_STATION - {"power-liaison", "officer2"}


def test_a_matter_against_the_head_does_not_exist_for_his_station(live: Callable[..., Life]) -> None:
    life = live(S.REGISTERED)
    life.accept("A1", Grade.U4, head_accused=True)
    life.file.main_unit_uid = life.town.units["power"].uid
    assert seen_by(life.done()) == BEFORE_DISPATCH


CAN = {
    A.ANSWER: (S.REGISTERED, {"clerk", "officer", "officer2"}),
    A.ACCEPT: (S.REGISTERED, {"officer", "officer2"}),
    A.WRITE_TEXT: (S.ACCEPTED, {"officer", "officer2", "clerk"}),
    A.DISPATCH: (S.ACCEPTED, {"officer", "officer2"}),
    A.RECALL: (S.HANDLING, {"officer", "officer2"}),
    A.DESIGNATE: (S.DISPATCHED, {"director"}),
    A.SIGN: (S.DISPATCHED, STATION),
    A.SIGN_FOR: (S.DISPATCHED, {"officer", "officer2"}),
    A.GIVE: (S.HANDLING, {"power-head"}),
    A.TAKE: (S.HANDLING, {"power-handler"}),
    A.HAND_IN: (S.HANDLING, {"power-handler"}),
    A.GIVE_BACK: (S.HANDLING, {"power-head"}),
    A.CONTACT: (S.HANDLING, {"power-head", "power-handler", "clerk"}),
    A.CONTACT_FOR: (S.HANDLING, {"officer", "officer2"}),
    A.RELAY: (S.HANDLING, {"clerk", "officer", "officer2"}),
    A.STATION_MESSAGE: (S.HANDLING, STATION),
    A.TELL_STATION: (S.HANDLING, {"clerk", "officer", "officer2"}),
    A.OFFICE_MESSAGE: (S.CLOSED, OFFICE),
    A.CITIZEN_MESSAGE: (S.CLOSED, {"citizen"}),
    A.CONFIRM: (S.HANDLING, {"citizen"}),
    A.CLOSE: (S.HANDLING, {"power-head"}),
    A.CLOSE_FOR: (S.HANDLING, {"officer", "officer2"}),
    A.CLOSE_DIRECTLY: (S.HANDLING, {"power-head"}),
    A.CLOSE_AGAIN: (S.REWORK, {"power-head"}),
    A.CLOSE_AGAIN_FOR: (S.REWORK, {"officer", "officer2"}),
    A.SEND_BACK: (S.FEEDBACK, {"officer", "officer2"}),
    A.PASS: (S.FEEDBACK, {"officer", "officer2"}),
    A.CALL: (S.CALLBACK, {"callback"}),
    A.EVALUATE: (S.CALLBACK, {"citizen"}),
    A.END: (S.CALLBACK, {"callback"}),
    A.REDO: (S.CALLBACK, {"officer", "officer2"}),
    A.NOT_SOLVED: (S.CLOSED, {"citizen"}),
    A.NOT_SOLVED_FOR: (S.CLOSED, {"clerk"}),
    A.RATE: (S.CLOSED, {"citizen"}),
}


@pytest.mark.parametrize("action", CAN)
def test_who_may_take_a_step(live: Callable[..., Life], action: Action) -> None:
    state, expected = CAN[action]
    life = live(state)
    if state is S.HANDLING:
        MOVES[A.GIVE](life, life.post("head"), life.now())
        life.done()
    assert able(life, action) == expected


def test_a_handler_to_whom_the_case_was_not_given_does_not_take_it(live: Callable[..., Life]) -> None:
    assert able(live(S.HANDLING), A.TAKE) == set()


@pytest.mark.parametrize(
    ("state", "consented", "expected"),
    [
        (S.REGISTERED, True, {"clerk", "officer", "officer2", "director", "oversight"}),
        (S.DISPATCHED, True, {"clerk", "officer", "officer2", "director", "oversight"}),
        (S.HANDLING, False, {"clerk", "officer", "officer2", "director", "oversight"}),
        (S.HANDLING, True, {"clerk", "officer", "officer2", "director", "oversight"} | STATION),
        (S.REWORK, True, {"clerk", "officer", "officer2", "director", "oversight"} | STATION),
        (S.FEEDBACK, True, {"clerk", "officer", "officer2", "director", "oversight"}),
        (S.CALLBACK, True, {"clerk", "officer", "officer2", "director", "oversight", "callback"}),
        (S.CLOSED, True, {"clerk", "officer", "officer2", "director", "oversight"}),
    ],
)
def test_who_may_see_the_telephone(
    live: Callable[..., Life], state: State, consented: bool, expected: set[str]
) -> None:
    life = live(state)
    life.file.has_contact, life.file.consent_contact = True, consented
    assert able(life.done(), A.REVEAL) == expected


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        ("clerk", Outcome.ALLOWED),
        ("visitor", Outcome.ALLOWED),
        ("citizen", Outcome.ALLOWED),
        ("officer", Outcome.NOT_YOURS),
        ("leader", Outcome.NOT_YOURS),
        ("power-head", Outcome.NOT_YOURS),
        ("admin", Outcome.NOT_YOURS),
    ],
)
def test_who_may_register(live: Callable[..., Life], who: str, outcome: Outcome) -> None:
    life = live(S.REGISTERED)
    blank = CaseFile(office_uid=life.town.office.uid, received_at=life.at, receipts=[])
    assert decide(actors(life)[who], A.REGISTER, blank, life.now()).outcome is outcome


def test_the_system_may_register(live: Callable[..., Life]) -> None:
    life = live(S.REGISTERED)
    blank = CaseFile(office_uid=life.town.office.uid, received_at=life.at, receipts=[])
    assert decide(System("import"), A.REGISTER, blank, life.now()).allowed


def test_the_order_of_refusals_is_404_403_409_422(live: Callable[..., Life]) -> None:
    life = live(S.REGISTERED)
    outcomes = [
        decide(life.actor(who), action, life.file, life.now()).outcome
        for who, action in (("power-head", A.CLOSE), ("leader", A.ACCEPT), ("officer", A.PASS), ("officer", A.ACCEPT))
    ]
    assert outcomes == [Outcome.INVISIBLE, Outcome.NOT_YOURS, Outcome.WRONG_STATE, Outcome.ALLOWED]


def test_a_list_holds_exactly_what_may_be_seen(live: Callable[..., Life]) -> None:
    mine = {live(state).file.uid for state in (S.DISPATCHED, S.CLOSED)}
    life = live(S.HANDLING, station="land")
    live(S.ACCEPTED)
    seen = visible_to(life.actor("power-head"), CaseFile).with_only_columns(CaseFile.uid)
    assert set(life.session.scalars(seen)) == mine
    assert life.session.scalars(select(CaseFile.uid)).all().__len__() == 4
