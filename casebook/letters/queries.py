"""Which notices of a case somebody may read, and one of them as he may read it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.orm import Session, defer

from casebook.case.models import CaseFile
from casebook.case.projection import Audience
from casebook.case.record import reader_of
from casebook.letters.models import Delivery, Notice, To
from casebook.letters.projection import Letter, Line, letter_for, line_for
from casebook.people.actor import Citizen, Staff
from casebook.people.models import STATION_ROLES, Person, Role


def of_case(session: Session, actor: Staff, case: CaseFile) -> list[Line]:
    """The notices of a case this member of staff may read, oldest first. He must see the case itself."""
    rows = session.execute(_lines(case.uid, may_read(actor, case)).options(defer(Notice.body)))
    return [line_for(*row) for row in rows]


def of_citizen(session: Session, citizen: Citizen, case: CaseFile) -> list[Line]:
    """The notices that address whoever holds this receipt, oldest first."""
    rows = session.execute(_lines(case.uid, _to_citizen()))
    return [line_for(*row) for row in rows if citizen.receipt_uid in row[0].body["references"]]


def read(session: Session, actor: Staff, case: CaseFile, uid: str) -> Letter | None:
    """One notice with its deliveries as this member of staff may read it, or None."""
    notice = session.scalar(_of(case.uid).where(Notice.uid == uid, may_read(actor, case)))
    if notice is None:
        return None
    return letter_for(notice, reader_of(actor, case, None).audience, _deliveries(session, uid))


def read_by_citizen(session: Session, citizen: Citizen, cases: Sequence[CaseFile], uid: str) -> Letter | None:
    """One notice that addresses whoever holds this receipt; `cases` are those he sees."""
    mine = Notice.case_uid.in_([case.uid for case in cases])
    notice = session.scalar(select(Notice).where(Notice.uid == uid, mine, _to_citizen()))
    if notice is None or citizen.receipt_uid not in notice.body["references"]:
        return None
    return letter_for(notice, Audience.CITIZEN, [], str(citizen.receipt_uid))


def may_read(actor: Staff, case: CaseFile) -> ColumnElement[bool]:
    """What of a visible case's notices this member of staff may read.

    Those who work at the office and the overseers read all but the restricted ones, which are the discipline
    authority's alone; a station reads what addresses it and never a letter to the complainant.
    """
    restricted = Notice.restricted.is_(False) if case.office_uid not in actor.offices(Role.DISCIPLINE) else true()
    if reader_of(actor, case, None).audience is not Audience.STATION:
        return restricted
    units = actor.units(*STATION_ROLES)
    addressed = Notice.unit_uid.in_(units) if units else false()
    return and_(restricted, Notice.to == To.STATION, addressed)


def deliverable(session: Session, actor: Staff, case: CaseFile) -> list[Notice]:
    """The notices whose delivery on paper this member of staff may record, the latest first."""
    return list(session.scalars(_of(case.uid).where(may_read(actor, case)).order_by(Notice.id.desc())))


def _to_citizen() -> ColumnElement[bool]:
    return and_(Notice.to == To.CITIZEN, Notice.restricted.is_(False))


def _of(case_uid: str) -> Any:
    return select(Notice).where(Notice.case_uid == case_uid)


def _lines(case_uid: str, readable: ColumnElement[bool]) -> Any:
    first = (
        select(Delivery.notice_uid, func.min(Delivery.delivered_at).label("at"))
        .group_by(Delivery.notice_uid)
        .subquery()
    )
    query = _of(case_uid).add_columns(first.c.at).outerjoin(first, first.c.notice_uid == Notice.uid)
    return query.where(readable).order_by(Notice.id)


def _deliveries(session: Session, notice_uid: str) -> list[Any]:
    query = select(Delivery, Person.name).outerjoin(Person, Person.uid == Delivery.by_uid)
    return list(session.execute(query.where(Delivery.notice_uid == notice_uid).order_by(Delivery.id)))
