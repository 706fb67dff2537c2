"""A case of somebody who left his telephone, in the hands of a town whose people can sign in."""

from dataclasses import dataclass

import pytest
from flask import Flask

from casebook.case.models import State
from casebook.kernel.columns import new_uid
from casebook.vault.keys import vault_keys
from casebook.vault.service import keep_party
from tests.lives import WAY, Life
from tests.people import browsing
from tests.people.browsing import writing
from tests.town import Town

TELEPHONE = "100-0000-0001"
FIELDS = {"name": "王金丝雀", "telephone": TELEPHONE, "email": "canary@wang.example"}


@dataclass(frozen=True)
class Kept:
    """A case that waits for its call-back, and who wrote in."""

    town: Town
    uid: str
    reference: str
    party_uid: str


@pytest.fixture
def kept(app: Flask) -> Kept:
    """Registered with a telephone, handled, and waiting for the call-back."""
    return live(app, browsing.people_of(app), FIELDS)


def live(app: Flask, town: Town, fields: dict[str, str], consent: bool = False, state: State = State.CALLBACK) -> Kept:
    """A case lived to a state, of somebody who left these fields."""
    with writing(app) as session:
        life = Life(session, town)
        party = keep_party(session, vault_keys(), fields, consent, False, life.now())
        life.register(party=party)
        for step in WAY[state][1:]:
            getattr(life, step)()
        return Kept(town, life.file.uid, life.file.reference, party.uid if party else new_uid())
