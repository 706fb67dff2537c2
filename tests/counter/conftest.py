"""Somebody who left name and telephone, whose receipt's code is known to the test."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select, update

from casebook.case.models import CaseFile, Receipt, State
from casebook.extensions import db
from casebook.tracking.codes import query_codes
from tests.people.browsing import people_of, writing
from tests.vault.conftest import FIELDS, Kept, live

CODE = "1234567890123456789012340"


@dataclass(frozen=True)
class Caller:
    """A case in hand, and the keys of its receipt."""

    kept: Kept
    receipt: str

    @property
    def reference(self) -> str:
        """The case's."""
        return self.kept.reference


@pytest.fixture
def caller(app: Flask) -> Iterator[Caller]:
    """A matter in hand at the power station."""
    yield calling(app, live(app, people_of(app), FIELDS, False, State.HANDLING))


def calling(app: Flask, kept: Kept) -> Caller:
    """Give the receipt of a case a known query code."""
    with writing(app) as session:
        mine = select(Receipt.uid).where(Receipt.cases.any(CaseFile.uid == kept.uid))
        uid = session.scalars(mine).one()
        session.execute(update(Receipt).where(Receipt.uid == uid).values(code_hash=query_codes().hash(CODE)))
    with app.app_context():
        return Caller(kept, db.session.scalars(select(Receipt.reference).where(Receipt.uid == uid)).one())
