"""A life is a table of rows; a machine is the table with what it needs to be read, and it checks itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment
from casebook.kernel.terms import Term
from casebook.kernel.workdays import Calendar

Facts = Mapping[str, Any]


class Target(Enum):
    """Where a row leads when it does not name a state."""

    SAME = "="
    BEFORE = "BEFORE"  # the state before the one that is undone


SAME, BEFORE = Target.SAME, Target.BEFORE


class ProposalOutcome(Enum):
    """How a proposal ended."""

    AGREED = "agreed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Refusal:
    """Why a guard says no: a code and the arguments of its sentence (the sentence itself comes from gettext)."""

    code: str
    arguments: Facts = field(default_factory=dict)


# Two readings by identity, not by value, so that one of them can be replaced when the tests check the tests.
@dataclass(frozen=True, eq=False)
class Guard:
    """A condition on the record, the actor and the facts that come with the deed. `facts` is None while only asking."""

    name: str
    check: Callable[[Any, Any, Moment, Facts | None], Refusal | None]


@dataclass(frozen=True, eq=False)
class Relation:
    """How an actor may stand to a record; `term(actor)` is the records to which this actor stands so."""

    name: str
    role: str
    term: Callable[[Any], Term]


@dataclass(frozen=True)
class Label:
    """The words of a row, as message ids: the button and the line in the record's history."""

    button: str
    timeline: str


@dataclass(frozen=True)
class Rung:
    """A step of a clock's ladder: what the system does to the record once the clock has run so far."""

    action: Enum
    when: Callable[[Clock, Calendar], datetime]


def _one(record: Any, facts: Facts) -> tuple[str | None, ...]:
    return (None,)


@dataclass(frozen=True)
class ClockKind:
    """A clock a row may start: which rule it follows for this record and deed, and from which instant it runs.

    `ladder`: what the system does as time passes, in this order, each once. `inherits`: the kind whose pauses it takes
    over, because it runs from before they began. `units`: one clock for each of these (None: for the record itself).
    """

    name: str
    rule: Callable[[Any, Facts], str]
    start: Callable[[Any, Moment], datetime]
    ladder: tuple[Rung, ...] = ()
    inherits: str | None = None
    units: Callable[[Any, Facts], tuple[str | None, ...]] = _one


@dataclass(frozen=True)
class Transition:
    """One row of the table: `domain.md` 11(a)-(d) and the columns named there.

    `from_states` is None for the row that creates the record. `requires` names the facts that must come with the
    deed. `starts_clock` and `stops_clock` name clocks of the machine; `resumes_clock` takes a stop back; `pauses_clock`
    lets a working-day clock stand still, `continues_clock` ends that. `asks` is the action a second person then decides
    (the asking row) before it `expires`; `settles` is how a row ends the open proposal: (action asked for, outcome),
    the action None where the proposal is named by the facts. `outsider`: the second person has no account and is named
    by the facts. `screen` says where it is done: a page of its own with a form or a click, together with another deed
    ("with"), on the page of a hand-over ("post"), or by the system alone.
    """

    action: Enum
    rule: str | None
    from_states: tuple[Enum, ...] | None
    to_state: Enum | Target
    by: tuple[Relation, ...]
    label: Label
    guards: tuple[Guard, ...] = ()
    requires: tuple[str, ...] = ()
    starts_clock: tuple[str, ...] = ()
    stops_clock: tuple[str, ...] = ()
    resumes_clock: tuple[str, ...] = ()
    pauses_clock: tuple[str, ...] = ()
    continues_clock: tuple[str, ...] = ()
    asks: Enum | None = None
    expires: Callable[[Any, Moment], datetime | None] | None = None
    settles: tuple[Enum | None, ProposalOutcome] | None = None
    outsider: bool = False
    notifies: tuple[str, ...] = ()
    legal_basis: str = ""
    step: str | None = None
    screen: str = "form"


