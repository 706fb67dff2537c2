"""The first start of an office: its unit and the two persons who let in all others, granted by casebook itself."""

import secrets
from collections.abc import Mapping

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from casebook.case.service import ALPHABET
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people.admin_service import grant_by_system
from casebook.people.models import Person, Role, Unit, UnitKind
from casebook.people.passwords import hashed

CODE = "office"
FIRST_PERSONS = {"admin": Role.ADMIN, "director": Role.DIRECTOR}
# Whoever answers for what nobody of the office has signed for yet (F2 of domain.md 11(d)).
ANSWERING = Role.DIRECTOR


class AlreadyFounded(RuntimeError):
    """There is a unit already: persons and units are added by the persons in charge."""


def found_office(session: Session, now: Moment, words: Mapping[str, str | None]) -> dict[str, str]:
    """Make the office and its first administrator and director; answers account → start password, told only here.

    `words` are columns of the unit: label_zh at least. Raises AlreadyFounded when there is any unit.
    """
    if session.scalar(select(exists().select_from(Unit))):
        raise AlreadyFounded
    office = _office(session, words)
    passwords = {account: start_password() for account in FIRST_PERSONS}
    for account, role in FIRST_PERSONS.items():
        _person(session, office, account, role, passwords[account], now)
    return passwords


def start_password() -> str:
    """A random password of 80 bits that can be read aloud."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def _office(session: Session, words: Mapping[str, str | None]) -> Unit:
    office = Unit(uid=new_uid(), code=CODE, kind=UnitKind.OFFICE, path="", **words)
    session.add(office)
    session.flush()
    office.path = f"{office.id}/"
    return office


def _person(session: Session, office: Unit, account: str, role: Role, password: str, now: Moment) -> None:
    kept = hashed(password, current_app.config["SETTINGS"].argon2_cheap)
    person = Person(uid=new_uid(), account=account, name=account, password_hash=kept)
    session.add(person)
    session.flush()
    grant_by_system(session, now, person, office, role, answering=role is ANSWERING)
