"""What the pages of intake look up: stations to name, terms to promise, the receipt of a form."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Receipt
from casebook.kernel.access import visible_to
from casebook.kernel.deadlines import Rule, Timetable
from casebook.people.actor import Citizen

# The rules behind the three numbers of the home page.
PROMISED = {"decide": "decide", "general": "U3", "complex": "U4"}


def promised_days(timetable: Timetable) -> dict[str, int]:
    """How many working days the home page promises for deciding, an ordinary and a complex matter."""
    rules: Mapping[str, Rule] = timetable.rules
    return {name: rules[code].span.amount for name, code in PROMISED.items() if code in rules}


def hash_of_key(form_key: str) -> bytes:
    """Under what a receipt is found again by the form that made it."""
    return hashlib.sha256(form_key.encode()).digest()


def receipt_of_form(session: Session, key_hash: bytes) -> Receipt | None:
    """The receipt a form led to, or None before it was sent."""
    return session.scalar(select(Receipt).where(Receipt.key_hash == key_hash))


def first_case(session: Session, receipt: Receipt) -> CaseFile:
    """The case that was registered with the receipt."""
    mine = visible_to(Citizen(receipt.uid), CaseFile)
    return session.scalars(mine.order_by(CaseFile.id).limit(1)).one()
