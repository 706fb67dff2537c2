"""One delivery per event and recipient."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, Key, Uid


class Delivery(Base):
    """A letter by e-mail to one person or receipt about one event; `uid` makes the Message-ID."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("event_uid", "recipient_kind", "recipient_uid"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    event_uid: Mapped[str] = mapped_column(ForeignKey("event.uid"))
    audience: Mapped[str] = mapped_column(String(30))
    recipient_kind: Mapped[str] = mapped_column(String(10))
    recipient_uid: Mapped[str] = mapped_column(String(36))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
