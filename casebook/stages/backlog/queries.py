"""Who may answer for what is on the backlog, who goes on with it, and what has been promised already."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from casebook.case.guards.decisions import INSTANT
from casebook.case.models import CaseFile
from casebook.kernel.deadlines import Moment, local_day
from casebook.people.models import Grant, Person, Role, Unit
from casebook.people.queries import answering_person, in_force
from casebook.responsibility.queries import chain_of
from casebook.stages.queries import StationPost, without_the_accused
from casebook.stages.service import last_signer, signer_now

# A liaison signs and prepares; whoever answers for a plan must be able to work on it.
AT_STATION = (Role.STATION_HEAD, Role.HANDLER)
AT_OFFICE = (Role.OFFICER, Role.DIRECTOR)
PROMISED_BY = ("feedback", "rework")


def owners(session: Session, case: CaseFile, today: date) -> list[StationPost]:
    """Whoever may be named: heads and handlers of the unit that has it, officers and directors of the office.

    Against the office itself the city answers in its place (CR4).
    """
    office = Grant.role == Role.OVERSIGHT
    if not case.against_office:
        office = (Grant.unit_uid == case.office_uid) & Grant.role.in_(AT_OFFICE)
    station = (Grant.unit_uid == case.main_unit_uid) & Grant.role.in_(AT_STATION)
    query = (
        select(Unit, Person, Grant.role)
        .join(Grant, Grant.unit_uid == Unit.uid)
        .join(Person, Person.uid == Grant.person_uid)
        .where(or_(office, station), Person.active, *in_force(today))
        .order_by(Unit.id.desc(), Person.name, Grant.id)
    )
    return without_the_accused(session, (StationPost(*row) for row in session.execute(query)), case)


def who_resumes(session: Session, case: CaseFile, now: Moment) -> tuple[str, str]:
    """(person, unit): whoever of the unit that handles it signed last, else the office's answering person."""
    unit = case.main_unit_uid or case.office_uid
    if last_signer(chain_of(session, case.uid), unit) is None:
        return answering_person(session, case.office_uid, now), case.office_uid
    return signer_now(session, case, now), unit


def posted_day(case: CaseFile) -> date | None:
    """The day by which everybody is promised an answer; None where no such term runs."""
    running = [clock.due_at for clock in case.clocks if clock.kind in PROMISED_BY and clock.runs]
    return local_day(min(running) - INSTANT) if running else None
