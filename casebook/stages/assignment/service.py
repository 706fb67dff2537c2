"""The office decides who handles a case.

Answer at once, accept, write and check the station's text, dispatch, recall, designate, handle here.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import Accused, Assignment, CaseFile, ClearedText
from casebook.case.queries import cleared_text
from casebook.case.service import play
from casebook.case.taxonomy import CATEGORIES, CATEGORY_VERSION, Grade, LinkKind, Part
from casebook.case.workflow import Action
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.letters.service import issue, notice_facts
from casebook.people.actor import Staff
from casebook.people.models import Unit
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.assignment import queries
from casebook.stages.callback import sampling
from casebook.stages.service import end_assignments, link, settle, take_up

NO_CALLBACK_AFTER_ANSWER = "answered_in_conversation"


def answer_now(
    session: Session, case: CaseFile, actor: Any, now: Moment, category: str, grade: Grade, answer: str
) -> None:
    """Answer a question on the spot and close (T4); it is sampled afterwards."""
    _classify(case, category, grade)
    perform(
        case,
        Action.ANSWER,
        actor,
        now,
        {
            "answer": answer,
            "category": category,
            "grade": grade,
            "no_callback_ground": NO_CALLBACK_AFTER_ANSWER,
            "no_notice_ground": NO_CALLBACK_AFTER_ANSWER,
            "holder": actor.uid,
        },
    )
    take_up(session, case, actor.uid, now)
    play(case, actor.uid, Part.HANDLER, now)
    settle(session, case, now, "T4")
    sampling.draw(session, case, now)


def accept(
    session: Session,
    case: CaseFile,
    actor: Any,
    now: Moment,
    category: str,
    grade: Grade,
    unit: Unit | None,
    accused: str | None = None,
    head_accused: bool = False,
    earlier: CaseFile | None = None,
) -> None:
    """Accept the matter (T5): the accepting officer answers for it from here.

    `accused` is a person's uid. Reprisal, leaks and a complaint about the head bar the whole station (CR1, CR3).
    `earlier` is the case after which the reprisal or the leak came: whoever handled it or opened its identity may not
    know of this one (CR7).
    """
    _classify(case, category, grade)
    case.unit_named_uid = unit.uid if unit else None
    barred = head_accused or CATEGORIES[category].shields_from_accused
    case.station_may_handle = False if barred else True if unit else None
    if accused:
        case.accused.append(Accused(case_uid=case.uid, person_uid=accused, unit_uid=case.unit_named_uid))
    facts = {
        "category": category,
        "station": case.unit_named_uid,
        "grade": grade,
        "station_may_handle": case.station_may_handle,
        "accused": [accused] if accused else [],
        "holder": actor.uid,
        **queries.access_log(session, earlier),
        **notice_facts(Action.ACCEPT, case, now),
    }
    event = perform(case, Action.ACCEPT, actor, now, facts)
    take_up(session, case, actor.uid, now)
    if earlier is not None:
        _keep_apart(session, case, earlier, now)
    issue(session, case, event, actor, now)


def _keep_apart(session: Session, case: CaseFile, earlier: CaseFile, now: Moment) -> None:
    """Tie a complaint of reprisal or a leak to what it came after, and keep out whoever knew of that (CR7)."""
    link(session, case, earlier.uid, LinkKind.EARLIER, now)
    for person_uid in sorted(queries.knew_of(session, earlier)):
        play(case, person_uid, Part.EXCLUDED, now)


def write_text(session: Session, case: CaseFile, actor: Any, now: Moment, text: str) -> None:
    """Write the next version of the text the station reads (T48). What was handed back counts on from its old text."""
    newest = cleared_text(session, case)
    version = newest.version + 1 if newest else 1
    perform(case, Action.WRITE_TEXT, actor, now, {"text": True, "version": version})
    case.cleared_version = version
    session.add(
        ClearedText(case_uid=case.uid, version=case.cleared_version, text=text, written_by=actor.uid, written_at=now.at)
    )
    play(case, actor.uid, Part.AUTHOR, now)


def check_text(session: Session, case: CaseFile, actor: Any, now: Moment) -> None:
    """A second person has read the newest text and lets a station read it (T48, security.md 3.4)."""
    perform(case, Action.CHECK_TEXT, actor, now, {"version": case.cleared_version})
    case.checked_version = case.cleared_version


def dispatch(
    session: Session, case: CaseFile, actor: Any, now: Moment, station: Unit, co_units: Sequence[Unit] = ()
) -> None:
    """Send the case to its one main unit (T11), and to the units that must report to it (T18).

    Until the station signs, the dispatching officer stays answerable.
    """
    facts = {
        "main_unit": station.uid,
        "station": station.label_zh,
        "co_units": [unit.uid for unit in co_units],
        "holder": actor.uid,
    }
    perform(case, Action.DISPATCH, actor, now, facts)
    take_up(session, case, actor.uid, now)
    _assign(session, case, actor, now, station)
    for unit in co_units:
        session.add(_assignment(case, actor, now, unit, "co"))
    case.co_handled, case.returns_closed = bool(co_units), case.designated
    play(case, actor.uid, Part.DISPATCHER, now)


def recall(session: Session, case: CaseFile, actor: Any, now: Moment, reason: str) -> None:
    """Take the case back from the station (T42): its view of the case ends with this."""
    perform(case, Action.RECALL, actor, now, {"reason": reason, "holder": actor.uid})
    take_up(session, case, actor.uid, now)
    end_assignments(session, case, now)


def designate(
    session: Session,
    case: CaseFile,
    actor: Any,
    now: Moment,
    station: Unit,
    person_uid: str,
    person_name: str,
    reason: str,
    rule: str,
) -> None:
    """Name the unit and the person who must handle it (T43): the director's decision binds without a signature."""
    facts = {
        "person": person_uid,
        "name": person_name,
        "main_unit": station.uid,
        "reason": reason,
        "rule": rule,
        "holder": person_uid,
    }
    perform(case, Action.DESIGNATE, actor, now, facts)
    responsibility.designate(case, chain_of(session, case.uid), person_uid, station.uid, now, reason)
    end_assignments(session, case, now)
    session.flush()
    assignment = _assign(session, case, actor, now, station)
    assignment.signed_at, assignment.signed_by = now.at, person_uid
    case.designated = case.returns_closed = True
    case.handler_uid = person_uid
    play(case, person_uid, Part.HANDLER, now)
    play(case, actor.uid, Part.DISPATCHER, now)


