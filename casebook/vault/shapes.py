"""Numbers known by their shape: what may be one number, identity cards, car plates. Texts come in one spelling."""

import re
from collections.abc import Iterator
from datetime import date

# What may stand between two letters or digits of one value.
WIDEST_GAP = 6

PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][a-z][\s·•.-]{0,2}(?:[a-z0-9][\s·•.-]?){4,5}[a-z0-9学警港澳挂领使]"
    r"(?![a-z0-9])"
)
_JOINT = re.compile(r"(?:\W|_|转|分机|ext|x)*")
# How many digits a card has, and which of them are the day of birth.
_CARDS = ((18, slice(6, 14)), (15, slice(6, 12)))


def runs(text: str) -> Iterator[list[tuple[int, str]]]:
    """Digits that may be one number: nothing but joints between them."""
    run: list[tuple[int, str]] = []
    for found in re.finditer(r"[0-9]", text):
        if run:
            between = text[run[-1][0] + 1 : found.start()]
            if len(between) > WIDEST_GAP or not _JOINT.fullmatch(between):
                yield run
                run = []
        run.append((found.start(), found[0]))
    if run:
        yield run


def identity_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where the number of an identity card stands: a real day of birth in its place, the last sign perhaps an X."""
    for run in runs(text):
        digits = "".join(digit for _place, digit in run)
        last = run[-1][0] + 1
        if len(digits) == 17 and text[last : last + 1] == "x" and _is_day(digits[6:14]):
            yield run[0][0], last + 1
        for size, born in _CARDS:
            for first in range(len(digits) - size + 1):
                part = digits[first : first + size]
                whole = size == 18 or len(digits) == size
                if whole and part[0] != "0" and _is_day(part[born]):
                    yield run[first][0], run[first + size - 1][0] + 1


def _is_day(day: str) -> bool:
    whole = day if len(day) == 8 else f"19{day}"
    try:
        return 1900 <= date(int(whole[:4]), int(whole[4:6]), int(whole[6:])).year <= 2099
    except ValueError:
        return False
