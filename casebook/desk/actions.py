"""What this reader can do with a case now: buttons for what is allowed, one line for what a guard still holds back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from casebook.case import labels, refusals
from casebook.case.models import CaseFile
from casebook.case.workflow import CASE, Action
from casebook.kernel.access import Verdict, allowed_actions
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff

A = Action

# Two deeds in one form: offered where the reader could do the second as well.
TOGETHER: Mapping[Action, tuple[str, Any, Action]] = {
    A.ACCEPT: ("accept-and-dispatch", _l("Accept and dispatch"), A.DISPATCH),
    A.SIGN: ("sign-and-give", _l("Sign and give"), A.GIVE),
}
# The one button that stands out is the first of these that is allowed.
PRESSING = (
    A.RELAY, A.ACCEPT, A.DISPATCH, A.WRITE_TEXT, A.SIGN, A.SIGN_FOR, A.TAKE, A.CLOSE_DIRECTLY, A.CLOSE, A.CLOSE_AGAIN,
    A.CLOSE_FOR, A.CLOSE_AGAIN_FOR, A.CONTACT_FOR, A.CONTACT, A.HAND_IN, A.PASS, A.REDO, A.END, A.CALL, A.ANSWER,
)  # fmt: skip
# A step that does not arise here is no news: no hint.
NOT_ARISING = frozenset({"not_on_paper", "not_handed_in", "not_given", "direct_only", "no_contact_left"})
ELSEWHERE = frozenset({A.REVEAL})  # its link stands beside the masks


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
class Actions:
    """The action bar of a case for one reader."""

    buttons: tuple[Button, ...]
    hints: tuple[Hint, ...]
    reveal: str


def actions(actor: Staff, case: CaseFile, now: Moment, letters_wait: bool) -> Actions:
    """The bar for this reader; passing on is offered only while something waits to be passed on."""
    verdicts = [verdict for verdict in allowed_actions(actor, case, now) if verdict.row]
    allowed = [_action(verdict) for verdict in verdicts if verdict.allowed]
    offered = [action for action in allowed if action not in ELSEWHERE and (letters_wait or action is not A.RELAY)]
    return Actions(
        buttons=tuple(_buttons(actor, case, offered)),
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


def _hints(verdicts: list[Verdict]) -> Iterable[Hint]:
    for verdict in verdicts:
        if verdict.refusal and verdict.refusal.code not in NOT_ARISING:
            yield Hint(labels.button(_action(verdict)), refusals.sentence(verdict.refusal))


def _could(actor: Staff, case: CaseFile, action: Action) -> bool:
    return any(relation.term(actor).holds(case) for row in CASE.rows_for(action) for relation in row.by)


def _action(verdict: Verdict) -> Action:
    assert verdict.row is not None  # `actions` asks only verdicts with a row
    return Action(verdict.row.action)


def _address(case: CaseFile, step: str) -> str:
    return f"/cases/{case.reference}/{step}"
