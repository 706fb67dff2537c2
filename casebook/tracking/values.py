"""What the sentences about where a case stands name: units, dates, reasons, ways on. Nothing here is ever "None"."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import pgettext

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Track
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment
from casebook.tracking import endings
from casebook.tracking.due import by
from casebook.tracking.queries import Records
from casebook.tracking.variants import SENTENCE_CLOCK, Variant, overdue_days
from casebook.web.languages import reader_language
from casebook.web.template_globals import long_date

V = Variant
REOPENING_RULE, RATING_RULE, REVIEW_RULE = "direct_check", "rate", "review_ask"
# Texts that a deed left behind, quoted within a sentence of ours.
QUOTED = ("reason", "body", "telephone", "address", "reference", "route", "items")


def values_of(records: Records, reads: Variant, now: Moment) -> dict[str, Any]:
    """Everything a sentence about this case may name; None where it is not known."""
    case = records.case
    clock = clock_of(case)
    return {
        **{name: quoted(records.standing.get(name)) for name in QUOTED},
        "station": station(records),
        "office": unit_label(records, case.office_uid),
        "city_office": records.city_office.label(reader_language()),
        # The unit of whoever owns the plan: no person of a station is named to a citizen.
        "owner": unit_label(records, records.holding.unit_uid),
        "answer": _answer_given(records),
        "tries": case.call_tries,
        "days": overdue_days(clock, now) if clock else 0,
        "rectified_by": long_date(records.rectified_by) if records.rectified_by else None,
        "date": _date(records, clock),
        "until": _until(case, reads, now),
        "remedy": _remedy(records, reads),
        **_extended(clock),
        **_reviewed_by(records),
    }


def clock_of(case: CaseFile) -> Clock | None:
    """The clock whose end the sentence names."""
    kind = SENTENCE_CLOCK.get(case.state)
    return case.clock(kind) if kind else None


def station(records: Records) -> str:
    """The unit that handles it; the office where it handles it itself."""
    return unit_label(records, records.case.main_unit_uid) or unit_label(records, records.case.office_uid)


def station_of_main(records: Records) -> str:
    """The same of the case it was merged into; nothing without one."""
    main = records.main
    return (unit_label(records, main.main_unit_uid) or unit_label(records, main.office_uid)) if main else ""


def unit_label(records: Records, uid: str | None) -> str:
    """A unit's name in the reader's language; nothing for none."""
    unit = records.units.get(uid or "")
    return unit.label(reader_language()) if unit else ""


def quoted(value: Any) -> str:
    """A text as it stands within another sentence: several joined, without a stop of its own."""
    if isinstance(value, list):
        return pgettext("list", ", ").join(quoted(item) for item in value)
    return str(value).strip().rstrip("。.；;") if value not in (None, True, False) else ""


def day_kept(value: Any) -> date | None:
    """A day as it was kept with a deed, an instant by its local day; None for what is no day."""
    try:
        return datetime.fromisoformat(value).date() if isinstance(value, str) else None
    except ValueError:
        return None


def _answer_given(records: Records) -> str:
    answers = (event.details.facts.get("answer") for event in records.events if event.action == "answer")
    return next((quoted(answer) for answer in answers if answer), "")


def _date(records: Records, clock: Clock | None) -> str | None:
    """The day a sentence names: the end of its clock, else the day of what ended or is planned."""
    if clock is not None:
        return by(clock)
    known = DAYS.get(records.case.state, _closing_day)(records)
    return long_date(known) if known else None


def _closing_day(records: Records) -> date | datetime | None:
    case = records.case
    reviewed = case.review_delivered_at if case.closed_by in ("T33", "T35") else None
    return reviewed or case.closed_at


def _planned_day(records: Records) -> date | None:
    return records.case.promised_on or day_kept(records.standing.get("date"))


def _passed_on(records: Records) -> date | datetime | None:
    return records.case.closed_at or day_kept(records.standing.get("date"))


def _opinion_day(records: Records) -> date | datetime | None:
    return records.case.review_delivered_at or records.case.closed_at


DAYS: Mapping[State, Callable[[Records], date | datetime | None]] = {
    State.HUNG: _planned_day,
    State.TRANSFERRED: _passed_on,
    State.TERMINATED: _opinion_day,
}


def _until(case: CaseFile, reads: Variant, now: Moment) -> str | None:
    """Up to which day the citizen may still do what the sentence offers."""
    if case.closed_at is None:
        return None
    if reads is V.EXPLAINED and case.track is Track.PETITION:
        # His own term rolls forward where its last day is a day off (民法典 203).
        return long_date(now.timetable.due(REVIEW_RULE, case.delivered_at or case.closed_at).legal)
    rule = REOPENING_RULE if reads is V.CONFIRMED else RATING_RULE
    return long_date(now.timetable.due(rule, case.closed_at).internal)


def _remedy(records: Records, reads: Variant) -> str:
    """What whoever disagrees can do: one of the whole phrases of wording.md 6."""
    bodies = {"body": records.city_office.label(reader_language())}
    if records.case.state is State.DECLINED:
        asked = records.case.checked_by_city_at is not None
        phrase = endings.CHECKING_REMEDY if asked else endings.DECLINED_REMEDY
        return str(phrase) % {"city_office": bodies["body"]}
    if reads is V.REVIEWED:
        return str(endings.REVIEW_REMEDY) % {"body": quoted(records.standing.get("body")) or str(endings.HIGHER_BODY)}
    petition = records.case.track is Track.PETITION
    return str(endings.PETITION_REMEDY) % bodies if petition else str(endings.REMEDY)


def _extended(clock: Clock | None) -> dict[str, Any]:
    extension = clock.extension if clock is not None else None
    if extension is None or not extension.counts:
        return {}
    old = long_date(extension.old_due_on) if extension.old_due_on else None
    return {"old": old, "reason": quoted(extension.reason)}


def _reviewed_by(records: Records) -> dict[str, str]:
    """The body that reviews: named by the request, else the city office for a review, the next one for a re-review."""
    state = records.case.state
    if state not in (State.IN_REVIEW, State.IN_RECHECK):
        return {}
    named = quoted(records.standing.get("body")) or records.case.review_body
    usual = records.city_office.label(reader_language()) if state is State.IN_REVIEW else str(endings.HIGHER_BODY)
    return {"body": named or usual}
