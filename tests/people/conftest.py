"""A town whose people can sign in."""

import pytest
from flask import Flask

from tests.people import browsing
from tests.town import Town


@pytest.fixture
def people(app: Flask) -> Town:
    """The town of the application."""
    return browsing.people_of(app)
