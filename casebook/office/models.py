"""The decisions of an office about its own rules: versioned rows, each written with its event, none ever changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, Key, Uid
from casebook.office.rules import OfficeRules


class OfficeSetting(Base):
    """One decision: the newest version of an office is in force. It names who decided, when and under which number."""

    __tablename__ = "office_setting"
    __table_args__ = (UniqueConstraint("office_uid", "version"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    office_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    version: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    decided_body: Mapped[str] = mapped_column(String(100))
    decided_on: Mapped[date] = mapped_column(Date)
    decision_number: Mapped[str] = mapped_column(String(60))
    recorded_by: Mapped[str | None] = mapped_column(String(36))
    recorded_at: Mapped[datetime]

    @property
    def rules(self) -> OfficeRules:
        """The rules this decision puts in force."""
        return OfficeRules.of(self.values)
