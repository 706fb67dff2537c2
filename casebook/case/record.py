"""A case's history in words and its responsibility record, as each reader may see them (decisions.md 16).

To the minute the station knows what it was sent and did itself; everything else by the day, and of the office no more
than that it was the office.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from casebook.case import labels
from casebook.case.models import CaseFile
from casebook.case.projection import Audience, HeldView, Line, When
from casebook.case.relations import director
from casebook.case.taxonomy import Grade, Outcome, Rating, Solved
from casebook.case.workflow import OFFICE, STATION, Action
from casebook.kernel.deadlines import end_of_day, local_day
from casebook.kernel.history import Event
from casebook.kernel.machine import Relation
from casebook.kernel.workdays import DAY
from casebook.people.actor import Staff
from casebook.people.models import STATION_ROLES, UnitKind
from casebook.responsibility.queries import Held

A = Action
OWN_ROLES = frozenset(role.value for role in STATION_ROLES)
# What the station is sent: known to the minute, like its own deeds.
SENT = frozenset({A.DISPATCH, A.DESIGNATE, A.WRITE_TEXT, A.SIGN_FOR, A.CONTACT_FOR, A.CLOSE_FOR, A.CLOSE_AGAIN_FOR,
                  A.SEND_BACK, A.REDO})  # fmt: skip
# What it learns by the day; the rest of the office's and the complainant's deeds do not exist for it.
LEARNT = frozenset({A.CONTACT, A.RELAY, A.CONFIRM, A.PASS, A.END, A.NOT_SOLVED, A.NOT_SOLVED_FOR})
# Whether the complainant rang or wrote on his page is the office's to know.
ALIKE = {A.NOT_SOLVED_FOR: A.NOT_SOLVED, A.EVALUATE: A.CALL}
REASONS = {A.RECALL: "reason", A.REDO: "reason", A.GIVE_BACK: "reason", A.HAND_IN: "note", A.ANSWER: "answer"}


@dataclass(frozen=True)
class Reader:
    """Who reads a case and from when on he knows of it; `reads_log`: whether others' openings of the vault show."""

    audience: Audience
    person_uid: str
    unit_uid: str | None = None
    since: datetime | None = None
    reads_log: bool = False


def reader_of(actor: Staff, case: CaseFile, sent_at: datetime | None) -> Reader:
    """As what somebody who may see a case reads it; less rather than more where nothing is said.

    `sent_at` is when the case was sent to the station that has it.
    """
    if _stands(actor, OFFICE, case):
        return Reader(Audience.OFFICE, actor.uid, reads_log=_stands(actor, (director,), case))
    if _stands(actor, STATION, case):
        return Reader(Audience.STATION, actor.uid, case.main_unit_uid, sent_at)
    return Reader(Audience.OVERSEER, actor.uid)


def _stands(actor: Staff, relations: tuple[Relation, ...], case: CaseFile) -> bool:
    return any(relation.term(actor).holds(case) for relation in relations)


Told = tuple[Event, str | None]  # an event and the name of the person who did it, if a person did


def history(events: Iterable[Told], reader: Reader) -> tuple[Line, ...]:
    """The lines of the history this reader may see, oldest first."""
    if reader.audience is Audience.STATION:
        return tuple(line for event, name in events if (line := _for_station(event, name, reader)))
    return tuple(_for_inside(event, name, reader) for event, name in events if _shows(event, reader))


def _shows(event: Event, reader: Reader) -> bool:
    return event.action != A.REVEAL.value or reader.reads_log or event.actor_uid == reader.person_uid


def _for_inside(event: Event, name: str | None, reader: Reader) -> Line:
    action, doer = Action(event.action), who(event, name)
    if reader.audience is Audience.OVERSEER:
        # An answer on the spot is in no cleared words.
        detail = "" if action is A.ANSWER else _detail(action, event.details.facts)
        return Line(event.at, _doer_alike(action, doer), _text_alike(action, event.details.facts), detail)
    text = labels.timeline_line(action, event.details.facts)
    return Line(event.at, doer, text, _detail(action, event.details.facts))


