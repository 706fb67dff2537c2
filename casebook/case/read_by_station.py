"""Which words of the office a station never reads. All others are read by the leak linter before they are kept.

Deny by default: a deed that is not named here has every one of its texts checked.
"""

from collections.abc import Mapping

from casebook.case.workflow import Action

A = Action
# What stays with the office, goes to the complainant alone, or is the complainant's own.
INSIDE = frozenset({
    A.ANSWER, A.OFFICE_MESSAGE, A.ASK_MORE, A.COMPLETE_FOR, A.NOTE, A.REVEAL, A.ORDER_VERIFY,
    A.CALL, A.END, A.END_UNREACHED, A.SAMPLE, A.SAMPLE_CONTRADICTED, A.NOT_SOLVED_FOR,
    A.UPHOLD_ASK, A.UPHOLD, A.UPHOLD_REFUSE,
    A.DECLINE_ASK, A.DECLINE, A.DECLINE_FOR, A.DECLINE_REFUSE, A.TRANSFER, A.NO_LONGER, A.TERMINATE_ASK, A.TERMINATE,
    A.REVIEW_ASK_FOR, A.RECHECK_ASK_FOR, A.RECHECK_DECIDE, A.RECHECK_DECIDE_FOR, A.HEARING, A.WITHDRAW_FOR, A.REOPEN,
    A.PETITION, A.SEAL, A.ACKNOWLEDGE, A.HAND_BACK, A.UNMERGE,
})  # fmt: skip
# What a station on paper wrote itself and the office types in as it stands; it is checked before it is passed on.
ITS_OWN = frozenset({
    A.SIGN_FOR, A.CONTACT_FOR, A.RETURN_ASK_FOR, A.EXTEND_ASK_FOR, A.CLOSE_FOR, A.CLOSE_AGAIN_FOR,
})  # fmt: skip
# Of these deeds the station reads some words and not these, which go into the complainant's own letter.
TO_COMPLAINANT: Mapping[Action, frozenset[str]] = {
    A.PASS: frozenset({"findings", "basis", "signer", "ground"}),
    A.REVIEW_DECIDE: frozenset({"opinion", "basis"}),
    A.REVIEW_DECIDE_FOR: frozenset({"opinion", "basis"}),
}


def reads(action: Action, field: str) -> bool:
    """Whether a station may come to read what is written into this field of this deed's form."""
    if action in INSIDE or action in ITS_OWN:
        return False
    return field not in TO_COMPLAINANT.get(action, ())
