"""The second person signs on the page of the first: all that signing in asks, under the same throttle."""

from typing import Any

from flask_babel import gettext as _

from casebook.case import relations as r
from casebook.case.models import CaseFile
from casebook.case.workflow import visible
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people import sign_in, standing_by, step_up
from casebook.people.actor import Staff
from casebook.people.models import Person
from casebook.people.queries import staff
from casebook.people.standing_by import Missing, Signed


def signed(form: Any, asking: Staff) -> tuple[Person | None, int]:
    """Whoever signed as the second person; or nobody and the status, the sentence standing at the field.

    No transaction may be open: a slow hash is verified.
    """
    if not form.second.data:
        return _wrong(form.second, _("Please write the account of the second person."))
    code = step_up.code_with(form.second_password)
    came = standing_by.signed(form.second.data, form.second_password.data or "", code)
    if came.person is None:
        return _not_signed(form.second_password, came)
    if came.person.uid in asking.persons:
        return _wrong(form.second, _("The second person must be somebody else."))
    return came.person, 200


def agrees(case: CaseFile, asking: Staff, second: Person, now: Moment) -> bool:
    """Whether these two may open together what nobody opens alone.

    Discipline with one more of its own or the director, who sees the case no more but stands by; at the office one of
    the two is the director and both judge cases here.
    """
    other = staff(db.session(), second.uid, now.today)
    if other is None or other.persons & asking.persons or _is_barred(case, other):
        return False
    if r.discipline.term(asking).holds(case):
        return (r.discipline.term(other) | r.untied_director.term(other)).holds(case)
    if not visible(other).holds(case):
        return False
    pair = [{name for name in (r.untied_director, r.checker) if name.term(one).holds(case)} for one in (asking, other)]
    return bool(pair[1]) and r.untied_director in pair[0] | pair[1]


def is_barred(case: CaseFile, second: Person, now: Moment) -> bool:
    """Whether the second person is complained about in the case or must not know of it."""
    other = staff(db.session(), second.uid, now.today)
    return other is None or _is_barred(case, other)


def _is_barred(case: CaseFile, other: Staff) -> bool:
    return (r.accused(other) | r.shielded(other) | r.excluded(other)).holds(case)


def _not_signed(field: Any, came: Signed) -> tuple[None, int]:
    sentences = {
        Missing.ACCOUNT: _("Account or password of the second person is not right."),
        Missing.SET_UP: _("The second person has not set up two-step sign-in, so he may not stand by."),
        Missing.CODE: _("Please enter the code of the second person."),
    }
    sentence = sentences[came.missing] if came.missing else step_up.wrong_code()
    said = sign_in.too_many(came.tried.wait) if came.tried.wait else sentence
    if came.tried.code_wrong or came.missing is Missing.CODE:
        field.code_errors = (said,)
    else:
        field.errors = [said]
    return None, 429 if came.tried.wait else 422


def _wrong(field: Any, sentence: str) -> tuple[None, int]:
    field.errors = [sentence]
    return None, 422
