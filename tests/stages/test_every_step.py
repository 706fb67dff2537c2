"""Each step of the staff through its real page: wrong persons, a bad field, an overtaken form, sent twice, too late."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from casebook.case.models import State
from casebook.case.taxonomy import Grade, Rating, Solved
from casebook.case.workflow import Action
from tests.lives import Life
from tests.moves import MOVES
from tests.stages.browser import Form
from tests.stages.conftest import Story, World

WORDS = "第一行。\n<b>第二行</b> & “引号”"
KEPT = "第二行"


@dataclass(frozen=True)
class Step:
    """One action on screen: by whom, from where, with which fields, and who may not."""

    address: str
    by: str
    state: State
    typed: dict[str, Any] = field(default_factory=dict)
    wrong: str = "leader"
    station: str = "power"
    then: Story | None = None
    too_late: State | None = State.FEEDBACK
    blank: str = ""
    events: tuple[str, ...] = ()


def given(life: Life) -> None:
    """The head gives the case to the handler."""
    MOVES[Action.GIVE](life, life.post("head"), life.now())


def closed_with_the_handler(life: Life) -> None:
    """The head closes what he has given to the handler."""
    given(life)
    life.done().contact().close()


def handed_in(life: Life) -> None:
    """The handler has it and hands it in."""
    given(life)
    life.done()
    MOVES[Action.HAND_IN](life, life.post("handler"), life.now())


def written(life: Life) -> None:
    """The station has written to the complainant."""
    MOVES[Action.STATION_MESSAGE](life, life.post("head"), life.now())


def contacted(life: Life) -> None:
    """Contact with the complainant is on record."""
    life.contact()


def confirmed(life: Life) -> None:
    """An ordinary matter that the complainant confirmed."""
    life.file.category, life.file.grade = "M1", Grade.U3
    life.contact()
    MOVES[Action.CONFIRM](life, life.citizen, life.now())


def on_paper(life: Life) -> None:
    """The slip of a station on paper is signed and its contact entered."""
    MOVES[Action.CONTACT_FOR](life, life.actor("officer"), life.now())


def solved(life: Life) -> None:
    """The complainant says it is solved."""
    life.heard(Solved.YES, Rating.SATISFIED)


def unsolved(life: Life) -> None:
    """The complainant says it is not solved."""
    life.heard(Solved.NO, Rating.DISSATISFIED)


def directly(life: Life) -> None:
    """The station head closed it directly."""
    confirmed(life)
    life.done()
    MOVES[Action.CLOSE_DIRECTLY](life, life.post("head"), life.now())


CLOSING = {"done": WORDS, "told": "昨晚打过电话", "solved": "yes", "evidence": "照片12"}
PAPER = {**CLOSING, "paper_on": "2026-09-01"}
S = State
STEPS = [
    Step("answer", "clerk", S.REGISTERED, {"category": "L1", "grade": "U3", "answer": WORDS}, blank="answer"),
    Step("accept", "officer", S.REGISTERED, {"category": "A2", "grade": "U3"}, wrong="clerk", blank="category"),
    Step("text", "officer", S.ACCEPTED, {"text": WORDS}, blank="text"),
    Step("dispatch", "officer", S.ACCEPTED, {"station": "unit:land"}, wrong="director", blank="station"),
    Step(
        "accept-and-dispatch",
        "officer",
        S.REGISTERED,
        {"category": "A2", "grade": "U3", "text": WORDS, "main_unit": "unit:power"},
        blank="main_unit",
        events=("accept", "text", "dispatch"),
    ),
    Step("recall", "officer", S.DISPATCHED, {"reason": WORDS}, blank="reason"),
    Step(
        "designate",
        "director",
        S.DISPATCHED,
        {"person": "unit:power:power-handler", "reason": WORDS, "rule": "首接负责"},
        wrong="officer",
        blank="reason",
    ),
    Step("sign", "power-liaison", S.DISPATCHED, wrong="officer"),
    Step(
        "sign-and-give",
        "power-head",
        S.DISPATCHED,
        {"handler": "person:power-handler"},
        wrong="officer",
        blank="handler",
        events=("sign", "give"),
    ),
    Step(
        "sign-for",
        "officer",
        S.DISPATCHED,
        {"signer": "person:school-head", "slip": "回执7"},
        station="school",
        wrong="clerk",
        blank="slip",
    ),
    Step("give", "power-head", S.HANDLING, {"handler": "person:power-handler"}, wrong="power-liaison", blank="handler"),
    Step("take", "power-handler", S.HANDLING, wrong="power-head", then=given),
    Step("hand-in", "power-handler", S.HANDLING, {"note": WORDS}, wrong="power-head", then=given),
    Step("give-back", "power-head", S.HANDLING, {"reason": WORDS}, wrong="officer", then=handed_in, blank="reason"),
    Step(
        "contact",
        "power-head",
        S.HANDLING,
        {"how": "telephone", "result": WORDS},
        wrong="power-liaison",
        blank="result",
    ),
    Step(
        "contact-for",
        "officer",
        S.HANDLING,
        {"how": "visit", "result": WORDS, "slip": "回执8"},
        wrong="clerk",
        station="school",
        blank="slip",
    ),
    Step("relay", "clerk", S.HANDLING, wrong="director", then=written),
    Step("station-message", "power-liaison", S.HANDLING, {"text": WORDS}, wrong="officer", blank="text"),
    Step("tell-station", "clerk", S.HANDLING, {"text": WORDS}, wrong="director", blank="text"),
    Step("message", "callback", S.CLOSED, {"text": WORDS}, too_late=None, blank="text"),
    Step("close", "power-head", S.HANDLING, CLOSING, wrong="power-liaison", then=contacted, blank="told"),
    Step(
        "close-for",
        "officer",
        S.HANDLING,
        PAPER,
        wrong="clerk",
        station="school",
        then=on_paper,
        blank="paper_on",
    ),
    Step("close-again", "power-head", S.REWORK, CLOSING, wrong="power-handler", blank="evidence"),
    Step("close-again-for", "officer", S.REWORK, PAPER, station="school", blank="done"),
    Step("close-directly", "power-head", S.HANDLING, CLOSING, wrong="officer", then=confirmed, blank="solved"),
    Step("send-back", "officer", S.FEEDBACK, {"reason": WORDS}, too_late=S.CALLBACK, blank="reason"),
    Step("pass", "officer", S.FEEDBACK, {"ground": WORDS}, wrong="callback", too_late=S.CALLBACK, blank="delivery"),
    Step(
        "call",
        "callback",
        S.CALLBACK,
        {"reached": "reached", "solved": "no", "satisfaction": "dissatisfied", "words": WORDS},
        wrong="officer",
        blank="solved",
    ),
    Step("end", "callback", S.CALLBACK, {"outcome": "supported"}, wrong="officer", then=solved, blank="outcome"),
    Step("redo", "officer", S.CALLBACK, {"judgement": WORDS}, wrong="callback", then=unsolved, blank="judgement"),
    Step("not-solved-for", "clerk", S.CLOSED, {"words": WORDS}, wrong="officer", then=directly, blank="words"),
]


def case_of(world: World, step: Step, state: State) -> str:
    """A case for the step; on paper a station's slip is entered, never signed by itself."""
    if state is State.CLOSED and step.then is directly:
        return world.case(State.HANDLING, step.station, directly)
    if state is State.FEEDBACK and step.then is given:
        return world.case(State.HANDLING, step.station, closed_with_the_handler)
    return world.case(state, step.station, step.then if state is step.state else None)


