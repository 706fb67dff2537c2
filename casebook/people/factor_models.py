"""What a person signs in with beside the password: second step, recovery codes, known devices, links for a password."""

from datetime import datetime
from enum import Enum

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, EnumText, Key, Uid


class SecondFactor(Base):
    """The sealed secret of a person's code generator. `last_step` is the newest step used: none is taken twice."""

    __tablename__ = "second_factor"

    id: Mapped[Key]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(200))
    last_step: Mapped[int] = mapped_column(BigInteger)
    set_up_at: Mapped[datetime]


class RecoveryCode(Base):
    """The slow hash of one recovery code; its number stands in the code, so that one hash is verified, not ten."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_uid", "number"),)

    id: Mapped[Key]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None]


class KnownDevice(Base):
    """A browser in which a person signed in: the hash of its random cookie with the person, and nothing else of it."""

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("person_uid", "token_hash"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class LinkPurpose(Enum):
    """What a link is for; a link for one opens nothing of the other."""

    NEW_ACCOUNT = "new"
    RESET = "reset"


class AccountLink(Base):
    """A one-time link with which a person sets a password himself; only the hash of its token is kept."""

    __tablename__ = "account_link"

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(EnumText(LinkPurpose))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_by: Mapped[str] = mapped_column(String(36))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # A newer link, a closed account or a password set otherwise takes the place of this one.
    void_at: Mapped[datetime | None]


class FactorRemoval(Base):
    """Somebody lost his second step: an administrator asks for its removal, a director decides."""

    __tablename__ = "factor_removal"

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    asked_by: Mapped[str] = mapped_column(String(36))
    asked_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decided_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]
