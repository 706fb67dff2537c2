"""What a value of the vault looks like in a text: the forms of which a keyed print is kept when it is written."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import product

from casebook.vault import blind

MOST_READINGS = 48
SHORTEST_PINYIN = 3
SHORTEST_MAILBOX = 5
TAIL = 4
# Shorter numbers are compared as whole groups only: three digits stand in any longer number by chance.
SHORTEST_WITHIN = 7


class Detail(Enum):
    """What a text gives away."""

    NAME = "name"
    TELEPHONE = "telephone"
    EMAIL = "email"
    PLACE = "place"
    ID_NUMBER = "id_number"
    PLATE = "plate"


class How(Enum):
    """In which way a form is looked for in a text."""

    NAME = "name"  # letter by letter, whatever stands between
    SURNAME = "surname"  # only before a title
    GIVEN = "given"  # only beside a title
    LATIN = "latin"  # whole words, joined
    NUMBER = "number"  # digits, whatever stands between
    TAIL = "tail"  # four digits said to be the last ones
    EMAIL = "email"  # letters and digits, whatever stands between
    MAILBOX = "mailbox"  # a whole word
    PLACE = "place"  # letter by letter
    VILLAGE = "village"  # only before a house number


@dataclass(frozen=True)
class Form:
    """One way to write a value, brought to the one spelling that texts are brought to as well."""

    detail: Detail
    how: How
    text: str


TITLES = (
    *("先生", "女士", "小姐", "师傅", "老师", "同志", "大爷", "大妈", "大伯", "大叔", "大哥", "大姐", "大嫂", "阿姨"),
    *("叔叔", "伯伯", "奶奶", "爷爷", "婶", "嫂", "叔", "伯", "哥", "姐"),
)
_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|司空|夏侯|闻人|澹台|轩辕|南宫|端木|百里|呼延|"
    "申屠|太史|独孤|钟离|西门|赫连|公羊|淳于|单于|万俟|濮阳|宗政"
)
# How people are called who gave no name; a text may say so of anybody.
_NOBODY = re.compile(
    "匿名|无名|无|不详|未知|保密|某|某某|某人|本人|(?:一位|一名|热心|普通)?(?:群众|市民|居民|村民|乡亲)|学生|家长|顾客|患者|用户|"
    "先生|女士|小姐|师傅|老师|同志|反映人|投诉人|举报人|来电人"
)
# Numerals as they are spoken, and as they are written where nobody shall change them.
NUMERALS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]+")
_HOUSE = re.compile(r"\d(?:号|栋|幢|单元|室|弄)")


def forms_of(field: str, value: str) -> frozenset[Form]:
    """All the forms of a field's value that no station may read."""
    return frozenset(_FORMS[field](value)) if field in _FORMS and value.strip() else frozenset()


def letters(text: str) -> str:
    """Letters and digits alone, in the usual width and in lower case."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


def bare(text: str) -> str:
    """Text without marks over its letters, in the usual width and in lower case."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return unicodedata.normalize("NFC", "".join(char for char in apart if not unicodedata.combining(char)))


def _name(value: str) -> Iterator[Form]:
    whole = letters(value)
    if _NOBODY.fullmatch(whole):
        return
    if not _HAN.fullmatch(whole):
        yield from _foreign(value, whole)
        return
    if len(whole) > 1:
        yield Form(Detail.NAME, How.NAME, whole)
    yield from (Form(Detail.NAME, How.NAME, part) for part in re.split(r"[·•・.\s]", value) if len(part) > 2)
    surname, given = _parted(_untitled(whole))
    yield Form(Detail.NAME, How.SURNAME, surname)
    if given:
        yield Form(Detail.NAME, How.GIVEN, given)
        yield from (Form(Detail.NAME, How.LATIN, one) for one in _pinyin(surname, given))


def _foreign(value: str, whole: str) -> Iterator[Form]:
    words = re.findall("[a-z]+", bare(value))
    if len(whole) > 2:
        yield Form(Detail.NAME, How.NAME, whole)
    if len("".join(words)) >= SHORTEST_PINYIN:
        yield from (Form(Detail.NAME, How.LATIN, "".join(order)) for order in (words, words[1:] + words[:1]))


def _untitled(name: str) -> str:
    title = next((title for title in TITLES if name.endswith(title) and len(name) > len(title)), "")
    return name.removesuffix(title)


def _parted(name: str) -> tuple[str, str]:
    size = 2 if _COMPOUND.match(name) and len(name) > 2 else 1
    return name[:size], name[size:]


def _pinyin(surname: str, given: str) -> Iterator[str]:
    for first, last in (surname, given), (given, surname):
        syllables = [_syllables(char) for char in first + last]
        for count, chosen in enumerate(product(*syllables)):
            if count >= MOST_READINGS:
                break
            if len("".join(chosen)) >= SHORTEST_PINYIN:
                yield "".join(chosen)


def _syllables(char: str) -> list[str]:
    """Every reading of a character; ü also as it is typed where there is no ü."""
    # Only who writes a name down needs the dictionary: it takes a fifth of a second to read.
    from pypinyin.pinyin_dict import pinyin_dict

    known = pinyin_dict.get(ord(char), "").split(",")
    typed = [one for reading in known for one in ((bare(reading),) if "ü" not in _toneless(reading) else _u(reading))]
    return list(dict.fromkeys(one for one in typed if one)) or [""]


def _toneless(reading: str) -> str:
    return reading.translate(str.maketrans("ǖǘǚǜ", "üüüü"))


def _u(reading: str) -> tuple[str, ...]:
    plain = bare(reading)
    return plain, plain.replace("u", "v"), plain.replace("u", "yu")


def _telephone(value: str) -> Iterator[Form]:
    digits = blind.normal(value)
    code = blind.area_code(blind.masked("telephone", value))
    for number in {digits, digits.removeprefix(code)}:
        if len(number) >= blind.SHORTEST:
            yield Form(Detail.TELEPHONE, How.NUMBER, number)
    if len(digits) >= SHORTEST_WITHIN:
        yield Form(Detail.TELEPHONE, How.TAIL, digits[-TAIL:])


def _email(value: str) -> Iterator[Form]:
    yield Form(Detail.EMAIL, How.EMAIL, letters(value))
    mailbox = letters(value.partition("@")[0])
    if len(mailbox) >= SHORTEST_MAILBOX:
        yield Form(Detail.EMAIL, How.NUMBER if mailbox.isdigit() else How.MAILBOX, mailbox)


def _place(value: str) -> Iterator[Form]:
    # A village is often the matter itself; with the house it is somebody's home.
    place = letters(value).translate(NUMERALS)
    yield Form(Detail.PLACE, How.PLACE if _HOUSE.search(place) else How.VILLAGE, place)


_FORMS = {"name": _name, "telephone": _telephone, "email": _email, "village": _place}
