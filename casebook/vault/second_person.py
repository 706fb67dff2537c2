"""The second person signs on the page of the first: account and password, under the same throttle as signing in."""

from typing import Any

from flask_babel import gettext as _

from casebook.case import relations as r
from casebook.case.models import CaseFile
from casebook.case.workflow import visible
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people import sign_in
from casebook.people.actor import Staff
from casebook.people.models import Person
from casebook.people.queries import staff
from casebook.web import throttle
from casebook.web.acting import noted
from casebook.web.throttle import Purpose


def signed(form: Any, asking: Staff) -> tuple[Person | None, int]:
    """Whoever signed as the second person; or nobody and the status, the sentence standing at the field.

    No transaction may be open: a slow hash is verified.
    """
    if not form.second.data:
        return _wrong(form.second, _("Please write the account of the second person."))
    tried = sign_in.try_password(form.second.data, form.second_password.data or "")
    if tried.wait:
        form.second_password.errors = [sign_in.too_many(tried.wait)]
        return None, 429
    if tried.person is None:
        return _wrong(form.second_password, _("Account or password of the second person is not right."))
    with noted() as session:
        throttle.succeeded(session, Purpose.SIGN_IN, tried.person.account)
    if tried.person.uid in asking.persons:
        return _wrong(form.second, _("The second person must be somebody else."))
    return tried.person, 200


def agrees(case: CaseFile, asking: Staff, second: Person, now: Moment) -> bool:
    """Whether these two may open together what discipline had: one of them is the director, both judge cases here."""
    other = staff(db.session(), second.uid, now.today)
    if other is None or not visible(other).holds(case) or other.persons & asking.persons:
        return False
    pair = [{name for name in (r.untied_director, r.checker) if name.term(one).holds(case)} for one in (asking, other)]
    return bool(pair[1]) and r.untied_director in pair[0] | pair[1]


def is_barred(case: CaseFile, second: Person, now: Moment) -> bool:
    """Whether the second person is complained about in the case or must not know of it."""
    other = staff(db.session(), second.uid, now.today)
    return other is None or (r.accused(other) | r.shielded(other) | r.excluded(other)).holds(case)


def _wrong(field: Any, sentence: str) -> tuple[None, int]:
    field.errors = [sentence]
    return None, 422
