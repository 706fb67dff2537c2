"""A town with people at their browsers, and cases of every state at several stations."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.kernel.timetable import current
from casebook.vault.keys import vault_keys
from casebook.vault.models import Party
from casebook.vault.service import keep_party
from casebook.web.acting import acted
from tests.lives import MORNING, WAY, Life
from tests.moves import WAYS
from tests.signed_in import sign_in, town_with_passwords
from tests.town import Town

LATER = MORNING + timedelta(days=6, hours=5)
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
NAME, TELEPHONE = "欧阳某某", "100-0000-0042"


@dataclass
class Desks:
    """The town of a test; its people read at LATER."""

    app: Flask
    town: Town
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def at(self, account: str) -> FlaskClient:
        """A person's browser, signed in once."""
        if account not in self.clients:
            self.clients[account] = self.app.test_client()
            sign_in(self.clients[account], account)
        return self.clients[account]

    def page(self, account: str, address: str) -> str:
        """What a person sees at an address, his token aside."""
        answer = self.at(account).get(address)
        assert answer.status_code == 200, (account, address, answer.status_code)
        return TOKEN.sub("", answer.text)

    def in_english(self, account: str) -> None:
        """From now on this person reads English."""
        client = self.at(account)
        token = re.search(r'name="csrf_token" value="([^"]*)"', client.get("/sign-out").text)
        assert token
        client.post("/preferences", data={"csrf_token": token.group(1), "language": "en"})

    def live(self, state: State, station: str = "power", at: datetime = MORNING, then: Any = None, **given: Any) -> str:
        """The reference of a case lived to a state; `given` are the arguments of its steps by name of the step."""
        with self.app.app_context(), acted() as session:
            life = Life(session, self.town, at=at, station=station)
            _go(life, state, given)
            if then:
                then(life)
            session.flush()
            return life.file.reference

    def party(self, consent: bool = False) -> Party:
        """Somebody who left his name; to be called within `writing`."""
        now = Moment(MORNING, current(db.session()))
        kept = keep_party(
            db.session(), vault_keys(), {"name": NAME, "telephone": TELEPHONE}, consent, no_callback=False, now=now
        )
        assert kept
        return kept

    def ask(self, question: Callable[[Any], Any]) -> Any:
        """The answer of a question to the database, within a request in Chinese."""
        with self.app.test_request_context():
            return question(db.session())

    def named(self, consent: bool = False) -> Any:
        """A `register` step of a call by somebody who left his name."""
        return {"by": "clerk", "party": _Later(self, consent)}


def _go(life: Life, state: State, given: dict[str, Any]) -> None:
    if state in WAY:
        for step in WAY[state]:
            getattr(life, step)(**given.get(step, {}))
        return
    start, onward = WAYS[state]
    _go(life, start, given)
    onward(life)
    life.done()


@dataclass
class _Later:
    desks: Desks
    consent: bool


@pytest.fixture(autouse=True)
def parties(monkeypatch: pytest.MonkeyPatch) -> None:
    """A party must be kept in the transaction of its case: `register` makes it when it is due."""
    plain = Life.register

    def register(self: Life, by: str = "citizen", party: Any = None, **changed: Any) -> Life:
        made = party.desks.party(party.consent) if isinstance(party, _Later) else party
        return plain(self, by, made, **changed)

    monkeypatch.setattr(Life, "register", register)


@pytest.fixture
def desks(app: Flask) -> Iterator[Desks]:
    """The town, built; the clock stands at LATER for every request."""
    with app.app_context(), acted() as session:
        town = town_with_passwords(session)
        session.expunge_all()
    with clock.pinned(LATER):
        yield Desks(app, town)


# In their order; a state that no stage leads to yet has no case to show.
REACHED = [state for state in State if state in WAY or state in WAYS]


def every_state(desks: Desks, stations: tuple[str, ...] = ("power", "school")) -> dict[tuple[State, str], str]:
    """A case of each state at each station, by reference."""
    lived = {}
    for turn, station in enumerate(stations):
        for number, state in enumerate(REACHED):
            start = MORNING + timedelta(days=(number + turn) % 5, minutes=7 * number)
            lived[state, station] = desks.live(state, station, start)
    return lived


def file_of(session: Any, reference: str) -> CaseFile:
    """A case by its reference."""
    return session.query(CaseFile).filter_by(reference=reference).one()
