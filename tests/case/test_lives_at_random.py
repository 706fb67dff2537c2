"""Cases driven at random, half lawfully and half not.

Every row is taken, refused moves change nothing, replay equals state.
"""

import dataclasses
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, State
from casebook.case.workflow import CASE, NOT_OPEN, ROWS, WITH_STATION, Action
from casebook.kernel.access import Refused, decide
from casebook.kernel.history import Event
from casebook.kernel.machine import SAME, Transition
from casebook.office.rules import OfficeRules, Relaxation
from casebook.people.actor import SYSTEM
from casebook.responsibility.queries import chain_of, shares
from casebook.web.acting import acted
from tests.case.test_table_on_plain_objects import AGAIN, HELPFUL, VIA
from tests.lives import MORNING, Life, lived
from tests.moves import MOVES
from tests.stages.sealing.people import discipline
from tests.town import Town, build

WHO = (
    "clerk",
    "officer",
    "officer2",
    "director",
    "callback",
    "leader",
    "head",
    "liaison",
    "handler",
    "other",
    "oversight",
    "citizen",
    "system",
)
SMALL = OfficeRules(relaxed=frozenset({Relaxation.DECLINE_BY_PAPER, Relaxation.ONE_READER}))
# Where a station on paper may be met: what the others' ways begin from is a station on line.
PAPER_TOO = (State.DISPATCHED, State.HANDLING, State.REWORK, State.CALLBACK)
CATEGORIES = ("A2", "M1", "M1", "L1")


def _actor(life: Life, who: str) -> Any:
    if who == "citizen":
        return life.citizen
    if who == "system":
        return SYSTEM
    if who == "officer2":  # works by the rules of a small office
        return dataclasses.replace(life.actor(who), rules=SMALL)
    if who == "other":
        return life.actor("land-head")
    return life.post(who) if who in ("head", "liaison", "handler") else life.actor(who)


def _weight(row: Transition, wish: Action, taken: Counter[Action]) -> float:
    # What this life is for comes first, and what makes it possible; what it has done already waits, ends come last.
    via, settled = VIA.get(wish), CASE.rows_for(wish)[0].settles
    wanted = {wish, via, settled[0] if settled else wish}
    if row.action in (wish, via) or (row.asks and row.asks in wanted):
        return 200.0
    ends = 0.1 if row.to_state in NOT_OPEN and row.to_state is not SAME else 1.0
    helps = 12 if row.action in HELPFUL else 1
    waits = 1 if row.action in AGAIN else (1 + taken[row.action]) ** 2
    return ends * helps * (1 if row.to_state is SAME else 3) / waits


def _lawful(life: Life, dice: random.Random, taken: Counter[Action], wish: Action) -> tuple[Action, str] | None:
    now, rows = life.now(), CASE.rows_at(life.file.state)
    weights = [_weight(row, wish, taken) for row in rows]
    # Drawn one after the other, the heavier the sooner, so that only a few are asked about.
    drawn = sorted((dice.expovariate(1) / weight, place) for place, weight in enumerate(weights))
    for row in (rows[place] for _, place in drawn):
        for who in dice.sample(WHO, len(WHO)):
            if decide(_actor(life, who), row.action, life.file, now).allowed:
                return row.action, who
    return None


def _step(life: Life, dice: random.Random, taken: Counter[Action], wish: Action) -> None:
    if dice.random() < 0.15:
        life.at += timedelta(days=dice.choice((0, 1, 2, 9)))
    wild = (dice.choice(list(MOVES)), dice.choice(WHO))
    choice = _lawful(life, dice, taken, wish) if dice.random() < 0.7 else wild
    if choice is None:
        return
    action, who = choice
    before, version = _columns(life.file), life.file.version
    nested = life.session.begin_nested()
    try:
        MOVES[action](life, _actor(life, who), life.now())
        life.session.flush()
        nested.commit()
        taken[action] += 1
        assert life.file.version > version
    except Refused:
        nested.rollback()
        assert _columns(life.file) == before


