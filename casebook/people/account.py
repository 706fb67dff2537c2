"""One's own account: whose it is, which words lean on it, and its password."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casebook.people import sessions
from casebook.people.models import Person
from casebook.people.queries import the_office


def named(session: Session, account: str) -> Person | None:
    """Whoever has this account, active or not."""
    return session.scalar(select(Person).where(Person.account == account))


def name_of(session: Session, person_uid: str) -> str:
    """The account of a person."""
    return session.scalars(select(Person.account).where(Person.uid == person_uid)).one()


def familiar_words(session: Session, person_uid: str) -> tuple[str, ...]:
    """The words near this person that a guesser would try first: account, name, office, town."""
    person = session.scalars(select(Person).where(Person.uid == person_uid)).one()
    office = the_office(session)
    words = (person.account, person.name, office.label_zh, office.label_en, office.town_zh, office.town_en)
    return tuple(word for word in words if word)


def keep_password(session: Session, person_uid: str, kept: str) -> None:
    """Keep the hash of a password."""
    session.execute(update(Person).where(Person.uid == person_uid).values(password_hash=kept))


def change_password(session: Session, person_uid: str, kept: str, now: datetime, session_uid: str) -> None:
    """Keep the hash of a new password and end every other session of this person."""
    keep_password(session, person_uid, kept)
    sessions.end_all(session, person_uid, now, but=session_uid)
