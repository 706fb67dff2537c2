"""The further sections of a case page: what was asked of whom, ordered, shared out, reviewed, tied to other cases."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_pgettext

from casebook.case import labels
from casebook.case.explained import due_shown
from casebook.case.models import CaseFile, Review
from casebook.case.record import Reader
from casebook.case.view_parts import Asked, CoPart, Linked, Ordered, Reviewed, When
from casebook.case.workflow import Action
from casebook.desk.section_queries import LinkRow, OrderRow, Sections
from casebook.kernel.access import decide
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment, local_day
from casebook.kernel.proposal import Proposal
from casebook.people.actor import Staff

# What was asked for in words, in this order; whatever else the asking holds is for the form that decides.
WORDS = {
    "reason": lazy_pgettext("asked", "Reason"),
    "rule": lazy_pgettext("asked", "Rule"),
    "route": lazy_pgettext("asked", "Where to turn to"),
    "days": lazy_pgettext("asked", "Working days"),
    "date": lazy_pgettext("asked", "New date"),
    "progress": lazy_pgettext("asked", "Done so far"),
}
# What a station asks for itself; what is asked within the office does not exist for it.
OF_STATION = frozenset({Action.EXTEND, Action.TERMINATE})
# How a tie reads from the other side.
REVERSED = {
    "merged_into": lazy_pgettext("link", "taken into this one"),
    "earlier": lazy_pgettext("link", "raised again as"),
    "review_of": lazy_pgettext("link", "its review led to"),
    "split_from": lazy_pgettext("link", "split off"),
    "taken_up_from": lazy_pgettext("link", "taken up again as"),
}
STAGES = {1: lazy_pgettext("review stage", "review"), 2: lazy_pgettext("review stage", "re-review")}


def asked(actor: Staff, case: CaseFile, found: Sections, now: Moment) -> tuple[Asked, ...]:
    """What waits for a second person, with a link for whoever may decide it."""
    waiting = [row for row in case.proposals if row.is_open(now.at)]
    return tuple(_asked(actor, case, row, found.persons, now) for row in waiting)


def asked_by_station(case: CaseFile, reader: Reader, now: Moment) -> tuple[Asked, ...]:
    """What the station asked for and nobody has decided yet."""
    since = reader.since
    waiting = [row for row in case.proposals if row.is_open(now.at) and Action(row.action) in OF_STATION]
    own = [row for row in waiting if since is not None and row.asked_at >= since and not reader.co]
    return tuple(_shown(row, "", "") for row in own)


def _asked(actor: Staff, case: CaseFile, row: Proposal, persons: dict[str, str], now: Moment) -> Asked:
    action = Action(row.action)
    may = decide(actor, action, case, now).allowed
    return _shown(row, persons.get(row.asked_by, ""), f"/cases/{case.reference}/{action.value}" if may else "")


def _shown(row: Proposal, who: str, url: str) -> Asked:
    until = due_shown(row.expires_at) if row.expires_at else None
    return Asked(labels.button(Action(row.action)), who, row.asked_at, until, tuple(_said(row)), url)


def _said(row: Proposal) -> Iterator[tuple[str, str]]:
    for name, word in WORDS.items():
        value = row.details.get(name)
        if value not in (None, "", True):
            yield str(word), str(value)


def ordered(found: Sections) -> tuple[Ordered, ...]:
    """What was ordered put right, with whoever gave and whoever verified it."""
    return tuple(_ordered(row, row.ordered_by, row.verified_by or "", row.order.visit or "") for row in found.orders)


def ordered_for_station(found: Sections, reader: Reader) -> tuple[Ordered, ...]:
    """The same for the station it was ordered of: verified by the day, and by whom is the office's affair."""
    mine = [row for row in found.orders if row.order.unit_uid == reader.unit_uid]
    return tuple(_ordered(row, "", "", "", local_day) for row in mine)


def _ordered(row: OrderRow, by: str, checked_by: str, visit: str, when: Any = None) -> Ordered:
    order, verified = row.order, row.order.verified_at
    return Ordered(
        unit=row.unit.label(labels.language()),
        finding=order.finding,
        rule=order.rule,
        requirement=order.requirement,
        due=order.due_on,
        ordered=order.ordered_at,
        by=by,
        verified=(when(verified) if when else verified) if verified else None,
        checked_by=checked_by,
        visit=visit,
    )


def co_parts(case: CaseFile, found: Sections, reader: Reader, now: Moment) -> tuple[CoPart, ...]:
    """The co-handling units; one of them reads its own part alone."""
    mine = [(part, unit) for part, unit in found.co_parts if not reader.co or unit.uid == reader.unit_uid]
    return tuple(_co_part(part, unit, _clock(case, unit.uid), now) for part, unit in mine)


def _clock(case: CaseFile, unit_uid: str) -> Clock | None:
    clocks = (clock for clock in reversed(case.clocks) if clock.kind == "co" and clock.unit_uid == unit_uid)
    return next(clocks, None)


def _co_part(part: Any, unit: Any, clock: Clock | None, now: Moment) -> CoPart:
    light, tone = labels.light(clock.due_at, now) if clock is not None and clock.runs else ("", "plain")
    return CoPart(
        unit=unit.label(labels.language()),
        sent=part.dispatched_at,
        due=due_shown(clock.due_at) if clock else None,
        light=light,
        tone=tone,
        reported=part.reported_at,
        report=part.report or "",
    )


def reviews(found: Sections) -> tuple[Reviewed, ...]:
    """The reviews with their reasons and opinions."""
    return tuple(
        _reviewed(row, row.asked_at, row.reasons, row.opinion or "", row.delivered_at) for row in found.reviews
    )


def reviews_for_station(found: Sections) -> tuple[Reviewed, ...]:
    """What the reviews decided, by the day; that one was asked for, why and what is written in it stays above."""
    decided = [row for row in found.reviews if row.delivered_at is not None]
    return tuple(_reviewed(row, None, "", "", local_day(row.delivered_at)) for row in decided if row.delivered_at)


def _reviewed(row: Review, asked_at: When | None, reasons: str, opinion: str, delivered: When | None) -> Reviewed:
    return Reviewed(
        stage=str(STAGES.get(row.stage, row.stage)),
        body=row.body,
        asked=asked_at,
        reasons=reasons,
        result=labels.label(row.result) if row.result else "",
        opinion=opinion,
        basis=(row.basis or "") if opinion else "",
        order=row.order or "",
        delivered=delivered,
    )


def linked(found: Sections) -> tuple[Linked, ...]:
    """The other cases this one hangs together with."""
    return tuple(_linked(row) for row in found.links)


def _linked(row: LinkRow) -> Linked:
    how = labels.label(row.link.kind) if row.outward else str(REVERSED[row.link.kind.value])
    state, tone = labels.state_label(row.state), labels.state_tone(row.state)
    return Linked(how, row.reference, state, tone, row.link.ended_at is not None)


def supervision(case: CaseFile) -> str:
    """How far it has been taken up, and how often it was reminded."""
    level = labels.label(case.supervision) if case.supervision else ""
    times = _("reminders sent: %(count)s", count=case.reminders) if case.reminders else ""
    return _("; ").join(filter(None, (level, times)))


def first_day(case: CaseFile) -> date:
    """The first day of which it can be told how the case stood."""
    return local_day(case.received_at)
