"""A case's history in words, as each reader may see it (decisions.md 16).

To the minute the station knows what it was sent and did itself; everything else by the day, and of the office no more
than that it was the office.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from casebook.case import labels
from casebook.case.models import Assignment, CaseFile, State
from casebook.case.projection import Audience, Line, When
from casebook.case.record_table import (
    ALIKE,
    BY_COMPLAINANT,
    CO_SENT,
    ENDED,
    KEPT,
    LEARNT,
    OFFICE_ONLY,
    OWN_ROLES,
    REASONS,
    SENT,
)
from casebook.case.relations import director, discipline
from casebook.case.taxonomy import Grade, Outcome, Rating, Solved
from casebook.case.workflow import OFFICE, STATION, Action
from casebook.kernel.deadlines import local_day
from casebook.kernel.history import Event
from casebook.kernel.machine import Relation
from casebook.people.actor import Staff
from casebook.people.models import STATION_ROLES, UnitKind

A, CO = Action, "co"


@dataclass(frozen=True)
class Reader:
    """Who reads a case and from when on he knows of it; `reads_log`: whether others' openings of the vault show.

    `co`: of a co-handling unit, which knows its own part and nothing of the others' (CR11).
    """

    audience: Audience
    person_uid: str
    unit_uid: str | None = None
    since: datetime | None = None
    reads_log: bool = False
    co: bool = False


def reader_of(actor: Staff, case: CaseFile, sent_at: datetime | None) -> Reader:
    """As what somebody who may see a case reads it; less rather than more where nothing is said.

    `sent_at` is when the case was sent to the station that has it.
    """
    if _stands(actor, OFFICE, case):
        return Reader(Audience.OFFICE, actor.uid, reads_log=_stands(actor, (director,), case))
    if _stands(actor, STATION, case):
        return Reader(Audience.STATION, actor.uid, case.main_unit_uid, sent_at)
    if case.state is State.SEALED and _stands(actor, (discipline,), case):
        return Reader(Audience.OFFICE, actor.uid, reads_log=True)
    part = _co_part(actor, case)
    if part is not None:
        return Reader(Audience.STATION, actor.uid, part.unit_uid, part.dispatched_at, co=True)
    return Reader(Audience.OVERSEER, actor.uid)


def _co_part(actor: Staff, case: CaseFile) -> Assignment | None:
    """The part his unit has in the case as a co-handling unit."""
    units = actor.units(*STATION_ROLES)
    if not units:
        return None
    parts = (one for one in case.assignments if one.kind == CO and one.active and one.unit_uid in units)
    return next(parts, None)


def _stands(actor: Staff, relations: tuple[Relation, ...], case: CaseFile) -> bool:
    return any(relation.term(actor).holds(case) for relation in relations)


Told = tuple[Event, str | None]  # an event and the name of the person who did it, if a person did


def history(events: Iterable[Told], reader: Reader) -> tuple[Line, ...]:
    """The lines of the history this reader may see, oldest first."""
    if reader.audience is Audience.STATION:
        return tuple(line for event, name in events if (line := _for_station(event, name, reader)))
    return tuple(_for_inside(event, name, reader) for event, name in events if _shows(event, reader))


def _shows(event: Event, reader: Reader) -> bool:
    action = Action(event.action)
    if action is A.REVEAL:
        return reader.reads_log or event.actor_uid == reader.person_uid
    return action not in OFFICE_ONLY or reader.audience is Audience.OFFICE


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
    if ALIKE.get(action, action) in BY_COMPLAINANT:
        return labels.role_label(labels.CITIZEN)
    return labels.label(UnitKind.OFFICE) if action in (A.REGISTER, A.CALL, A.EVALUATE) else doer


def who(event: Event, name: str | None) -> str:
    """Who did it: the person and his post, the complainant, or the system."""
    post = labels.role_label(event.role)
    return _("%(name)s (%(post)s)", name=name, post=post) if name else post


def _for_station(event: Event, name: str | None, reader: Reader) -> Line | None:
    action, own = Action(event.action), _is_own(event, reader)
    exact = own or action in (CO_SENT if reader.co else SENT)
    if reader.since is None or event.at < reader.since or not (exact or (action in LEARNT and not reader.co)):
        return None
    facts = event.details.facts if exact else _learnt(event.details.facts)
    when: When = event.at if exact else local_day(event.at)
    return Line(when, _as_station_knows(event, name, own), _told_station(action, own, facts), _reason(action, facts))


def _is_own(event: Event, reader: Reader) -> bool:
    """Whether somebody of the reader's own unit did it: of several units at one case each knows its own part (CR11)."""
    if event.role not in OWN_ROLES:
        return False
    units = {grant.partition("@")[2] for grant in event.details.facts.get("grants", ())}
    return reader.unit_uid in units if units else True


def _learnt(facts: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in facts.items() if name in KEPT}


def _as_station_knows(event: Event, name: str | None, own: bool) -> str:
    if own:
        return who(event, name)
    if event.role in OWN_ROLES:
        return labels.label(UnitKind.STATION)
    citizen = labels.role_label(labels.CITIZEN)
    return _doer_alike(Action(event.action), citizen if event.role == labels.CITIZEN else labels.label(UnitKind.OFFICE))


def _told_station(action: Action, own: bool, facts: Mapping[str, object]) -> str:
    if action is A.CONTACT and not own:
        return _("was in touch with the complainant")
    if action in ENDED:
        return _("the office closed the case")
    return _text_alike(action, facts)


def _reason(action: Action, facts: Mapping[str, object]) -> str:
    reason = facts.get(REASONS.get(action, ""))
    return _("; ").join(map(str, reason)) if isinstance(reason, list) else _words(reason)


def _words(value: object) -> str:
    """Words that were written; neither a mark that there were some, nor a code of ours."""
    return value if isinstance(value, str) and not re.fullmatch(r"[a-z_]+", value) else ""


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
