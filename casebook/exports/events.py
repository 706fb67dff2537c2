"""The history as one JSON object a line, and where each record stands: no identity, no free text, no integer key."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.taxonomy import ReviewResult
from casebook.clock import OFFICE_ZONE
from casebook.exports.due import written
from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import local_day
from casebook.kernel.history import Event, EventDetails
from casebook.kernel.machine import Machine, machines
from casebook.people.models import Unit, UnitKind

# Facts whose text is a code of a closed set, a date or an instant; any other text is told by `true` alone.
CODED = frozenset(
    (
        *("received_at", "registered_at", "delivered_at", "told_at", "when", "paper_on", "promised_date"),
        *("category", "grade", "track", "channel", "how", "field", "on_behalf", "confirmed_by", "outcome"),
        *("solved", "satisfaction", "rating", "no_callback_ground", "no_notice_ground", "type"),
        *("clock", "old", "new", "legal_old", "legal_new", "tries", "first", "last", "deadline"),
        *("new_term", "was_due", "due", "ground", "readers", "same", "date", "posted", "actor"),
    )
)
# The clocks of exports.md; the others follow from rows alone.
TOLD_CLOCKS = frozenset(("decide", "law60", "sign", "contact", "feedback", "check", "callback", "rework"))
# Of a review the result is a code, of a contact it is somebody's words.
RESULTS = frozenset(result.value for result in ReviewResult)
# What a letter needs and nobody else: names of persons and, where it is no uid, of the station.
LEFT_OUT = frozenset({"grants", "name"})
NAMED = frozenset({"station"})
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The end of a day is the next midnight: an instant before it lies on the day itself.
INSTANT = timedelta(milliseconds=1)


def records(session: Session) -> Iterator[dict[str, Any]]:
    """Every event of a life in the order it was written, then one snapshot of each record. Reads as it goes.

    Events of what no table moves (a grant given or ended) are the audit's, not these records'.
    """
    kinds = {machine.kind: machine for machine in machines()}
    places = dict(session.execute(select(Unit.uid, Unit.kind)).all())
    query = select(Event, EventDetails.facts).outerjoin(EventDetails, EventDetails.event_uid == Event.uid)
    query = query.where(Event.subject_kind.in_(kinds)).order_by(Event.id)
    for event, facts in session.execute(query.execution_options(yield_per=500)):
        yield _event(kinds[event.subject_kind], event, facts or {}, places)
    for machine in kinds.values():
        yield from _snapshots(session, machine)


def _event(machine: Machine, event: Event, facts: Mapping[str, Any], places: Mapping[str, UnitKind]) -> dict[str, Any]:
    step = {"step": event.step} if event.step else {}
    return {
        "kind": event.subject_kind,
        "id": event.subject_uid,
        "seq": event.subject_version,
        "row": event.rule,
        **step,
        "action": event.action,
        "from": machine.states(event.from_state).name if event.from_state else None,
        "to": machine.states(event.to_state).name,
        "actor": event.actor_uid if event.actor_kind == "person" else event.actor_kind,
        "grants": _grants(facts.get("grants") or (), places),
        "at": written(event.at.astimezone(OFFICE_ZONE)),
        "details": {**_details(facts), **_behalf(event)},
    }


def _grants(kept: Any, places: Mapping[str, UnitKind]) -> list[str]:
    """ "officer@<unit uid>" as "officer@office": the kind of unit is what a rule asks for."""
    split = (grant.split("@") for grant in kept)
    return sorted({f"{role}@{places[unit].value}" for role, unit in split})


def _behalf(event: Event) -> dict[str, str]:
    return {"on_behalf": event.on_behalf_of} if event.on_behalf_of else {}


def _details(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _told(name, value) for name, value in facts.items() if not _is_left_out(name, value)}


def _is_left_out(name: str, value: Any) -> bool:
    return name in LEFT_OUT or (name in NAMED and isinstance(value, str) and not UID.fullmatch(value))


def _told(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _details(value)
    if isinstance(value, list):
        return [_told(name, item) for item in value]
    coded = not isinstance(value, str) or name in CODED or value in RESULTS or UID.fullmatch(value)
    return value if coded else bool(value)


def _snapshots(session: Session, machine: Machine) -> Iterator[dict[str, Any]]:
    model: Any = machine.model
    for record in session.scalars(select(model).order_by(model.id).execution_options(yield_per=500)):
        dues = {clock.kind: _due(clock) for clock in record.clocks if clock.kind in TOLD_CLOCKS}
        snapshot = {"state": record.state.name, "holder": record.holder_uid, "dues": dues}
        yield {"kind": machine.kind, "id": record.uid, "snapshot": snapshot}


def _due(clock: Clock) -> dict[str, Any]:
    ends = {"internal": clock.due_at, "legal": clock.legal_due_at}
    if clock.due_on is None:
        told: dict[str, Any] = {name: end.astimezone(OFFICE_ZONE) for name, end in ends.items()}
    else:
        told = {name: local_day(end - INSTANT) for name, end in ends.items()}
    return {**{name: written(value) for name, value in told.items()}, "provisional": clock.provisional}
