"""The three ways to what is sealed, each behind an event that is already committed: no event, no plaintext."""

import hmac
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Receipt, Submission, receipt_case
from casebook.case.workflow import Action
from casebook.kernel.history import Event, EventDetails, Message, digest
from casebook.vault import blind
from casebook.vault.cipher import unseal
from casebook.vault.keys import VaultKeys, is_disciplines
from casebook.vault.models import Party, PartyField
from casebook.vault.reports import KIND, IdentityDeed
from casebook.vault.service import EMAIL, TELEPHONE

CITIZEN = "citizen"


class NoEvent(LookupError):
    """No committed event allows this opening."""


class NothingKept(LookupError):
    """The field was never left, or the party's key was destroyed."""


def open_field(session: Session, keys: VaultKeys, event_uid: str) -> str:
    """The field the committed event says is opened. Raises NoEvent, NothingKept or cipher.Unreadable."""
    with _committed(session) as reading:
        asked = _asked_for(reading, event_uid)
        return _opened(reading, keys, asked.party_uid, asked.field, asked.opens_disciplines)


def fits(session: Session, keys: VaultKeys, event_uid: str, said: Mapping[str, str]) -> bool:
    """Whether all that was said is what is kept of the receipt a committed look-up names. Shows nothing.

    False too where nothing is kept, and of what only the discipline authority may open. Raises NoEvent.
    """
    with _committed(session) as reading:
        party_uid = _looked_up(reading, event_uid)
        if party_uid is None:
            return False
        try:
            kept = {name: _opened(reading, keys, party_uid, name, opens_disciplines=False) for name in said}
        except (NothingKept, NoEvent):
            return False
    compared = [_same(name, kept[name], said[name]) for name in said]  # each, whatever came of the others
    return all(compared)


def email_of(session: Session, keys: VaultKeys, event_uid: str, party_uid: str) -> str | None:
    """The address of a party who must be told of the committed event, None without one. Raises NoEvent."""
    with _committed(session) as reading:
        if not _is_told(reading, event_uid, party_uid):
            raise NoEvent(event_uid)
        try:
            return _opened(reading, keys, party_uid, EMAIL, opens_disciplines=True)
        except NothingKept:
            return None


@contextmanager
def _committed(session: Session) -> Iterator[Session]:
    # A connection of its own sees what is committed and nothing that is only about to be.
    with Session(session.get_bind()) as reading:
        yield reading


@dataclass(frozen=True)
class _Asked:
    """What a committed event opens, and whether it opens what is under the discipline authority's key."""

    party_uid: str
    field: str
    opens_disciplines: bool


def _asked_for(reading: Session, event_uid: str) -> _Asked:
    revealed = (Event.uid == event_uid) & (Event.action == Action.REVEAL.value) & (Event.subject_kind == "case")
    row = reading.execute(
        select(Event.role, Event.details_digest, EventDetails.salt, EventDetails.facts, Submission.party_uid)
        .join(EventDetails, EventDetails.event_uid == Event.uid)
        .join(CaseFile, CaseFile.uid == Event.subject_uid)
        .join(Submission, Submission.uid == CaseFile.submission_uid)
        .where(revealed)
    ).one_or_none()
    if row is None or not hmac.compare_digest(row.details_digest, digest(row.salt, row.facts)):
        raise NoEvent(event_uid)
    if row.party_uid is None:
        raise NothingKept(event_uid)
    by_two = bool(row.facts.get("second") or row.facts.get("emergency"))
    return _Asked(row.party_uid, row.facts["field"], by_two)


def _looked_up(reading: Session, event_uid: str) -> str | None:
    """The party of the receipt a look-up names, None for a receipt that is not there or of which nothing is kept."""
    looked = (Event.uid == event_uid) & (Event.action == IdentityDeed.LOOK_UP.value) & (Event.subject_kind == KIND)
    row = reading.execute(
        select(Event.details_digest, EventDetails.salt, EventDetails.facts)
        .join(EventDetails, EventDetails.event_uid == Event.uid)
        .where(looked)
    ).one_or_none()
    if row is None or not hmac.compare_digest(row.details_digest, digest(row.salt, row.facts)):
        raise NoEvent(event_uid)
    return reading.scalar(select(Receipt.party_uid).where(Receipt.uid == row.facts["receipt"]))


def _same(name: str, kept: str, said: str) -> bool:
    one, other = (blind.normal(text) if name == TELEPHONE else _plain(text) for text in (kept, said))
    return hmac.compare_digest(one.encode(), other.encode()) and bool(one)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _is_told(reading: Session, event_uid: str, party_uid: str) -> bool:
    message = select(Message).where(Message.event_uid == event_uid, Message.audience == CITIZEN)
    return bool(reading.scalar(select(exists(message.where(_wrote(party_uid))))))


def _wrote(party_uid: str) -> ColumnElement[bool]:
    """The party wrote what the message's case came from, or holds a receipt of it."""
    first = select(CaseFile).join(Submission, Submission.uid == CaseFile.submission_uid)
    also = select(Receipt).join(receipt_case, receipt_case.c.receipt_uid == Receipt.uid)
    return exists(first.where(CaseFile.uid == Message.subject_uid, Submission.party_uid == party_uid)) | exists(
        also.where(receipt_case.c.case_uid == Message.subject_uid, Receipt.party_uid == party_uid)
    )


def _opened(reading: Session, keys: VaultKeys, party_uid: str, name: str, opens_disciplines: bool) -> str:
    row = reading.execute(
        select(Party.wrapped_key, Party.master_key_id, PartyField.sealed)
        .join(PartyField, PartyField.party_uid == Party.uid)
        .where(Party.uid == party_uid, PartyField.name == name)
    ).one_or_none()
    if row is None or row.wrapped_key is None:
        raise NothingKept(name)
    if is_disciplines(row.master_key_id) and not opens_disciplines:
        raise NoEvent(name)
    # The blob names its key itself: another id in the row only leads to a ring that does not have it.
    data_key = keys.ring_of(row.master_key_id).data_key(party_uid, row.wrapped_key)
    return unseal(data_key, party_uid, name, row.sealed)
