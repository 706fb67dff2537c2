"""Who somebody is at a moment: his posts in force, leave and substitution included; who answers for a unit."""

from collections.abc import Collection, Iterable, Sequence, Set
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from casebook.kernel.deadlines import Moment
from casebook.office.queries import kept_here
from casebook.office.rules import OfficeRules
from casebook.people.actor import Post, Staff
from casebook.people.models import STATION_ROLES, DutyShift, Grant, Leave, Person, PersonTie, Role, Unit, UnitKind
from casebook.vault.models import BreakGlass


def staff(session: Session, person_uid: str, today: date) -> Staff | None:
    """The person as an actor of this day, or None when he has no active account. At most four queries."""
    found = session.execute(_asked_about(person_uid, today)).all()
    if not found:
        return None
    name, decided, until = found[0][:3]
    covered = [row[3] for row in found if row[3] is not None]
    standing_in_for = frozenset(leave.person_uid for leave in covered)
    posts = posts_of(session, [person_uid, *standing_in_for], today)
    tied_units, tied_persons = tied(open_ties(session, standing_in_for | {person_uid}), standing_in_for | {person_uid})
    return Staff(
        uid=person_uid,
        name=name,
        posts=tuple(_posts_held(person_uid, covered, posts)),
        standing_in_for=standing_in_for,
        tied_units=tied_units,
        tied_persons=tied_persons,
        rules=OfficeRules.of(decided or {}),
        emergency_until=until,
    )


def posts_of(session: Session, persons: Sequence[str], today: date) -> list[tuple[str, Post]]:
    """(person, post) for every grant in force on this day."""
    rows = session.execute(
        select(Grant, Unit)
        .join(Unit, Unit.uid == Grant.unit_uid)
        .where(Grant.person_uid.in_(persons), *in_force(today))
    ).all()
    tree = _tree(session, rows)
    return [(grant.person_uid, _post(grant.role, unit, tree)) for grant, unit in rows]


def open_ties(session: Session, persons: Collection[str]) -> Sequence[Any]:
    """The ties in force in which one of these persons stands at either end, whoever declared them. One query."""
    either = PersonTie.person_uid.in_(persons) | PersonTie.tied_person_uid.in_(persons)
    query = select(PersonTie.person_uid, PersonTie.tied_unit_uid, PersonTie.tied_person_uid)
    return session.execute(query.where(PersonTie.ended_at.is_(None), either)).all()


