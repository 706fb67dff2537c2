"""Who is told of an event: each audience is resolved, when it is sent, with the very relation that says who may act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.kernel.access import visible_to
from casebook.kernel.history import Event, EventDetails, Message
from casebook.kernel.machine import Machine, Relation, machines
from casebook.office.queries import rules_here
from casebook.outbox import about_persons
from casebook.outbox.recipient import PERSON, RECEIPT, Recipient
from casebook.people.actor import Citizen, Post, Staff, System
from casebook.people.models import Grant, Leave, Person, Unit
from casebook.people.queries import in_force, open_ties, posts_of, tied
from casebook.vault import reports
from casebook.vault.watching import watching

CITIZEN = "citizen"


def recipients(session: Session, event: Event, today: date) -> list[Recipient]:
    """Everybody who is to be told of the event and may still see its record today; each once, in a fixed order.

    A constant number of queries, however many persons there are.
    """
    if event.subject_kind == reports.KIND:
        return _watchers(session, event, today)
    if event.subject_kind == PERSON:
        return about_persons.readers(session, event, today)
    machine = next(machine for machine in machines() if machine.kind == event.subject_kind)
    model: Any = machine.model
    record = session.scalar(visible_to(System("deliver"), model).where(model.uid == event.subject_uid))
    audiences = _audiences(session, event)
    found: dict[tuple[str, str], Recipient] = {}
    for audience, actor, reader in _readers(session, record, audiences, today):
        if _stands(machine, machine.relations[audience], record, actor):
            found.setdefault((reader.kind, reader.uid), reader)
    return list(found.values())


def staff_of(session: Session, persons: Mapping[str, Person], today: date) -> list[Staff]:
    """These persons as actors of this day, as `people.queries.staff` makes each, in five queries for all of them."""
    covered = session.scalars(_leaves(today).where(Leave.deputy_uid.in_(persons))).all()
    everybody = [*persons, *(leave.person_uid for leave in covered)]
    posts, ties, rules = posts_of(session, everybody, today), open_ties(session, everybody), rules_here(session)
    return [
        replace(_staff(person, [row for row in covered if row.deputy_uid == person.uid], posts, ties), rules=rules)
        for person in persons.values()
    ]


def _watchers(session: Session, event: Event, today: date) -> list[Recipient]:
    """Whoever watches over the identities an office keeps, by what the event says of the office."""
    facts = session.scalars(select(EventDetails.facts).where(EventDetails.event_uid == event.uid)).one()
    page = reports.page_of(facts)
    return [
        Recipient(PERSON, person.uid, reports.WATCHERS, "", address=person.email, page=page)
        for person in watching(session, facts["office"], today)
    ]


def _audiences(session: Session, event: Event) -> list[str]:
    return list(session.scalars(select(Message.audience).where(Message.event_uid == event.uid).order_by(Message.id)))


def _readers(session: Session, record: Any, audiences: list[str], today: date) -> Iterator[tuple[str, Any, Recipient]]:
    """(audience, actor, recipient) for everybody who could belong to each audience."""
    staff = _staff_near(session, record, today) if set(audiences) - {CITIZEN} else []
    for audience in audiences:
        if audience == CITIZEN:
            yield from ((CITIZEN, Citizen(receipt.uid), _of_receipt(receipt)) for receipt in record.receipts)
        else:
            yield from ((audience, actor, _of_person(record, audience, person)) for actor, person in staff)


def _stands(machine: Machine, relation: Relation, record: Any, actor: Any) -> bool:
    return relation.term(actor).holds(record) and machine.visible(actor).holds(record)


def _of_person(record: Any, audience: str, person: Person) -> Recipient:
    return Recipient(PERSON, person.uid, audience, record.reference, address=person.email)


def _of_receipt(receipt: Any) -> Recipient:
    return Recipient(RECEIPT, receipt.uid, CITIZEN, receipt.reference, receipt.language, party_uid=receipt.party_uid)


def _staff_near(session: Session, record: Any, today: date) -> list[tuple[Staff, Person]]:
    """Everybody with a post at a unit that has or shares in the record, or above it, and who stands in for one."""
    held = select(Grant.person_uid).where(Grant.unit_uid.in_(_units_above(session, record)), *in_force(today))
    deputies = _leaves(today).with_only_columns(Leave.deputy_uid).where(Leave.person_uid.in_(held))
    near = select(Person).where(Person.uid.in_(held) | Person.uid.in_(deputies), Person.active).order_by(Person.id)
    persons = {person.uid: person for person in session.scalars(near)}
    return [(actor, persons[actor.uid]) for actor in staff_of(session, persons, today)]


def _units_above(session: Session, record: Any) -> list[str]:
    tree = {unit.uid: unit for unit in session.scalars(select(Unit))}
    sharing = (part.unit_uid for part in getattr(record, "assignments", ()) if part.active)
    paths = [tree[uid].path for uid in (record.office_uid, record.main_unit_uid, *sharing) if uid]
    return [unit.uid for unit in tree.values() if any(path.startswith(unit.path) for path in paths)]


def _leaves(today: date) -> Any:
    return select(Leave).where(Leave.first <= today, Leave.last >= today, Leave.cancelled_at.is_(None))


def _staff(person: Person, covered: list[Leave], posts: list[tuple[str, Post]], ties: Sequence[Any]) -> Staff:
    lent = {(leave.person_uid, leave.unit_uid) for leave in covered}
    mine = [post for uid, post in posts if uid == person.uid or (uid, post.unit_uid) in lent]
    others = frozenset(leave.person_uid for leave in covered)
    tied_units, tied_persons = tied(ties, others | {person.uid})
    return Staff(person.uid, person.name, tuple(mine), others, tied_units=tied_units, tied_persons=tied_persons)
