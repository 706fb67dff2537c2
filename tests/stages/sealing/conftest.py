"""The town with somebody who acts for the discipline authority: its leader."""

import pytest

from tests.stages.conftest import World
from tests.stages.sealing.people import discipline


@pytest.fixture
def world(world: World) -> World:
    """The town of the stages, its leader with a second post."""
    with world.writing() as session:
        discipline(session, world.town)
        session.expunge_all()
    return world
