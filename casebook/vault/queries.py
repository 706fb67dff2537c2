"""What may be asked of the vault without opening anything."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.case.workflow import Action
from casebook.kernel.history import Event
from casebook.vault.models import PartyField

HOUR = timedelta(hours=1)


def masks(session: Session, party_uid: str | None) -> dict[str, str]:
    """What may be shown of each field of a party, by the field's name; empty for nobody."""
    if party_uid is None:
        return {}
    rows = session.execute(select(PartyField.name, PartyField.mask).where(PartyField.party_uid == party_uid))
    return {name: mask for name, mask in rows if mask}


def reveals_this_hour(session: Session, person_uid: str, now: datetime) -> int:
    """How often this person opened an identity in the last hour."""
    mine = (Event.actor_uid == person_uid) & (Event.action == Action.REVEAL.value) & (Event.at > now - HOUR)
    return session.scalar(select(func.count()).select_from(Event).where(mine)) or 0
