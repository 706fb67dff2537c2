"""The rows behind a running term: clocks, pauses, extensions, rules and calendar, each with its version."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.kernel.columns import Base, Key, Uid
from casebook.kernel.deadlines import Due, PauseSpan, Rule, Span, Timetable, Unit

# The term of a pause is that of this rule: longer than it nothing stands still (decisions.md 74).
PAUSE_RULE = "supplement"


class Clock(Base):
    """One running or stopped term of one record. `due_at` is the exclusive end; `due_on` the day, None by the clock.

    `unit_uid` is set where several units have a clock of the same kind; `fired` names the rungs of the ladder that
    have been climbed, so that none is climbed twice.
    """

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
    unit_uid: Mapped[str | None] = mapped_column(String(36))
    fired: Mapped[list[str]] = mapped_column(JSON, default=list)

    pauses: Mapped[list["Pause"]] = relationship(lazy="joined", order_by="Pause.id", cascade="save-update, merge")
    extension: Mapped["Extension | None"] = relationship(lazy="joined", cascade="save-update, merge")

    def __init__(self, **values: Any) -> None:
        # A column default reaches a record only with its INSERT; a clock in memory must already have it.
        super().__init__(**{"fired": [], **values})

    @property
    def runs(self) -> bool:
        """Whether it has not been stopped."""
        return self.stopped_at is None

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

    def span(self) -> PauseSpan:
        """The stretch as the engine reads it."""
        return PauseSpan(self.first, self.last)


class Extension(Base):
    """The one extension of a clock, counted from the nominal date; it counts only once it was told (`told_at`).

    Told after the old due date it is void (信访工作条例 34: the reason must be told).
    """

    __tablename__ = "extension"

    id: Mapped[Key]
    clock_uid: Mapped[str] = mapped_column(ForeignKey("clock.uid"), unique=True)
    unit: Mapped[str] = mapped_column(String(2))
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(String(1000))
    approved_at: Mapped[datetime]
    approved_by: Mapped[str | None] = mapped_column(String(36))
    old_due_on: Mapped[date | None] = mapped_column(Date)
    told_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]

    @property
    def counts(self) -> bool:
        """Whether it moves the date."""
        return self.told_at is not None and self.voided_at is None

    def span(self) -> Span:
        """The term it adds."""
        return Span(Unit(self.unit), self.amount)


def counted(clock: Clock, timetable: Timetable) -> Due:
    """When this clock runs out, from its own rule version, start, pauses and extension, and the steps that say why."""
    extension = clock.extension
    return timetable.counted(
        timetable.edition(clock.rule, clock.rule_version),
        clock.started_at,
        tuple(pause.span() for pause in clock.pauses),
        None,  # a pause ends with its own term: it was written no longer than it may last
        (extension.span(),) if extension is not None and extension.counts else (),
    )


def recount(clock: Clock, timetable: Timetable) -> bool:
    """Write the clock's dates anew from what it is made of; answers whether a date changed."""
    due = counted(clock, timetable)
    before = (clock.due_at, clock.legal_due_at)
    clock.due_on = None if due.yellow is None else due.internal
    clock.due_at, clock.legal_due_at, clock.provisional = due.due_at, due.legal_due_at, due.provisional
    clock.calendar_version = timetable.calendar.version
    return before != (clock.due_at, clock.legal_due_at)


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
