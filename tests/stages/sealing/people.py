"""People a test of conflicts adds to the town: discipline, ties, deputies."""

from datetime import date

from sqlalchemy.orm import Session

from casebook.kernel.columns import new_uid
from casebook.people.models import Leave, PersonTie, Role, TieKind
from tests.town import LONG_AGO, Town, grant

TODAY = date(2026, 9, 1)


def discipline(session: Session, town: Town, account: str = "leader") -> None:
    """Let somebody act for the discipline authority as well."""
    grant(session, town, account, Role.DISCIPLINE, "office")
    town.actors.clear()


def tie(session: Session, town: Town, account: str, unit: str = "", person: str = "") -> None:
    """Declare a tie of a person to a unit or to another person."""
    session.add(
        PersonTie(
            uid=new_uid(),
            person_uid=town.uid(account),
            tied_unit_uid=town.units[unit].uid if unit else None,
            tied_person_uid=town.uid(person) if person else None,
            kind=next(iter(TieKind)),
            declared_on=TODAY,
            recorded_at=LONG_AGO,
        )
    )
    session.flush()
    town.actors.clear()


def deputy(session: Session, town: Town, account: str, stands_in: str, unit: str) -> None:
    """Send a person on leave today and let another one stand in."""
    session.add(
        Leave(
            uid=new_uid(),
            person_uid=town.uid(account),
            deputy_uid=town.uid(stands_in),
            unit_uid=town.units[unit].uid,
            first=TODAY,
            last=TODAY,
            recorded_at=LONG_AGO,
        )
    )
    session.flush()
    town.actors.clear()
