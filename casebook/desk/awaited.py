"""What waits at a case, as conditions over its other rows: proposals, clocks, extensions, letters, texts."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, exists

from casebook.case.models import CaseFile, Letter, Side
from casebook.kernel.clocks import Clock, Extension
from casebook.kernel.proposal import Proposal
from casebook.people.actor import Staff
from casebook.people.models import Role

Condition = Callable[[Staff], ColumnElement[bool]]


def asked(action: Any) -> Condition:
    """Somebody else asked for this action and nobody has decided yet."""
    return lambda actor: _open(action).where(Proposal.asked_by.not_in(sorted(actor.persons)))


def asked_by_anybody(action: Any) -> Condition:
    """The same where the second person has no account, so that whoever asked may enter the decision."""
    return lambda actor: _open(action)


def _open(action: Any) -> Any:
    return exists().where(
        Proposal.subject_uid == CaseFile.uid, Proposal.action == action.value, Proposal.outcome.is_(None)
    )


def runs(kind: str) -> Condition:
    """A clock of this kind runs."""
    return lambda actor: exists().where(
        Clock.subject_uid == CaseFile.uid, Clock.kind == kind, Clock.stopped_at.is_(None)
    )


def co_report_awaited(actor: Staff) -> ColumnElement[bool]:
    """A unit of which he is the head has not reported its part yet."""
    return exists().where(
        Clock.subject_uid == CaseFile.uid,
        Clock.kind == "co",
        Clock.stopped_at.is_(None),
        Clock.unit_uid.in_(sorted(actor.units(Role.STATION_HEAD))),
    )


def extension_untold(actor: Staff) -> ColumnElement[bool]:
    """More time was approved and the complainant was not told yet."""
    return exists().where(
        Clock.subject_uid == CaseFile.uid,
        Clock.kind == "feedback",
        Clock.stopped_at.is_(None),
        Extension.clock_uid == Clock.uid,
        Extension.told_at.is_(None),
        Extension.voided_at.is_(None),
    )


def letter_unsent(actor: Staff) -> ColumnElement[bool]:
    """The station that has the case wrote something nobody has passed on."""
    return exists().where(
        Letter.case_uid == CaseFile.uid,
        Letter.side == Side.STATION,
        Letter.relayed_at.is_(None),
        Letter.unit_uid == CaseFile.main_unit_uid,
    )


def text_unchecked(actor: Staff) -> ColumnElement[bool]:
    """There is a version of the text that no second person has read."""
    return CaseFile.checked_version < CaseFile.cleared_version


def not_called_yet(actor: Staff) -> ColumnElement[bool]:
    """The sample drew it and nobody has called."""
    return CaseFile.sample_called_at.is_(None)
