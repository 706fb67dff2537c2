"""The found words in the text they stand in, with a little before and after: parts for a template, never markup."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from casebook.search.words import composed, spelt

BEFORE, LENGTH = 24, 90
MORE = "…"


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    found: bool = False


@dataclass(frozen=True)
class Excerpt:
    """A stretch of one text of a case: what kind of text it is, and its pieces."""

    kind: str
    pieces: tuple[Piece, ...]


def marked(text: str, terms: Iterable[str]) -> tuple[Piece, ...]:
    """A whole text with the found words marked."""
    plain = composed(text)
    return tuple(_pieces(plain, _spans(plain, terms), 0, len(plain)))


def excerpt(kind: str, text: str, terms: Sequence[str]) -> Excerpt | None:
    """The stretch around the first found word; None where no word is in this text."""
    plain = " ".join(composed(text).split())
    spans = _spans(plain, terms)
    if not spans:
        return None
    start = max(0, spans[0][0] - BEFORE)
    end = min(len(plain), max(start + LENGTH, spans[0][1]))
    before, after = [Piece(MORE)] if start else [], [Piece(MORE)] if end < len(plain) else []
    return Excerpt(kind, (*before, *_pieces(plain, spans, start, end), *after))


def _spans(plain: str, terms: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words stand, in order, those that run into each other made one."""
    spelling, joined = spelt(plain), list[tuple[int, int]]()
    for start, end in sorted(span for term in terms for span in spelling.found(term)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _pieces(plain: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        if first > at:
            yield Piece(plain[at:first])
        yield Piece(plain[max(at, first) : min(last, end)], found=True)
        at = min(last, end)
    if at < end:
        yield Piece(plain[at:end])
