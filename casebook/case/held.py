"""A case's responsibility record: who held it for how long, as each reader may see it (decisions.md 16)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from casebook.case import labels
from casebook.case.projection import HeldView, When
from casebook.kernel.deadlines import end_of_day, local_day
from casebook.kernel.workdays import DAY
from casebook.responsibility.queries import Held


@dataclass(frozen=True)
class Names:
    """Names of persons and labels of units by uid, in the reader's language."""

    persons: Mapping[str, str]
    units: Mapping[str, str]


def chain_for_inside(held: Iterable[Held], names: Names) -> tuple[HeldView, ...]:
    """Each holder with his share of the time, to the minute."""
    return tuple(_named(share, names) for share in held)


def chain_for_station(
    held: Sequence[Held], names: Names, unit_uid: str, since: datetime, now: datetime, others: str
) -> tuple[HeldView, ...]:
    """The same from when the station was sent the case; the others are one holder, their hand-overs nobody's business.

    Moments of the office's are known by the day, and each share is measured between the times shown: so they sum
    exactly to the time shown.
    """
    views: list[HeldView] = []
    edge = Edge(since, True)
    for span, after in _with_next(_merged(held, unit_uid, since)):
        end = _end(span, after, unit_uid, edge) if span.until else Edge(now, True)
        views.append(_as_station_sees(span, names, unit_uid, edge, end, others))
        edge = end if after is None or _follows(span, after) else _coarse(after.since, end)
    return tuple(views)


@dataclass(frozen=True)
class Edge:
    """Where one share ends and the next begins; not exact: known by the day."""

    instant: datetime
    exact: bool

    @property
    def shown(self) -> When:
        """As much of it as may be seen."""
        return self.instant if self.exact else local_day(self.instant)


def _merged(held: Sequence[Held], unit_uid: str, since: datetime) -> list[Held]:
    known = [replace(share, since=max(share.since, since)) for share in held if not share.until or share.until > since]
    spans: list[Held] = []
    for share in known:
        if spans and _is_office(spans[-1], unit_uid) and _is_office(share, unit_uid) and _follows(spans[-1], share):
            spans[-1] = replace(spans[-1], until=share.until)
        else:
            spans.append(share)
    return spans


def _is_office(share: Held, unit_uid: str) -> bool:
    return share.unit_uid != unit_uid


def _follows(share: Held, after: Held) -> bool:
    return after.since == share.until


def _with_next(spans: Sequence[Held]) -> Iterator[tuple[Held, Held | None]]:
    return zip(spans, [*spans[1:], None], strict=True)


def _end(span: Held, after: Held | None, unit_uid: str, start: Edge) -> Edge:
    assert span.until is not None  # its caller has looked
    # Its own signature and its own closing it knows; what the office took or ended, by the day.
    mover = after if after is not None and _follows(span, after) else span
    return _coarse(span.until, start) if _is_office(mover, unit_uid) else Edge(span.until, True)


def _coarse(instant: datetime, start: Edge) -> Edge:
    return Edge(max(start.instant, end_of_day(local_day(instant) - DAY)), False)


def _as_station_sees(span: Held, names: Names, unit_uid: str, start: Edge, end: Edge, others: str) -> HeldView:
    view = HeldView(
        person=others,
        unit="",
        how="",
        since=start.shown,
        until=None if span.until is None else end.shown,
        length=end.instant - start.instant,
        reason="",
        days=None if start.exact and end.exact else (local_day(end.instant) - local_day(start.instant)).days,
    )
    if _is_office(span, unit_uid):
        return view
    known = _named(span, names)
    return replace(view, person=known.person, unit=known.unit, how=known.how, reason=known.reason)


def _named(share: Held, names: Names) -> HeldView:
    return HeldView(
        person=names.persons.get(share.person_uid, ""),
        unit=names.units.get(share.unit_uid, ""),
        how=labels.label(share.how),
        since=share.since,
        until=share.until,
        length=share.length,
        reason=share.reason or "",
    )
