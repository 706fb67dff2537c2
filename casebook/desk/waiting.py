"""What waits for whom: each kind is an action of the table at a state, so the table says for whom it waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from flask_babel import lazy_pgettext
from sqlalchemy import ColumnElement, and_, exists

from casebook.case.models import CaseFile, Letter, Side, State
from casebook.case.taxonomy import Part, Rating, Solved
from casebook.case.workflow import CASE, Action
from casebook.kernel.terms import NO, YES, Term, is_, one_of, some
from casebook.people.actor import Staff

BAD = tuple(rating for rating in Rating if rating.is_bad)


def _always(actor: Staff) -> Term:
    return YES


def _on_paper(actor: Staff) -> Term:
    return is_("on_paper", True)


def _handed_in(actor: Staff) -> Term:
    return is_("handed_in", True)


def _not_taken(actor: Staff) -> Term:
    return ~one_of("holder_uid", actor.persons)


def _did_not(part: Part) -> Callable[[Staff], Term]:
    return lambda actor: ~some("parts", is_("part", part) & one_of("person_uid", actor.persons))


def _dissatisfied(actor: Staff) -> Term:
    return one_of("callback_solved", (Solved.NO, Solved.PARTLY)) | one_of("callback_rating", BAD)


@dataclass(frozen=True)
class Waiting:
    """One kind of work: its address, its word, the action it waits for, in which states, and what else must hold."""

    key: str
    label: Any
    action: Action
    states: tuple[State, ...]
    also: Callable[[Staff], Term] = _always
    unsent_letter: bool = False

    def term(self, actor: Staff) -> Term:
        """The cases that wait for this actor in this way; NO where none ever can."""
        rows = CASE.rows_for(self.action)
        relations = reduce(or_, (relation.term(actor) for row in rows for relation in row.by), NO)
        return one_of("state", self.states) & relations & self.also(actor)

    def sql(self, actor: Staff) -> ColumnElement[bool]:
        """The same as a condition over cases."""
        condition = self.term(actor).sql(CaseFile)
        return and_(condition, UNSENT_LETTER) if self.unsent_letter else condition


UNSENT_LETTER = exists().where(
    Letter.case_uid == CaseFile.uid,
    Letter.side == Side.STATION,
    Letter.relayed_at.is_(None),
    Letter.unit_uid == CaseFile.main_unit_uid,
)
WITH_HANDLER = (State.HANDLING, State.REWORK)


KINDS: Mapping[str, Waiting] = {
    kind.key: kind
    for kind in (
        Waiting("decide", lazy_pgettext("waiting", "To decide"), Action.ACCEPT, (State.REGISTERED,)),
        Waiting("dispatch", lazy_pgettext("waiting", "To dispatch"), Action.DISPATCH, (State.ACCEPTED,)),
        Waiting("sign", lazy_pgettext("waiting", "To sign for"), Action.SIGN, (State.DISPATCHED,)),
        Waiting("slip", lazy_pgettext("waiting", "Slips to enter"), Action.SIGN_FOR, (State.DISPATCHED,), _on_paper),
        Waiting("take", lazy_pgettext("waiting", "To take on"), Action.TAKE, WITH_HANDLER, _not_taken),
        Waiting("approve", lazy_pgettext("waiting", "To sign off"), Action.CLOSE, WITH_HANDLER, _handed_in),
        Waiting("relay", lazy_pgettext("waiting", "To pass on"), Action.RELAY, WITH_HANDLER, unsent_letter=True),
        Waiting("check", lazy_pgettext("waiting", "To check"), Action.PASS, (State.FEEDBACK,), _did_not(Part.HANDLER)),
        Waiting(
            "call", lazy_pgettext("waiting", "To call back"), Action.END, (State.CALLBACK,), _did_not(Part.DISPATCHER)
        ),
        Waiting("judge", lazy_pgettext("waiting", "To judge"), Action.REDO, (State.CALLBACK,), _dissatisfied),
    )
}


def kinds_for(actor: Staff) -> list[Waiting]:
    """The kinds of work that can ever wait for this actor."""
    return [kind for kind in KINDS.values() if kind.term(actor) is not NO]


def mine(actor: Staff) -> ColumnElement[bool]:
    """The cases for which this actor, or one for whom he stands in, is answerable."""
    return one_of("holder_uid", actor.persons).sql(CaseFile)
