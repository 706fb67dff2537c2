"""Who was answerable for a case, and for how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from casebook.responsibility.models import Chain, HowTaken


@dataclass(frozen=True)
class Held:
    """One person's share of the time; `until` is None while he still holds it."""

    person_uid: str
    unit_uid: str
    how: HowTaken
    since: datetime
    until: datetime | None
    length: timedelta
    reason: str | None


def chain_of(session: Session, case_uid: str) -> Chain:
    """The chain of a case with its links; every case has one."""
    return session.scalars(select(Chain).where(Chain.case_uid == case_uid).options(selectinload(Chain.links))).one()


def chains_of(session: Session, case_uids: Iterable[str]) -> dict[str, Chain]:
    """The chains of these cases with their links, by case."""
    query = select(Chain).where(Chain.case_uid.in_(list(case_uids))).options(selectinload(Chain.links))
    return {chain.case_uid: chain for chain in session.scalars(query)}


def shares(chain: Chain, now: datetime) -> list[Held]:
    """Each link with its length. Together they are exactly the time in which somebody had to answer."""
    return [
        Held(
            link.person_uid,
            link.unit_uid,
            link.how,
            link.since,
            link.until,
            (link.until or now) - link.since,
            link.reason,
        )
        for link in chain.links
    ]
