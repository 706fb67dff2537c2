"""CitizenCase: what whoever wrote in sees of a case (column CIT of the field table, security.md 3.2), and nothing else.

Each field names its row of that table. Templates receive this value only, never a record.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from casebook.case.labels import light, provisional_mark
from casebook.case.models import CaseFile, Letter, Side, State
from casebook.case.taxonomy import Track
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment
from casebook.people.models import UnitKind
from casebook.tracking import standing, timeline
from casebook.tracking.due import answer_due, by, day_and_time
from casebook.tracking.queries import Records
from casebook.tracking.standing import Variant
from casebook.web.languages import reader_language
from casebook.web.template_globals import long_date

OWN_TEXT = "original text"
RECEIVED = "received time"
DATES = "station, category, grade, due dates"
HOLDER = "handler of the station, first-inquiry chain"
REPLY = "station's reply"
MESSAGES = "messages between citizen and office"
REOPENING_RULE, RATING_RULE = "direct_check", "rate"


def of(row: str) -> Any:
    """A field that shows this row of the field table."""
    return field(metadata={"row": row})


@dataclass(frozen=True)
class Mark:
    """A light beside the headline: its words and their tone."""

    text: str
    tone: str


@dataclass(frozen=True)
class Holder:
    """Who is answerable now: a unit, for the office a post too, never the name of a person of the station."""

    words: str
    phone: str


@dataclass(frozen=True)
class Happened:
    """One line of what happened."""

    text: str
    at_text: str


@dataclass(frozen=True)
class Said:
    """A message or an answer: who says it, when, and the words."""

    who: str
    at_text: str
    text: str
    own: bool = False


@dataclass(frozen=True)
class Button:
    """Something the citizen may do now."""

    label: str
    url: str
    kind: str


@dataclass(frozen=True)
class Other:
    """Another case of the same receipt."""

    title: str
    headline: str
    url: str
    current: bool


@dataclass(frozen=True)
class CitizenCase:
    """One case for its citizen, in the reader's language."""

    title: str = of(OWN_TEXT)
    text: str = of(OWN_TEXT)
    received: str = of(RECEIVED)
    mark: int = of(DATES)
    headline: str = of(DATES)
    sentence: str = of(DATES)
    lights: list[Mark] = of(DATES)
    due: str = of(DATES)
    provisional: bool = of(DATES)
    holder: Holder | None = of(HOLDER)
    happened: list[Happened] = of(HOLDER)
    answers: list[Said] = of(REPLY)
    messages: list[Said] = of(MESSAGES)


def citizen_case(records: Records, now: Moment) -> CitizenCase:
    """The page of one case."""
    case, clock = records.case, _running(records.case)
    reads = standing.variant(case, now)
    words = standing.WORDS[reads]
    return CitizenCase(
        title=case.title,
        text=case.submission.text,
        received=day_and_time(case.received_at),
        mark=words.mark,
        headline=str(words.headline),
        sentence=str(words.sentence) % _values(records, reads, now),
        lights=_lights(clock, now),
        due=answer_due(clock, now) if clock and case.state in standing.ANSWER_RUNS else "",
        provisional=bool(clock and clock.provisional),
        holder=_holder(records),
        happened=_happened(records),
        answers=_answers(records),
        messages=_messages(records),
    )


def headline(case: CaseFile, now: Moment) -> str:
    """The headline alone, for a list or a refusal."""
    return str(standing.WORDS[standing.variant(case, now)].headline)


def _running(case: CaseFile) -> Clock | None:
    kind = standing.LIGHT_CLOCK.get(case.state)
    return case.clock(kind) if kind else None


def _lights(clock: Clock | None, now: Moment) -> list[Mark]:
    if clock is None:
        return []
    provisional = [Mark(*provisional_mark())] if clock.provisional else []
    return [Mark(*light(clock.due_at, now)), *provisional]


def _values(records: Records, reads: Variant, now: Moment) -> dict[str, Any]:
    """What the sentences name."""
    case, values = records.case, {"station": _station(records), "answer": _answer_given(records)}
    if case.closed_at is not None:
        until = _until(case.closed_at, reads, now)
        return {**values, "date": long_date(case.closed_at), "until": until, "remedy": _remedy(records)}
    kind = standing.SENTENCE_CLOCK.get(case.state)
    clock = case.clock(kind) if kind else None
    days = standing.overdue_days(clock, now) if clock else 0
    return {**values, "date": by(clock) if clock else "", "days": days}


def _until(closed_at: datetime, reads: Variant, now: Moment) -> str:
    rule = REOPENING_RULE if reads is Variant.CONFIRMED else RATING_RULE
    return long_date(now.timetable.due(rule, closed_at).internal)


def _remedy(records: Records) -> str:
    if records.case.track is Track.PETITION:
        return str(standing.PETITION_REMEDY) % {"body": records.city_office.label(reader_language())}
    return str(standing.REMEDY)


def _station(records: Records) -> str:
    unit = records.units.get(records.case.main_unit_uid or "")
    return unit.label(reader_language()) if unit else ""


def _answer_given(records: Records) -> str:
    answers = (event.details.facts.get("answer") for event in records.events if event.action == "answer")
    return next((answer.rstrip("。.") for answer in answers if answer), "")


def _holder(records: Records) -> Holder | None:
    """Nobody once the case is closed: the duty ended with it."""
    if records.case.state is State.CLOSED:
        return None
    unit = records.units[records.holder_unit_uid]
    name = unit.label(reader_language())
    return Holder(_post(records.case, name) if unit.kind is UnitKind.OFFICE else name, unit.telephone or "")


def _post(case: CaseFile, office: str) -> str:
    if case.state is State.REGISTERED:
        return _("The intake clerk of %(office)s", office=office)
    return _("The case officer of %(office)s", office=office)


def _happened(records: Records) -> list[Happened]:
    language = reader_language()
    names = {uid: unit.label(language) for uid, unit in records.units.items()}
    found = timeline.lines(records.events, names, records.office.label(language))
    return [Happened(text, day_and_time(event.at)) for event, text in found]


def _answers(records: Records) -> list[Said]:
    """What the station answered and the office let out, the newest first."""
    station = _station(records)
    return [
        Said(station, day_and_time(reply.released_at), reply.text)
        for reply in reversed(records.replies)
        if reply.released_at
    ]


def _messages(records: Records) -> list[Said]:
    """Both ways, in order; a station's words only once they were passed on, and then under its name."""
    passed = [letter for letter in records.letters if letter.side is not Side.STATION or letter.relayed_at]
    return [_message(letter, records) for letter in sorted(passed, key=_reached_at)]


def _reached_at(letter: Letter) -> datetime:
    return letter.relayed_at or letter.written_at


def _message(letter: Letter, records: Records) -> Said:
    own = letter.side is Side.CITIZEN
    unit = records.units.get(letter.unit_uid or "")
    who = pgettext("tracking", "You") if own or unit is None else unit.label(reader_language())
    return Said(who, day_and_time(_reached_at(letter)), letter.text, own)


def others(cases: Iterable[CaseFile], shown: int, address: Any, now: Moment) -> list[Other]:
    """All cases of a receipt as a list, when there are several."""
    rows = [
        Other(case.title, headline(case, now), address(number), number == shown)
        for number, case in enumerate(cases, start=1)
    ]
    return rows if len(rows) > 1 else []