def _text_alike(action: Action, facts: Mapping[str, object]) -> str:
    return labels.timeline_line(ALIKE.get(action, action), facts)


def _doer_alike(action: Action, doer: str) -> str:
    """The same doer however the complainant wrote in or answered: who did it would tell the door."""
    if action in (A.NOT_SOLVED, A.NOT_SOLVED_FOR):
        return labels.role_label(labels.CITIZEN)
    return labels.label(UnitKind.OFFICE) if action in (A.REGISTER, A.CALL, A.EVALUATE) else doer


def who(event: Event, name: str | None) -> str:
    """Who did it: the person and his post, the complainant, or the system."""
    post = labels.role_label(event.role)
    return _("%(name)s (%(post)s)", name=name, post=post) if name else post


def _for_station(event: Event, name: str | None, reader: Reader) -> Line | None:
    action, own = Action(event.action), event.role in OWN_ROLES
    if reader.since is None or event.at < reader.since or not (own or action in SENT or action in LEARNT):
        return None
    when: When = event.at if own or action in SENT else local_day(event.at)
    facts = event.details.facts if own or action in SENT else {}
    return Line(when, _as_station_knows(event, name), _told_station(action, own, facts), _reason(action, facts))


def _as_station_knows(event: Event, name: str | None) -> str:
    if event.role in OWN_ROLES:
        return who(event, name)
    citizen = labels.role_label(labels.CITIZEN)
    return _doer_alike(Action(event.action), citizen if event.role == labels.CITIZEN else labels.label(UnitKind.OFFICE))


def _told_station(action: Action, own: bool, facts: Mapping[str, object]) -> str:
    if action is A.CONTACT and not own:
        return _("was in touch with the complainant")
    return _text_alike(action, facts)


def _reason(action: Action, facts: Mapping[str, object]) -> str:
    return str(facts.get(REASONS.get(action, "")) or "")


def _detail(action: Action, facts: Mapping[str, object]) -> str:
    if action is A.ACCEPT:
        grade = facts.get("grade")
        return _both(labels.category_label(str(facts.get("category"))), labels.label(Grade(grade)) if grade else "")
    if action in (A.CALL, A.EVALUATE):
        return _heard(facts.get("callback"))
    if action is A.END and facts.get("outcome"):
        return labels.label(Outcome(facts["outcome"]))
    return _reason(action, facts)


def _heard(answer: object) -> str:
    if not isinstance(answer, Mapping):
        return ""
    solved, satisfaction = answer.get("solved"), answer.get("satisfaction")
    if not answer.get("valid"):
        return _("nobody reached")
    return _both(
        labels.label(Solved(solved)) if solved else "", labels.label(Rating(satisfaction)) if satisfaction else ""
    )


def _both(one: str, other: str) -> str:
    return _("%(one)s, %(other)s", one=one, other=other) if one and other else one or other


@dataclass(frozen=True)
class Names:
    """Names of persons and labels of units by uid, in the reader's language."""

    persons: Mapping[str, str]
    units: Mapping[str, str]


def chain_for_inside(held: Iterable[Held], names: Names) -> tuple[HeldView, ...]:
    """Each holder with his share of the time, to the minute."""
    return tuple(_named(share, names) for share in held)


def chain_for_station(
    held: Sequence[Held], names: Names, unit_uid: str, since: datetime, now: datetime
) -> tuple[HeldView, ...]:
    """The same from when the station was sent the case; the office is one holder, its hand-overs nobody's business.

    Moments of the office's are known by the day, and each share is measured between the times shown: so they sum
    exactly to the time shown.
    """
    views: list[HeldView] = []
    edge = Edge(since, True)
    for span, after in _with_next(_merged(held, unit_uid, since)):
        end = _end(span, after, unit_uid, edge) if span.until else Edge(now, True)
        views.append(_as_station_sees(span, names, unit_uid, edge, end))
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


def _as_station_sees(span: Held, names: Names, unit_uid: str, start: Edge, end: Edge) -> HeldView:
    view = HeldView(
        person=labels.label(UnitKind.OFFICE),
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
