"""What was heard of the complainant about a result, and how it is kept."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CallBack, CaseFile
from casebook.case.taxonomy import Rating, Solved
from casebook.kernel.deadlines import Moment


@dataclass(frozen=True)
class Heard:
    """What the complainant said about the result; `valid` is false when nobody could be reached."""

    solved: Solved | None
    satisfaction: Rating | None
    contacted: bool = True
    valid: bool = True
    words: str | None = None

    def facts(self) -> dict[str, Any]:
        """As an event keeps it: no words, they are the complainant's."""
        return {
            "valid": self.valid,
            "contacted": self.contacted,
            "solved": self.solved.value if self.solved else None,
            "satisfaction": self.satisfaction.value if self.satisfaction else None,
        }


NOBODY = Heard(None, None, contacted=False, valid=False)


def keep_answer(session: Session, case: CaseFile, now: Moment, heard: Heard, by_uid: str | None) -> None:
    """Keep what was heard as one answer of the round; without `by_uid` it was given on the page."""
    session.add(
        CallBack(
            case_uid=case.uid,
            at=now.at,
            on_page=by_uid is None,
            valid=heard.valid,
            contacted=heard.contacted,
            solved=heard.solved,
            satisfaction=heard.satisfaction,
            words=heard.words,
            by_uid=by_uid,
            round=case.rework_rounds,
        )
    )
    if heard.valid:
        case.callback_at, case.callback_solved, case.callback_rating = now.at, heard.solved, heard.satisfaction


def forget_answer(case: CaseFile) -> None:
    """A new answer of the station is asked about anew: neither what was said nor the tries of before count."""
    case.callback_at = case.callback_solved = case.callback_rating = None
    case.call_tries, case.call_days, case.called_on = 0, 0, None


def count_try(case: CaseFile, now: Moment) -> None:
    """One more call that reached nobody, and one more day if it is the day's first."""
    case.call_tries += 1
    if case.called_on != now.today:
        case.call_days, case.called_on = case.call_days + 1, now.today


def combined(reason: str | None) -> dict[str, str]:
    """The fact by which a small office's dispatcher may call back himself."""
    return {"combined_reason": reason} if reason else {}
