"""Which case a case may be merged into, which are likely twins, and what stands in the way."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from casebook.case.models import CaseFile, CaseLink, State
from casebook.case.taxonomy import CATEGORIES, LinkKind, Part
from casebook.case.workflow import NOT_ANSWERED, OPEN, Action
from casebook.kernel.access import decide, visible_to
from casebook.kernel.deadlines import Moment

NEAR = timedelta(days=30)
MOST_COMPARED = 200
MOST_OFFERED = 5
# Below this share of common bigrams two texts have little more in common than their language.
LEAST_ALIKE = 0.1


@dataclass(frozen=True)
class Twin:
    """A case that may be about the same matter, and how many per cent of its bigrams are shared."""

    case: CaseFile
    alike: int


def is_open(case: CaseFile) -> bool:
    """Whether the case is still under way."""
    return case.state in OPEN


def is_answered(case: CaseFile) -> bool:
    """Whether the case ended with an answer, which was then one for all that were merged into it."""
    return case.state not in NOT_ANSWERED


def twins(session: Session, actor: Any, case: CaseFile, now: Moment) -> list[Twin]:
    """The open cases about the same station, received within thirty days of this one, whose words are most alike.

    One query, bounded: of very many the latest are compared.
    """
    found = session.scalars(_near(actor, case).order_by(CaseFile.received_at.desc()).limit(MOST_COMPARED))
    mine = bigrams(case.submission.text)
    likely = [
        Twin(one, round(100 * alike(mine, bigrams(one.submission.text)))) for one in found if _may(actor, one, now)
    ]
    likely = [twin for twin in likely if twin.alike >= 100 * LEAST_ALIKE]
    return sorted(likely, key=lambda twin: -twin.alike)[:MOST_OFFERED]


def master_of(session: Session, actor: Any, case: CaseFile) -> CaseFile | None:
    """The case this one was merged into, if the actor may know of it."""
    into = select(CaseLink.other_uid).where(
        CaseLink.case_uid == case.uid, CaseLink.kind == LinkKind.MERGED_INTO, CaseLink.ended_at.is_(None)
    )
    return session.scalar(visible_to(actor, CaseFile).where(CaseFile.uid.in_(into)))


def master_state(session: Session, case: CaseFile) -> State | None:
    """Where the case stands into which this one was merged: all that its citizen may know of it."""
    into = select(CaseFile.state).join(CaseLink, CaseLink.other_uid == CaseFile.uid)
    into = into.where(CaseLink.case_uid == case.uid, CaseLink.kind == LinkKind.MERGED_INTO)
    return session.scalar(into.where(CaseLink.ended_at.is_(None)))


def merged_into(session: Session, actor: Any, case: CaseFile) -> list[CaseFile]:
    """The cases merged into this one, as far as the actor may know of them."""
    joined = select(CaseLink.case_uid).where(
        CaseLink.other_uid == case.uid, CaseLink.kind == LinkKind.MERGED_INTO, CaseLink.ended_at.is_(None)
    )
    return list(session.scalars(visible_to(actor, CaseFile).where(CaseFile.uid.in_(joined)).order_by(CaseFile.id)))


def bars_whoever_has_it(case: CaseFile, master: CaseFile) -> bool:
    """Whether somebody who works on `master` may not know of this case (CR12)."""
    if _barred_unit(case) and _barred_unit(case) in _units(master):
        return True
    hidden = {part.person_uid for part in case.parts if part.part is Part.EXCLUDED}
    accused = {row.person_uid for row in case.accused if row.person_uid} | hidden
    return bool(accused & {master.holder_uid, master.handler_uid})


def bars_different_units(case: CaseFile, master: CaseFile) -> bool:
    """Whether the two complain about different units and one of these is barred: one case cannot bar both (CR12)."""
    named = {case.unit_named_uid, master.unit_named_uid} - {None}
    return len(named) > 1 and bool(_barred_unit(case) or _barred_unit(master))


def bigrams(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters that are letters or digits: words, for Chinese as for numbers."""
    letters = "".join(char for char in text if char.isalnum())
    return frozenset(letters[start : start + 2] for start in range(len(letters) - 1))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of bigrams two texts have in common, from 0 to 1."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _near(actor: Any, case: CaseFile) -> Any:
    station = func.coalesce(CaseFile.main_unit_uid, CaseFile.unit_named_uid)
    return (
        visible_to(actor, CaseFile)
        .where(CaseFile.uid != case.uid, CaseFile.office_uid == case.office_uid, CaseFile.state.in_(OPEN))
        .where(CaseFile.received_at.between(case.received_at - NEAR, case.received_at + NEAR))
        .where(station == (case.main_unit_uid or case.unit_named_uid))
        .options(joinedload(CaseFile.submission))
    )


def _may(actor: Any, case: CaseFile, now: Moment) -> bool:
    return decide(actor, Action.JOIN, case, now).allowed


def _barred_unit(case: CaseFile) -> str | None:
    category = CATEGORIES.get(case.category or "")
    shields = category is not None and category.shields_from_accused
    return case.unit_named_uid if case.station_may_handle is False or shields else None


def _units(case: CaseFile) -> set[str | None]:
    return {case.main_unit_uid, *(row.unit_uid for row in case.assignments if row.active and row.ended_at is None)}
