"""Where the classed columns of a ledger come from: one expression each, with names in the place of uids.

Each stands for itself beside a case (or an assignment, a deed, a call-back, a line of a duty log), so a ledger takes
what its columns name and nothing else.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, case, func, null, select
from sqlalchemy.orm import aliased

from casebook.case.identity import masks_in_lists
from casebook.case.models import Assignment, CallBack, CaseFile, CaseRating, ClearedText, Submission
from casebook.case.workflow import Action
from casebook.kernel.clocks import Clock, Extension
from casebook.kernel.history import Event, EventDetails
from casebook.people.actor import Staff
from casebook.people.duty_models import DutyEntry
from casebook.people.models import Person, Unit
from casebook.responsibility.models import Chain, Link
from casebook.vault.models import PartyField
from casebook.web.languages import ENGLISH

ANSWER, ACCEPTED = "feedback", "law60"
Sources = Mapping[str, Any]


def sources(actor: Staff, language: str) -> Sources:
    """The expression of every column that any ledger names, for this reader."""
    return {
        **_plain(CaseFile, "case_file"),
        **_plain(Assignment, "assignment"),
        **_plain(CallBack, "call_back"),
        **_plain(DutyEntry, "duty_entry"),
        **_of_case(language),
        **_of_submission(actor),
        **_of_deeds(language),
        **_of_duty(language),
    }


def unit_name(column: Any, language: str) -> Any:
    """The name of the unit a column names, in the reader's language."""
    label = func.coalesce(Unit.label_en, Unit.label_zh) if language == ENGLISH else Unit.label_zh
    return beside(select(label).where(Unit.uid == column))


def person_name(column: Any) -> Any:
    """The name of the person a column names."""
    return beside(select(Person.name).where(Person.uid == column))


def beside(query: Select[Any]) -> Any:
    """One value of a query that speaks of the line it stands beside."""
    return query.correlate(CaseFile, Assignment, CallBack, DutyEntry, Event).scalar_subquery()


def _plain(model: Any, table: str) -> Sources:
    """Every column as it stands; whoever is named by uid is named anew below."""
    return {f"{table}.{column.name}": column for column in model.__table__.columns}


def _of_case(language: str) -> Sources:
    text = select(ClearedText.text).where(ClearedText.case_uid == CaseFile.uid)
    rating = select(CaseRating.result).where(CaseRating.case_uid == CaseFile.uid)
    return {
        "case_file.main_unit_uid": unit_name(CaseFile.main_unit_uid, language),
        "case_file.unit_named_uid": unit_name(CaseFile.unit_named_uid, language),
        "case_file.holder_uid": person_name(CaseFile.holder_uid),
        "cleared_text.text": beside(text.where(ClearedText.version == CaseFile.cleared_version)),
        "clock.due_at": _newest(Clock.due_at, ANSWER),
        "clock.stopped_at": _newest(Clock.stopped_at, ANSWER),
        # With the acceptance the law's outer limit begins to run.
        "clock.started_at": _newest(Clock.started_at, ACCEPTED),
        "extension.reason": _more_time(),
        "case_rating.result": beside(rating),
        **_chain(language),
    }


def _newest(column: Any, kind: str) -> Any:
    """A column of the case's newest clock of this kind."""
    found = select(column).where(Clock.subject_uid == CaseFile.uid, Clock.kind == kind)
    return beside(found.order_by(Clock.id.desc()).limit(1))


def _more_time() -> Any:
    """Why the answer may take longer: of an extension that counts."""
    granted = select(Extension.reason).join(Clock, Clock.uid == Extension.clock_uid)
    counts = Extension.told_at.is_not(None) & Extension.voided_at.is_(None)
    of_answer = granted.where(Clock.subject_uid == CaseFile.uid, Clock.kind == ANSWER, counts)
    return beside(of_answer.order_by(Extension.id.desc()).limit(1))


def _chain(language: str) -> Sources:
    """Who was asked first, how often the duty moved on, and since when it is where it is now."""
    links = select(func.count() - 1).select_from(Link).join(Chain, Chain.uid == Link.chain_uid)
    chain = Chain.case_uid == CaseFile.uid
    return {
        "responsibility_chain.opened_at": beside(select(Chain.opened_at).where(chain)),
        "responsibility_chain.closed_at": beside(select(Chain.closed_at).where(chain)),
        "responsibility_link.person_uid": person_name(_link(Link.person_uid, Link.seq)),
        "responsibility_link.unit_uid": unit_name(_link(Link.unit_uid, Link.seq), language),
        "responsibility_link.seq": beside(links.where(chain)),
        "responsibility_link.since": _link(Link.since, Link.seq.desc()),
    }


def _link(column: Any, order: Any) -> Any:
    """A column of the first or the last link of the case's chain."""
    links = select(column).join(Chain, Chain.uid == Link.chain_uid).where(Chain.case_uid == CaseFile.uid)
    return beside(links.order_by(order).limit(1))


def _of_submission(actor: Staff) -> Sources:
    here = Submission.uid == CaseFile.submission_uid
    registrar = select(Person.name).join(Submission, Submission.registered_by == Person.uid)
    name = select(PartyField.mask).join(Submission, Submission.party_uid == PartyField.party_uid)
    mask = beside(name.where(here, PartyField.name == "name"))
    return {
        **{f"submission.{column.name}": beside(select(column).where(here)) for column in Submission.__table__.columns},
        "submission.registered_by": beside(registrar.where(here)),
        # Whoever does not work with this identity gets nothing of it (security.md 3.2).
        "submission.party_uid": case((masks_in_lists(actor).sql(CaseFile), mask), else_=null()),
    }


def _of_deeds(language: str) -> Sources:
    resumed = select(func.min(Later.at)).where(Later.subject_uid == Event.subject_uid)
    onward = Later.subject_version > Event.subject_version
    return {
        "event.action": Event.action,
        "event.at": Event.at,
        "event.details": beside(select(EventDetails.facts).where(EventDetails.event_uid == Event.uid)),
        "event.actor_uid": person_name(Event.actor_uid),
        "event.resumed_at": beside(resumed.where(onward, Later.action.in_(RESUMED))),
        "assignment.unit_uid": unit_name(Assignment.unit_uid, language),
        "assignment.dispatched_by": person_name(Assignment.dispatched_by),
        "assignment.signed_by": person_name(Assignment.signed_by),
        "call_back.by_uid": person_name(CallBack.by_uid),
    }


# A ledger of deeds has the deed itself beside it.
Later = aliased(Event)
RESUMED = (Action.RESUME.value, Action.RESUME_DUE.value)


def _of_duty(language: str) -> Sources:
    return {
        "duty_entry.unit_uid": unit_name(DutyEntry.unit_uid, language),
        "duty_entry.written_by": person_name(DutyEntry.written_by),
    }
