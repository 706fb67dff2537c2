"""Who watches over the identities an office keeps: the discipline authority, else the office's director."""

from datetime import date

from sqlalchemy.orm import Session

from casebook.people.models import Person, Role
from casebook.people.queries import people_above, people_at


def discipline_at(session: Session, office_uid: str, today: date) -> list[Person]:
    """Everybody who acts for the discipline authority at the office or above it."""
    above = people_above(session, office_uid, [Role.DISCIPLINE], today)
    return list({person.uid: person for person, _unit in above}.values())


def watching(session: Session, office_uid: str, today: date) -> list[Person]:
    """Whoever is told, and reads the openings: the director only where nobody acts for discipline."""
    return discipline_at(session, office_uid, today) or people_at(session, office_uid, [Role.DIRECTOR], today)
