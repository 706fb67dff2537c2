"""Keyed prints of what is sealed, by which a text is read for it without opening anything."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, EnumText, Key
from casebook.vault.normal import Detail, How


class PartyPrint(Base):
    """The keyed print of one form of one value. Destroyed with the party's key: it must not outlive what it tells."""

    __tablename__ = "party_print"

    id: Mapped[Key]
    party_uid: Mapped[str] = mapped_column(ForeignKey("party.uid"), index=True)
    detail: Mapped[Detail] = mapped_column(EnumText(Detail))
    how: Mapped[How] = mapped_column(EnumText(How))
    length: Mapped[int]
    print: Mapped[bytes] = mapped_column(LargeBinary(32))
