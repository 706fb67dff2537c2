"""Who is told of an event about somebody's account: himself, or the directors; and which page the mail leads to."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import clock
from casebook.kernel.history import Event, EventDetails, Message
from casebook.outbox.recipient import PERSON, Recipient
from casebook.people import links
from casebook.people.models import Person, Role
from casebook.people.notices import DIRECTORS, THE_PERSON
from casebook.people.queries import people_at, the_office
from casebook.people.rights import PeopleDeed


def readers(session: Session, event: Event, today: date) -> list[Recipient]:
    """Everybody who is to be told today, each once."""
    audiences = session.scalars(select(Message.audience).where(Message.event_uid == event.uid).order_by(Message.id))
    found: dict[str, Recipient] = {}
    for audience in audiences:
        for person in _persons(session, event, audience, today):
            page = _page(session, event, audience)
            if page:
                found.setdefault(person.uid, _recipient(event, audience, person, page))
    return list(found.values())


def _persons(session: Session, event: Event, audience: str, today: date) -> Iterator[Person]:
    if audience == DIRECTORS:
        yield from people_at(session, the_office(session).uid, (Role.DIRECTOR,), today)
    elif audience == THE_PERSON:
        yield from session.scalars(select(Person).where(Person.uid == event.subject_uid, Person.active))


def _page(session: Session, event: Event, audience: str) -> str | None:
    """Where to look; None when there is nothing left to tell: a link that was used or voided meanwhile."""
    if audience == DIRECTORS:
        return f"/people/persons/{event.subject_uid}"
    if event.action != PeopleDeed.SEND_LINK.value:
        return "/me"
    facts = session.scalars(select(EventDetails.facts).where(EventDetails.event_uid == event.uid)).one()
    link = links.by_uid(session, facts["link"], clock.now())
    return links.address(link) if link else None


def _recipient(event: Event, audience: str, person: Person, page: str) -> Recipient:
    return Recipient(PERSON, person.uid, audience, reference="", address=person.email, page=page, at=event.at)
