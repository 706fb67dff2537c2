"""In which order a list stands and where its next stretch begins: by key, never by offset (decisions.md 5)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, case, literal, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import String

from casebook.case.models import CaseFile
from casebook.case.relations import READING_ROLES
from casebook.case.taxonomy import Grade
from casebook.case.workflow import WITH_STATION
from casebook.desk.forms import Wanted
from casebook.kernel.columns import UtcDateTime
from casebook.people.actor import Staff

# After every day, where a date is not the reader's.
NO_DAY = "9999-12-31"


class last_day(FunctionElement[str]):  # noqa: N801 - it reads as the SQL function it is
    """The office's day of an exclusive end, as text."""

    type = String()
    inherit_cache = True


@compiles(last_day, "sqlite")
def _last_day_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"date({compiler.process(element.clauses, **more)}, '+8 hours', '-1 second')"


@compiles(last_day, "postgresql")
def _last_day_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    local = f"{compiler.process(element.clauses, **more)} AT TIME ZONE 'Asia/Shanghai'"
    return f"to_char(({local}) - interval '1 second', 'YYYY-MM-DD')"


def reads_inside(actor: Staff) -> bool:
    """Whether he reads cases for the office or the city; a station sorts and counts by its own coarser times."""
    return bool(actor.units(*READING_ROLES))


@dataclass(frozen=True)
class Order:
    """By which column a list is sorted, and in which direction; the random reference settles ties."""

    column: Any
    falling: bool = False
    # What stands before all else; a list with it is never paged.
    first: Any = None

    @classmethod
    def of(cls, actor: Staff, wanted: Wanted) -> "Order":
        """Open cases by their due time, closed ones the latest first; a station's by the day.

        What a station closed has a date of the office alone: neither its place nor the way on tells it.
        """
        moment = CaseFile.closed_at if wanted.closed else CaseFile.sort_due_at
        if reads_inside(actor):
            return cls(moment, wanted.closed)
        day = last_day(moment)
        return cls(day if wanted.closed else case((CaseFile.state.in_(WITH_STATION), day), else_=NO_DAY), wanted.closed)

    def critical_first(self) -> "Order":
        """The same with what is marked critical before all else."""
        return replace(self, first=case((CaseFile.grade == Grade.U1, 0), else_=1))

    def keys(self, cases: Select[Any], wanted: Wanted, most: int) -> Subquery:
        """The keys of the first cases behind `wanted.after`, or of the last before `wanted.before`.

        Found by themselves, so that only the lines shown are dressed with names.
        """
        way = replace(self, falling=not self.falling) if wanted.before else self
        stretch = way._beyond(cases, wanted.before or wanted.after)
        before = literal(0) if self.first is None else self.first
        columns = (self.column.label("sort_key"), before.label("first"), CaseFile.id, CaseFile.reference)
        bare = stretch.with_only_columns(*columns)
        if self.first is not None:
            bare = bare.order_by(self.first)
        return way._sorted(bare, self.column, CaseFile.reference).limit(most).subquery()

    def lines(self, rows: Select[Any], keys: Subquery) -> Select[Any]:
        """The rows of these keys in this order, each with its key."""
        kept = rows.join(keys, keys.c.id == CaseFile.id).add_columns(keys.c.sort_key).order_by(keys.c.first)
        return self._sorted(kept, keys.c.sort_key, keys.c.reference)

    def _sorted(self, query: Select[Any], *columns: Any) -> Select[Any]:
        return query.order_by(*((column.desc() for column in columns) if self.falling else columns))

    def _beyond(self, query: Select[Any], key: str) -> Select[Any]:
        moment, _mark, reference = key.partition("~")
        value = self._value(moment)
        if value is None:
            return query
        here = tuple_(self.column, CaseFile.reference)
        there = tuple_(literal(value, self.column.type), literal(reference))
        return query.where(here < there if self.falling else here > there)

    def _value(self, moment: str) -> Any:
        if not isinstance(self.column.type, UtcDateTime):
            return moment or None
        try:
            read = datetime.fromisoformat(moment)
        except ValueError:
            return None
        return read if read.tzinfo else None
