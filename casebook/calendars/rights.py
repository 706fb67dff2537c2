"""Who may change the calendar and the time limits; each answers the post under which he may, or None."""

from enum import Enum

from casebook.people.actor import Staff
from casebook.people.models import Role


class SettingsDeed(Enum):
    """What can be done here; the value is what an event keeps as its action."""

    IMPORT_CALENDAR = "calendar-import"
    SET_DAY = "calendar-day"
    SET_LIMIT = "limit-set"


def keeps_calendar(actor: Staff) -> str | None:
    """As whom he may import a calendar or correct a day: what a year's notice says is no decision of the office."""
    found = (role for role in (Role.ADMIN, Role.DIRECTOR) if actor.holds({role}))
    role = next(found, None)
    return role.value if role else None


def sets_limits(actor: Staff) -> str | None:
    """As whom he may set a time limit: the director alone."""
    return Role.DIRECTOR.value if actor.holds({Role.DIRECTOR}) else None
