"""One's own account: whose it is, which words lean on it, and its password."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casebook.kernel.deadlines import Moment
from casebook.people import links, notices, sessions
from casebook.people.models import Person, Unit
from casebook.people.rights import PeopleDeed


def named(session: Session, account: str) -> Person | None:
    """Whoever has this account, active or not."""
    return session.scalar(select(Person).where(Person.account == account))


def name_of(session: Session, person_uid: str) -> str:
    """The account of a person."""
    return session.scalars(select(Person.account).where(Person.uid == person_uid)).one()


def familiar_words(session: Session, person_uid: str) -> tuple[str, ...]:
    """The words near this person that a guesser would try first: account, name, town, office and stations."""
    person = session.scalars(select(Person).where(Person.uid == person_uid)).one()
    units = session.execute(select(Unit.code, Unit.label_zh, Unit.label_en, Unit.town_zh, Unit.town_en)).all()
    words = (person.account, person.name, *(word for unit in units for word in unit))
    # The longest first, so that a station's name goes whole and not only the town in it.
    return tuple(sorted({word for word in words if word}, key=len, reverse=True))


def keep_password(session: Session, person_uid: str, kept: str) -> None:
    """Keep the hash of a password."""
    session.execute(update(Person).where(Person.uid == person_uid).values(password_hash=kept))


def change_password(session: Session, person_uid: str, kept: str, now: Moment, session_uid: str) -> None:
    """Keep the hash of a new password, end every other session of this person and void his links."""
    keep_password(session, person_uid, kept)
    sessions.end_all(session, person_uid, now.at, but=session_uid)
    links.void(session, person_uid, now.at)
    notices.tell(session, person_uid, PeopleDeed.CHANGE_PASSWORD, now)


def set_password(session: Session, person_uid: str, kept: str, now: Moment) -> None:
    """Keep the password a person set by his link: all his sessions end, his second step stays as it is."""
    keep_password(session, person_uid, kept)
    sessions.end_all(session, person_uid, now.at)
    notices.tell(session, person_uid, PeopleDeed.CHANGE_PASSWORD, now)
