"""What is searched: of each case one row per kind of reader, made of the texts he may read and of no other."""

from typing import Any

from sqlalchemy import Connection, ForeignKey, String, Text, UniqueConstraint, event, inspect, text
from sqlalchemy.orm import Mapped, mapped_column

from casebook.kernel.columns import Base, Key
from casebook.kernel.schema import SEARCH_TABLE


class SearchText(Base):
    """All that one kind of reader may read in a case, in the one spelling of `words`.

    `scope` is OFFICE, OVERSEER or the uid of a unit. `tokens` are looked up by an index that `kernel/schema.py` makes;
    `body` is where longer words are checked. Every row can be made again from the case: `casebook reindex`.
    """

    __tablename__ = "search_text"
    __table_args__ = (UniqueConstraint("case_uid", "scope"),)

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"))
    scope: Mapped[str] = mapped_column(String(36))
    body: Mapped[str] = mapped_column(Text)
    tokens: Mapped[str] = mapped_column(Text, active_history=True)


_PUT = text(f"INSERT INTO {SEARCH_TABLE}(rowid, tokens) VALUES (:id, :tokens)")
# FTS5 forgets a row when it is told exactly what it was given.
_TAKE = text(f"INSERT INTO {SEARCH_TABLE}({SEARCH_TABLE}, rowid, tokens) VALUES ('delete', :id, :tokens)")


@event.listens_for(SearchText, "after_insert")
def _indexed(mapper: Any, connection: Connection, row: SearchText) -> None:
    _tell(connection, _PUT, row.id, row.tokens)


@event.listens_for(SearchText, "after_update")
def _indexed_anew(mapper: Any, connection: Connection, row: SearchText) -> None:
    before = inspect(row).attrs.tokens.history.deleted
    if before:
        _tell(connection, _TAKE, row.id, before[0])
        _tell(connection, _PUT, row.id, row.tokens)


@event.listens_for(SearchText, "after_delete")
def _forgotten(mapper: Any, connection: Connection, row: SearchText) -> None:
    _tell(connection, _TAKE, row.id, row.tokens)


def _tell(connection: Connection, statement: Any, number: int, tokens: str) -> None:
    # PostgreSQL's index is one of the table itself.
    if connection.dialect.name == "sqlite":
        connection.execute(statement, {"id": number, "tokens": tokens})
