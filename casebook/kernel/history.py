"""What happened (Event), with what (EventDetails), and who must be told (Message: an audience, not a person).

`event` is append-only and holds no free text and no identity; triggers refuse any change (`schema.py`). `body` is the
exact text that is hashed, so verification never serialises anything again. Details hang beside it under a salted
digest and may be erased by retention without breaking the history.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.kernel.columns import Base, Key, Uid, new_uid


class Event(Base):
    """One deed on one record. `from_state` and `to_state` are equal where the state stays; None before creation."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("subject_uid", "subject_version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    uid: Mapped[Uid]
    at: Mapped[datetime]
    tx_uid: Mapped[str] = mapped_column(String(36))
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_uid: Mapped[str | None] = mapped_column(String(36))
    role: Mapped[str] = mapped_column(String(20))
    on_behalf_of: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str | None] = mapped_column(String(10))
    step: Mapped[str | None] = mapped_column(String(20))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_uid: Mapped[str] = mapped_column(String(36))
    subject_version: Mapped[int]
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str] = mapped_column(String(40))
    details_digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    leaf: Mapped[str] = mapped_column(String(64))

    details: Mapped["EventDetails"] = relationship(back_populates="event", lazy="raise")


class EventDetails(Base):
    """The facts of a deed, as letters, mails and time lines read them; never updated."""

    __tablename__ = "event_details"

    event_uid: Mapped[str] = mapped_column(ForeignKey("event.uid"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    facts: Mapped[dict[str, Any]] = mapped_column("json", JSON)

    event: Mapped[Event] = relationship(back_populates="details")


class EventSeal(Base):
    """The place of an event in the one global chain; written behind the commit, insert-only."""

    __tablename__ = "event_seal"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_uid: Mapped[str] = mapped_column(ForeignKey("event.uid"), unique=True)
    chain: Mapped[str] = mapped_column(String(64))


class Message(Base):
    """Who must be told of an event: the name of a relation, resolved to persons only at delivery."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("event_uid", "audience"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    event_uid: Mapped[str] = mapped_column(ForeignKey("event.uid"))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_uid: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(40))
    audience: Mapped[str] = mapped_column(String(30))


def write_event(facts: Mapping[str, Any], **columns: Any) -> Event:
    """Make an event with its details, body and leaf from its columns and facts."""
    kept, salt = plain(facts), secrets.token_bytes(16)
    columns = {"uid": new_uid(), "details_digest": digest(salt, kept), **columns}
    body = canonical({name: plain(value) for name, value in columns.items()})
    event = Event(**columns, body=body, leaf=leaf_of(body))
    event.details = EventDetails(salt=salt, facts=kept)
    return event


def write_apart(
    facts: Mapping[str, Any],
    deed: Enum,
    actor: Any,
    at: datetime,
    role: str,
    subject: tuple[str, str, int],
    states: tuple[str | None, str],
) -> Event:
    """Make the event of a deed outside every record's table, as on a person, a setting or a paper that leaves.

    `role`: the post he acts under. `subject`: its kind, uid and version. `states`: from which to which.
    """
    return write_event(
        {**facts, "grants": actor.grants},
        at=at,
        tx_uid=new_uid(),
        actor_kind=actor.kind,
        actor_uid=actor.uid,
        role=role,
        on_behalf_of=None,
        action=deed.value,
        rule=None,
        step=None,
        subject_kind=subject[0],
        subject_uid=subject[1],
        subject_version=subject[2],
        from_state=states[0],
        to_state=states[1],
    )


def canonical(value: Any) -> str:
    """The one text of a value: sorted keys, no spaces, no floats."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(salt: bytes, facts: Any) -> str:
    """The salted digest that ties an event to its details."""
    return hmac.new(salt, canonical(facts).encode(), hashlib.sha256).hexdigest()


def leaf_of(body: str) -> str:
    """The leaf of an event in the chain: SHA-256(0x00 || body)."""
    return hashlib.sha256(b"\x00" + body.encode()).hexdigest()


def plain(value: Any) -> Any:
    """A value as it is kept: enums by value, times as ISO 8601 with offset, decimals as text. Floats are refused."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        raise TypeError("a float has no exact text; use Decimal")
    return value
