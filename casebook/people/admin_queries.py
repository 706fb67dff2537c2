"""What is looked at and asked about people by whoever administers them: units, persons, grants, leave, the roster."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from casebook.kernel.history import Event
from casebook.people.models import DutyShift, Grant, Leave, Person, Role, Unit
from casebook.people.queries import in_force

MOST = 500  # rows of one page; a town has some hundred grants


@dataclass(frozen=True)
class UnitLine:
    """A unit in the tree: how deep it stands, who answers for it, how many hold a post there."""

    unit: Unit
    depth: int
    answering: Grant | None
    posts: int


def unit_tree(session: Session, today: date) -> list[UnitLine]:
    """All units, each under its parent."""
    units = session.scalars(select(Unit))
    answering = {grant.unit_uid: grant for grant in _answering_everywhere(session)}
    counted = select(Grant.unit_uid, func.count()).where(*in_force(today)).group_by(Grant.unit_uid)
    posts = dict(session.execute(counted).all())
    lines = [
        UnitLine(unit, unit.path.count("/") - 1, answering.get(unit.uid), posts.get(unit.uid, 0)) for unit in units
    ]
    return sorted(lines, key=lambda line: [int(part) for part in line.unit.path.split("/") if part])


def unit_by_code(session: Session, code: str) -> Unit | None:
    """The unit with this code."""
    return session.scalar(select(Unit).where(Unit.code == code))


def units(session: Session) -> list[Unit]:
    """All active units in their order."""
    return list(session.scalars(select(Unit).where(Unit.active).order_by(Unit.id)))


def all_units(session: Session) -> list[Unit]:
    """All units, those that are closed too: their names stand in what happened before."""
    return list(session.scalars(select(Unit).order_by(Unit.id)))


def persons(session: Session, today: date, unit_uid: str | None = None) -> list[tuple[Person, list[Grant]]]:
    """Everybody with his posts in force, or those with a post at one unit."""
    grants: dict[str, list[Grant]] = {}
    for grant in session.scalars(_with_unit().where(*in_force(today)).order_by(Grant.id)):
        grants.setdefault(grant.person_uid, []).append(grant)
    everybody = session.scalars(select(Person).order_by(Person.id).limit(MOST))
    held = [(person, grants.get(person.uid, [])) for person in everybody]
    return [row for row in held if unit_uid is None or any(grant.unit_uid == unit_uid for grant in row[1])]


def active_persons(session: Session) -> list[Person]:
    """Everybody with an active account, by account."""
    return list(session.scalars(select(Person).where(Person.active).order_by(Person.account).limit(MOST)))


def grants_waiting(session: Session) -> list[Grant]:
    """Grants that were asked for and not decided, the oldest first."""
    waiting = _with_unit().where(Grant.decided_at.is_(None), Grant.ended_at.is_(None))
    return list(session.scalars(waiting.order_by(Grant.id)))


def grants_decided(session: Session) -> list[Grant]:
    """Grants that were agreed to and not ended, the newest first; one whose days are over is among them."""
    decided = _with_unit().where(Grant.decided_at.is_not(None), Grant.ended_at.is_(None))
    return list(session.scalars(decided.order_by(Grant.id.desc()).limit(MOST)))


def grants_over(session: Session) -> list[Grant]:
    """Grants that were refused or ended, the newest first."""
    over = _with_unit().where(Grant.ended_at.is_not(None))
    return list(session.scalars(over.order_by(Grant.ended_at.desc(), Grant.id.desc()).limit(MOST)))


def grants_of(session: Session, person_uid: str) -> list[Grant]:
    """Every grant of a person, the newest first."""
    return list(session.scalars(_with_unit().where(Grant.person_uid == person_uid).order_by(Grant.id.desc())))


def grant(session: Session, uid: str) -> Grant | None:
    """The grant with its person and unit."""
    return session.scalar(_with_unit().where(Grant.uid == uid))


def history(session: Session, subject_uid: str) -> list[Event]:
    """The events of one row, in order, with their details."""
    query = select(Event).where(Event.subject_uid == subject_uid).options(joinedload(Event.details))
    return list(session.scalars(query.order_by(Event.subject_version)))


def next_version(session: Session, subject_uid: str) -> int:
    """The number of the next event of this row."""
    latest = select(func.max(Event.subject_version)).where(Event.subject_uid == subject_uid)
    return (session.scalar(latest) or 0) + 1


def account_taken(session: Session, account: str) -> bool:
    """Whether somebody has this account."""
    return session.scalar(select(Person.id).where(Person.account == account)) is not None


def name(session: Session, person_uid: str) -> str:
    """The name of a person."""
    return session.scalars(select(Person.name).where(Person.uid == person_uid)).one()


def person(session: Session, uid: str) -> Person | None:
    """The person with this uid."""
    return session.scalar(select(Person).where(Person.uid == uid))


def same_grant(session: Session, person_uid: str, unit_uid: str, role: Role) -> bool:
    """Whether he has this post, or it is asked for."""
    same = select(Grant.id).where(Grant.person_uid == person_uid, Grant.unit_uid == unit_uid, Grant.role == role)
    return session.scalar(same.where(Grant.ended_at.is_(None)).limit(1)) is not None


def roles_of(session: Session, person_uid: str) -> set[Role]:
    """The roles he has anywhere, those agreed for later days included."""
    held = select(Grant.role).where(Grant.person_uid == person_uid, Grant.ended_at.is_(None))
    return set(session.scalars(held.where(Grant.decided_at.is_not(None))))


def others_in_force(session: Session, grant: Grant, today: date) -> int:
    """How many other persons with an active account have the same role today and for good."""
    same = select(func.count(Grant.person_uid.distinct())).where(Grant.role == grant.role, *in_force(today))
    same = same.join(Person, Person.uid == Grant.person_uid).where(Person.active)
    return session.scalar(same.where(Grant.person_uid != grant.person_uid, Grant.ends_on.is_(None))) or 0


def is_in_force(grant: Grant, today: date) -> bool:
    """Whether the grant counts on this day: what `queries.in_force` asks, of one row."""
    if grant.decided_at is None or grant.ended_at is not None or grant.starts_on > today:
        return False
    return grant.ends_on is None or grant.ends_on >= today


def answering(session: Session, unit_uid: str) -> Grant | None:
    """The grant of whoever answers for the unit, agreed to or only asked for."""
    return session.scalar(_with_unit().where(Grant.unit_uid == unit_uid, Grant.answering, Grant.ended_at.is_(None)))


def answers_now(session: Session, unit_uid: str) -> Grant | None:
    """The grant of whoever answers for the unit, agreed to."""
    present = answering(session, unit_uid)
    return present if present is not None and present.decided_at is not None else None


def posts_at(session: Session, unit_uid: str, today: date) -> list[Grant]:
    """All grants in force at a unit, by the person's name."""
    held = _with_unit().where(Grant.unit_uid == unit_uid, *in_force(today))
    return sorted(session.scalars(held), key=lambda grant: (grant.person.name, grant.role.value))


