"""The rows behind a running term: clocks, pauses, extensions, rules and calendar, each with its version."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, Key, Uid
from casebook.kernel.deadlines import Rule, Span, Unit


class Clock(Base):
    """One running or stopped term of one record. `due_at` is the exclusive end; `due_on` the day, None by the clock."""

    __tablename__ = "clock"

    id: Mapped[Key]
    uid: Mapped[Uid]
    subject_uid: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(20))
    rule_version: Mapped[int]
    calendar_version: Mapped[int]
    started_at: Mapped[datetime]
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime]
    legal_due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    provisional: Mapped[bool]

    def is_overdue(self, now: datetime) -> bool:
        """Whether the term ran out, or had run out when it was stopped."""
        return (self.stopped_at or now) >= self.due_at


class Pause(Base):
    """A stretch in which a clock stands still, with its reason."""

    __tablename__ = "pause"

    id: Mapped[Key]
    clock_uid: Mapped[str] = mapped_column(ForeignKey("clock.uid"), index=True)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(200))


class Extension(Base):
    """The one extension of a clock."""

    __tablename__ = "extension"

    id: Mapped[Key]
    clock_uid: Mapped[str] = mapped_column(ForeignKey("clock.uid"), unique=True)
    unit: Mapped[str] = mapped_column(String(2))
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(String(1000))
    approved_at: Mapped[datetime]


class DeadlineRule(Base):
    """A version of a rule; a clock keeps the version it began with."""

    __tablename__ = "deadline_rule"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    code: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(2))
    amount: Mapped[int]
    legal_unit: Mapped[str | None] = mapped_column(String(2))
    legal_amount: Mapped[int | None]
    basis: Mapped[str] = mapped_column(String(200))

    def as_rule(self) -> Rule:
        """The rule as the engine reads it."""
        legal = Span(Unit(self.legal_unit), self.legal_amount or 0) if self.legal_unit else None
        return Rule(self.code, Span(Unit(self.unit), self.amount), legal, self.basis, self.version)


class CalendarVersion(Base):
    """A version of the working calendar and the years announced in it."""

    __tablename__ = "calendar_version"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(200))
    confirmed_years: Mapped[str] = mapped_column(String(400))
    imported_at: Mapped[datetime]


class CalendarDay(Base):
    """A day that differs from Monday-to-Friday in one version of the calendar."""

    __tablename__ = "calendar_day"

    version: Mapped[int] = mapped_column(ForeignKey("calendar_version.version"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    is_workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40))
