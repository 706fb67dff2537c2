"""One definition, two readings: a term holds of a record in Python and is the same condition in SQL.

A missing value matches nothing, so `~` has two values on both sides. A term has no truth value of its own:
`and`, `or`, `not` and `if` on a term raise, because they would drop half a rule without a word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, true


class Term:
    """A condition over one record; combine terms with `&`, `|` and `~` only."""

    def __and__(self, other: "Term") -> "Term":
        return _fold(All, (self, other))

    def __or__(self, other: "Term") -> "Term":
        return _fold(Either, (self, other))

    def __invert__(self) -> "Term":
        if isinstance(self, Const):
            return when(not self.value)
        return self.term if isinstance(self, Not) else Not(self)

    def __bool__(self) -> bool:
        raise TypeError("a term is not a truth value: use & | ~ or .holds(record)")

    def holds(self, record: Any) -> bool:
        """Whether the condition is true of this record in memory."""
        raise NotImplementedError  # every kind of term below answers for itself

    def sql(self, model: Any) -> ColumnElement[bool]:
        """The same condition as SQL over `model`."""
        raise NotImplementedError  # every kind of term below answers for itself


@dataclass(frozen=True, eq=False)
class Const(Term):
    """Always or never true."""

    value: bool

    def holds(self, record: Any) -> bool:
        return self.value

    def sql(self, model: Any) -> ColumnElement[bool]:
        return true() if self.value else false()


YES, NO = Const(True), Const(False)


@dataclass(frozen=True, eq=False)
class All(Term):
    """True where every part is."""

    terms: tuple[Term, ...]

    def holds(self, record: Any) -> bool:
        return all(term.holds(record) for term in self.terms)

    def sql(self, model: Any) -> ColumnElement[bool]:
        return and_(*(term.sql(model) for term in self.terms))


@dataclass(frozen=True, eq=False)
class Either(Term):
    """True where at least one part is."""

    terms: tuple[Term, ...]

    def holds(self, record: Any) -> bool:
        return any(term.holds(record) for term in self.terms)

    def sql(self, model: Any) -> ColumnElement[bool]:
        return or_(*(term.sql(model) for term in self.terms))


@dataclass(frozen=True, eq=False)
class Not(Term):
    """True where the part is not."""

    term: Term

    def holds(self, record: Any) -> bool:
        return not self.term.holds(record)

    def sql(self, model: Any) -> ColumnElement[bool]:
        return not_(self.term.sql(model))


@dataclass(frozen=True, eq=False)
class OneOf(Term):
    """True where a column holds one of the values; a missing value never matches."""

    name: str
    values: frozenset[Any]

    def holds(self, record: Any) -> bool:
        return getattr(record, self.name) in self.values

    def sql(self, model: Any) -> ColumnElement[bool]:
        column, values = getattr(model, self.name), sorted(self.values, key=str)
        known: ColumnElement[bool] = column.is_not(None)
        return known & (column == values[0] if len(values) == 1 else column.in_(values))


@dataclass(frozen=True, eq=False)
class Some(Term):
    """True where at least one related record satisfies the inner term."""

    name: str
    term: Term

    def holds(self, record: Any) -> bool:
        related = getattr(record, self.name)
        items = related if isinstance(related, list) else [] if related is None else [related]
        return any(self.term.holds(item) for item in items)

    def sql(self, model: Any) -> ColumnElement[bool]:
        relation = getattr(model, self.name)
        target = relation.property.mapper.class_
        exists = relation.any if relation.property.uselist else relation.has
        return exists(self.term.sql(target))


def when(fact: bool) -> Term:
    """A fact about the actor, known before any record is looked at."""
    return YES if fact else NO


def one_of(name: str, values: Iterable[Any]) -> Term:
    """Column `name` holds one of `values`."""
    known = frozenset(value for value in values if value is not None)
    return OneOf(name, known) if known else NO


def is_(name: str, value: Any) -> Term:
    """Column `name` holds `value`; a value of None matches nothing."""
    return one_of(name, (value,))


def some(name: str, term: Term) -> Term:
    """At least one record of relationship `name` satisfies `term`."""
    return NO if term is NO else Some(name, term)


def _fold(kind: type[All] | type[Either], terms: tuple[Term, ...]) -> Term:
    # What is known of the actor is folded away here, so SQL never carries it.
    unit, zero = (YES, NO) if kind is All else (NO, YES)
    if any(term is zero for term in terms):
        return zero
    flat = tuple(
        part for term in terms if term is not unit for part in (term.terms if isinstance(term, kind) else (term,))
    )
    return unit if not flat else flat[0] if len(flat) == 1 else kind(flat)
