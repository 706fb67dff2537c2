"""Who did the work of two posts on which case, week by week: what the small office shows for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from casebook.case.models import CallBack, CaseFile, CasePart
from casebook.case.taxonomy import Part
from casebook.kernel.access import visible_to
from casebook.people.actor import Staff
from casebook.people.models import Person, Role

# Whose work each part is: an officer who dispatches and later checks the answer does one post's work.
POST_OF = {
    Part.REGISTRAR: Role.CLERK,
    Part.AUTHOR: Role.OFFICER,
    Part.DISPATCHER: Role.OFFICER,
    Part.REVIEWER: Role.OFFICER,
    Part.HANDLER: Role.HANDLER,
}


@dataclass(frozen=True)
class Duty:
    """The work of one post on one case, and when it was done first."""

    post: Role
    at: datetime


@dataclass(frozen=True)
class Doubling:
    """A person who did the work of two or more posts on a case."""

    reference: str
    name: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class _Done:
    reference: str
    person_uid: str
    name: str
    duty: Duty


def doublings(session: Session, actor: Staff, first: datetime, end: datetime) -> list[Doubling]:
    """Everybody who from `first` until before `end` added a second post's work to a case the reader may see.

    Two statements, however many cases there are.
    """
    found: dict[tuple[str, str], list[_Done]] = {}
    of_the_week = _cases(actor, first, end)
    for done in (*_parts(session, of_the_week, end), *_calls(session, of_the_week, end)):
        found.setdefault((done.reference, done.person_uid), []).append(done)
    rows = (_doubling(each) for each in found.values())
    return sorted((row for row in rows if _counts(row, first)), key=lambda row: (row.reference, row.name))


def _counts(row: Doubling, first: datetime) -> bool:
    return len(row.duties) > 1 and row.duties[-1].at >= first


def _doubling(done: list[_Done]) -> Doubling:
    earliest: dict[Role, datetime] = {}
    for each in done:
        earliest[each.duty.post] = min(each.duty.at, earliest.get(each.duty.post, each.duty.at))
    duties = sorted((Duty(post, at) for post, at in earliest.items()), key=lambda duty: duty.at)
    return Doubling(done[0].reference, done[0].name, tuple(duties))


def _cases(actor: Staff, first: datetime, end: datetime) -> Select[tuple[str]]:
    """The cases the reader may see on which somebody began a work within the week."""
    parts = select(CasePart.case_uid).where(CasePart.since >= first, CasePart.since < end)
    calls = select(CallBack.case_uid).where(CallBack.at >= first, CallBack.at < end)
    touched = union(parts, calls).subquery()
    return visible_to(actor, CaseFile).where(CaseFile.uid.in_(select(touched))).with_only_columns(CaseFile.uid)


def _parts(session: Session, cases: Select[tuple[str]], end: datetime) -> Iterable[_Done]:
    query = (
        select(CaseFile.reference, Person.uid, Person.name, CasePart.part, CasePart.since)
        .join(CasePart, CasePart.case_uid == CaseFile.uid)
        .join(Person, Person.uid == CasePart.person_uid)
        .where(CaseFile.uid.in_(cases), CasePart.since < end, CasePart.part.in_(POST_OF))
    )
    for reference, uid, name, part, since in session.execute(query):
        yield _Done(reference, uid, name, Duty(POST_OF[part], since))


def _calls(session: Session, cases: Select[tuple[str]], end: datetime) -> Iterable[_Done]:
    query = (
        select(CaseFile.reference, Person.uid, Person.name, CallBack.at)
        .join(CallBack, CallBack.case_uid == CaseFile.uid)
        .join(Person, Person.uid == CallBack.by_uid)
        .where(CaseFile.uid.in_(cases), CallBack.at < end)
    )
    for reference, uid, name, at in session.execute(query):
        yield _Done(reference, uid, name, Duty(Role.CALLBACK, at))
