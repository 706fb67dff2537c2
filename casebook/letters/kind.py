"""What a kind of notice is made of: whom it addresses, what it must hold and where each of it comes from, its words."""

from dataclasses import dataclass
from enum import Enum

from casebook.letters.models import To


class Source(Enum):
    """Where a field of a notice comes from."""

    CASE = "case"  # what the case and its office say anyway
    EVENT = "event"  # a fact of the deed that makes the notice; its free text comes with the deed's form
    TYPED = "typed"  # typed for the notice alone; no event keeps it


class Shape(Enum):
    """How a field is written out."""

    TEXT = "text"
    DAY = "day"  # a date or instant: 2026年11月27日（星期五）
    ITEMS = "items"  # a numbered list, a line each
    DECISION = "decision"  # a number and the day of the decision it names


@dataclass(frozen=True)
class Field:
    """Something a notice must hold."""

    name: str
    source: Source
    shape: Shape = Shape.TEXT


def of_case(*names: str) -> tuple[Field, ...]:
    """Fields the case itself gives."""
    return tuple(Field(name, Source.CASE) for name in names)


def of_event(*names: str, shape: Shape = Shape.TEXT) -> tuple[Field, ...]:
    """Fields that come with the deed as facts of its event."""
    return tuple(Field(name, Source.EVENT, shape) for name in names)


def typed(*names: str, shape: Shape = Shape.TEXT) -> tuple[Field, ...]:
    """Fields typed for the notice."""
    return tuple(Field(name, Source.TYPED, shape) for name in names)


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice; `source` names the article its fields come from (domain.md 8).

    `word` stands in its number. `needs` must all be there, `may` only where it is known: a paragraph that names
    something unknown is left out. A paragraph that begins with "# " is a heading. `petition` adds to `needs` on that
    track. `organ` names the field that holds the issuing body where it is not the office. A restricted kind exists for
    the discipline authority alone.
    """

    kind: str
    title: str
    word: str
    to: To
    actions: tuple[str, ...]
    source: str
    needs: tuple[Field, ...]
    paragraphs: tuple[str, ...]
    may: tuple[Field, ...] = ()
    petition: tuple[Field, ...] = ()
    petition_title: str = ""
    copied_to: str = ""
    organ: str = ""
    restricted: bool = False

    def fields(self, in_petition: bool) -> tuple[Field, ...]:
        """What it must hold on this track."""
        return self.needs + self.petition if in_petition else self.needs

    def title_for(self, in_petition: bool) -> str:
        """Its title on this track."""
        return self.petition_title if in_petition and self.petition_title else self.title