def _columns(case: CaseFile) -> dict[str, Any]:
    return {column.name: getattr(case, column.key) for column in CaseFile.__table__.columns}


def _begun(session: Session, town: Town, dice: random.Random, state: State) -> Life:
    """A case somewhere on its way, so that the far ends of the table are reached too."""
    at, station = MORNING + timedelta(days=dice.randrange(20)), dice.choice(("power", "power", "school"))
    if state is not State.REGISTERED:
        life = lived(session, town, state, "power" if state not in PAPER_TOO else station, at)
        if state in WITH_STATION:
            life.file.category, life.file.has_contact = dice.choice(CATEGORIES), dice.random() < 0.7
        return life
    life = Life(session, town, at=at, station=station)
    life.register(dice.choice(("citizen", "clerk")), category=dice.choice(CATEGORIES))
    life.file.has_contact = dice.random() < 0.5
    return life


def _one_life(session: Session, town: Town, dice: random.Random, steps: int, taken: Counter[Action]) -> None:
    """A life that wishes for what all lives have seldom done, begun where that can be done, or at its beginning."""
    wish = dice.choice(sorted(MOVES, key=lambda action: (taken[action], action.value))[:6])
    row = CASE.rows_for(VIA.get(wish, wish))[0]
    assert row.from_states is not None
    state = State.REGISTERED if dice.random() < 0.3 else dice.choice(row.from_states)
    life = _begun(session, town, dice, state)
    done: Counter[Action] = Counter()
    for _ in range(steps):
        _step(life, dice, done, wish)
        _check(session, life)
    taken.update(done)


def _check(session: Session, life: Life) -> None:
    """Replay equals state; exactly one holder at every instant; the shares sum to the time somebody had to answer."""
    events = session.scalars(
        select(Event).where(Event.subject_uid == life.file.uid).order_by(Event.subject_version)
    ).all()
    assert [event.subject_version for event in events] == list(range(1, life.file.version + 1))
    state = None
    for event in events:
        assert event.from_state == state
        state = event.to_state
    assert State(state) is life.file.state
    _check_chain(session, life)


def _check_chain(session: Session, life: Life) -> None:
    chain = chain_of(session, life.file.uid)
    open_links = [link for link in chain.links if link.until is None]
    # Of a sealed matter discipline answers; everything else that is over is nobody's duty any more.
    over = life.file.state in NOT_OPEN and life.file.state is not State.SEALED
    assert len(open_links) == (0 if over else 1), life.file.state
    assert [link.seq for link in chain.links] == list(range(1, len(chain.links) + 1))
    assert life.file.holder_uid == chain.links[-1].person_uid
    for earlier, later in zip(chain.links, chain.links[1:], strict=False):
        assert earlier.until is not None and earlier.until <= later.since
    held = sum((share.length for share in shares(chain, life.at)), timedelta())
    idle = sum((b.since - a.until for a, b in zip(chain.links, chain.links[1:], strict=False)), timedelta())
    end = chain.closed_at or life.at
    assert held + idle == end - chain.opened_at


def _missing(taken: Counter[Action]) -> list[str]:
    return sorted({row.action.name for row in ROWS if not taken[row.action]})


def _drive(app: Flask, lives: int, steps: int, seed: int, whole: bool = False) -> Counter[Action]:
    taken: Counter[Action] = Counter({Action.REGISTER: lives})
    with app.app_context(), acted() as session:
        town = build(session)
        discipline(session, town)  # the leader acts for it
        for number in range(lives):
            _one_life(session, town, random.Random(seed + number), steps, taken)
            if not whole and not _missing(taken):
                break
    return taken


def test_random_lives_keep_every_promise(app: Flask) -> None:
    # A few rare rows are left to the long run; on plain objects every row is taken each time.
    missing = _missing(_drive(app, lives=64, steps=20, seed=3000))
    assert len(missing) <= len(Action) / 5, " ".join(missing)


@pytest.mark.long
def test_very_many_random_lives_take_every_row(app: Flask) -> None:
    missing = _missing(_drive(app, lives=300, steps=40, seed=1000, whole=True))
    assert not missing, missing
