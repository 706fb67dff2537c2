"""The number of a notice: 望禾效能〔2026〕受字第12号 ({office}{year}{type}{serial}, domain.md 8)."""

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

LONGEST_MARK = 60
# Before the word of what not everybody at its unit may know of.
APART = "内"
# An organ's mark leaves out the rank of its place and the word for an office: 望禾镇效能办 is 望禾效能.
_ORGAN = re.compile(r"(.+?)(?:街道|[镇乡市县区])(.+?)(?:办公室|办)")


def mark_of(organ: str) -> str:
    """The mark under which an organ numbers its papers; an organ without the usual form is named in full."""
    found = _ORGAN.fullmatch(organ)
    return (found[1] + found[2] if found else organ)[:LONGEST_MARK]


def word_for(word: str, apart: bool) -> str:
    """The word under which a paper is numbered; `apart` from the others, whose readers would notice a gap."""
    return APART + word if apart else word


def next_number(session: Session, organ: str, word: str, year: int) -> str:
    """Count one on under the organ's mark; only the notice itself follows before the commit (decisions.md 3)."""
    where = {"mark": mark_of(organ), "year": year, "word": word}
    serial = session.execute(COUNT_ON, where).scalar_one()
    return f"{where['mark']}〔{year}〕{word}字第{serial}号"


# One statement, so that two first notices of a year count after one another.
COUNT_ON = text(
    "INSERT INTO notice_counter (mark, year, word, last) VALUES (:mark, :year, :word, 1)"
    " ON CONFLICT (mark, year, word) DO UPDATE SET last = notice_counter.last + 1 RETURNING last"
)
