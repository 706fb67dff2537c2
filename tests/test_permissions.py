"""Persona x state x action against the reviewed file `permission_matrix.csv`: each cell is two real requests.

GET answers 200 where the step may be taken; POST of an empty form there is refused for its form alone (422, or 409 for
its missing version), and in every other cell exactly as GET is. Nothing changes in any case.
"""

import csv
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.case.workflow import ROWS as TABLE
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.tracking.deeds import DEEDS
from casebook.web.acting import acted
from tests.lives import MORNING, lived
from tests.moves import MOVES
from tests.signed_in import follow, sign_in, token, town_with_passwords
from tests.stages.sealing.people import discipline

MATRIX = Path(__file__).parent / "permission_matrix.csv"
ROWS = list(csv.DictReader(MATRIX.read_text(encoding="utf-8").splitlines()))
SLUGS = {str(deed.deed.action.value): deed.slug for deed in DEEDS}
PERSONAS = sorted({row["persona"] for row in ROWS})


@pytest.fixture
def cases(app: Flask) -> Iterator[dict[str, tuple[str, str]]]:
    """A case in every state: its address for staff and the reference of its receipt."""
    with app.app_context():
        with acted() as session:
            town = town_with_passwords(session)
            discipline(session, town)  # the leader acts for it
        with acted() as session:
            made = {state: lived(session, town, state) for state in State}
            for state in (State.HANDLING, State.REWORK):
                life = made[state]
                MOVES[Action.GIVE](life, life.post("head"), life.now())
            found = {state.name: (life.file.reference, life.file.receipts[0].uid) for state, life in made.items()}
        db.session.remove()
    with clock.pinned(MORNING.replace(hour=12)):
        yield found


def addresses(persona: str, action: str, case: tuple[str, str]) -> str:
    return f"/track/case/{SLUGS[action]}" if persona == "citizen" else f"/cases/{case[0]}/{action}"


def cell(client: FlaskClient, address: str, csrf: str) -> tuple[int, int]:
    return client.get(address).status_code, client.post(address, data={"csrf_token": csrf}).status_code


@pytest.mark.pages
@pytest.mark.parametrize("persona", PERSONAS)
def test_every_cell(
    app: Flask, cases: dict[str, tuple[str, str]], persona: str, request: pytest.FixtureRequest
) -> None:
    versions = _versions(app)
    wrong = []
    client = app.test_client()
    if persona != "citizen":
        sign_in(client, persona)
    csrf = token(client)
    for state, case in cases.items():
        if persona == "citizen":
            follow(app, client, case[1])
        for row in (row for row in ROWS if row["persona"] == persona):
            if not _asked_now(row, state, request):
                continue
            asked, done = cell(client, addresses(persona, row["action"], case), csrf)
            expected = int(row[state])
            refused = done in (409, 422) if expected == 200 else done == expected
            if asked != expected or not refused:
                wrong.append((state, row["action"], expected, asked, done))
    assert wrong == []
    assert _versions(app) == versions


def test_the_file_names_every_action() -> None:
    pages = {row.action.value for row in TABLE if row.screen in ("form", "click")}
    assert {row["action"] for row in ROWS} | {Action.REGISTER.value} == pages
    assert list(ROWS[0])[2:] == [state.name for state in State]


def test_whoever_is_not_signed_in_is_sent_to_sign_in(app: Flask, cases: dict[str, tuple[str, str]]) -> None:
    client = app.test_client()
    for reference, _receipt in cases.values():
        for action in sorted({row["action"] for row in ROWS if row["persona"] != "citizen"})[::4]:
            answer = client.get(f"/cases/{reference}/{action}")
            assert answer.status_code == 303 and answer.location.startswith("/sign-in")


def _asked_now(row: dict[str, str], state: str, request: pytest.FixtureRequest) -> bool:
    """Every cell where something may be done, and one refused cell in twenty; in the long run all of them."""
    if request.config.getoption("--long") or row[state] in ("200", "422"):
        return True
    return zlib.crc32(f"{row['persona']} {row['action']} {state}".encode()) % 20 == 0


def _versions(app: Flask) -> dict[str, tuple[int, State]]:
    with app.app_context():
        rows = db.session.execute(select(CaseFile.uid, CaseFile.version, CaseFile.state)).all()
        return {uid: (version, state) for uid, version, state in rows}
