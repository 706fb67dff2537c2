"""The one deed of an office on itself: a decision about its rules is recorded, with its event. Nothing commits."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlalchemy.orm import Session

from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, write_apart
from casebook.office import queries
from casebook.office.models import OfficeSetting
from casebook.office.rules import OfficeRules
from casebook.people.actor import Staff


class OfficeDeed(Enum):
    """What can be done to an office's rules; the value is what an event keeps as its action."""

    DECIDE_RULES = "office-decide"


@dataclass(frozen=True)
class Decision:
    """The rules that shall hold from now on, and the recorded decision behind them."""

    rules: OfficeRules
    body: str
    number: str
    on: date


def decide_rules(
    session: Session, actor: Staff, now: Moment, role: str, office_uid: str, decision: Decision
) -> OfficeSetting:
    """Record a decision about the office's rules: a new version, in force at once; the earlier ones stay as they are.

    Raises IntegrityError on writing where somebody else recorded the same version.
    """
    earlier = queries.decisions(session, office_uid)
    setting = OfficeSetting(
        uid=new_uid(),
        office_uid=office_uid,
        version=earlier[0].version + 1 if earlier else 1,
        values=decision.rules.values,
        decided_body=decision.body,
        decided_on=decision.on,
        decision_number=decision.number,
        recorded_by=actor.uid,
        recorded_at=now.at,
    )
    session.add_all([setting, _event(setting, actor, now, role)])
    return setting


def _event(setting: OfficeSetting, actor: Staff, now: Moment, role: str) -> Event:
    facts = {
        "office": setting.office_uid,
        "version": setting.version,
        **setting.values,
        "body": setting.decided_body,
        "number": setting.decision_number,
        "decided_on": setting.decided_on,
    }
    subject = ("office_setting", setting.uid, 1)
    return write_apart(facts, OfficeDeed.DECIDE_RULES, actor, now.at, role, subject, (None, "in_force"))
