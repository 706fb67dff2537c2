"""The chain of a case and its links."""

from datetime import datetime
from enum import Enum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.kernel.columns import Base, EnumText, Key, Uid


class HowTaken(Enum):
    """Why a link began."""

    FIRST = "first"  # asked first, fixed at first contact
    ANSWERING = "answering"  # nobody asked in person: the unit's answering person
    SIGNED = "signed"
    DESIGNATED = "designated"


class Chain(Base):
    """Who was asked first about a case, and since when somebody is answerable; `closed_at` ends the duty."""

    __tablename__ = "responsibility_chain"

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), unique=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    links: Mapped[list["Link"]] = relationship(back_populates="chain", order_by="Link.seq")

    @property
    def holder(self) -> "Link":
        """The link in force: exactly one while the chain is open, the last one after."""
        return self.links[-1]


class Link(Base):
    """One person's time of being answerable: from `since` up to `until` (None: still)."""

    __tablename__ = "responsibility_link"
    __table_args__ = (UniqueConstraint("chain_uid", "seq"),)

    id: Mapped[Key]
    chain_uid: Mapped[str] = mapped_column(ForeignKey("responsibility_chain.uid"))
    seq: Mapped[int]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    how: Mapped[HowTaken] = mapped_column(EnumText(HowTaken))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(500))

    chain: Mapped[Chain] = relationship(back_populates="links")
