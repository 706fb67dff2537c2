"""Who is asking: set once per request by `arriving.arrive`, read everywhere else."""

from datetime import datetime

from flask import g

from casebook.people.actor import Staff
from casebook.people.sessions import FRESH


def current_staff() -> Staff | None:
    """The member of staff who is signed in, as he stands at this request; None for everybody else."""
    return g.get("actor")


def is_fresh(now: datetime) -> bool:
    """Whether he gave his password, and his second step where he has one, within the last FRESH."""
    signed_in = g.get("signed_in")
    return signed_in is not None and now < signed_in.fresh_until <= now + FRESH
