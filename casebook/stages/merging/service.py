"""The same matter twice: one case goes on, the other is merged into it; and the way back while the first is open."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import Accused, CaseFile, CaseLink
from casebook.case.service import play
from casebook.case.taxonomy import CATEGORIES, LinkKind, Part
from casebook.case.workflow import Action
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.letters.service import issue, notice_facts
from casebook.people.models import Person
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.merging.queries import is_answered, is_open
from casebook.stages.service import link, settle, take_up


def merge(session: Session, case: CaseFile, master: CaseFile, actor: Any, now: Moment, same: str) -> None:
    """Merge the case into `master` (T9): one of them goes on, both references stay.

    `same`: the same "person" wrote, or the same "event" is meant. Nobody who wrote learns of the other.
    """
    facts = {
        "master": master.uid,
        "reference": master.reference,
        "same": same,
        "master_open": is_open(master) and master.office_uid == case.office_uid,
        **notice_facts(Action.MERGE, case, now),
    }
    event = perform(case, Action.MERGE, actor, now, facts)
    perform(master, Action.JOIN, actor, now, {"joined": case.uid})
    settle(session, case, now, "T9")
    for child in _joined(session, case):
        # What was merged into it before is the same matter: it goes along, to one master.
        untie(session, child, now)
        _tie(session, child, master, now)
    _tie(session, case, master, now)
    _take_the_strictest(case, master, now)
    issue(session, case, event, actor, now)


def unmerge(session: Session, case: CaseFile, master: CaseFile | None, actor: Any, now: Moment, reason: str) -> None:
    """Undo the merge (T55): the case goes on where it stood, under the dates and with the person it had."""
    holder = _returning_holder(session, case, actor)
    facts = {"reason": reason, "holder": holder, "master_open": master is not None and not is_answered(master)}
    perform(case, Action.UNMERGE, actor, now, facts)
    assert master is not None  # the row has refused without an open one
    perform(master, Action.SEPARATE, actor, now, {"separated": case.uid, "reason": reason})
    untie(session, case, now)
    if holder == case.holder_uid:
        responsibility.reopen(case, chain_of(session, case.uid), now)
    take_up(session, case, holder, now)


def untie(session: Session, case: CaseFile, now: Moment) -> None:
    """The case is no longer merged into another one."""
    tied = select(CaseLink).where(CaseLink.case_uid == case.uid, CaseLink.kind == LinkKind.MERGED_INTO)
    for row in session.scalars(tied.where(CaseLink.ended_at.is_(None))):
        row.ended_at = now.at


def _joined(session: Session, case: CaseFile) -> list[CaseFile]:
    joined = select(CaseLink.case_uid).where(
        CaseLink.other_uid == case.uid, CaseLink.kind == LinkKind.MERGED_INTO, CaseLink.ended_at.is_(None)
    )
    return list(session.scalars(select(CaseFile).where(CaseFile.uid.in_(joined))))


def _tie(session: Session, case: CaseFile, master: CaseFile, now: Moment) -> None:
    before = session.scalar(
        select(CaseLink).where(
            CaseLink.case_uid == case.uid,
            CaseLink.other_uid == master.uid,
            CaseLink.kind == LinkKind.MERGED_INTO,
        )
    )
    if before is None:
        link(session, case, master.uid, LinkKind.MERGED_INTO, now)
    else:  # merged, taken out and merged again
        before.made_at, before.ended_at = now.at, None


def _returning_holder(session: Session, case: CaseFile, actor: Any) -> str:
    """Whoever held it, unless he has left: then whoever undoes the merge."""
    here = session.scalar(select(Person.active).where(Person.uid == case.holder_uid))
    return case.holder_uid if here else str(actor.uid)


def _take_the_strictest(case: CaseFile, master: CaseFile, now: Moment) -> None:
    """What protects either protects the case that goes on, and it stays so when the merge is undone (CR12)."""
    master.restricted = master.restricted or case.restricted
    master.confidential = master.confidential or case.confidential
    if _strictness(case) > _strictness(master):
        master.category, master.category_version = case.category, case.category_version
    if case.station_may_handle is False:
        master.station_may_handle, master.unit_named_uid = False, master.unit_named_uid or case.unit_named_uid
    known = {(row.person_uid, row.unit_uid, row.alias) for row in master.accused}
    for row in case.accused:
        if (row.person_uid, row.unit_uid, row.alias) not in known:
            named = {"person_uid": row.person_uid, "unit_uid": row.unit_uid, "alias": row.alias}
            master.accused.append(Accused(case_uid=master.uid, **named))
    for part in [part for part in case.parts if part.part is Part.EXCLUDED]:
        play(master, part.person_uid, Part.EXCLUDED, now)


def _strictness(case: CaseFile) -> int:
    """How much its category protects: 2 from the unit complained about, 1 by a second reader, 0 not at all."""
    category = CATEGORIES.get(case.category or "")
    if category is None or not category.needs_two_readers:
        return 0
    return 2 if category.shields_from_accused else 1
