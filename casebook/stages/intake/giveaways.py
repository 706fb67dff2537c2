"""Details by which a reader could tell who wrote a text. Only a warning hangs on them, so they rather say too much."""

import re
from collections.abc import Iterable, Iterator

MOST_SHOWN = 6
FEWEST_DIGITS = 7
SHORTEST_NAME = 2
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
_ENGLISH = re.compile(
    r"\b(?:my name is|i am|i'm|i live (?:at|in))\s+\S+(?:\s+\S+)?|"
    r"\bmy (?:wife|husband|son|daughter|child|children|father|mother|parents|brother|sister)\b|"
    r"\b(?:room|flat|apartment|house number|no\.)\s*\d+",
    re.IGNORECASE,
)
_SIGNS = (_PLATE, _SELF, _FAMILY, _DOOR, _ENGLISH)


def giveaways(text: str, name: str = "") -> list[str]:
    """The places of a text, word for word, that may show who wrote it; `name` is the one given in the form."""
    plain = text.translate(_NARROW)
    return _first([*_own_name(plain, name), *_numbers(plain), *_signs(plain)])


def _own_name(text: str, name: str) -> list[str]:
    return [name] if len(name) >= SHORTEST_NAME and name in text else []


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.findall(text):
        if len(re.sub(r"\D", "", found)) >= FEWEST_DIGITS and not _DATE.fullmatch(found.strip()):
            yield found.strip()


def _signs(text: str) -> Iterator[str]:
    for sign in _SIGNS:
        yield from (found[0].strip() for found in sign.finditer(text))


def _first(found: Iterable[str]) -> list[str]:
    """Each once, a part of another left out, no more than a warning can hold."""
    once = list(dict.fromkeys(found))
    whole = [item for item in once if not any(item != other and item in other for other in once)]
    return whole[:MOST_SHOWN]
