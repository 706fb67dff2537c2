"""The columns every record with a life of its own has."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from casebook.kernel.columns import Key, Uid

FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)


class Living:
    """A record that a machine moves: no state exists without its event, whoever writes.

    `version` rises by one with every event; a deferred key (uid, version) -> event and a trigger hold it in the
    database.
    `sort_due_at` is the earliest running due time, far in the future without one.
    """

    far_future = FAR_FUTURE

    id: Mapped[Key]
    uid: Mapped[Uid]
    version: Mapped[int] = mapped_column(default=0)
    sort_due_at: Mapped[datetime] = mapped_column(default=FAR_FUTURE)

    # SQLAlchemy fills __table__ in when a table is made of this; the checker cannot know.
    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version, "version_id_generator": False}  # type: ignore[attr-defined]


def event_key(table: str) -> ForeignKeyConstraint:
    """The deferred key that ties (uid, version) of a living table to its event."""
    return ForeignKeyConstraint(
        ["uid", "version"],
        ["event.subject_uid", "event.subject_version"],
        name=f"fk_{table}_event",
        deferrable=True,
        initially="DEFERRED",
    )
