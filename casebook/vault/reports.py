"""What is told to those who watch over identities, on record and by mail: the discipline authority, else the director.

These events belong to no case: each stands alone, and names the case where one is concerned.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.kernel import jobs
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, Message, write_apart
from casebook.people.actor import Staff, System

# The kind of subject; `outbox` finds the readers of such an event by it.
KIND = "identity"
WATCHERS = "discipline"
# The guard's code when somebody has used up his openings.
USED_UP = "reveals_used"
TOLD_AGAIN_AFTER = timedelta(hours=1)


class IdentityDeed(Enum):
    """What happens around identities apart from the cases' own deeds; the value is what an event keeps."""

    REFUSED = "reveal-refused"
    WEEK = "openings-week"
    BREAK_GLASS = "break-glass"
    LOOK_UP = "look-up"
    TOLD = "look-up-told"
    LOOK_UP_REFUSED = "look-up-refused"


def page_of(facts: Mapping[str, Any]) -> str:
    """Where those who are told read it: the report of the week the facts name, or of the present one."""
    return f"/openings?week={facts['week']}" if "week" in facts else "/openings"


def refused(session: Session, case: CaseFile, actor: Staff, now: Moment, field: str) -> None:
    """Somebody asked for more identities than an hour allows: on record each time, told once an hour."""
    told = (
        select(func.count())
        .select_from(Event)
        .where(
            Event.subject_kind == KIND,
            Event.action == IdentityDeed.REFUSED.value,
            Event.actor_uid == actor.uid,
            Event.at > now.at - TOLD_AGAIN_AFTER,
        )
    )
    again = bool(session.scalar(told))
    facts = {"office": case.office_uid, "case": case.uid, "reference": case.reference, "field": field}
    keep(session, IdentityDeed.REFUSED, actor, now, facts, tells=not again)


def keep(
    session: Session,
    deed: IdentityDeed,
    actor: Staff | System,
    now: Moment,
    facts: Mapping[str, Any],
    tells: bool = False,
) -> Event:
    """Write the event, and let those who watch over identities be told where it `tells`."""
    role = actor.posts[0].role.value if isinstance(actor, Staff) and actor.posts else actor.kind
    event = write_apart(facts, deed, actor, now.at, role, (KIND, new_uid(), 1), (None, "kept"))
    session.add(event)
    if tells:
        _tell(session, event, now)
    return event


def _tell(session: Session, event: Event, now: Moment) -> None:
    session.flush()  # the message names its event by the uid alone
    told = {"event_uid": event.uid, "subject_kind": KIND, "subject_uid": event.subject_uid}
    session.add(Message(uid=new_uid(), action=event.action, audience=WATCHERS, **told))
    jobs.enqueue(session, "deliver", event.uid, {"event_uid": event.uid}, now.at)
