"""What several stages leave behind once the table has let a deed pass: the end of the duty, its beginning, links."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import Assignment, CaseFile, CaseLink, Standing
from casebook.case.taxonomy import LinkKind
from casebook.case.workflow import Action
from casebook.kernel import timers
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts
from casebook.kernel.transition import perform
from casebook.people.actor import SYSTEM
from casebook.people.models import Role
from casebook.people.queries import answering_person, people_at, present
from casebook.responsibility import service as responsibility
from casebook.responsibility.models import Chain
from casebook.responsibility.queries import chain_of


@timers.does(Action.LAPSE)
def lapse(session: Session, case: CaseFile, now: Moment, facts: Facts) -> None:
    """Nobody decided in time what was proposed: it is over, and may be proposed again."""
    perform(case, Action.LAPSE, SYSTEM, now, {"proposal": facts["proposal"]})


def settle(session: Session, case: CaseFile, now: Moment, rule: str) -> None:
    """The case is over by this row: its end is dated, and the duty to answer ends with the holder it had."""
    case.closed_at, case.closed_by = now.at, rule
    responsibility.end(chain_of(session, case.uid), now)


def take_up(session: Session, case: CaseFile, person_uid: str, now: Moment) -> None:
    """Somebody at the office answers for the case from here: his own deed is his signature. Also after an end."""
    chain = chain_of(session, case.uid)
    if case.holder_uid != person_uid or chain.closed_at is not None:
        responsibility.take(case, chain, person_uid, case.office_uid, now)
    case.closed_at = case.closed_by = case.outcome = None


def end_assignments(session: Session, case: CaseFile, now: Moment) -> None:
    """No station handles it any more: the view each had of the case ends with this."""
    for assignment in _open_assignments(session, case):
        assignment.ended_at, assignment.active = now.at, False
    session.expire(case, ["assignments"])
    case.main_unit_uid = case.handler_uid = case.dispatched_at = None
    case.on_paper = case.handed_in = case.self_handled = case.co_handled = False
    case.contacted_at = case.confirmed_at = case.agreed_at = None


def stand(session: Session, case: CaseFile, **values: Any) -> None:
    """Keep what the citizen reads about where the case stands: the values of one sentence (dates as dates)."""
    row = session.scalar(select(Standing).where(Standing.case_uid == case.uid))
    if row is None:
        row = Standing(case_uid=case.uid)
        session.add(row)
    row.values = {name: _kept(value) for name, value in values.items()}


def standing_values(session: Session, case: CaseFile) -> dict[str, Any]:
    """The values kept for the sentence about where the case stands; nothing where none were needed."""
    return session.scalar(select(Standing.values).where(Standing.case_uid == case.uid)) or {}


def link(session: Session, case: CaseFile, other_uid: str, kind: LinkKind, now: Moment) -> None:
    """Tie the case to another one."""
    session.add(CaseLink(case_uid=case.uid, other_uid=other_uid, kind=kind, made_at=now.at))


def signer_now(session: Session, case: CaseFile, now: Moment) -> str:
    """Who answers when a case goes back to its unit: whoever of it signed last, while he is still there.

    Who is on leave is stood in for; for one who has left the unit's answering person takes it, else the office's.
    """
    unit = case.main_unit_uid or case.office_uid
    signer = last_signer(chain_of(session, case.uid), unit)
    here = {person.uid for person in people_at(session, unit, list(Role), now.today)}
    if signer in here:
        return present(session, str(signer), now.today)
    try:
        return answering_person(session, unit, now)
    except LookupError:
        return answering_person(session, case.office_uid, now)


def answers_again(session: Session, case: CaseFile, person_uid: str, now: Moment, why: str) -> None:
    """The duty begins anew after an end: with whoever had it, or by designation with whoever is there in his place."""
    chain = chain_of(session, case.uid)
    if person_uid == case.holder_uid:
        responsibility.reopen(case, chain, now)
    else:
        responsibility.designate(case, chain, person_uid, str(case.main_unit_uid), now, why)


def last_signer(chain: Chain, unit_uid: str | None) -> str | None:
    """Whoever of the unit signed last: his signature still binds him. None if nobody of it ever signed."""
    return next((one.person_uid for one in reversed(chain.links) if one.unit_uid == unit_uid), None)


def _open_assignments(session: Session, case: CaseFile) -> list[Assignment]:
    query = select(Assignment).where(Assignment.case_uid == case.uid, Assignment.ended_at.is_(None))
    return list(session.scalars(query))


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
