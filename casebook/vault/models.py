"""Parties and their fields, each sealed under a key of its own."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.kernel.columns import Base, Key, Uid


class Party(Base):
    """Somebody who wrote in. The master key wraps the data key; destroying the row's key destroys the person."""

    __tablename__ = "party"

    id: Mapped[Key]
    uid: Mapped[Uid]
    master_key_id: Mapped[str] = mapped_column(String(20))
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary(120))
    consent_contact: Mapped[bool] = mapped_column(default=False)
    no_callback: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    fields: Mapped[list["PartyField"]] = relationship(back_populates="party", lazy="raise")


class PartyField(Base):
    """One sealed field. `mask` is what may be shown without opening; `blind` finds the same telephone again."""

    __tablename__ = "party_field"
    __table_args__ = (UniqueConstraint("party_uid", "name"),)

    id: Mapped[Key]
    party_uid: Mapped[str] = mapped_column(ForeignKey("party.uid"))
    name: Mapped[str] = mapped_column(String(20))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    mask: Mapped[str | None] = mapped_column(String(60))
    blind: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)

    party: Mapped[Party] = relationship(back_populates="fields", lazy="raise")


class BreakGlass(Base):
    """For an hour a director may open the identity of one case whoever keeps it: a life is in danger (CR15)."""

    __tablename__ = "break_glass"

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"))
    opened_by: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    second_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    opened_at: Mapped[datetime]
    until: Mapped[datetime]
