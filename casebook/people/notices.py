"""What a person is told about his own account: an event of his, and one mail that says what happened and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.kernel import jobs
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, Message
from casebook.people.actor import Staff, System
from casebook.people.admin_history import event_of
from casebook.people.models import Person
from casebook.people.rights import HIMSELF, PeopleDeed

# The audiences of an event about a person.
THE_PERSON, DIRECTORS = "person", "directors"
ACTIVE = ("active", "active")


def tell(
    session: Session,
    person_uid: str,
    deed: PeopleDeed,
    now: Moment,
    actor: Staff | System | None = None,
    role: str = HIMSELF,
    facts: Mapping[str, Any] | None = None,
    moved: tuple[str | None, str] = ACTIVE,
    audiences: tuple[str, ...] = (THE_PERSON,),
) -> Event:
    """Write what happened to somebody's account into its history, and have the audiences told by mail.

    Without `actor` he did it himself. Whoever left no address finds it in the history alone.
    """
    # Held until the commit: of two at once each gets a number of its own in the person's history. His key stays free
    # for rows that point at him: two who sign in at once have both written one and would wait for each other.
    person = session.scalars(select(Person).where(Person.uid == person_uid).with_for_update(key_share=True)).one()
    event = event_of(session, person, deed, actor or Staff(person_uid), now, role, moved, facts or {})
    session.add(event)
    session.flush()
    told = [audience for audience in audiences if audience != THE_PERSON or person.email]
    session.add_all(_message(event, audience) for audience in told)
    if told:
        jobs.enqueue(session, "deliver", event.uid, {"event_uid": event.uid}, now.at)
    return event


def was_told(session: Session, person_uid: str, deed: PeopleDeed, since: datetime) -> bool:
    """Whether this happened to somebody's account since an instant."""
    same = select(Event.id).where(Event.subject_uid == person_uid, Event.action == deed.value, Event.at > since)
    return session.scalar(same.limit(1)) is not None


def _message(event: Event, audience: str) -> Message:
    return Message(
        uid=new_uid(),
        event_uid=event.uid,
        subject_kind=event.subject_kind,
        subject_uid=event.subject_uid,
        action=event.action,
        audience=audience,
    )
