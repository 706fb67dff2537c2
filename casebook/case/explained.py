"""Why a date is what it is: each clock with its rule, its legal basis and every step of the count."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from casebook.case import labels
from casebook.case.projection import ClockView, When
from casebook.clock import OFFICE_ZONE
from casebook.kernel.clocks import Clock, counted
from casebook.kernel.deadlines import Due, Moment, Rule, Span, Step, Unit, local_day
from casebook.kernel.living import FAR_FUTURE

QUARTER_MINUTES = 15


def to_quarter(instant: datetime) -> datetime:
    """The instant rounded down to the quarter hour."""
    return instant.replace(minute=instant.minute // QUARTER_MINUTES * QUARTER_MINUTES, second=0, microsecond=0)


def due_shown(due_at: datetime) -> When | None:
    """A due time as it is read: its last day, or the instant where it ends by the clock; None without a clock."""
    if due_at >= FAR_FUTURE:
        return None
    local = due_at.astimezone(OFFICE_ZONE)
    return due_at if local.hour or local.minute or local.second else local_day(due_at - labels.INSTANT)


def clocks_for_office(clocks: Iterable[Clock], now: Moment) -> tuple[ClockView, ...]:
    """All clocks, those that run first."""
    return tuple(_view(clock, now) for clock in _running_first(clocks))


# What the office must do by when is the office's own affair.
STATION_CLOCKS = ("feedback", "sign", "contact", "rework", "progress")
CO = "co"


def clocks_for_station(clocks: Iterable[Clock], now: Moment, since: datetime) -> tuple[ClockView, ...]:
    """The clocks the station must keep since it was sent the case; nothing in them tells when the matter came in."""
    known = [clock for clock in clocks if clock.kind in STATION_CLOCKS]
    own = [
        clock for clock in known if clock.kind == "feedback" or clock.started_at >= since or clock.stopped_at is None
    ]
    return tuple(_coarse(clock, now, since) for clock in _running_first(own))


def clocks_for_co_unit(
    clocks: Iterable[Clock], now: Moment, since: datetime, unit_uid: str | None
) -> tuple[ClockView, ...]:
    """The one clock a co-handling unit must keep: its own."""
    own = [clock for clock in clocks if clock.kind == CO and clock.unit_uid == unit_uid]
    return tuple(_coarse(clock, now, since) for clock in _running_first(own))


def _running_first(clocks: Iterable[Clock]) -> list[Clock]:
    return sorted(clocks, key=lambda clock: (clock.stopped_at is not None, clock.due_at))


def _view(clock: Clock, now: Moment) -> ClockView:
    due, rule = counted(clock, now.timetable), now.timetable.edition(clock.rule, clock.rule_version)
    light, tone = _light(clock, now)
    return ClockView(
        name=labels.clock_label(clock.kind),
        rule=span_words(rule.span),
        basis=rule.basis,
        due=due_shown(clock.due_at) or clock.due_at,
        legal=_outer_limit(rule, clock),
        stopped=clock.stopped_at,
        late=clock.is_overdue(now.at),
        light=light,
        tone=tone,
        provisional=clock.provisional,
        steps=(*_sentences(due), *_extension(clock)),
        made_of=_made_of(clock),
    )


def _light(clock: Clock, now: Moment) -> labels.Light:
    if not clock.runs:
        return "", "plain"
    paused = any(pause.first <= now.today < pause.last for pause in clock.pauses)
    return (_("clock paused"), "plain") if paused else labels.light(clock.due_at, now)


def _made_of(clock: Clock) -> str:
    """After which version of the rule and of the calendar it is counted: both are kept with the clock."""
    return _(
        "Version %(rule)s of the rule, version %(calendar)s of the calendar.",
        rule=clock.rule_version,
        calendar=clock.calendar_version,
    )


def _extension(clock: Clock) -> Iterator[str]:
    """That an extension does not count: void, or not yet told."""
    extension = clock.extension
    if extension is None or extension.counts:
        return
    if extension.voided_at is not None:
        yield _("An extension is void: the complainant was not told before the old date.")
    else:
        yield _("An extension is approved; it counts once the complainant is told of it.")


def _coarse(clock: Clock, now: Moment, since: datetime) -> ClockView:
    """As `_view`, but nothing in it tells when the matter came in, or that it had to wait for the complainant.

    Only whoever left a way to be reached is ever asked for more: a pause would tell it.
    """
    shown = _view(clock, now)
    if clock.kind == "contact":
        return replace(shown, stopped=clock.stopped_at and local_day(clock.stopped_at))
    if clock.kind not in ("feedback", CO):
        return shown
    if clock.due_on is not None:
        counted_by_days = _("Counted from when the office received it; the last day is %(due)s.", due=clock.due_on)
        steps = (counted_by_days, *_known_steps(clock, now, since), *_extension(clock))
        return replace(shown, legal=None, light=_plain_light(clock, now), steps=steps)
    due_at = to_quarter(clock.due_at)
    light, tone = labels.light(due_at, now) if clock.runs else ("", "plain")
    steps = (_("Counted from when the office received it; shown to the quarter hour: %(due)s.", due=minute(due_at)),)
    return replace(shown, due=due_at, legal=None, steps=steps, light=light, tone=tone)


def _plain_light(clock: Clock, now: Moment) -> str:
    return labels.light(clock.due_at, now)[0] if clock.runs else ""


KNOWN_STEPS = ("holiday", "made_up", "extended", "provisional")


def _known_steps(clock: Clock, now: Moment, since: datetime) -> Iterator[str]:
    """The steps of the count that lie after the station was sent the case."""
    due, sent = counted(clock, now.timetable), local_day(since)
    known = [step for step in due.steps if step.code in KNOWN_STEPS and step.first >= sent]
    yield from _sentences(replace(due, steps=tuple(known)))


def _outer_limit(rule: Rule, clock: Clock) -> When | None:
    return due_shown(clock.legal_due_at) if rule.legal else None


def span_words(span: Span) -> str:
    """A term in words: 5 working days."""
    amount = span.amount
    return {
        Unit.WORKDAYS: ngettext("%(amount)s working day", "%(amount)s working days", amount, amount=amount),
        Unit.DAYS: ngettext("%(amount)s day", "%(amount)s days", amount, amount=amount),
        Unit.HOURS: ngettext("%(amount)s hour", "%(amount)s hours", amount, amount=amount),
        Unit.MINUTES: ngettext("%(amount)s minute", "%(amount)s minutes", amount, amount=amount),
    }[span.unit]


def minute(instant: datetime) -> str:
    """An instant as staff read it, to the minute in the office's zone."""
    return f"{instant.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"