def handle_here(session: Session, case: CaseFile, actor: Any, now: Moment, assignee: Staff, reason: str) -> None:
    """The office handles it itself (T12): the director names one who is free to, and he is answerable."""
    facts = {
        "assignee": assignee.uid,
        "assignee_free": queries.is_free(assignee, case),
        "reason": reason,
        "holder": assignee.uid,
    }
    perform(case, Action.HANDLE_HERE, actor, now, facts)
    responsibility.designate(case, chain_of(session, case.uid), assignee.uid, case.office_uid, now, reason)
    case.self_handled, case.on_paper = True, False
    case.main_unit_uid, case.handler_uid = case.office_uid, assignee.uid
    play(case, assignee.uid, Part.HANDLER, now)
    play(case, actor.uid, Part.DISPATCHER, now)


def open_assignment(session: Session, case: CaseFile) -> Assignment | None:
    """The main assignment in force."""
    query = select(Assignment).where(Assignment.case_uid == case.uid, Assignment.ended_at.is_(None))
    return session.scalar(query.where(Assignment.kind == "main"))


def _classify(case: CaseFile, category: str, grade: Grade) -> None:
    case.category, case.category_version, case.grade = category, CATEGORY_VERSION, grade


def _assign(session: Session, case: CaseFile, actor: Any, now: Moment, station: Unit) -> Assignment:
    case.main_unit_uid, case.on_paper, case.dispatched_at = station.uid, station.on_paper, now.at
    assignment = _assignment(case, actor, now, station, "main")
    session.add(assignment)
    session.expire(case, ["assignments"])
    return assignment


def _assignment(case: CaseFile, actor: Any, now: Moment, unit: Unit, kind: str) -> Assignment:
    return Assignment(
        uid=new_uid(),
        case_uid=case.uid,
        unit_uid=unit.uid,
        kind=kind,
        dispatched_at=now.at,
        dispatched_by=actor.uid,
    )
