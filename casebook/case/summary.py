"""What stands beside the form of a deed: the matter as this reader may read it. No record reaches a template."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import pgettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case import labels, queries, record
from casebook.case.models import Assignment, CaseFile
from casebook.case.projection import Audience, Line
from casebook.case.record import Reader
from casebook.people.actor import Staff
from casebook.people.queries import names

MOST_CHANGES = 5


@dataclass(frozen=True)
class Summary:
    """One case beside a form. `text` is the original for the office and the office's own text for everybody else."""

    reference: str
    state: str
    tone: str
    text: str
    station_text: str
    answer: str
    said: str


def reader_of(session: Session, actor: Staff, case: CaseFile) -> Reader:
    """As what this person reads the case."""
    return record.reader_of(actor, case, _sent_at(session, case))


def summary(session: Session, reader: Reader, case: CaseFile) -> Summary:
    """The case for this reader. Its title is made of the complainant's own words, so it is not shown."""
    cleared = queries.cleared_text(session, case) if case.cleared_version else None
    written = cleared.text if cleared else ""
    inside = reader.audience is Audience.OFFICE
    return Summary(
        reference=case.reference,
        state=labels.state_label(case.state),
        tone=labels.state_tone(case.state),
        text=case.submission.text if inside else written,
        station_text=written if inside else "",
        answer=_answer(session, reader, case),
        said=_said(case) if inside else "",
    )


def changes_since(session: Session, reader: Reader, case: CaseFile, version: str | None) -> tuple[Line, ...]:
    """What was done to the case since this version as far as the reader may know, the latest last."""
    # A version beyond what any case reaches is no version.
    seen = int(version) if version and version.isascii() and version.isdigit() else 0
    events = [event for event in queries.history(session, case.uid) if event.subject_version > seen]
    known = names(session, (event.actor_uid for event in events))
    return record.history(((event, known.get(event.actor_uid or "")) for event in events), reader)[-MOST_CHANGES:]


def _sent_at(session: Session, case: CaseFile) -> datetime | None:
    sent = select(Assignment.dispatched_at).where(Assignment.case_uid == case.uid, Assignment.kind == "main")
    return session.scalar(sent.where(Assignment.ended_at.is_(None)))


def _answer(session: Session, reader: Reader, case: CaseFile) -> str:
    """The newest answer; a station reads its own alone, not that of one that had the case before."""
    answers = queries.replies(session, case.uid)
    if reader.audience is Audience.STATION:
        mine = reader.since if not reader.co else None
        answers = [answer for answer in answers if mine and answer.written_at >= mine]
    return answers[-1].text if answers else ""


def _said(case: CaseFile) -> str:
    heard = (case.callback_solved, case.callback_rating)
    return pgettext("list", ", ").join(labels.label(member) for member in heard if member)
