"""How many statements the forms' pages need, however many stations and people there are."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from casebook.case.models import State
from casebook.extensions import db
from tests.stages.conftest import World

SESSION = 4  # who is asking
OWN = 13  # decisions.md 47; one of them reads the ties of whoever may be named
MOST = SESSION + OWN


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements the application sends within the block."""
    sent: list[str] = []
    with world.app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("address", "by", "state"),
    [
        ("accept-and-dispatch", "officer", State.REGISTERED),
        ("dispatch", "officer", State.ACCEPTED),
        ("designate", "director", State.DISPATCHED),
        ("sign-and-give", "power-head", State.DISPATCHED),
        ("contact", "power-head", State.HANDLING),
        ("pass", "officer", State.FEEDBACK),
        ("end", "callback", State.CALLBACK),
    ],
)
def test_a_form_needs_few_statements(world: World, address: str, by: str, state: State) -> None:
    case = world.case(state)
    browser = world.at(by)
    browser.client.get(f"{case}/{address}")
    with counted(world) as sent:
        assert browser.client.get(f"{case}/{address}").status_code == 200
    assert len(sent) <= MOST, "\n".join(sent)


def test_the_desk_form_needs_few_statements(world: World) -> None:
    clerk = world.at("clerk")
    with counted(world) as sent:
        assert clerk.client.get("/intake/hotline").status_code == 200
    assert len(sent) <= MOST