SENTENCES = {
    "start": _l("It began on %(first)s; the count starts on the day after."),
    "holiday": _l("%(first)s is a holiday (%(name)s) and is not counted."),
    "holidays": _l("%(first)s to %(last)s are holidays (%(name)s) and are not counted."),
    "made_up": _l("%(first)s is a weekend day worked in exchange and is counted."),
    "paused": _l("%(first)s is not counted: the clock was paused."),
    "pauses": _l("%(first)s to %(last)s are not counted: the clock was paused."),
    "workdays": _l("%(span)s after %(first)s: %(last)s."),
    "days": _l("%(span)s after %(first)s: %(last)s."),
    "rolled": _l("%(first)s is a rest day: the last working day before it counts; the legal term runs to %(last)s."),
    "extended": _l("Extended from %(first)s by %(span)s."),
    "provisional": _l("The holidays of %(year)s are not announced yet: the date is provisional."),
    "legal": _l("The law's outer limit is %(last)s."),
    "instant": _l("From %(first)s, %(span)s by the clock, rest days included: %(last)s."),
}
COUNTED_IN = {"workdays": Unit.WORKDAYS, "days": Unit.DAYS}


def _sentences(due: Due) -> Iterator[str]:
    for step in _together(due.steps):
        yield str(SENTENCES[step.code]) % _values(step)


def _values(step: Step) -> dict[str, object]:
    return {
        "first": _read(step.first),
        "last": _read(step.last),
        "name": step.name,
        "year": step.first.year,
        "span": span_words(Span(_unit(step), step.amount)) if step.amount else "",
    }


def _unit(step: Step) -> Unit:
    return COUNTED_IN.get(step.code) or Unit(step.name)


SEVERAL = {"holiday": "holidays", "paused": "pauses"}


def _together(steps: Iterable[Step]) -> Iterator[Step]:
    """Holidays in a row become one step, and so do days of a pause."""
    for (code, _name), group in groupby(steps, key=lambda step: (step.code, step.name)):
        several = list(group)
        if code in SEVERAL and len(several) > 1:
            yield replace(several[0], code=SEVERAL[code], last=several[-1].first)
        else:
            yield from several


def _read(value: When | None) -> str:
    if isinstance(value, datetime):
        return minute(value)
    return value.isoformat() if value else ""
