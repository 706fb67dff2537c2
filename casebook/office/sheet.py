"""The decision on paper, copied to oversight or printed and filed. Chinese only (decisions.md 59)."""

from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale

from casebook.clock import OFFICE_ZONE
from casebook.office import words
from casebook.office.models import OfficeSetting
from casebook.office.words import Relaxed
from casebook.people.models import Unit
from casebook.web.languages import CHINESE, LOCALES


@dataclass(frozen=True)
class DecisionSheet:
    """What the paper says."""

    office: str
    version: int
    number: str
    body: str
    decided: str
    relaxed: tuple[Relaxed, ...]
    closing: str
    never: tuple[str, ...]
    recorded_by: str
    recorded: str


def decision_sheet(setting: OfficeSetting, office: Unit, recorded_by: str) -> DecisionSheet:
    """The paper of one decision, in Chinese whoever reads."""
    with force_locale(LOCALES[CHINESE]):
        return DecisionSheet(
            office=office.label_zh,
            version=setting.version,
            number=setting.decision_number,
            body=setting.decided_body,
            decided=_day(setting.decided_on),
            relaxed=tuple(words.relaxed(setting.rules)),
            closing=words.closing(setting.rules),
            never=tuple(str(line) for line in words.NEVER),
            recorded_by=recorded_by,
            recorded=_day(setting.recorded_at.astimezone(OFFICE_ZONE).date()),
        )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
