"""What may be asked of the vault without opening anything."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.case.identity import FIELDS
from casebook.case.models import CaseFile, Submission
from casebook.case.workflow import Action
from casebook.kernel.access import decide
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.people.actor import Staff
from casebook.vault.keys import is_disciplines
from casebook.vault.models import Party, PartyField

HOUR = timedelta(hours=1)
# As if everything that comes with the asking were given: what is left is whose it is.
ASKED = {"reason": True, "fresh": True}
TAKES_TWO = "second_person_needed"


def masks(session: Session, party_uid: str | None) -> dict[str, str]:
    """What may be shown of each field of a party, by the field's name; empty for nobody."""
    if party_uid is None:
        return {}
    rows = session.execute(select(PartyField.name, PartyField.mask).where(PartyField.party_uid == party_uid))
    return {name: mask for name, mask in rows if mask}


def openable(session: Session, case: CaseFile, actor: Staff, now: Moment) -> list[str]:
    """The fields that were left with the case and that this actor may open, in their order."""
    left = _left(session, case)
    facts = {**ASKED, **circumstances(session, case, actor), "second": True}
    asked = [name for name in FIELDS if name in left]
    return [name for name in asked if decide(actor, Action.REVEAL, case, now, {**facts, "field": name}).allowed]


def takes_two(session: Session, case: CaseFile, actor: Staff, now: Moment, field: str) -> bool:
    """Whether this actor opens the field together with a second person only."""
    facts = {**ASKED, **circumstances(session, case, actor), "field": field}
    refusal = decide(actor, Action.REVEAL, case, now, facts).refusal
    return refusal is not None and refusal.code == TAKES_TWO


def circumstances(session: Session, case: CaseFile, actor: Staff) -> dict[str, bool]:
    """What the table must know of an opening: that the key is the discipline authority's, that it is an emergency."""
    query = select(Party.master_key_id).join(Submission, Submission.party_uid == Party.uid)
    key = session.scalar(query.where(Submission.uid == case.submission_uid))
    facts = {"under_discipline": bool(key and is_disciplines(key)), "emergency": case.uid in actor.emergencies}
    return {name: True for name, holds in facts.items() if holds}


def reveals_this_hour(session: Session, person_uid: str, now: datetime) -> int:
    """How often this person opened an identity in the last hour."""
    mine = (Event.actor_uid == person_uid) & (Event.action == Action.REVEAL.value) & (Event.at > now - HOUR)
    return session.scalar(select(func.count()).select_from(Event).where(mine)) or 0


def _left(session: Session, case: CaseFile) -> set[str]:
    query = select(PartyField.name).join(Submission, Submission.party_uid == PartyField.party_uid)
    return set(session.scalars(query.where(Submission.uid == case.submission_uid)))