def filled(world: World, step: Step) -> dict[str, str]:
    """The typed fields with the names of units and people replaced by their uids."""
    return {name: _uid(world, value) for name, value in step.typed.items()}


def _uid(world: World, value: str) -> str:
    kind, _, rest = value.partition(":")
    if kind == "person":
        return world.uid(rest)
    if kind != "unit":
        return value
    unit, _, person = rest.partition(":")
    return f"{world.unit(unit)}:{world.uid(person)}" if person else world.unit(unit)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.address)
def test_a_step_from_first_try_to_too_late(world: World, step: Step) -> None:
    case = case_of(world, step, step.state)
    address, typed = f"{case}/{step.address}", filled(world, step)
    keeps = [KEPT] if WORDS in typed.values() else []
    before = world.events(case)

    refused = world.at(step.wrong).send(address, {"csrf_token": world.at(step.wrong).token(), **typed})
    assert refused.status_code == 403
    assert all(word in refused.text for word in keeps)
    outside = world.at("land-head")
    assert outside.client.get(address).status_code == 404
    assert outside.send(address, {"csrf_token": outside.token(), **typed}).status_code == 404

    me = world.at(step.by)
    drawn = me.open(address)
    if step.blank:
        bad = me.send(address, {**drawn, **typed, step.blank: ""})
        assert bad.status_code == 422
        assert 'class="error"' in bad.text and f'href="#{step.blank}' in bad.text
        assert step.blank in [name for name, value in typed.items() if value == WORDS] or all(
            w in bad.text for w in keeps
        )
    assert world.events(case) == before

    assert world.at("director").do(f"{case}/message", text="先告诉您一声").status_code == 303
    overtaken = me.send(address, {**drawn, **typed})
    assert overtaken.status_code == 409
    assert all(word in overtaken.text for word in keeps)
    assert world.events(case) == [*before, "message"]

    again = Form(overtaken.text, address).fields
    assert all(again[name].replace("\r\n", "\n") == value for name, value in typed.items())
    done = me.send(address, again)
    assert done.status_code == 303 and done.location in (case, "/desk")
    assert world.events(case) == [*before, "message", *(step.events or (step.address,))]
    repeated = me.send(address, again)
    assert (repeated.status_code, repeated.location) == (303, done.location)
    assert len(world.events(case)) == len(before) + 1 + len(step.events or (1,))

    if step.too_late:
        late = f"{case_of(world, step, step.too_late)}/{step.address}"
        answer = me.send(late, {"csrf_token": me.token(), **typed})
        assert answer.status_code == 409
        assert all(word in answer.text for word in keeps)
        assert me.client.get(late).status_code == 409
