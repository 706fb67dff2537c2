"""What waits for whom: each kind is an action of the table at a state, so the table says for whom it waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from flask_babel import lazy_pgettext
from sqlalchemy import ColumnElement, and_

from casebook.case.guards.afterwards import SAMPLED_ENDINGS
from casebook.case.models import CaseFile, State
from casebook.case.queries import SETTLED
from casebook.case.taxonomy import CATEGORIES, Part, Rating, Solved
from casebook.case.workflow import CASE, Action
from casebook.desk.awaited import (
    asked,
    asked_by_anybody,
    co_report_awaited,
    extension_untold,
    letter_unsent,
    not_called_yet,
    runs,
    text_unchecked,
)
from casebook.kernel.machine import Transition
from casebook.kernel.terms import NO, YES, Term, is_, one_of, some
from casebook.office.rules import Relaxation
from casebook.people.actor import Staff

A, S = Action, State
WITH_HANDLER = (State.HANDLING, State.REWORK)
VERIFIABLE = (S.HANDLING, S.FEEDBACK, S.CALLBACK, S.REWORK, S.HUNG)
TWO_READERS = frozenset(code for code, row in CATEGORIES.items() if row.needs_two_readers)
BAD = tuple(rating for rating in Rating if rating.is_bad)


def _always(actor: Staff) -> Term:
    return YES


def _supplemented(actor: Staff) -> Term:
    return is_("supplemented", True)


def _first_return(actor: Staff) -> Term:
    return is_("returns", 0)


def _returned_before(actor: Staff) -> Term:
    return ~is_("returns", 0)


def _sampled(actor: Staff) -> Term:
    return is_("sampled", True) & one_of("closed_by", SAMPLED_ENDINGS) & _did_not(Part.DISPATCHER)(actor)


def _held(actor: Staff) -> Term:
    return one_of("holder_uid", actor.persons)


def _text_of_others(actor: Staff) -> Term:
    """A text that a second person must read, unless he wrote it; a small office may do with one reader."""
    asked = one_of("category", TWO_READERS) | is_("confidential", True)
    delicate = NO if actor.rules.allows(Relaxation.ONE_READER) else asked
    return (delicate | is_("restricted", True)) & _did_not(Part.AUTHOR)(actor)


def _ordered_by_others(actor: Staff) -> Term:
    return ~is_("open_rectifications", 0) & _did_not(Part.ORDERER)(actor)


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
    """One kind of work: its address, its word, the action it waits for, in which states, and what else must hold.

    `also` is a term over the case; `holds` a condition over other rows of it, or None.
    """

    key: str
    label: Any
    action: Action
    states: tuple[State, ...]
    also: Callable[[Staff], Term] = _always
    holds: Callable[[Staff], ColumnElement[bool]] | None = None

    @property
    def over(self) -> bool:
        """Whether it waits at cases that are closed."""
        return set(self.states) <= set(SETTLED)

    def term(self, actor: Staff) -> Term:
        """The cases that wait for this actor in this way; NO where none ever can."""
        rows = (row for row in CASE.rows_for(self.action) if row.from_states)
        return reduce(or_, (self._at(row, actor) for row in rows), NO) & self.also(actor)

    def sql(self, actor: Staff) -> ColumnElement[bool]:
        """The same as a condition over cases."""
        condition = self.term(actor).sql(CaseFile)
        return and_(condition, self.holds(actor)) if self.holds else condition

    def _at(self, row: Transition, actor: Staff) -> Term:
        # Whose step it is may differ from state to state.
        states = [state for state in self.states if state in (row.from_states or ())]
        return one_of("state", states) & reduce(or_, (relation.term(actor) for relation in row.by), NO)


KINDS: Mapping[str, Waiting] = {
    kind.key: kind
    for kind in (
        Waiting(
            "acknowledge",
            lazy_pgettext("waiting", "Referrals to acknowledge"),
            A.ACKNOWLEDGE,
            (S.SEALED,),
            holds=runs("referral"),
        ),
        Waiting(
            "countersign",
            lazy_pgettext("waiting", "To countersign"),
            A.DECLINE,
            (S.REGISTERED,),
            holds=asked(A.DECLINE),
        ),
        Waiting(
            "extend", lazy_pgettext("waiting", "More time to decide on"), A.EXTEND, (S.HANDLING,), holds=asked(A.EXTEND)
        ),
        Waiting(
            "discontinue",
            lazy_pgettext("waiting", "Discontinuing to decide on"),
            A.TERMINATE,
            (S.HANDLING, S.ACCEPTED),
            holds=asked(A.TERMINATE),
        ),
        Waiting(
            "agree",
            lazy_pgettext("waiting", "To agree with outsiders"),
            A.UPHOLD,
            (S.CALLBACK,),
            holds=asked_by_anybody(A.UPHOLD),
        ),
        Waiting(
            "return", lazy_pgettext("waiting", "Returns to judge"), A.RETURN_AGREE, (S.RETURN_PENDING,), _first_return
        ),
        Waiting(
            "designate", lazy_pgettext("waiting", "To designate"), A.DESIGNATE, (S.RETURN_PENDING,), _returned_before
        ),
        Waiting(
            "tell", lazy_pgettext("waiting", "Extensions to tell"), A.EXTEND_TELL, (S.HANDLING,), holds=extension_untold
        ),
        Waiting(
            "co", lazy_pgettext("waiting", "To report as co-unit"), A.CO_REPORT, (S.HANDLING,), holds=co_report_awaited
        ),
        Waiting("answered", lazy_pgettext("waiting", "Completed, to decide"), A.ACCEPT, (S.REGISTERED,), _supplemented),
        Waiting("decide", lazy_pgettext("waiting", "To decide"), A.ACCEPT, (S.REGISTERED,)),
        Waiting(
            "read",
            lazy_pgettext("waiting", "Texts to check"),
            A.CHECK_TEXT,
            (S.ACCEPTED,),
            _text_of_others,
            text_unchecked,
        ),
        Waiting("dispatch", lazy_pgettext("waiting", "To dispatch"), A.DISPATCH, (S.ACCEPTED,)),
        Waiting("sign", lazy_pgettext("waiting", "To sign for"), A.SIGN, (S.DISPATCHED,)),
        Waiting("slip", lazy_pgettext("waiting", "Slips to enter"), A.SIGN_FOR, (S.DISPATCHED,), _on_paper),
        Waiting("take", lazy_pgettext("waiting", "To take on"), A.TAKE, WITH_HANDLER, _not_taken),
        Waiting("approve", lazy_pgettext("waiting", "To sign off"), A.CLOSE, WITH_HANDLER, _handed_in),
        Waiting("relay", lazy_pgettext("waiting", "To pass on"), A.RELAY, WITH_HANDLER, holds=letter_unsent),
        Waiting("check", lazy_pgettext("waiting", "To check"), A.PASS, (S.FEEDBACK,), _did_not(Part.HANDLER)),
        Waiting(
            "verify",
            lazy_pgettext("waiting", "Rectifications to verify"),
            A.ORDER_VERIFY,
            VERIFIABLE,
            _ordered_by_others,
        ),
        Waiting("call", lazy_pgettext("waiting", "To call back"), A.END, (S.CALLBACK,), _did_not(Part.DISPATCHER)),
        Waiting("judge", lazy_pgettext("waiting", "To judge"), A.REDO, (S.CALLBACK,), _dissatisfied),
        Waiting("progress", lazy_pgettext("waiting", "Progress to report"), A.PROGRESS, (S.HUNG,), _held),
        Waiting("review", lazy_pgettext("waiting", "Reviews to decide"), A.REVIEW_DECIDE, (S.IN_REVIEW,)),
        Waiting("recheck", lazy_pgettext("waiting", "Re-reviews to enter"), A.RECHECK_DECIDE, (S.IN_RECHECK,)),
        Waiting("sample", lazy_pgettext("waiting", "Samples to call"), A.SAMPLE, (S.CLOSED,), _sampled, not_called_yet),
    )
}


def kinds_for(actor: Staff) -> list[Waiting]:
    """The kinds of work that can ever wait for this actor."""
    return [kind for kind in KINDS.values() if kind.term(actor) is not NO]


def mine(actor: Staff) -> ColumnElement[bool]:
    """The cases for which this actor, or one for whom he stands in, is answerable."""
    return one_of("holder_uid", actor.persons).sql(CaseFile)
