"""The base of every table and the column types all tables share."""

import uuid
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Only aware datetimes go in; UTC, cut to the millisecond, comes out on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone; SQLite stores the UTC wall clock."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored instant must name its zone")
        instant = value.astimezone(UTC)
        instant = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[Enum]):
    """A closed set kept as lower-case text; a value outside the set is refused in Python, not by a CHECK."""

    impl = String(40)
    cache_ok = True

    def __init__(self, enum: type[Enum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Refuse whatever is not a member."""
        if value is None:
            return None
        return str(self.enum(value).value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Enum | None:
        """Give back the member."""
        return None if value is None else self.enum(value)


class Base(DeclarativeBase):
    """The base class of every table of casebook."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map = {datetime: UtcDateTime()}


# A plain BigInteger primary key does not count up on SQLite.
Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
Uid = Annotated[str, mapped_column(String(36), unique=True, default=lambda: new_uid())]


def new_uid() -> str:
    """A random public id (UUID v4: it tells neither time nor order)."""
    return str(uuid.uuid4())
