"""The leak linter's pure part: where a text holds what its readers may not see, told by keyed prints alone.

The text is brought to the spelling of `normal`, cut into the stretches that could be a value, and each stretch is
compared by its print. Numbers of identity cards and car plates are known by their shape and need no print.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from casebook.vault.normal import HAN, NUMERALS, SHORTEST_PINYIN, SHORTEST_WITHIN, TITLES, Detail, Form, How, bare
from casebook.vault.shapes import PLATE, WIDEST_GAP, identity_numbers, runs

_TITLE = "|".join(TITLES)
_TAIL_SAID = re.compile(
    r"(?:尾号|末尾|末位|尾数|[后末][四4]位(?:数字?)?|last (?:four|4)(?: digits)?|end(?:ing|s) (?:in|with))[^0-9]{0,8}$|"
    r"[*x×•…＊]{2,}[\s-]?$"
)
_TAIL_AFTER = re.compile(r"\W{0,2}(?:结尾|收尾|的?尾号|这个尾号)")
_HOUSE_AFTER = re.compile(
    r"\W{0,2}(?:\d{1,3}(?:组|队|社)\W{0,2})?\d{1,5}(?:号(?!窗|柜|线|文|令|公告|电|杆|变|台|泵|井|路|机|桥|闸|站|点)(?:院|楼|家|户)?|栋|幢|单元|室|弄)"
)
_SAID_BY = re.compile(
    r"(?:反映人|投诉人|举报人|来电人|来访人|诉求人|当事人|申请人|求助人|complainant)\W{0,3}(?:是|为|系|叫|姓)?$"
)
_SAYS = re.compile(r"\W{0,2}(?:来电|来信|来访|反映|投诉|举报|诉求|求助|写信)")
_NAMED = re.compile(r"\W{0,3}(?:名|叫|名叫|大名)?\W{0,2}")
_AT = re.compile(r"艾特|\bat\b|点|\bdot\b")


@dataclass(frozen=True)
class Leak:
    """One place of a text and what it gives away."""

    detail: Detail
    start: int
    end: int


@dataclass(frozen=True)
class Known:
    """What must not be found: the lengths of the forms in each way of looking, and what a stretch is, if it is."""

    lengths: Mapping[How, frozenset[int]]
    detail: Callable[[How, str], Detail | None]

    def sizes(self, *ways: How) -> set[int]:
        """The lengths worth looking at."""
        return {size for how in ways for size in self.lengths.get(how, ())}


NOTHING = Known({}, lambda how, text: None)


def known_of(forms: Iterable[Form]) -> Known:
    """What is known in plain words, to whoever has just typed them."""
    details = {(form.how, form.text): form.detail for form in forms}
    lengths = {how: frozenset(len(text) for each, text in details if each is how) for how in How}
    return Known(lengths, lambda how, text: details.get((how, text)))


class _Plain:
    """A text in the one spelling, each character with the place it came from."""

    def __init__(self, text: str, spelling: Callable[[str], str]) -> None:
        spelt = [(char, place) for place, one in enumerate(text) for char in spelling(one)]
        self.text = "".join(char for char, _place in spelt)
        self.places = [place for _char, place in spelt]

    def leak(self, detail: Detail, start: int, end: int) -> Leak:
        return Leak(detail, self.places[start], self.places[end - 1] + 1)


def leaks(text: str, known: Known = NOTHING) -> list[Leak]:
    """Every place of the text that gives something away, in order, none inside another of its kind."""
    plain = _Plain(text, lambda char: unicodedata.normalize("NFKC", char).lower())
    latin = _Plain(text, bare)
    looked = (_names, _places, _mail, _numbers, _tails, _shapes)
    found = [leak for look in looked for leak in look(plain, known)]
    return _widest([*found, *_latin(latin, known)])


def _widest(found: Iterable[Leak]) -> list[Leak]:
    kept: list[Leak] = []
    for leak in sorted(set(found), key=lambda one: (one.start, -one.end)):
        if not any(other.detail is leak.detail and other.end >= leak.end for other in kept):
            kept.append(leak)
    return kept


def _windows(marks: Sequence[int], sizes: Iterable[int]) -> Iterator[Sequence[int]]:
    """Runs of so many marked characters, nothing too wide between two of them."""
    for size in sizes:
        for first in range(len(marks) - size + 1):
            run = marks[first : first + size]
            if all(after - before - 1 <= WIDEST_GAP for before, after in zip(run, run[1:], strict=False)):
                yield run


def _found(known: Known, how: How, marks: Sequence[int], text: str) -> Iterator[tuple[Detail, int, int]]:
    for run in _windows(marks, known.sizes(how)):
        detail = known.detail(how, "".join(text[place] for place in run))
        if detail:
            yield detail, run[0], run[-1] + 1


def _names(plain: _Plain, known: Known) -> Iterator[Leak]:
    marks = [place for place, char in enumerate(plain.text) if char.isalnum()]
    for detail, start, end in _found(known, How.NAME, marks, plain.text):
        yield plain.leak(detail, start, end)
    for detail, start, end in _found(known, How.GIVEN, marks, plain.text):
        title = re.compile(rf"\W{{0,2}}(?:{_TITLE})").match(plain.text, end)
        if title and end - start > 1:
            yield plain.leak(detail, start, title.end())
    yield from _called(plain, known)


def _called(plain: _Plain, known: Known) -> Iterator[Leak]:
    """A surname with a title: said to be the complainant, or with the given name after it."""
    for title in re.finditer(_TITLE, plain.text):
        for size in known.sizes(How.SURNAME):
            start = title.start() - size
            detail = known.detail(How.SURNAME, plain.text[start : title.start()]) if start >= 0 else None
            if detail is None:
                continue
            if _SAID_BY.search(plain.text, max(0, start - 10), start) or _SAYS.match(plain.text, title.end()):
                yield plain.leak(detail, start, title.end())
            end = _given_after(plain, known, title.end())
            if end:
                yield plain.leak(detail, start, end)


def _given_after(plain: _Plain, known: Known, at: int) -> int | None:
    gap = _NAMED.match(plain.text, at)
    begin = gap.end() if gap else at
    for size in known.sizes(How.GIVEN):
        if known.detail(How.GIVEN, plain.text[begin : begin + size]):
            return begin + size
    return None


def _latin(plain: _Plain, known: Known) -> Iterator[Leak]:
    words = list(re.finditer("[a-z]+", plain.text))
    sizes = known.sizes(How.LATIN)
    longest = max(sizes, default=0)
    for first, word in enumerate(words):
        joined, last = "", word
        for after in words[first:]:
            between = plain.text[last.end() : after.start()]
            joined, last = joined + after[0], after
            if len(joined) > longest or len(between) > WIDEST_GAP or re.search(f"[{HAN}]", between):
                break
            told = known.detail(How.LATIN, joined) if len(joined) in sizes else None
            if told and len(joined) >= SHORTEST_PINYIN:
                yield plain.leak(told, word.start(), last.end())


def _places(plain: _Plain, known: Known) -> Iterator[Leak]:
    text = plain.text.translate(NUMERALS)
    marks = [place for place, char in enumerate(text) if char.isalnum()]
    for detail, start, end in _found(known, How.PLACE, marks, text):
        yield plain.leak(detail, start, end)
    for detail, start, end in _found(known, How.VILLAGE, marks, text):
        house = _HOUSE_AFTER.match(text, end)
        if house:
            yield plain.leak(detail, start, house.end())


def _mail(plain: _Plain, known: Known) -> Iterator[Leak]:
    # "at" and "dot" may be spoken; in some addresses they are letters like any other.
    for text in (plain.text, _AT.sub(lambda found: " " * len(found[0]), plain.text)):
        marks = [place for place, char in enumerate(text) if char.isalnum()]
        for detail, start, end in _found(known, How.EMAIL, marks, text):
            yield plain.leak(detail, start, end)
    for word in re.finditer(r"[a-z0-9][a-z0-9._-]*", plain.text):
        told = known.detail(How.MAILBOX, "".join(char for char in word[0] if char.isalnum()))
        if told:
            yield plain.leak(told, word.start(), word.end())


def _numbers(plain: _Plain, known: Known) -> Iterator[Leak]:
    for run in runs(plain.text.translate(NUMERALS)):
        for size in known.sizes(How.NUMBER):
            for first in range(len(run) - size + 1):
                part = run[first : first + size]
                if size < SHORTEST_WITHIN and not _stands_alone(part, run):
                    continue
                detail = known.detail(How.NUMBER, "".join(digit for _place, digit in part))
                if detail:
                    yield plain.leak(detail, part[0][0], part[-1][0] + 1)


def _stands_alone(part: Sequence[tuple[int, str]], run: Sequence[tuple[int, str]]) -> bool:
    taken = {place for place, _digit in run}
    return part[0][0] - 1 not in taken and part[-1][0] + 1 not in taken


def _tails(plain: _Plain, known: Known) -> Iterator[Leak]:
    digits = plain.text.translate(NUMERALS)
    for size in known.sizes(How.TAIL):
        for found in re.finditer(rf"(?<!\d)\d(?:[\s-]?\d){{{size - 1}}}(?!\d)", digits):
            said = _TAIL_SAID.search(plain.text, max(0, found.start() - 30), found.start())
            if said or _TAIL_AFTER.match(plain.text, found.end()):
                detail = known.detail(How.TAIL, re.sub(r"\D", "", found[0]))
                if detail:
                    yield plain.leak(detail, found.start(), found.end())


def _shapes(plain: _Plain, known: Known) -> Iterator[Leak]:
    for plate in PLATE.finditer(plain.text):
        yield plain.leak(Detail.PLATE, plate.start(), plate.end())
    for start, end in identity_numbers(plain.text.translate(NUMERALS)):
        yield plain.leak(Detail.ID_NUMBER, start, end)
