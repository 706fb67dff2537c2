"""The events of the calendar and of the rules: rows without a machine are in the history like everything else."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from casebook.calendars.rights import SettingsDeed
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import write_apart
from casebook.people.actor import Staff, System

Actor = Staff | System
# An installation has one calendar; its versions are the versions of this one subject.
CALENDAR_UID = "6c1f3a52-0b5e-4a4e-9d43-5f1f0c7a8e21"
CALENDAR, RULE = "calendar", "deadline_rule"


def keep_calendar(
    session: Session,
    deed: SettingsDeed,
    actor: Actor,
    now: Moment,
    role: str,
    version: int,
    facts: Mapping[str, Any],
) -> None:
    """Write the event of a new version of the calendar."""
    _keep(session, deed, actor, now, role, (CALENDAR, CALENDAR_UID, version), facts)


def keep_rule(session: Session, actor: Actor, now: Moment, role: str, rule_uid: str, facts: Mapping[str, Any]) -> None:
    """Write the event of a new version of a rule: the row of that version is its subject."""
    _keep(session, SettingsDeed.SET_LIMIT, actor, now, role, (RULE, rule_uid, 1), facts)


def _keep(
    session: Session,
    deed: SettingsDeed,
    actor: Actor,
    now: Moment,
    role: str,
    subject: tuple[str, str, int],
    facts: Mapping[str, Any],
) -> None:
    event = write_apart(facts, deed, actor, now.at, role, subject, (None, "in_force"))
    session.add(event)
