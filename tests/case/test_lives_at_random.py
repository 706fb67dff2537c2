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
from casebook.case.workflow import CASE, NOT_OPEN, ROWS, Action
from casebook.kernel.access import Refused, decide
from casebook.kernel.history import Event
from casebook.kernel.machine import SAME
from casebook.office.rules import OfficeRules, Relaxation
from casebook.people.actor import SYSTEM
from casebook.responsibility.queries import chain_of, shares
from casebook.web.acting import acted
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


def _weight(life: Life, action: Action, taken: Counter[Action], ever: Counter[Action]) -> float:
    # What moves the case, what this life has not done yet and what all lives did seldom is drawn more often.
    row = CASE.row(action, life.file.state)
    assert row is not None
    ends = 0.1 if row.to_state in NOT_OPEN and row.to_state is not SAME else 1.0
    return ends * (1 if row.to_state is SAME else 3) / (1 + taken[action]) ** 2 / (1 + ever[action])


def _lawful(
    life: Life, dice: random.Random, taken: Counter[Action], ever: Counter[Action]
) -> tuple[Action, str] | None:
    now, rows = life.now(), CASE.rows_at(life.file.state)
    weights = [_weight(life, row.action, taken, ever) for row in rows]
    # Drawn one after the other, the heavier the sooner, so that only a few are asked about.
    drawn = sorted((dice.expovariate(1) / weight, place) for place, weight in enumerate(weights))
    for row in (rows[place] for _, place in drawn):
        for who in dice.sample(WHO, len(WHO)):
            if decide(_actor(life, who), row.action, life.file, now).allowed:
                return row.action, who
    return None


def _step(life: Life, dice: random.Random, taken: Counter[Action], ever: Counter[Action]) -> None:
    if dice.random() < 0.15:
        life.at += timedelta(days=dice.randrange(3))
    wild = (dice.choice(list(MOVES)), dice.choice(WHO))
    choice = _lawful(life, dice, taken, ever) if dice.random() < 0.7 else wild
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
    at, station = MORNING + timedelta(days=dice.randrange(20)), dice.choice(("power", "school"))
    if state is not State.REGISTERED:
        return lived(session, town, state, "power", at)
    life = Life(session, town, at=at, station=station)
    life.register(dice.choice(("citizen", "clerk")), category=dice.choice(CATEGORIES))
    life.file.has_contact = dice.random() < 0.5
    return life


def _one_life(
    session: Session, town: Town, dice: random.Random, state: State, steps: int, taken: Counter[Action]
) -> None:
    life = _begun(session, town, dice, state)
    done: Counter[Action] = Counter()
    for _ in range(steps):
        _step(life, dice, done, taken + done)
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


def _drive(app: Flask, lives: int, steps: int, seed: int) -> Counter[Action]:
    taken: Counter[Action] = Counter({Action.REGISTER: lives})
    with app.app_context(), acted() as session:
        town = build(session)
        discipline(session, town)  # the leader acts for it
        for number in range(lives):
            # Every other life from its beginning, the others from each state in turn.
            state = list(State)[number // 2 % len(State)] if number % 2 else State.REGISTERED
            _one_life(session, town, random.Random(seed + number), state, steps, taken)
    return taken


def test_random_lives_keep_every_promise(app: Flask) -> None:
    taken = _drive(app, lives=76, steps=26, seed=1)
    missing = [row.action.name for row in ROWS if not taken[row.action]]
    assert missing == [], taken


@pytest.mark.long
def test_very_many_random_lives_take_every_row(app: Flask) -> None:
    taken = _drive(app, lives=300, steps=40, seed=1000)
    assert [row.action.name for row in ROWS if not taken[row.action]] == []
