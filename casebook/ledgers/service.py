"""A ledger that leaves the house, as a file or on paper, is on record: who, what, which days, how many lines."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from casebook.case.projection import Audience
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, write_apart
from casebook.ledgers.ledger import Ledger
from casebook.ledgers.period import Period
from casebook.ledgers.queries import KIND
from casebook.ledgers.rights import LedgerDeed
from casebook.people.actor import Staff
from casebook.people.models import Unit

# More lines than these leave the house only after the password was given again.
MANY = 100
# More are no ledger of a town's office any more, and would hold up everybody else.
MOST = 20_000
MOST_AN_HOUR, HOUR = 60, timedelta(hours=1)


@dataclass(frozen=True)
class Taken:
    """What is taken out: which ledger, as what it was read, which days, whose unit, how many lines, which bytes."""

    ledger: Ledger
    audience: Audience
    period: Period
    unit: Unit | None
    lines: int
    contents: bytes


def record(session: Session, deed: LedgerDeed, actor: Staff, now: Moment, office: Unit, taken: Taken) -> Event:
    """Write down that a ledger leaves the house; it may leave once this is committed."""
    facts = {
        "ledger": taken.ledger.key,
        "audience": taken.audience,
        "first": taken.period.first,
        "last": taken.period.last,
        "unit": taken.unit.uid if taken.unit else None,
        "lines": taken.lines,
        "sha256": hashlib.sha256(taken.contents).hexdigest(),
        "office": office.uid,
    }
    event = write_apart(facts, deed, actor, now.at, actor.posts[0].role.value, (KIND, new_uid(), 1), (None, "taken"))
    session.add(event)
    return event
