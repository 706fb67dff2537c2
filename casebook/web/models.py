"""Rows that answer a form sent twice, and rows that slow a guesser down."""

from datetime import date, datetime

from sqlalchemy import Date, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, Key


class Idempotency(Base):
    """The answer given to a form: the same form sent again gets it again. Kept 7 days."""

    __tablename__ = "idempotency"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    actor: Mapped[str] = mapped_column(String(50))
    route: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    location: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class DayKey(Base):
    """The random key of one day under which addresses are counted; deleted with its rows at midnight."""

    __tablename__ = "day_key"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))


class Throttle(Base):
    """Attempts counted for one keyed purpose; no address, account or reference can be read from it."""

    __tablename__ = "throttle"

    id: Mapped[Key]
    bucket: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
