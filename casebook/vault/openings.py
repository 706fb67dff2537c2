"""Who opened whose identity, when and why: read from the events, by those who watch over it. Opens nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from casebook.case.models import CaseFile
from casebook.case.relations import accused, excluded, shielded
from casebook.case.workflow import Action
from casebook.kernel.history import Event, EventDetails
from casebook.kernel.terms import is_, when
from casebook.people.actor import Staff
from casebook.people.models import Person, Role
from casebook.vault.reports import KIND, IdentityDeed
from casebook.vault.watching import discipline_at

Second, Earlier = aliased(Person), aliased(CaseFile)
MOST_LISTED = 2000


@dataclass(frozen=True)
class Opened:
    """One field of one identity, opened; `second` is who stood by where it took two."""

    at: datetime
    who: str
    role: str
    reference: str
    field: str
    reason: str
    second: str = ""
    emergency: bool = False


@dataclass(frozen=True)
class Attached:
    """A complaint of reprisal or a leak, and who had opened the identity of the earlier matter until then (CR7)."""

    reference: str
    earlier: str
    openings: list[Opened]


@dataclass(frozen=True)
class Around:
    """Something else that was done around identities: what it was, by whom, with which facts."""

    at: datetime
    who: str
    role: str
    deed: IdentityDeed
    facts: Mapping[str, Any]
    second: str = ""


def offices_watched(session: Session, actor: Staff, today: date) -> frozenset[str]:
    """The offices whose openings he reads: as discipline; as director only where nobody acts for discipline."""
    directed = actor.offices(Role.DIRECTOR)
    alone = (office for office in directed if not discipline_at(session, office, today))
    return actor.offices(Role.DISCIPLINE) | frozenset(alone)


def openings(session: Session, actor: Staff, offices: frozenset[str], first: datetime, end: datetime) -> list[Opened]:
    """Every field opened from `first` until before `end`, his own included; nothing of what complains about him."""
    when_and_where = (Event.at >= first) & (Event.at < end) & CaseFile.office_uid.in_(offices)
    rows = session.execute(_revealed().where(when_and_where, _known(actor)).limit(MOST_LISTED))
    return [_opened(*row[1:]) for row in rows]


def attached(session: Session, actor: Staff, offices: frozenset[str], first: datetime, end: datetime) -> list[Attached]:
    """The complaints of reprisal or a leak that were accepted in that time, each with the earlier access log."""
    query = (
        select(CaseFile.reference, Earlier.reference, EventDetails.facts)
        .join(Event, Event.subject_uid == CaseFile.uid)
        .join(EventDetails, EventDetails.event_uid == Event.uid)
        .join(Earlier, Earlier.uid == EventDetails.facts["earlier"].as_string())
        .where(Event.action == Action.ACCEPT.value, Event.at >= first, Event.at < end)
        .where(CaseFile.office_uid.in_(offices), _known(actor))
        .order_by(Event.id)
        .limit(MOST_LISTED)
    )
    found = session.execute(query).all()
    named = {uid for _reference, _earlier, facts in found for uid in facts["earlier_openings"]}
    logs = {row[0]: _opened(*row[1:]) for row in session.execute(_revealed().where(Event.uid.in_(named)))}
    return [
        Attached(reference, earlier, [logs[uid] for uid in facts["earlier_openings"] if uid in logs])
        for reference, earlier, facts in found
    ]


def _revealed() -> Select[Any]:
    second = EventDetails.facts["second"].as_string()
    return (
        select(Event.uid, Event.at, Event.role, Person.name, CaseFile.reference, EventDetails.facts, Second.name)
        .join(EventDetails, EventDetails.event_uid == Event.uid)
        .join(CaseFile, CaseFile.uid == Event.subject_uid)
        .join(Person, Person.uid == Event.actor_uid)
        .outerjoin(Second, Second.uid == second)
        .where(Event.action == Action.REVEAL.value, Event.subject_kind == "case")
        .order_by(Event.at, Event.id)
    )


def around(session: Session, offices: frozenset[str], first: datetime, end: datetime) -> list[Around]:
    """What else was done around identities in that time, the reports themselves aside."""
    second = EventDetails.facts["second"].as_string()
    query = (
        select(Event.at, Event.role, Person.name, Event.action, EventDetails.facts, Second.name)
        .join(EventDetails, EventDetails.event_uid == Event.uid)
        .join(Person, Person.uid == Event.actor_uid)
        .outerjoin(Second, Second.uid == second)
        .where(Event.subject_kind == KIND, Event.at >= first, Event.at < end)
        .where(EventDetails.facts["office"].as_string().in_(offices))
        .order_by(Event.at, Event.id)
        .limit(MOST_LISTED)
    )
    return [_around(*row) for row in session.execute(query)]


def count_openings(session: Session, office_uid: str, first: datetime, end: datetime) -> int:
    """How many fields of an office's identities were opened in that time."""
    query = select(func.count()).select_from(Event).join(CaseFile, CaseFile.uid == Event.subject_uid)
    revealed = (Event.action == Action.REVEAL.value) & (CaseFile.office_uid == office_uid)
    return session.scalar(query.where(revealed, Event.at >= first, Event.at < end)) or 0


def _known(actor: Staff) -> Any:
    # What complains about the office itself is no news for its director, not even as a number (CR4).
    above = when(actor.holds({Role.DISCIPLINE})) | ~is_("against_office", True)
    return (above & ~accused(actor) & ~shielded(actor) & ~excluded(actor)).sql(CaseFile)


def _opened(at: datetime, role: str, name: str, reference: str, facts: Mapping[str, Any], second: str | None) -> Opened:
    reason, emergency = str(facts.get("reason", "")), bool(facts.get("emergency"))
    return Opened(at, name, role, reference, str(facts["field"]), reason, second or "", emergency)


def _around(at: datetime, role: str, name: str, deed: str, facts: Mapping[str, Any], second: str | None) -> Around:
    return Around(at, name, role, IdentityDeed(deed), facts, second or "")
