"""Cases lived in the town of the people's pages, and who is answerable for them."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from casebook.case.models import CaseFile, State
from casebook.extensions import db
from casebook.responsibility.queries import chain_of
from casebook.web.acting import acted
from tests.lives import MORNING, WAY, Life
from tests.town import Town


def live(
    app: Flask,
    town: Town,
    state: State,
    station: str = "power",
    then: Callable[[Life], Any] = repr,
    **given: Any,
) -> str:
    """The reference of a case lived to a state; `given` are the arguments of its steps by name of the step."""
    with app.app_context(), acted() as session:
        life = Life(session, town, at=MORNING, station=station)
        for step in WAY[state]:
            getattr(life, step)(**given.get(step, {}))
        then(life)
        session.flush()
        return life.file.reference


def held_by(app: Flask, town: Town, reference: str) -> str:
    """The account of whoever is answerable, by the case and by its chain alike."""
    with app.app_context():
        case = db.session.scalars(select(CaseFile).where(CaseFile.reference == reference)).one()
        link = chain_of(db.session(), case.uid).holder
        assert (link.person_uid, link.until) == (case.holder_uid, None)
        return account(town, case.holder_uid)


def handled_by(app: Flask, town: Town, reference: str) -> str:
    """The account of the handler the case is given to."""
    with app.app_context():
        return account(
            town, db.session.scalars(select(CaseFile.handler_uid).where(CaseFile.reference == reference)).one()
        )


def uid_of(app: Flask, reference: str) -> str:
    """The uid of a case."""
    with app.app_context():
        return db.session.scalars(select(CaseFile.uid).where(CaseFile.reference == reference)).one()


def account(town: Town, uid: str | None) -> str:
    """The account of a person of the town."""
    return next(name for name, person in town.persons.items() if person.uid == uid)
