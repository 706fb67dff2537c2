"""What the demo's people do besides their cases: duty log, shifts, ties, a post asked for, a post handed over."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.demo.tables import OfficeRow
from casebook.demo.town import Town
from casebook.kernel.deadlines import Moment
from casebook.people import admin_service, handover_queries, handover_service, log_service, rights, tie_service
from casebook.people.actor import Staff
from casebook.people.admin_service import Wanted
from casebook.people.duty_models import ShiftHandover
from casebook.people.handover_service import Leaving
from casebook.people.log_service import Happening, Shift
from casebook.people.models import Role, TieKind
from casebook.people.tie_queries import Tied


@dataclass(frozen=True)
class Occasion:
    """What a deed has before it: who acts, when, and the row's own words."""

    session: Session
    town: Town
    actor: Staff
    now: Moment
    row: OfficeRow

    @property
    def words(self) -> list[str]:
        """`more`, word by word."""
        return self.row.more.split()

    @property
    def role(self) -> str:
        """As whom the actor writes into the office's log."""
        role = rights.keeps_log(self.actor, self.town.office)
        assert role is not None  # the tables name people of the office
        return role


DEEDS: dict[str, Callable[[Occasion], None]] = {}


def deed(function: Callable[[Occasion], None]) -> Callable[[Occasion], None]:
    """Make the function known by the word that stands in the table."""
    DEEDS[function.__name__] = function
    return function


@deed
def log(it: Occasion) -> None:
    """Write the line `text` into the office's duty log."""
    log_service.write(it.session, it.actor, it.now, it.role, it.town.office, Happening(it.now.at, it.row.text))


@deed
def shift(it: Occasion) -> None:
    """Hand the shift over: `text` is still open. `more`: who comes | what to watch."""
    coming, watch = it.row.more.split("|")
    left = Shift(it.town.uid(coming), it.row.text, watch)
    log_service.write_shift(it.session, it.actor, it.now, it.role, it.town.office, left)


@deed
def sign_shift(it: Occasion) -> None:
    """Sign for the shift that waits for the actor."""
    waiting = select(ShiftHandover).where(ShiftHandover.coming_uid == it.actor.uid, ShiftHandover.signed_at.is_(None))
    log_service.sign_shift(it.session, it.actor, it.now, rights.HIMSELF, it.session.scalars(waiting).one())


@deed
def tie(it: Occasion) -> None:
    """Declare a tie of one's own. `more`: the unit and the kind."""
    code, kind = it.words
    tied = Tied(unit_uid=it.town.units[code].uid)
    tie_service.declare(it.session, it.actor, it.now, rights.HIMSELF, it.actor.uid, tied, TieKind(kind))


@deed
def ask_post(it: Occasion) -> None:
    """Ask for a post from that day on. `more`: whose, at which unit, which."""
    account, code, role = it.words
    wanted = Wanted(it.town.uid(account), it.town.units[code], Role(role), it.now.today)
    admin_service.ask_grant(it.session, it.actor, it.now, str(rights.asks(it.actor)), wanted)


@deed
def hand_over(it: Occasion) -> None:
    """List what somebody holds who leaves because of `text`, and name who follows. `more`: who, unit, successor."""
    account, code, successor = it.words
    leaving = Leaving(it.town.uid(account), it.town.units[code].uid, it.row.text)
    role = str(rights.hands_over(it.actor, leaving.person_uid, leaving.unit_uid))
    made = handover_service.make(it.session, it.actor, it.now, role, leaving)
    it.session.flush()
    listed = handover_queries.listed(it.session, it.actor, [made.uid])
    handover_service.name_successor(it.session, it.actor, it.now, role, made, listed, it.town.uid(successor))
