"""Of whom the second step is asked (product.md, "The small office"): one rule, read at sign-in and at every request."""

from flask import current_app
from sqlalchemy.orm import Session

from casebook.office.rules import Relaxation
from casebook.people.actor import Staff
from casebook.people.models import Role
from casebook.people.queries import the_office

# Never relaxed for these: they see who complained, seal, or let others in.
ALWAYS = frozenset({Role.DIRECTOR, Role.CALLBACK, Role.DISCIPLINE, Role.ADMIN})


def is_on(session: Session) -> bool:
    """Whether this installation asks for a second step at all: not where the settings or the demo switch it off."""
    return bool(current_app.config["SETTINGS"].require_totp) and not the_office(session).demo


def is_asked_of(session: Session, staff: Staff) -> bool:
    """Whether this person must have one: everybody; by decision of a small office those with certain posts alone."""
    if not is_on(session):
        return False
    return not staff.rules.allows(Relaxation.TWO_STEP_FOR_SOME) or staff.holds(ALWAYS)
