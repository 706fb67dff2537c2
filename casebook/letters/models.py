"""A notice exactly as it was issued, every delivery of it, and the counters behind its number. None is ever changed."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, EnumText, Key, Uid


class To(Enum):
    """Whom a notice addresses: the complainant, the handling unit, or a body outside the case."""

    CITIZEN = "citizen"
    STATION = "station"
    BODY = "body"


class How(Enum):
    """The ways of delivery: on the reader's own page, then those of paper (domain.md 8, 民事诉讼法 87-95)."""

    PAGE = "page"
    SIGNED = "signed"
    POST = "post"
    TELEPHONE = "telephone"
    REFUSED = "refused_with_witness"
    PUBLIC = "public_notice"


class Notice(Base):
    """One notice. `body` is its text as issued, `digest` the SHA-256 of it; there is no way to withdraw one.

    `unit_uid` is the station it addresses. A restricted notice exists for the discipline authority alone.
    """

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("event_uid", "kind"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    event_uid: Mapped[str] = mapped_column(ForeignKey("event.uid"))
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(5), default="zh")
    to: Mapped[To] = mapped_column("addressed_to", EnumText(To))
    unit_uid: Mapped[str | None] = mapped_column(ForeignKey("unit.uid"))
    restricted: Mapped[bool] = mapped_column(default=False)
    addressee: Mapped[str] = mapped_column(String(120))
    issued_at: Mapped[datetime]
    # None: issued by the system when a term ran out.
    issued_by: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))


class Delivery(Base):
    """One delivery of a notice. It never names whoever received it: that is the complainant."""

    __tablename__ = "notice_delivery"

    id: Mapped[Key]
    uid: Mapped[Uid]
    notice_uid: Mapped[str] = mapped_column(ForeignKey("notice.uid"), index=True)
    how: Mapped[How] = mapped_column(EnumText(How))
    delivered_at: Mapped[datetime]
    # None: shown on the addressee's page by the system.
    by_uid: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    receipt_reference: Mapped[str | None] = mapped_column(String(100))
    witness: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(Text)


class NoticeCounter(Base):
    """The last serial given under an organ's mark in a year, for one word of numbering (受, 延, …)."""

    __tablename__ = "notice_counter"

    mark: Mapped[str] = mapped_column(String(60), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(10), primary_key=True)
    last: Mapped[int]
