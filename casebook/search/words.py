"""The one spelling in which texts are kept for searching and words are looked for, and the tokens made of it.

Writing without blanks (Chinese) is cut into pairs of neighbouring characters, everything else kept whole: 停电3小时 has
the tokens 停电, 3 and 小时. A pair answers a word of two characters exactly; a longer word is in no text that lacks one
of its pairs, and whether the pairs stand together is seen in the spelling itself.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

# From here on (CJK radicals) writing has no blanks between words.
FIRST_WITHOUT_BLANKS = "\u2e80"
# Stands on both sides of a word that is kept whole; no text has it, for it is no letter.
EDGE = "_"
PAIR, LONGEST_TOKEN = 2, 40


class Kind(Enum):
    """How a character is written: in words with blanks between, without blanks, or as no letter at all."""

    WORD = "word"
    PAIRS = "pairs"
    SIGN = "sign"


@dataclass(frozen=True)
class Spelt:
    """A text in the one spelling: stretches of letters and digits, a blank between, each character with its place."""

    text: str
    places: tuple[int, ...]

    def found(self, term: str) -> Iterator[tuple[int, int]]:
        """From where to where in the text as it was given a term stands, each time."""
        at = self.text.find(term)
        while at >= 0:
            yield self.places[at], self.places[at + len(term) - 1] + 1
            at = self.text.find(term, at + len(term))


def composed(text: str) -> str:
    """A text with its accents joined to their letters: the form to which places refer."""
    return unicodedata.normalize("NFC", text)


def spelt(text: str) -> Spelt:
    """Bring a text to the one spelling: usual width, lower case, each word kept whole between edges."""
    chars, places, within = list[str](), list[int](), False
    for place, char in enumerate(text):
        for one, kind in _folded(char):
            if (kind is Kind.WORD) is not within:
                # An edge stands for the character it is beside: no place lies outside what is found.
                chars.append(EDGE)
                places.append(place if kind is Kind.WORD else places[-1])
                within = not within
            if kind is not Kind.SIGN or chars[-1:] != [" "]:
                chars.append(one)
                places.append(place)
    if within:
        chars.append(EDGE)
        places.append(places[-1])
    return Spelt("".join(chars), tuple(places))


def terms(text: str) -> tuple[str, ...]:
    """What is looked for in what somebody typed: every stretch of letters and digits, once."""
    return tuple(dict.fromkeys(spelt(composed(text)).text.split()))


def tokens(spelling: str) -> frozenset[str]:
    """The tokens of a spelling. A lone character of writing without blanks has none."""
    return frozenset(token for stretch in spelling.split() for token in _cut(stretch))


def is_exact(term: str) -> bool:
    """Whether every text with this term's token has the term itself, so that nothing is left to be checked."""
    word = term.strip(EDGE)
    if EDGE in word:
        return False
    kept_whole = term.startswith(EDGE) and term.endswith(EDGE)
    return len(word) < LONGEST_TOKEN if kept_whole else term == word and len(word) == PAIR


@lru_cache(maxsize=2**14)
def _folded(char: str) -> tuple[tuple[str, Kind], ...]:
    """What a character becomes; of what cannot be seen nothing is left, for it parts no word."""
    if unicodedata.category(char) == "Cf":
        return ()
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    return tuple((" " if _kind(one) is Kind.SIGN else one, _kind(one)) for one in plain)


def _kind(char: str) -> Kind:
    if not char.isalnum() and not unicodedata.category(char).startswith("M"):
        return Kind.SIGN
    return Kind.WORD if char < FIRST_WITHOUT_BLANKS else Kind.PAIRS


def _cut(stretch: str) -> Iterator[str]:
    for number, part in enumerate(stretch.split(EDGE)):
        if number % 2:
            yield part[:LONGEST_TOKEN]
        else:
            yield from (one + other for one, other in pairwise(part))
