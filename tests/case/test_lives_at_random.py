"""Cases driven at random, half lawfully and half not.

Every row is taken, refused moves change nothing, replay equals state.
"""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, State
from casebook.case.workflow import CASE, ROWS, Action
from casebook.kernel.access import Refused, decide
from casebook.kernel.history import Event
from casebook.kernel.machine import SAME
from casebook.responsibility.queries import chain_of, shares
from casebook.web.acting import acted
from tests.lives import MORNING, Life
from tests.moves import MOVES
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
    "citizen",
)
CATEGORIES = ("A2", "M1", "M1", "L1")


def _actor(life: Life, who: str) -> Any:
    if who == "citizen":
        return life.citizen
    if who == "other":
        return life.actor("land-head")
    return life.post(who) if who in ("head", "liaison", "handler") else life.actor(who)


def _weight(life: Life, action: Action, taken: Counter[Action]) -> float:
    # What moves the case, and what this life has not done yet, is drawn more often: so lives get somewhere.
    row = CASE.row(action, life.file.state)
    assert row is not None
    rare = 0.2 if action in (Action.DESIGNATE, Action.RECALL, Action.OFFICE_MESSAGE) else 1.0
    return rare * (1 if row.to_state is SAME else 3) / (1 + taken[action]) ** 2


def _lawful(life: Life, dice: random.Random, taken: Counter[Action]) -> tuple[Action, str] | None:
    now = life.now()
    able = [
        (row.action, who)
        for row in ROWS
        if row.from_states and life.file.state in row.from_states
        for who in WHO
        if decide(_actor(life, who), row.action, life.file, now).allowed
    ]
    weights = [_weight(life, action, taken) for action, _ in able]
    return dice.choices(able, weights)[0] if able else None


def _step(life: Life, dice: random.Random, taken: Counter[Action]) -> None:
    if dice.random() < 0.15:
        life.at += timedelta(days=dice.randrange(3))
    choice = _lawful(life, dice, taken) if dice.random() < 0.7 else (dice.choice(list(MOVES)), dice.choice(WHO))
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


def _one_life(session: Session, town: Town, dice: random.Random, steps: int, taken: Counter[Action]) -> None:
    life = Life(
        session, town, at=MORNING + timedelta(days=dice.randrange(20)), station=dice.choice(("power", "school"))
    )
    life.register(dice.choice(("citizen", "clerk")), category=dice.choice(CATEGORIES))
    life.file.has_contact = dice.random() < 0.5
    done: Counter[Action] = Counter()
    for _ in range(steps):
        _step(life, dice, done)
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
    closed = life.file.state is State.CLOSED
    assert len(open_links) == (0 if closed else 1)
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
        for number in range(lives):
            _one_life(session, town, random.Random(seed + number), steps, taken)
    return taken


def test_random_lives_keep_every_promise(app: Flask) -> None:
    taken = _drive(app, lives=40, steps=40, seed=1)
    missing = [row.action.name for row in ROWS if not taken[row.action]]
    assert missing == [], taken


@pytest.mark.long
def test_very_many_random_lives_take_every_row(app: Flask) -> None:
    taken = _drive(app, lives=300, steps=40, seed=1000)
    assert [row.action.name for row in ROWS if not taken[row.action]] == []
