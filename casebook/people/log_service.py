"""Deeds on the duty log and on shifts: a line is added, a shift written by who goes and signed by who comes.

Each leaves an event whose digest covers what was written. Nothing here commits, and nothing written is ever changed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment, local_day
from casebook.people import log_queries
from casebook.people.actor import Staff
from casebook.people.admin_history import keep
from casebook.people.admin_service import unless
from casebook.people.duty_models import DutyEntry, ShiftHandover
from casebook.people.models import Unit
from casebook.people.queries import people_at
from casebook.people.rights import PeopleDeed, takes_duty
from casebook.web.weeks import WEEK


@dataclass(frozen=True)
class Happening:
    """What happened on duty, when; `reference` where a case or paper is concerned, `corrects` the line put right."""

    at: datetime
    text: str
    reference: str | None = None
    corrects: str | None = None


@dataclass(frozen=True)
class Shift:
    """What whoever goes leaves to whoever comes."""

    coming_uid: str
    still_open: str
    to_watch: str


def write(session: Session, actor: Staff, now: Moment, role: str, unit: Unit, what: Happening) -> DutyEntry:
    """Add a line to the log of a unit; a correction is a line of its own that names the wrong one."""
    unless(what.at > now.at, "not_yet")
    unless(what.at < now.at - WEEK, "too_long_ago")
    unless(what.corrects and not log_queries.entry(session, unit.uid, what.corrects), "no_such_entry")
    entry = DutyEntry(
        uid=new_uid(),
        unit_uid=unit.uid,
        day=local_day(what.at),
        happened_at=what.at,
        text=what.text,
        reference=what.reference,
        corrects=what.corrects,
        written_by=actor.uid,
        written_at=now.at,
    )
    facts = {"unit": unit.uid, "when": what.at, "text": what.text, "corrects": what.corrects}
    keep(session, entry, PeopleDeed.WRITE_ENTRY, actor, now, role, (None, "written"), facts)
    return entry


def write_shift(session: Session, actor: Staff, now: Moment, role: str, unit: Unit, shift: Shift) -> ShiftHandover:
    """Write what is open and what to watch for the one who comes; the open cases of the answering person are noted."""
    unless(shift.coming_uid in actor.persons, "signs_for_himself")
    fitting = people_at(session, unit.uid, takes_duty(unit), now.today)
    unless(shift.coming_uid not in {person.uid for person in fitting}, "no_post_then")
    written = ShiftHandover(
        uid=new_uid(),
        unit_uid=unit.uid,
        going_uid=actor.uid,
        coming_uid=shift.coming_uid,
        still_open=shift.still_open,
        to_watch=shift.to_watch,
        case_uids=[case.uid for case in log_queries.answered_for(session, actor, unit.uid, now)],
        written_at=now.at,
    )
    facts = {"unit": unit.uid, "coming": shift.coming_uid, "open": shift.still_open, "watch": shift.to_watch}
    kept = {**facts, "cases": written.case_uids}
    keep(session, written, PeopleDeed.WRITE_SHIFT, actor, now, role, (None, "written"), kept)
    return written


def sign_shift(session: Session, actor: Staff, now: Moment, role: str, shift: ShiftHandover) -> None:
    """Sign for a shift as the one who comes, on one's own account; never whoever wrote it, nor his deputy."""
    unless(shift.going_uid in actor.persons, "signs_for_himself")
    unless(shift.coming_uid != actor.uid, "not_the_comer")
    unless(shift.signed_at is not None, "signed_already")
    shift.signed_at = now.at
    facts = {"going": shift.going_uid, "coming": shift.coming_uid}
    keep(session, shift, PeopleDeed.SIGN_SHIFT, actor, now, role, ("written", "signed"), facts)
