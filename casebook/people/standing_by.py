"""A second person signs on the page of the first: account, password and second step, as if he signed in himself."""

from dataclasses import dataclass
from enum import Enum

from casebook import clock
from casebook.extensions import db
from casebook.kernel.deadlines import local_day
from casebook.people import factors, queries, second_step, sign_in, two_step
from casebook.people.models import Person
from casebook.web import throttle
from casebook.web.acting import noted
from casebook.web.throttle import Purpose


class Missing(Enum):
    """What the second person still owes."""

    ACCOUNT, CODE, SET_UP = range(3)


@dataclass(frozen=True)
class Signed:
    """Who signed; or what was wrong or is missing, or how long to wait."""

    person: Person | None = None
    tried: sign_in.Tried = sign_in.Tried()
    missing: Missing | None = None


def signed(account: str, password: str, code: str) -> Signed:
    """One try at another's password and, where it is asked of him, at his second step; each is counted first.

    No transaction may be open: a slow hash is verified. He gets no session and no right by it.
    """
    tried = sign_in.try_password(account, password)
    if tried.person is None:
        return Signed(tried=tried, missing=None if tried.wait else Missing.ACCOUNT)
    with noted() as session:
        throttle.succeeded(session, Purpose.SIGN_IN, tried.person.account)
    return _second_step(tried.person, code.strip())


def _second_step(person: Person, code: str) -> Signed:
    if not _has_one(person):
        return Signed(missing=Missing.SET_UP) if _owes_one(person) else Signed(person)
    if not code:
        return Signed(missing=Missing.CODE)
    answered = second_step.answer(person.uid, person.account, code)
    if answered.right:
        return Signed(person)
    return Signed(tried=sign_in.Tried(wait=answered.wait, code_wrong=True))


def _has_one(person: Person) -> bool:
    found = factors.of(db.session(), person.uid) is not None
    db.session.rollback()
    return found


def _owes_one(person: Person) -> bool:
    # Whoever stands by at an opening needs one wherever there are any: as strict as for him who opens.
    session = db.session()
    owes = two_step.is_on(session) and queries.staff(session, person.uid, local_day(clock.now())) is not None
    db.session.rollback()
    return owes
