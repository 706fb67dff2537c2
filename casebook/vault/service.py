"""Keeping somebody's identity, finding the same telephone again, and recording that an identity is opened."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.identity import EMAIL, FIELDS, TELEPHONE
from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.kernel.transition import perform
from casebook.people.actor import Staff
from casebook.people.models import Person
from casebook.vault import blind, cipher
from casebook.vault.keys import VaultKeys
from casebook.vault.models import Party, PartyField
from casebook.vault.queries import reveals_this_hour

__all__ = ["EMAIL", "FIELDS", "TELEPHONE", "contains_telephone", "find_by_telephone", "keep_party", "record_reveal"]


def keep_party(
    session: Session,
    keys: VaultKeys,
    fields: Mapping[str, str | None],
    consent_contact: bool,
    no_callback: bool,
    now: Moment,
    confidential: bool = False,
) -> Party | None:
    """Keep who wrote in, each field sealed and with its mask; None when nothing was left.

    In confidence there is no mask, and no station has the consent to get in touch.
    """
    given = {name: (fields.get(name) or "").strip() for name in FIELDS}
    if not any(given.values()):
        return None
    uid = new_uid()
    data_key, wrapped = keys.ring.new_data_key(uid)
    party = Party(
        uid=uid,
        master_key_id=keys.ring.current,
        wrapped_key=wrapped,
        consent_contact=consent_contact and not confidential,
        no_callback=no_callback,
        created_at=now.at,
        fields=[_sealed(keys, data_key, uid, name, value, not confidential) for name, value in given.items() if value],
    )
    session.add(party)
    session.flush()  # rows that name the party by its uid alone come after it
    return party


def contains_telephone(session: Session, keys: VaultKeys, party_uid: str | None, text: str) -> bool:
    """Whether the text holds the party's telephone in any spelling; nothing is opened to find out."""
    kept = select(PartyField).where(PartyField.party_uid == party_uid, PartyField.blind.is_not(None))
    row = session.scalar(kept)
    if row is None:
        return False
    numbers = blind.numbers_in(text, {"", row.area or ""})
    return row.blind in {blind.index_of_digits(keys.blind, number) for number in numbers}


def find_by_telephone(session: Session, keys: VaultKeys, telephone: str) -> list[str]:
    """The parties who left this telephone, the latest first."""
    index = blind.index(keys.blind, telephone)
    if index is None:
        return []
    found = select(PartyField.party_uid).where(PartyField.blind == index)
    return list(session.scalars(found.order_by(PartyField.id.desc())))


def record_reveal(
    session: Session, case: CaseFile, actor: Staff, now: Moment, reason: str, fresh: bool, field: str = TELEPHONE
) -> Event:
    """Record that the actor opens a field of who wrote in (T53); it can be opened once this is committed."""
    # His own row is held, so that two openings at once are counted one after the other.
    session.execute(select(Person.id).where(Person.uid == actor.uid).with_for_update())
    used = reveals_this_hour(session, actor.uid, now.at)
    facts = {"reason": reason, "field": field, "fresh": fresh, "reveals_this_hour": used}
    return perform(case, Action.REVEAL, actor, now, facts)


def _sealed(keys: VaultKeys, data_key: bytes, party_uid: str, name: str, value: str, masked: bool) -> PartyField:
    mask, is_telephone = blind.masked(name, value), name == TELEPHONE
    return PartyField(
        name=name,
        sealed=cipher.seal(data_key, party_uid, name, value),
        mask=mask if masked else None,
        blind=blind.index(keys.blind, value) if is_telephone else None,
        area=blind.area_code(mask) or None if is_telephone else None,
    )
