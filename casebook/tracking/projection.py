"""A case made ready for its citizen: its records turned into a CitizenCase, and of other records nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from casebook.case.labels import light, provisional_mark
from casebook.case.models import CaseFile, Letter, Side, State
from casebook.case.workflow import NOT_OPEN, Action
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment
from casebook.people.models import UnitKind
from casebook.tracking import standing, timeline
from casebook.tracking.citizen_case import CitizenCase, Happened, Holder, Mark, Other, Said
from casebook.tracking.due import answer_due, day_and_time
from casebook.tracking.moved import moved_dates
from casebook.tracking.queries import APART, Holding, Records
from casebook.tracking.standing import Standing
from casebook.tracking.values import quoted, station, station_of_main, values_of
from casebook.tracking.variants import ANSWER_RUNS, LIGHT_CLOCK, Variant, variant
from casebook.web.languages import reader_language
from casebook.web.template_globals import long_date

REGISTERED, ACCEPTED, IN_HAND = 1, 2, 3
# The mark reached in the state before, for what ended where it stood.
MARK_BEFORE = {
    State.REGISTERED: REGISTERED,
    State.SUPPLEMENT: REGISTERED,
    State.ACCEPTED: ACCEPTED,
    State.DISPATCHED: ACCEPTED,
    State.RETURN_PENDING: ACCEPTED,
}
# Between him and the office; what goes between office and station is theirs until it is passed on.
HIS = frozenset({Side.CITIZEN, Side.OFFICE})
FIRST, AT_THE_DOOR = 1, (State.REGISTERED, State.SUPPLEMENT)


def citizen_case(records: Records, now: Moment) -> CitizenCase:
    """The page of one case. Of what was passed on under seal nothing shows but that it was."""
    reads = variant(records.case, now)
    stands = _standing(records, reads, now)
    if records.case.state is State.SEALED:
        return CitizenCase(sealed=True, stands=stands, messages=_since_sealed(records))
    case, answering = records.case, records.main or records.case
    clock = _running(answering)
    return CitizenCase(
        stands=stands,
        title=case.title,
        text=case.submission.text,
        received=day_and_time(case.received_at),
        lights=_lights(clock, now),
        due=answer_due(clock, now) if clock and answering.state in ANSWER_RUNS else "",
        provisional=bool(clock and clock.provisional),
        moved=moved_dates(records),
        notes=_notes(records),
        holder=_holder(records),
        happened=_happened(records),
        answers=_answers(records),
        opinions=_opinions(records),
        messages=_messages(records),
        happened_at=case.submission.happened or "",
        said=_said(records),
        reasons=_reasons(records),
    )


def headline(case: CaseFile, now: Moment) -> str:
    """The headline alone, for a list or a refusal."""
    return standing.headline(variant(case, now))


def _standing(records: Records, reads: Variant, now: Moment) -> Standing:
    before = MARK_BEFORE.get(records.case.state_before or State.HANDLING, IN_HAND)
    of_main = _mark_of(records.main, now) if records.main else ACCEPTED
    return standing.standing(reads, values_of(records, reads, now), before, of_main)


def _mark_of(main: CaseFile, now: Moment) -> int:
    # Whether it was referred or merged on is nobody's business here.
    return standing.WORDS[variant(main, now)].mark if main.state not in APART else ACCEPTED


def _running(case: CaseFile) -> Clock | None:
    kind = LIGHT_CLOCK.get(case.state)
    return case.clock(kind) if kind else None


def _lights(clock: Clock | None, now: Moment) -> list[Mark]:
    if clock is None or not clock.runs:
        return []
    provisional = [Mark(*provisional_mark())] if clock.provisional else []
    return [Mark(*light(clock.due_at, now)), *provisional]


def _notes(records: Records) -> list[str]:
    """What a deed promised the citizen beyond the sentence: a day, a plan."""
    case, plan = records.case, quoted(records.standing.get("plan"))
    if case.state is State.HUNG:
        return [_("The plan: %(plan)s.", plan=plan)] if plan else []
    if case.state in (State.HANDLING, State.REWORK) and case.promised_on:
        return [_("You were promised that it is finished by %(date)s.", date=long_date(case.promised_on))]
    return []


def _holder(records: Records) -> Holder | None:
    """Nobody once the case is over: the duty ended with it. Merged, whoever answers for the case it went into."""
    case, holding = records.main or records.case, records.main_holding or records.holding
    if case.state in NOT_OPEN:
        return None
    unit = records.units[holding.unit_uid]
    name = unit.label(reader_language())
    return Holder(_post(case, holding, name) if unit.kind is UnitKind.OFFICE else name, unit.telephone or "")


def _post(case: CaseFile, holding: Holding, office: str) -> str:
    """Whoever was asked first holds it at the door; afterwards it is with those who decide."""
    if holding.seq == FIRST and case.state in AT_THE_DOOR:
        return _("The intake clerk of %(office)s", office=office)
    return _("The case officer of %(office)s", office=office)


def _happened(records: Records) -> list[Happened]:
    language = reader_language()
    names = {uid: unit.label(language) for uid, unit in records.units.items()}
    found = timeline.lines(records.events, names, records.office.label(language))
    return [Happened(line.text, day_and_time(line.at)) for line in found]


def _answers(records: Records) -> list[Said]:
    """What was answered and the office let out, the newest first; of the case it was merged into too."""
    own, main = station(records), station_of_main(records)
    told = [(own, reply) for reply in records.replies] + [(main, reply) for reply in records.main_replies]
    return [
        Said(unit, day_and_time(reply.released_at), reply.text) for unit, reply in reversed(told) if reply.released_at
    ]


def _opinions(records: Records) -> list[Said]:
    """What the bodies that reviewed it decided, the newest first."""
    return [
        Said(review.body, day_and_time(review.delivered_at), review.opinion)
        for review in records.reviews
        if review.delivered_at and review.opinion
    ]


def _said(records: Records) -> list[Said]:
    """What he said about the result, in his words."""
    you = pgettext("tracking", "You")
    return [Said(you, day_and_time(answer.at), answer.words, True) for answer in records.answers if answer.words]


def _reasons(records: Records) -> list[Said]:
    """Why he asked for a review, in his words."""
    you = pgettext("tracking", "You")
    return [Said(you, day_and_time(review.asked_at), review.reasons, True) for review in records.reviews]


def _messages(records: Records) -> list[Said]:
    """Both ways, in order; a station's words only once they were passed on, and then under its name."""
    passed = [letter for letter in records.letters if letter.side in HIS or letter.relayed_at]
    return [_message(letter, records) for letter in sorted(passed, key=_reached_at)]


def _since_sealed(records: Records) -> list[Said]:
    """What the citizen and those in charge wrote to each other since it was passed on to them."""
    times = [event.at for event in records.events if event.action == Action.SEAL.value]
    open_ones = [letter for letter in records.letters if letter.side in HIS]
    return [_in_charge(letter) for letter in open_ones if times and letter.written_at > max(times)]


def _in_charge(letter: Letter) -> Said:
    own = letter.side is Side.CITIZEN
    who = pgettext("tracking", "You") if own else _("Those in charge")
    return Said(who, day_and_time(letter.written_at), letter.text, own)


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
        Other(_title(case), headline(case, now), address(number), number == shown)
        for number, case in enumerate(cases, start=1)
    ]
    return rows if len(rows) > 1 else []


def _title(case: CaseFile) -> str:
    return case.title if case.state is not State.SEALED else _("A matter that was passed on")