class TableError(ValueError):
    """A table that contradicts itself; raised when the machine is made, never later."""


@dataclass(frozen=True, eq=False)
class Machine:
    """A table of rows over one model. Raises TableError when the table contradicts itself.

    `lapse` is the system's action by which a proposal runs out.
    """

    kind: str
    model: type
    states: type[Enum]
    rows: tuple[Transition, ...]
    visible: Callable[[Any], Term]
    relations: Mapping[str, Relation] = field(default_factory=dict)
    final: frozenset[Enum] = frozenset()
    lapse: Enum | None = None
    clocks: tuple[ClockKind, ...] = ()

    def __post_init__(self) -> None:
        for check in (_at_most_one_row, _all_reachable, _final_has_no_way_out, _labelled, _clocks_known, _two_persons):
            check(self)

    def rows_for(self, action: Enum) -> list[Transition]:
        """All rows of an action."""
        return [row for row in self.rows if row.action is action]

    def row(self, action: Enum, state: Enum | None) -> Transition | None:
        """The row an action takes from `state` (None: before the record exists), or None where there is none."""
        fitting = (row for row in self.rows_for(action) if row.from_states is None or state in row.from_states)
        return next((row for row in fitting if (row.from_states is None) == (state is None)), None)

    def rows_at(self, state: Enum) -> list[Transition]:
        """All rows that leave or keep `state`."""
        return [row for row in self.rows if row.from_states and state in row.from_states]

    def clock(self, name: str) -> ClockKind:
        """The kind of clock with this name."""
        return next(kind for kind in self.clocks if kind.name == name)


_registered: dict[type, Machine] = {}


def register(machine: Machine) -> Machine:
    """Make the machine known to the kernel, by the model it moves."""
    _registered[machine.model] = machine
    return machine


def machine_of(record: Any) -> Machine:
    """The machine that moves this record."""
    return _registered[type(record)]


def machine_for(model: type) -> Machine:
    """The machine of a model."""
    return _registered[model]


def machines() -> Iterator[Machine]:
    """All registered machines."""
    return iter(_registered.values())


def _at_most_one_row(machine: Machine) -> None:
    taken: set[tuple[Enum, Enum | None]] = set()
    for row in machine.rows:
        for state in row.from_states or (None,):
            if (row.action, state) in taken:
                raise TableError(f"{machine.kind}: two rows for {row.action.name} from {state}")
            taken.add((row.action, state))


def _all_reachable(machine: Machine) -> None:
    reached = {row.to_state for row in machine.rows if isinstance(row.to_state, machine.states)}
    missing = [state.name for state in machine.states if state not in reached]
    if missing:
        raise TableError(f"{machine.kind}: no row leads to {', '.join(missing)}")


def _final_has_no_way_out(machine: Machine) -> None:
    for row in machine.rows:
        if row.to_state is not SAME and machine.final.intersection(row.from_states or ()):
            raise TableError(f"{machine.kind}: {row.action.name} leaves a final state")


def _labelled(machine: Machine) -> None:
    for row in machine.rows:
        if not (row.label.button and row.label.timeline):
            raise TableError(f"{machine.kind}: {row.action.name} has no words")


def _clocks_known(machine: Machine) -> None:
    known = {kind.name for kind in machine.clocks}
    for row in machine.rows:
        named = (row.starts_clock, row.stops_clock, row.resumes_clock, row.pauses_clock, row.continues_clock)
        unknown = {name for names in named for name in names} - known
        if unknown:
            raise TableError(f"{machine.kind}: {row.action.name} names unknown clocks {sorted(unknown)}")


def _two_persons(machine: Machine) -> None:
    asked = {(row.asks, state) for row in machine.rows if row.asks for state in row.from_states or ()}
    for action, state in asked:
        decided = machine.row(action, state)
        if decided is None or decided.settles is None:
            raise TableError(f"{machine.kind}: {action.name} is asked for from {state.name} and nobody decides")
