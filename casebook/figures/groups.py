"""By what figures are put side by side, and which groups each reader gets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from casebook.case import labels
from casebook.case.models import CaseFile, Submission
from casebook.case.projection import CLASSES as SHOWN
from casebook.case.projection import Audience, Show
from casebook.case.taxonomy import CLASSES, Channel
from casebook.people.models import Unit

NONE = "none"


@dataclass(frozen=True)
class Group:
    """A way to divide the cases: the expression of a case's part, and how a part is called.

    `source` is the classed column a part tells: who may not see it does not get the division either.
    """

    key: str
    label: Any
    source: str
    part: Callable[[], Any]
    name: Callable[[str, Mapping[str, Unit]], str]
    # The keys a part can have; of a station any that there is.
    keys: frozenset[str] = frozenset()

    def is_for(self, audience: Audience) -> bool:
        """Whether this reader may have it."""
        return SHOWN[self.source][audience] is Show.YES


def _unit() -> Any:
    code = select(Unit.code).where(Unit.uid == CaseFile.main_unit_uid).correlate(CaseFile).scalar_subquery()
    return func.coalesce(code, NONE)


def _channel() -> Any:
    return (
        select(Submission.channel)
        .where(Submission.uid == CaseFile.submission_uid)
        .correlate(CaseFile)
        .scalar_subquery()
    )


def _unit_name(part: str, units: Mapping[str, Unit]) -> str:
    return units[part].label(labels.language()) if part in units else _("no unit yet")


def _class_name(part: str, units: Mapping[str, Unit]) -> str:
    if part not in CLASSES:
        return _("not classed yet")
    chinese, english = CLASSES[part]
    return f"{part} {english if labels.language() == 'en' else chinese}"


def _channel_name(part: str, units: Mapping[str, Unit]) -> str:
    return labels.label(Channel(part))


STATION = Group("unit", _l("By station"), "case_file.main_unit_uid", _unit, _unit_name)
CATEGORY = Group(
    "category",
    _l("By category"),
    "case_file.category",
    lambda: func.coalesce(func.substr(CaseFile.category, 1, 1), NONE),
    _class_name,
    frozenset({*CLASSES, NONE}),
)
WAYS = frozenset(channel.value for channel in Channel)
CHANNEL = Group("channel", _l("By channel"), "submission.channel", _channel, _channel_name, WAYS)
GROUPS = {group.key: group for group in (STATION, CATEGORY, CHANNEL)}


def groups_for(audience: Audience) -> list[Group]:
    """The divisions this reader gets, apart from the months that everybody has."""
    return [group for group in GROUPS.values() if group.is_for(audience)]
