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
from casebook.vault.keys import VaultKeys, is_disciplines
from casebook.vault.lint import again_for_discipline, prints_of, wrote_in
from casebook.vault.models import Party, PartyField
from casebook.vault.queries import circumstances, reveals_this_hour

__all__ = [
    "EMAIL",
    "FIELDS",
    "TELEPHONE",
    "find_by_telephone",
    "hand_to_discipline",
    "keep_party",
    "record_reveal",
]


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
    session.add_all(prints_of(keys, uid, given))
    return party


def hand_to_discipline(session: Session, keys: VaultKeys, case: CaseFile) -> None:
    """Put all who brought a matter under the discipline authority's key (T8): the office loses every mask at once.

    What finds an equal telephone is keyed anew as well, so that the office's own index key tells nothing any more.
    """
    parties = select(Party).where(Party.uid.in_(wrote_in(case))).order_by(Party.uid).with_for_update()
    for party in session.scalars(parties):
        if party.wrapped_key is not None and not is_disciplines(party.master_key_id):
            _hand_over(session, keys, party, party.wrapped_key)
    session.flush()


def _hand_over(session: Session, keys: VaultKeys, party: Party, wrapped: bytes) -> None:
    party.wrapped_key = keys.ring.handed_over(party.uid, wrapped, keys.discipline)
    party.master_key_id = keys.discipline.current
    for field in session.scalars(select(PartyField).where(PartyField.party_uid == party.uid)):
        field.mask = None
        field.blind = blind.again(keys.discipline_blind, field.blind) if field.blind else None
    again_for_discipline(session, keys, party.uid)


def find_by_telephone(session: Session, keys: VaultKeys, telephone: str) -> list[str]:
    """The parties who left this telephone, the latest first."""
    index = blind.index(keys.blind, telephone)
    if index is None:
        return []
    found = select(PartyField.party_uid).where(PartyField.blind == index)
    return list(session.scalars(found.order_by(PartyField.id.desc())))


def record_reveal(
    session: Session,
    case: CaseFile,
    actor: Staff,
    now: Moment,
    reason: str,
    fresh: bool,
    field: str = TELEPHONE,
    second: str | None = None,
) -> Event:
    """Record that the actor opens a field of who wrote in (T53); it can be opened once this is committed.

    `second` is the person who stands by where it takes two, by uid.
    """
    # His own row is held, so that two openings at once are counted one after the other.
    session.execute(select(Person.id).where(Person.uid == actor.uid).with_for_update())
    used = reveals_this_hour(session, actor.uid, now.at)
    facts = {"reason": reason, "field": field, "fresh": fresh, "reveals_this_hour": used}
    with_whom = {"second": second} if second else {}
    facts = {**facts, **with_whom, **circumstances(session, case, actor)}
    return perform(case, Action.REVEAL, actor, now, facts)


def _sealed(keys: VaultKeys, data_key: bytes, party_uid: str, name: str, value: str, masked: bool) -> PartyField:
    return PartyField(
        name=name,
        sealed=cipher.seal(data_key, party_uid, name, value),
        mask=blind.masked(name, value) if masked else None,
        blind=blind.index(keys.blind, value) if name == TELEPHONE else None,
    )
