"""The tables of all lives as data, and in words for people who review them."""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Any

from casebook.case.relations import RELATIONS
from casebook.kernel.machine import BEFORE, SAME, Machine, Relation, Transition, machines
from casebook.kernel.terms import NO, All, Either, Not, OneOf, Some, Term
from casebook.people.actor import SYSTEM, Citizen, Post, Staff
from casebook.people.models import Role

MINE = "mine"
DASH = "-"


def rows() -> list[dict[str, Any]]:
    """One entry for each row of each table, as exports.md names its parts."""
    return [_entry(machine, row) for machine in machines() for row in machine.rows]


def table() -> Iterator[str]:
    """The same to be read: each row with its guards and audiences, then each relation with what it means."""
    for machine in machines():
        yield f"## {machine.kind}"
        for row in machine.rows:
            yield from _lines(row)
    yield "## relations: who holds the role, at which records"
    for relation in RELATIONS.values():
        yield f"{relation.name:18} {'/'.join(roles(relation)):50} {_meaning(relation)}"


def rows_of(persona: str) -> list[Transition]:
    """The rows somebody of this persona can ever take."""
    return [row for machine in machines() for row in machine.rows if _stands(row, persona)]


def personas() -> Iterator[list[str]]:
    """Every persona x state x action: yes, "if" where guards ask more, no; with relation and guards. The head first."""
    yield ["machine", "persona", "state", "action", "rule", "may", "as", "guards"]
    for machine in machines():
        for persona in _probes():
            for row in machine.rows:
                yield from _cells(machine, persona, row)


def _cells(machine: Machine, persona: str, row: Transition) -> Iterator[list[str]]:
    stands, guards = _stands(row, persona), [guard.name for guard in row.guards]
    for state in _names(machine.states if row.from_states is not None else None) or [DASH]:
        here = row.from_states is None or state in [one.name for one in row.from_states]
        may = ("if" if guards else "yes") if stands and here else "no"
        why = ([] if may == "no" else stands, [] if may == "no" else guards)
        yield [machine.kind, persona, state, row.action.value, row.rule or DASH, may, *map(" ".join, why)]


def _stands(row: Transition, persona: str) -> list[str]:
    return [relation.name for relation in row.by if persona in roles(relation)]


def target(row: Transition) -> str:
    """Where a row leads: a state, "=" where it stays, BEFORE."""
    return row.to_state.value if row.to_state in (SAME, BEFORE) else row.to_state.name


def _entry(machine: Machine, row: Transition) -> dict[str, Any]:
    step = {"step": row.step} if row.step else {}
    return {
        "machine": machine.kind,
        "action": row.action.value,
        "row": row.rule,
        **step,
        "from": _names(row.from_states),
        "to": target(row),
        "by": list(dict.fromkeys(relation.role for relation in row.by)),
        "requires": list(row.requires),
        "starts_clock": list(row.starts_clock),
    }


def _names(states: Iterable[Enum] | None) -> list[str] | None:
    return None if states is None else [state.name for state in states]


def _lines(row: Transition) -> Iterator[str]:
    step = f" ({row.step})" if row.step else ""
    yield f"{row.rule or DASH:5}{row.action.value}{step}: {_joined(_names(row.from_states))} -> {target(row)}"
    parts = {
        "by": [relation.name for relation in row.by],
        "guards": [guard.name for guard in row.guards],
        "requires": row.requires,
        "starts": row.starts_clock,
        "stops": row.stops_clock,
        "resumes": row.resumes_clock,
        "tells": row.notifies,
    }
    yield from (f"       {name:9}{_joined(values)}" for name, values in parts.items() if values)


def _joined(names: Iterable[str] | None) -> str:
    return ", ".join(names or (DASH,))


def _probes() -> dict[str, Any]:
    """One actor for each way to stand to a record, all of whose units and persons are called "mine"."""
    posts = {role: Post(role, MINE, frozenset({MINE}), frozenset({MINE})) for role in Role}
    staff = {role.value: Staff(MINE, posts=(post,)) for role, post in posts.items()}
    return {**staff, "citizen": Citizen(MINE), "system": SYSTEM}


def roles(relation: Relation) -> list[str]:
    """The personas that can stand in this relation to a record at all."""
    return [name for name, actor in _probes().items() if relation.term(actor) is not NO]


def _meaning(relation: Relation) -> str:
    terms = (relation.term(actor) for actor in _probes().values())
    return words(next((term for term in terms if term is not NO), NO))


def words(term: Term) -> str:
    """A term as a sentence over columns."""
    spoken: dict[type[Term], Callable[[Any], str]] = {
        All: lambda t: " and ".join(map(words, t.terms)),
        Either: lambda t: f"({' or '.join(map(words, t.terms))})",
        Not: lambda t: f"not ({words(t.term)})",
        Some: lambda t: f"some {t.name} with {words(t.term)}",
        OneOf: lambda t: f"{t.name} is {' or '.join(sorted(_value(value) for value in t.values))}",
    }
    say = spoken.get(type(term))
    return say(term) if say else ("nothing" if term is NO else "any record")


def _value(value: Any) -> str:
    return value.name if isinstance(value, Enum) else str(value)
