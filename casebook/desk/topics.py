"""How the deeds of a case are laid out: the everyday ones as buttons, the rare ones behind a topic each."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_pgettext

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import CATEGORIES
from casebook.case.workflow import Action

A = Action
# The one button that stands out is the first of these that is allowed; all of them are buttons.
PRESSING = (
    A.ACKNOWLEDGE, A.DECLINE, A.EXTEND, A.TERMINATE, A.UPHOLD, A.RETURN_AGREE, A.EXTEND_TELL, A.CO_REPORT, A.RELAY,
    A.ACCEPT, A.CHECK_TEXT, A.DISPATCH, A.SIGN, A.SIGN_FOR, A.TAKE, A.ORDER_VERIFY, A.CLOSE_DIRECTLY, A.CLOSE,
    A.CLOSE_AGAIN, A.CLOSE_FOR, A.CLOSE_AGAIN_FOR, A.CONTACT_FOR, A.CONTACT, A.HAND_IN, A.PASS, A.REDO, A.END,
    A.END_UNREACHED, A.CALL, A.SAMPLE, A.REVIEW_DECIDE, A.RECHECK_DECIDE, A.PROGRESS, A.RESUME, A.WRITE_TEXT, A.REOPEN,
    A.DESIGNATE, A.ANSWER,
)  # fmt: skip
# Buttons too, though none of them is ever the next step by itself.
EVERYDAY = frozenset({
    *(action for action in PRESSING if action not in (A.DESIGNATE, A.CHECK_TEXT)), A.DECLINE_REFUSE, A.EXTEND_REFUSE,
    A.TERMINATE_REFUSE, A.UPHOLD_REFUSE, A.RETURN_REFUSE, A.GIVE, A.GIVE_BACK, A.SEND_BACK, A.OFFICE_MESSAGE,
    A.STATION_MESSAGE, A.TELL_STATION, A.SAMPLE_CONTRADICTED, A.HAND_BACK, A.COMPLETE_FOR,
})  # fmt: skip
TOPICS: Mapping[Any, tuple[Action, ...]] = {
    lazy_pgettext("topic", "Take in or pass on"): (
        A.ASK_MORE, A.DECLINE_ASK, A.DECLINE_FOR, A.TRANSFER, A.NO_LONGER, A.MERGE, A.UNMERGE, A.SEAL,
    ),
    lazy_pgettext("topic", "Who handles it"): (A.HANDLE_HERE, A.DESIGNATE, A.RECALL, A.RETURN_ASK, A.RETURN_ASK_FOR),
    lazy_pgettext("topic", "Time limits"): (
        A.PROMISE, A.EXTEND_ASK, A.EXTEND_ASK_FOR, A.HANG, A.TERMINATE_ASK, A.CRITICAL,
    ),
    lazy_pgettext("topic", "Supervision and rectification"): (A.REMIND, A.SUPERVISE, A.LIST, A.TALK, A.ORDER),
    lazy_pgettext("topic", "How it ends"): (A.UPHOLD_ASK, A.DECIDE_BACKLOG, A.CLOSE_UNRESOLVED),
    lazy_pgettext("topic", "What the complainant wants"): (
        A.NOT_SOLVED_FOR, A.WITHDRAW_FOR, A.PETITION, A.REVIEW_ASK_FOR, A.REVIEW_DECIDE_FOR, A.RECHECK_ASK_FOR,
        A.HEARING, A.RECHECK_DECIDE_FOR,
    ),
    lazy_pgettext("topic", "Records"): (A.CHECK_TEXT, A.NOTE, A.DELIVER, A.NEW_CODE),
}  # fmt: skip
# Done in the course of another deed, or on a page of its own.
ELSEWHERE = frozenset({A.REVEAL, A.JOIN, A.SEPARATE, A.TAKE_OVER})
# A step that does not arise here is no news: no hint.
NOT_ARISING = frozenset({
    "not_on_paper", "not_handed_in", "not_given", "direct_only", "no_contact_left", "nothing_asked", "nothing_to_tell",
    "not_a_co_unit", "acknowledged_already", "nothing_ordered", "not_sampled", "text_checked_already",
    "decided_by_another", "extended_already", "still_reachable", "complainant_answered",
})  # fmt: skip


def usual(case: CaseFile) -> frozenset[Action]:
    """The deeds that are buttons at this case.

    What comes back a second time is the director's to designate; a delicate text waits for its second reader.
    """
    also = {A.DESIGNATE} if case.state is State.RETURN_PENDING else set()
    asked = case.restricted or case.confidential
    delicate = asked or (case.category is not None and CATEGORIES[case.category].needs_two_readers)
    return EVERYDAY | also | ({A.CHECK_TEXT} if delicate else set())
