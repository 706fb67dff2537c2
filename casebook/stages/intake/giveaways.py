"""Details by which a reader could tell who wrote a text. Only a warning hangs on them, so they rather say too much."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from casebook.vault.leaks import known_of, leaks
from casebook.vault.normal import Detail, forms_of

MOST_SHOWN = 12
FEWEST_DIGITS = 7
_COUNT = "0-9一二三四五六七八九十百零〇"
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}

_DATE = re.compile(r"(?:19|20)\d\d[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:[0-2]?\d|3[01])", re.ASCII)
# Telephones, ID cards, bank cards: long rows of digits, however they are grouped.
_NUMBER = re.compile(r"(?<![\d.])\+?\d(?:[ ()（）-]?\d){6,}[Xx]?(?![\d]*元)", re.ASCII)
_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][·• ]?[A-Z0-9]{5,6}(?![A-Z0-9])")
_SELF = re.compile(
    r"(?:我|本人)(?:就?是|叫|姓|名叫|的?名字|家?住在?|家在|在[^，。；！？\s]{1,8}(?:工作|上班|上学|住))[^，。；！？、\s]{1,12}"
)
_FAMILY = re.compile(
    r"我(?:们?家|的|家的)?(?:爱人|老公|老婆|丈夫|妻子|媳妇|儿子|女儿|孩子|小孩|父亲|母亲|父母|爸妈?|妈妈?|爷爷|奶奶|姥姥|姥爷|外公|外婆|"
    r"公公|婆婆|岳父|岳母|哥哥?|姐姐?|弟弟?|妹妹?|孙子|孙女|侄子|侄女|叔叔?|舅舅?|姑姑?|姨)"
)
_DOOR = re.compile(
    rf"(?<![月{_COUNT}])[{_COUNT}]+(?:号院|号楼|栋|幢|单元|室|号(?!窗|柜|楼|线|文|令|公告|院|电|杆)(?:门牌|家|户)?)"
    rf"(?:[{_COUNT}]+(?:号楼|栋|幢|单元|室|号|户))*"
)
_TIME = re.compile(
    rf"(?<![\d.:：])(?:[01]?\d|2[0-3])[:：][0-5]\d(?!\d)|[{_COUNT}]{{1,3}}(?:点|时)(?:[{_COUNT}]{{1,3}}分|[二三四五]?十[一二三四五六七八九]?|半|一刻|三刻)"
)
_ENGLISH_SELF = re.compile(r"\b(?:my name is|i am|i'm|i live (?:at|in))\s+\S+(?:\s+\S+)?", re.IGNORECASE)
_ENGLISH_FAMILY = re.compile(
    r"\bmy (?:wife|husband|son|daughter|child|children|father|mother|parents|brother|sister)\b", re.IGNORECASE
)
_ENGLISH_DOOR = re.compile(r"\b(?:room|flat|apartment|house number|no\.)\s*\d+", re.IGNORECASE)


class Sign(Enum):
    """By what a reader could tell who wrote."""

    OWN = "own"  # what was typed into the form: name, telephone, e-mail, home
    NUMBER = "number"
    PLATE = "plate"
    SELF = "self"
    FAMILY = "family"
    DOOR = "door"
    TIME = "time"


@dataclass(frozen=True)
class Giveaway:
    """One place of a text, word for word, and what gives away there."""

    sign: Sign
    words: str


_SIGNS = (
    (Sign.PLATE, _PLATE),
    (Sign.SELF, _SELF),
    (Sign.FAMILY, _FAMILY),
    (Sign.DOOR, _DOOR),
    (Sign.SELF, _ENGLISH_SELF),
    (Sign.FAMILY, _ENGLISH_FAMILY),
    (Sign.DOOR, _ENGLISH_DOOR),
    (Sign.TIME, _TIME),
)


def giveaways(text: str, own: Mapping[str, str] | None = None) -> list[Giveaway]:
    """The places of a text that may show who wrote it; `own` is what was typed into the form beside it."""
    plain = text.translate(_NARROW)
    return _first([*_own(plain, own or {}), *_numbers(plain), *_signs(plain)])


def _own(text: str, own: Mapping[str, str]) -> Iterator[Giveaway]:
    """His own details, in every spelling the office's linter knows."""
    forms = {form for field, value in own.items() for form in forms_of(field, value)}
    for leak in leaks(text, known_of(forms)):
        if leak.detail not in (Detail.ID_NUMBER, Detail.PLATE):  # they have signs of their own
            yield Giveaway(Sign.OWN, text[leak.start : leak.end])


def _numbers(text: str) -> Iterator[Giveaway]:
    for found in _NUMBER.findall(text):
        if len(re.sub(r"\D", "", found)) >= FEWEST_DIGITS and not _DATE.fullmatch(found.strip()):
            yield Giveaway(Sign.NUMBER, found.strip())


def _signs(text: str) -> Iterator[Giveaway]:
    for sign, shape in _SIGNS:
        yield from (Giveaway(sign, found[0].strip()) for found in shape.finditer(text))


def _first(found: Iterable[Giveaway]) -> list[Giveaway]:
    """Each once, a part of another left out, no more than a warning can hold."""
    once = list({one.words: one for one in reversed(list(found))}.values())[::-1]
    whole = [one for one in once if not any(one.words != other.words and one.words in other.words for other in once)]
    return whole[:MOST_SHOWN]