def tied(ties: Iterable[Any], persons: Set[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The units and the other persons these persons must keep away from: a tie between two persons binds both."""
    units = frozenset(tie.tied_unit_uid for tie in ties if tie.tied_unit_uid and tie.person_uid in persons)
    pairs = [{tie.person_uid, tie.tied_person_uid} for tie in ties if tie.tied_person_uid]
    return units, frozenset().union(*(pair for pair in pairs if pair & persons)) - persons


def in_force(today: date) -> tuple[Any, ...]:
    """The conditions under which a grant counts on this day: decided, begun, not over."""
    not_over = Grant.ends_on.is_(None) | (Grant.ends_on >= today)
    return (Grant.decided_at.is_not(None), Grant.ended_at.is_(None), Grant.starts_on <= today, not_over)


def answering_person(session: Session, unit_uid: str, now: Moment) -> str:
    """Who holds what nobody of this unit has signed for: the duty roster first, else the answering grant.

    A person on leave is stood in for by the deputy named in the leave record (F2). Raises LookupError without one.
    """
    shift = session.scalar(
        select(DutyShift.person_uid).where(DutyShift.unit_uid == unit_uid, DutyShift.day == now.today)
    )
    return present(session, shift or _answering_grant(session, unit_uid, now.today), now.today)


def present(session: Session, person_uid: str, today: date) -> str:
    """The person himself, or the deputy who stands in for him today."""
    leave = session.scalar(_leaves(today).where(Leave.person_uid == person_uid))
    return leave.deputy_uid if leave else person_uid


def people_at(session: Session, unit_uid: str, roles: Iterable[Role], today: date) -> list[Person]:
    """Everybody who holds one of the roles at the unit on this day, by name."""
    held = select(Grant.person_uid).where(Grant.unit_uid == unit_uid, Grant.role.in_(list(roles)), *in_force(today))
    return list(session.scalars(select(Person).where(Person.uid.in_(held), Person.active).order_by(Person.name)))


def people_above(session: Session, unit_uid: str, roles: Iterable[Role], today: date) -> list[tuple[Person, Unit]]:
    """Everybody who holds one of the roles at the unit or above it, and where: the nearest first, who answers first."""
    here = select(Unit.path).where(Unit.uid == unit_uid).scalar_subquery()
    held = (
        select(Person, Unit)
        .join(Grant, Grant.person_uid == Person.uid)
        .join(Unit, Unit.uid == Grant.unit_uid)
        .where(Grant.role.in_(list(roles)), Person.active, *in_force(today))
        .where(func.substr(here, 1, func.length(Unit.path)) == Unit.path)
        .order_by(func.length(Unit.path).desc(), Grant.answering.desc(), Person.name)
    )
    return [(person, unit) for person, unit in session.execute(held)]


def stations(session: Session) -> list[Unit]:
    """All active stations in their order."""
    return list(session.scalars(select(Unit).where(Unit.kind == UnitKind.STATION, Unit.active).order_by(Unit.id)))


def the_office(session: Session) -> Unit:
    """The efficiency office of this installation. Raises LookupError before `casebook init` has made one."""
    office = session.scalar(select(Unit).where(Unit.kind == UnitKind.OFFICE).order_by(Unit.id).limit(1))
    if office is None:
        raise LookupError("no office yet: run casebook init or casebook demo")
    return office


def unit(session: Session, uid: str | None) -> Unit | None:
    """The unit with this uid."""
    return session.scalar(select(Unit).where(Unit.uid == uid)) if uid else None


def names(session: Session, uids: Iterable[str | None]) -> dict[str, str]:
    """Names of persons by uid, in one query."""
    wanted = {uid for uid in uids if uid}
    return dict(session.execute(select(Person.uid, Person.name).where(Person.uid.in_(wanted))).all()) if wanted else {}


def _answering_grant(session: Session, unit_uid: str, today: date) -> str:
    grant = select(Grant.person_uid).where(Grant.unit_uid == unit_uid, Grant.answering, *in_force(today))
    found = session.scalar(grant)
    if found is None:
        raise LookupError(f"unit {unit_uid} has no answering person")
    return found


def _leaves(today: date) -> Select[Leave]:
    return select(Leave).where(*_away_on(today))


def _away_on(today: date) -> tuple[Any, ...]:
    return (Leave.first <= today, Leave.last >= today, Leave.cancelled_at.is_(None))


def _asked_about(person_uid: str, today: date) -> Select[Any]:
    """Name, what his office decided last, until when an emergency is in force, and a row for each leave.

    Of each leave in which he stands in; one row without, if there is none.
    """
    stands_in = (Leave.deputy_uid == Person.uid, *_away_on(today))
    emergency = select(func.max(BreakGlass.until)).scalar_subquery()
    query = select(Person.name, kept_here(), emergency, Leave).outerjoin(Leave, and_(*stands_in))
    return query.where(Person.uid == person_uid, Person.active)


def _posts_held(person_uid: str, covered: list[Leave], posts: list[tuple[str, Post]]) -> Iterable[Post]:
    """His own posts, and those of whom he stands in for at the unit named in the leave record."""
    yield from (post for uid, post in posts if uid == person_uid)
    for leave in covered:
        yield from (post for uid, post in posts if uid == leave.person_uid and post.unit_uid == leave.unit_uid)


def _tree(session: Session, rows: Sequence[Any]) -> Sequence[Any]:
    # Only posts that reach down the tree need it.
    if all(grant.role in STATION_ROLES for grant, _ in rows):
        return []
    return session.execute(select(Unit.uid, Unit.path, Unit.kind)).all()


def _post(role: Role, unit: Unit, tree: Sequence[Any]) -> Post:
    if role in STATION_ROLES:
        return Post(role, unit.uid, frozenset({unit.uid}))
    below = [(uid, kind) for uid, path, kind in tree if path.startswith(unit.path)]
    offices = frozenset(uid for uid, kind in below if kind is UnitKind.OFFICE)
    return Post(role, unit.uid, frozenset(uid for uid, _ in below), offices)
