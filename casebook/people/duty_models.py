"""What is written down while duty passes from one to another: posts handed over, the duty log, shifts handed over."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.kernel.columns import Base, Key, Uid


class PostHandover(Base):
    """The list of what somebody who leaves a unit holds there (离岗移交清单); it moves nothing by itself."""

    __tablename__ = "post_handover"

    id: Mapped[Key]
    uid: Mapped[Uid]
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    made_by: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    made_at: Mapped[datetime]

    cases: Mapped[list["PostHandoverCase"]] = relationship(
        back_populates="handover", lazy="raise", order_by="PostHandoverCase.id"
    )


class PostHandoverCase(Base):
    """One open case of the list. The duty moves when the named successor has signed, and never before (F2)."""

    __tablename__ = "post_handover_case"
    __table_args__ = (UniqueConstraint("handover_uid", "case_uid"),)

    id: Mapped[Key]
    handover_uid: Mapped[str] = mapped_column(ForeignKey("post_handover.uid"))
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    # None: nobody is named yet.
    successor_uid: Mapped[str | None] = mapped_column(ForeignKey("person.uid"), index=True)
    signed_at: Mapped[datetime | None]

    handover: Mapped[PostHandover] = relationship(back_populates="cases", lazy="raise")


class DutyEntry(Base):
    """One line of a unit's duty log (值班日志): only added to; `corrects` names the line it puts right."""

    __tablename__ = "duty_entry"
    __table_args__ = (Index("ix_duty_entry_unit_day", "unit_uid", "day"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    day: Mapped[date] = mapped_column(Date)
    happened_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(String(40))
    corrects: Mapped[str | None] = mapped_column(ForeignKey("duty_entry.uid"))
    written_by: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    written_at: Mapped[datetime]


class ShiftHandover(Base):
    """One shift handed to the next (交接班): written by the one who goes, signed by the one who comes."""

    __tablename__ = "shift_handover"

    id: Mapped[Key]
    uid: Mapped[Uid]
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"), index=True)
    going_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    coming_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    still_open: Mapped[str] = mapped_column(Text)
    to_watch: Mapped[str] = mapped_column(Text)
    # The open cases of the answering person at that moment; each reader sees those he may know of.
    case_uids: Mapped[list[str]] = mapped_column(JSON)
    written_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
