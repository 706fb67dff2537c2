"""A town with people at their browsers, all of them some days after its cases."""

from collections.abc import Iterator

import pytest
from flask import Flask

from casebook import clock
from casebook.web.acting import acted
from tests.desk.conftest import LATER, Desks
from tests.signed_in import town_with_passwords


@pytest.fixture
def desks(app: Flask) -> Iterator[Desks]:
    """The town, built; the clock stands at LATER for every request."""
    with app.app_context(), acted() as session:
        town = town_with_passwords(session)
        session.expunge_all()
    with clock.pinned(LATER):
        yield Desks(app, town)
