"""What each kind of reader may read of a case, as far as it is text: the classes decide, and whose a text is.

It is what the case page shows him, no less (what he reads he finds) and no more (what he does not, nobody finds for
him). What gives away who wrote in is in none of it, however it is spelt.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from casebook.case.projection import CLASSES, Audience, Show
from casebook.search.sources import Written
from casebook.search.words import spelt, tokens

OFFICE, OVERSEER = "office", "overseer"
INSIDE = {OFFICE: Audience.OFFICE, OVERSEER: Audience.OVERSEER}
Spans = Sequence[tuple[datetime, datetime | None]]


@dataclass(frozen=True)
class Part:
    """A unit that has a case, since when it reads it, and whether it is one of several with a part in it (CR11)."""

    unit_uid: str
    since: datetime | None
    co: bool = False


@dataclass(frozen=True)
class Whole:
    """A case as it is indexed: whose it is, all that was written, and when discipline had it alone."""

    office_uid: str
    written: Sequence[Written]
    parts: Sequence[Part]
    sealed: Spans = ()


def read_inside(whole: Whole, scope: str) -> Iterator[Written]:
    """What the office or whoever oversees it reads; messages of when discipline had the case stay with discipline."""
    for one in whole.written:
        hidden = one.source.kind == "letter" and _within(one.at, whole.sealed)
        if CLASSES[one.source.name][INSIDE[scope]] is Show.YES and not hidden:
            yield one


def read_at(whole: Whole, part: Part) -> Iterator[Written]:
    """What a station with this part reads: the office's text for it, what was ordered of it, and its own words."""
    for one in whole.written:
        shown = CLASSES[one.source.name][Audience.STATION]
        if shown is Show.YES and _meant_for(one, part):
            yield one
        if shown is Show.OWN and _its_own(one, part):
            yield one


def documents(whole: Whole) -> dict[str, list[Written]]:
    """All that is to be indexed, by scope; a scope without any text has no document."""
    read = {
        **{scope: list(read_inside(whole, scope)) for scope in INSIDE},
        **{part.unit_uid: list(read_at(whole, part)) for part in reversed(whole.parts)},
    }
    return {scope: texts for scope, texts in read.items() if texts}


def body(texts: Sequence[Written], without: Callable[[str], str]) -> str:
    """Texts as one body in the one spelling; `without` takes out what no index may hold."""
    return "\n".join(spelt(without(one.text)).text for one in texts)


def mark_of(unit_uid: str) -> str:
    """The token that stands for a unit beside those of its words: no word has an edge within."""
    return f"_unit_{unit_uid.replace('-', '')}"


def all_tokens(spelling: str, scope: str) -> str:
    """What the index is given of a body: its tokens, and of a unit's the unit's own."""
    mark = [] if scope in INSIDE else [mark_of(scope)]
    return " ".join([*mark, *sorted(tokens(spelling))])


def _meant_for(one: Written, part: Part) -> bool:
    if one.source.kind == "review":
        return one.at is not None and not part.co
    if one.source.kind == "report":
        return not part.co or one.unit_uid == part.unit_uid
    return one.unit_uid in (None, part.unit_uid)


def _its_own(one: Written, part: Part) -> bool:
    """What it wrote itself since it was sent the case; an answer is the main unit's."""
    if part.since is None or one.at is None or one.at < part.since:
        return False
    if one.source.kind in _OF_THE_MAIN_UNIT:
        return not part.co
    return one.unit_uid == part.unit_uid


_OF_THE_MAIN_UNIT = frozenset({"reply", "contact"})


def _within(at: datetime | None, spans: Spans) -> bool:
    return at is not None and any(first < at and (last is None or at < last) for first, last in spans)
