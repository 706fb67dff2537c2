"""What this reader can do with a case now: buttons for what is allowed, one line for what a guard still holds back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casebook.case import labels, refusals
from casebook.case.models import CaseFile, State
from casebook.case.workflow import CASE, Action
from casebook.desk.topics import ELSEWHERE, EVERYDAY, NOT_ARISING, PRESSING, TOPICS, usual
from casebook.kernel.access import Verdict, allowed_actions
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff

A = Action

# Two deeds in one form: offered where the reader could do the second as well.
TOGETHER: Mapping[Action, tuple[str, Any, Action]] = {
    A.ACCEPT: ("accept-and-dispatch", _l("Accept and dispatch"), A.DISPATCH),
    A.SIGN: ("sign-and-give", _l("Sign and give"), A.GIVE),
}


@dataclass(frozen=True)
class Button:
    """A link to the page of a deed."""

    url: str
    label: str
    kind: str


@dataclass(frozen=True)
class Hint:
    """A deed that a guard holds back, and the sentence that says why."""

    label: str
    sentence: str


@dataclass(frozen=True)
class Topic:
    """Rare deeds that belong together."""

    label: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Actions:
    """The action bar of a case for one reader: what he does every day, and the rest by topic."""

    buttons: tuple[Button, ...]
    topics: tuple[Topic, ...]
    hints: tuple[Hint, ...]
    reveal: str


def actions(actor: Staff, case: CaseFile, now: Moment, letters_wait: bool) -> Actions:
    """The bar for this reader; passing on is offered only while something waits to be passed on."""
    verdicts = [verdict for verdict in allowed_actions(actor, case, now) if verdict.row]
    allowed = [_action(verdict) for verdict in verdicts if verdict.allowed]
    offered = [action for action in allowed if action not in ELSEWHERE and (letters_wait or action is not A.RELAY)]
    buttons = usual(case)
    everyday = [action for action in offered if action in buttons]
    return Actions(
        buttons=(*_buttons(actor, case, everyday), *_taken_up(actor, case)),
        topics=tuple(_topics(case, [action for action in offered if action not in buttons])),
        hints=tuple(_hints(verdicts)),
        reveal=_address(case, A.REVEAL.value) if A.REVEAL in allowed else "",
    )


def _buttons(actor: Staff, case: CaseFile, offered: list[Action]) -> Iterable[Button]:
    pressing = next((action for action in PRESSING if action in offered), None)
    for action in sorted(offered, key=lambda action: action is not pressing):
        kind = "primary" if action is pressing else "secondary"
        if action in TOGETHER and _could(actor, case, TOGETHER[action][2]):
            address, words, _second = TOGETHER[action]
            yield Button(_address(case, address), str(words), kind)
            kind = "secondary"
        yield Button(_address(case, action.value), labels.button(action), kind)


def _taken_up(actor: Staff, case: CaseFile) -> Iterable[Button]:
    """What was forwarded and nobody took up is registered anew, as a case of its own (T31)."""
    if case.state is State.TRANSFERRED and _could(actor, case, A.REGISTER):
        yield Button(_address(case, "take-up"), _("Take up again"), "secondary")


def _topics(case: CaseFile, offered: list[Action]) -> Iterable[Topic]:
    for words, actions_of_it in TOPICS.items():
        rare = tuple(
            Button(_address(case, action.value), labels.button(action), "secondary")
            for action in actions_of_it
            if action in offered
        )
        if rare:
            yield Topic(str(words), rare)


def _hints(verdicts: list[Verdict]) -> Iterable[Hint]:
    for verdict in verdicts:
        action = _action(verdict)
        if verdict.refusal and action in EVERYDAY and verdict.refusal.code not in NOT_ARISING:
            yield Hint(labels.button(action), refusals.sentence(verdict.refusal))


def _could(actor: Staff, case: CaseFile, action: Action) -> bool:
    return any(relation.term(actor).holds(case) for row in CASE.rows_for(action) for relation in row.by)


def _action(verdict: Verdict) -> Action:
    assert verdict.row is not None  # `actions` asks only verdicts with a row
    return Action(verdict.row.action)


def _address(case: CaseFile, step: str) -> str:
    return f"/cases/{case.reference}/{step}"
