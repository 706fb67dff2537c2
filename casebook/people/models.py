"""Units as one tree, persons, what they may do (grants), duty, leave, and the sessions they opened."""

from datetime import date, datetime
from enum import Enum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.kernel.columns import Base, EnumText, Key, Uid


class UnitKind(Enum):
    """What a unit is: over the office, the office, a station under it, or a body outside."""

    CITY = "city"
    OFFICE = "office"
    STATION = "station"
    OUTSIDE = "outside"


class Role(Enum):
    """The roles of product.md; a person holds any number of them, each at a unit."""

    CLERK = "clerk"
    OFFICER = "officer"
    DIRECTOR = "director"
    LEADER = "leader"
    CALLBACK = "callback"
    STATION_HEAD = "station_head"
    LIAISON = "liaison"
    HANDLER = "handler"
    INSPECTION_LEAD = "inspection_lead"
    INSPECTOR = "inspector"
    KEEPER = "keeper"
    DISCIPLINE = "discipline"
    PUBLISHER = "publisher"
    APPRAISER = "appraiser"
    TALLY = "tally"
    OVERSIGHT = "oversight"
    AUDITOR = "auditor"
    ADMIN = "admin"


STATION_ROLES = frozenset({Role.STATION_HEAD, Role.LIAISON, Role.HANDLER})


class Unit(Base):
    """A unit of the tree; `path` names it and all above it, by id: "1/4/17/"."""

    __tablename__ = "unit"

    id: Mapped[Key]
    uid: Mapped[Uid]
    code: Mapped[str] = mapped_column(String(30), unique=True)
    kind: Mapped[UnitKind] = mapped_column(EnumText(UnitKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    path: Mapped[str] = mapped_column(String(100), index=True)
    label_zh: Mapped[str] = mapped_column(String(100))
    label_en: Mapped[str | None] = mapped_column(String(100))
    line: Mapped[str | None] = mapped_column(String(20))
    superior_body: Mapped[str | None] = mapped_column(String(100))
    station_kind: Mapped[str | None] = mapped_column(String(30))
    telephone: Mapped[str | None] = mapped_column(String(40))
    supervision_telephone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(200))
    hours: Mapped[str | None] = mapped_column(String(100))
    town_zh: Mapped[str | None] = mapped_column(String(60))
    town_en: Mapped[str | None] = mapped_column(String(60))
    on_paper: Mapped[bool] = mapped_column(default=False)
    # Set by `casebook demo` alone: every page then says that its contents are invented.
    demo: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)

    def label(self, language: str) -> str:
        """The unit's name in the reader's language; Chinese where it has no English one."""
        return self.label_en if language == "en" and self.label_en else self.label_zh

    def town(self, language: str) -> str:
        """The town's name in the reader's language, or nothing."""
        return (self.town_en if language == "en" and self.town_en else self.town_zh) or ""


class Person(Base):
    """A member of staff with an account."""

    __tablename__ = "person"

    id: Mapped[Key]
    uid: Mapped[Uid]
    account: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(200))
    telephone: Mapped[str | None] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)

    grants: Mapped[list["Grant"]] = relationship(back_populates="person", foreign_keys="Grant.person_uid", lazy="raise")


class Grant(Base):
    """A role at a unit, asked for by one person and decided by another; SYSTEM at the first start has neither."""

    __tablename__ = "person_grant"

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"), index=True)
    role: Mapped[Role] = mapped_column(EnumText(Role))
    # Exactly one grant of each unit answers for what no one has signed for (F2 of domain.md 11(d)).
    answering: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[str | None] = mapped_column(String(36))
    asked_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decided_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_uid], lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class Leave(Base):
    """Days on which a person is away, and who stands in for him at his unit."""

    __tablename__ = "leave"

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    deputy_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[str | None] = mapped_column(String(36))
    recorded_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class TieKind(Enum):
    """Why somebody must keep away from a unit or a person (信访工作条例 28)."""

    KIN = "kin"
    FORMER_POST = "former_post"
    INTEREST = "interest"
    OTHER = "other"


class PersonTie(Base):
    """A tie of a person to exactly one unit or one person, declared by himself or recorded by the director (CR5)."""

    __tablename__ = "person_tie"
    __table_args__ = (
        CheckConstraint("(tied_unit_uid IS NULL) <> (tied_person_uid IS NULL)", name="ck_person_tie_one_end"),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    tied_unit_uid: Mapped[str | None] = mapped_column(ForeignKey("unit.uid"))
    tied_person_uid: Mapped[str | None] = mapped_column(ForeignKey("person.uid"), index=True)
    kind: Mapped[TieKind] = mapped_column(EnumText(TieKind))
    declared_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[str | None] = mapped_column(String(36))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DutyShift(Base):
    """Who is on duty at a unit on a day; during it he answers for what nobody has signed for."""

    __tablename__ = "duty_shift"
    __table_args__ = (Index("ix_duty_shift_unit_day", "unit_uid", "day", unique=True),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    day: Mapped[date] = mapped_column(Date)
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    recorded_by: Mapped[str | None] = mapped_column(String(36))
    recorded_at: Mapped[datetime]


class SessionKind(Enum):
    """Whose session a row is."""

    STAFF = "staff"
    TRACKING = "tracking"
    # After the right password, before the second step: it gives no right but to answer that step.
    HALF = "half"


class OpenSession(Base):
    """A server-side session; only the hash of its id is kept, so a stolen database opens none."""

    __tablename__ = "open_session"

    id: Mapped[Key]
    uid: Mapped[Uid]
    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kind: Mapped[SessionKind] = mapped_column(EnumText(SessionKind))
    person_uid: Mapped[str | None] = mapped_column(ForeignKey("person.uid"), index=True)
    receipt_uid: Mapped[str | None] = mapped_column(String(36), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    fresh_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # Whether the second step was given for it; a person who has one has no other session.
    two_step: Mapped[bool] = mapped_column(default=False)
    # "chrome/android", as far as the browser says; neither the address nor what it sent in full.
    device: Mapped[str | None] = mapped_column(String(40))
    # A digest of the posts it was opened or renewed under: when they change, its id changes.
    posts: Mapped[str | None] = mapped_column(String(64))
