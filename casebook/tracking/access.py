"""Who may read a case without an account: whoever showed its receipt and the query code."""

from flask import g, redirect
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import Receipt
from casebook.people.actor import Citizen
from casebook.tracking.codes import QueryCodes
from casebook.web.acting import Answer, Right, admits


def current_citizen() -> Citizen | None:
    """Whoever opened this receipt within the last minutes, None for everybody else."""
    receipt_uid = g.get("receipt_uid")
    return Citizen(receipt_uid) if receipt_uid else None


def ask_for_the_code() -> Answer:
    """What whoever has not shown a code gets: the page that asks for it."""
    return redirect("/track", 303)


def receipt_opened_by(session: Session, codes: QueryCodes, reference: str, typed: str) -> str | None:
    """The receipt with this reference if the typed code is its own; one slow verification whether it exists or not.

    The try must be counted before (`throttle.tried(Purpose.TRACK, reference)`). Ends the session's transaction.
    """
    query = select(Receipt.uid, Receipt.code_hash).where(Receipt.reference == reference)
    row = session.execute(query).one_or_none()
    session.rollback()  # no transaction is open while the code is verified
    right = codes.verify(row.code_hash if row else None, typed)
    return row.uid if row and right else None


@admits(Right.TRACKING)
def _receipt_holders_only() -> Answer | None:
    return None if current_citizen() else ask_for_the_code()