def has_post_at(session: Session, person_uid: str, unit_uid: str, day: date) -> bool:
    """Whether an active person has any post at the unit on this day."""
    held = select(Grant.id).join(Grant.person).where(Grant.person_uid == person_uid, Grant.unit_uid == unit_uid)
    return session.scalar(held.where(Person.active, *in_force(day)).limit(1)) is not None


def holds_at(session: Session, person_uid: str, unit_uid: str, roles: Iterable[Role], day: date) -> bool:
    """Whether he himself, not as a deputy, has one of these posts at the unit on this day."""
    held = select(Grant.id).where(Grant.person_uid == person_uid, Grant.unit_uid == unit_uid, *in_force(day))
    return session.scalar(held.where(Grant.role.in_(list(roles))).limit(1)) is not None


def posts_everywhere(session: Session, unit_uids: Iterable[str], today: date) -> list[Grant]:
    """All grants in force at these units."""
    return list(
        session.scalars(_with_unit().where(Grant.unit_uid.in_(list(unit_uids)), *in_force(today)).order_by(Grant.id))
    )


def leaves_of(session: Session, person_uid: str, first: date, last: date) -> list[Leave]:
    """His leaves that touch these days."""
    return list(session.scalars(_leaves(first, last).where(Leave.person_uid == person_uid)))


def deputises(session: Session, person_uid: str, first: date, last: date) -> list[Leave]:
    """Leaves of others in which he stands in on one of these days."""
    return list(session.scalars(_leaves(first, last).where(Leave.deputy_uid == person_uid)))


def leaves(session: Session, since: date, unit_uids: Iterable[str] | None = None, of: str | None = None) -> list[Leave]:
    """Leaves that are not over or ended after `since`, the latest first: of all, or of these units and this person."""
    query = select(Leave).where(Leave.last >= since)
    if unit_uids is not None:
        query = query.where(Leave.unit_uid.in_(list(unit_uids)) | (Leave.person_uid == of) | (Leave.deputy_uid == of))
    return list(session.scalars(query.order_by(Leave.first.desc(), Leave.id.desc()).limit(MOST)))


def leave(session: Session, uid: str) -> Leave | None:
    """The leave with this uid."""
    return session.scalar(select(Leave).where(Leave.uid == uid))


def shift(session: Session, unit_uid: str, day: date) -> DutyShift | None:
    """Who is on duty at a unit on a day."""
    return session.scalar(select(DutyShift).where(DutyShift.unit_uid == unit_uid, DutyShift.day == day))


def week(session: Session, unit_uid: str, monday: date) -> dict[date, Person]:
    """Who is on duty at a unit on the days of a week."""
    rows = select(DutyShift.day, Person).join(Person, Person.uid == DutyShift.person_uid)
    these = DutyShift.day.between(monday, monday + timedelta(days=6))
    return dict(session.execute(rows.where(DutyShift.unit_uid == unit_uid, these)).all())


def _with_unit() -> Select[Grant]:
    return select(Grant).options(joinedload(Grant.unit), joinedload(Grant.person))


def _answering_everywhere(session: Session) -> list[Grant]:
    decided = (Grant.ended_at.is_(None), Grant.decided_at.is_not(None))
    return list(session.scalars(_with_unit().where(Grant.answering, *decided)))


def _leaves(first: date, last: date) -> Select[Leave]:
    return select(Leave).where(Leave.first <= last, Leave.last >= first, Leave.cancelled_at.is_(None))
