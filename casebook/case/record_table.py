"""What of a case's history each reader knows: the deeds by how exactly a station learns of them (decisions.md 16)."""

from casebook.case.workflow import Action
from casebook.people.models import STATION_ROLES

A = Action
OWN_ROLES = frozenset(role.value for role in STATION_ROLES)
# What the station is sent: known to the minute, like its own deeds.
SENT = frozenset({
    A.DISPATCH, A.DESIGNATE, A.WRITE_TEXT, A.SIGN_FOR, A.CONTACT_FOR, A.CLOSE_FOR, A.CLOSE_AGAIN_FOR, A.RETURN_ASK_FOR,
    A.EXTEND_ASK_FOR, A.SEND_BACK, A.REDO, A.RETURN_REFUSE, A.RETURN_LAPSE, A.EXTEND, A.EXTEND_REFUSE, A.EXTEND_VOID,
    A.TERMINATE_REFUSE, A.REMIND, A.SUPERVISE, A.LIST, A.TALK, A.CRITICAL, A.ORDER, A.HANG, A.DECIDE_BACKLOG, A.RESUME,
    A.RESUME_DUE, A.CO_REPORT,
})  # fmt: skip
# What it learns by the day; the rest of the office's and the complainant's deeds do not exist for it: what is asked of
# whom within the office, notes, seals, whether the complainant wrote or rang, what he said of the result.
LEARNT = frozenset({
    A.CONTACT, A.RELAY, A.CONFIRM, A.PASS, A.END, A.END_UNREACHED, A.UPHOLD, A.CLOSE_UNRESOLVED, A.NOT_SOLVED,
    A.NOT_SOLVED_FOR, A.SAMPLE_CONTRADICTED, A.WITHDRAW, A.WITHDRAW_FOR, A.URGE, A.EXTEND_TELL, A.ORDER_VERIFY,
    A.REVIEW_DECIDE, A.REVIEW_DECIDE_FOR, A.RECHECK_DECIDE, A.RECHECK_DECIDE_FOR, A.PROGRESS, A.PROMISE, A.RECOUNT,
    A.TERMINATE,
})  # fmt: skip
# A co-handling unit is sent the case and its text, and nothing of what the main unit is told.
CO_SENT = frozenset({A.DISPATCH, A.WRITE_TEXT})
# How the office ended it says what the complainant answered: the station learns that it ended.
ENDED = frozenset({A.END, A.END_UNREACHED, A.UPHOLD, A.CLOSE_UNRESOLVED})
# Whether the complainant rang or wrote on his page is the office's to know.
ALIKE = {
    A.NOT_SOLVED_FOR: A.NOT_SOLVED,
    A.SAMPLE_CONTRADICTED: A.NOT_SOLVED,
    A.EVALUATE: A.CALL,
    A.COMPLETE: A.COMPLETE_FOR,
    A.WITHDRAW_FOR: A.WITHDRAW,
    A.REVIEW_ASK_FOR: A.REVIEW_ASK,
    A.RECHECK_ASK_FOR: A.RECHECK_ASK,
}
BY_COMPLAINANT = frozenset({A.NOT_SOLVED, A.WITHDRAW, A.COMPLETE_FOR, A.REVIEW_ASK, A.RECHECK_ASK})
# What a line of the station's keeps of its facts, of those it learns by the day.
KEPT = frozenset({"result", "date"})
# Told to the office alone: that the complainant was pressed (T30), that he left enough to get a new code.
OFFICE_ONLY = frozenset({A.PRESSED, A.NEW_CODE})
REASONS = {
    **dict.fromkeys(
        (
            A.RECALL, A.REDO, A.GIVE_BACK, A.RETURN_ASK, A.RETURN_ASK_FOR, A.RETURN_REFUSE, A.EXTEND_ASK,
            A.EXTEND_ASK_FOR, A.EXTEND, A.EXTEND_REFUSE, A.DECLINE_ASK, A.DECLINE, A.DECLINE_FOR, A.DECLINE_REFUSE,
            A.NO_LONGER, A.TERMINATE_ASK, A.TERMINATE, A.TERMINATE_REFUSE, A.UPHOLD_ASK, A.UPHOLD, A.UPHOLD_REFUSE,
            A.CLOSE_UNRESOLVED, A.SUPERVISE, A.LIST, A.TALK, A.UNMERGE, A.SEPARATE, A.RESUME, A.HAND_BACK,
        ),
        "reason",
    ),
    A.HAND_IN: "note",
    A.ANSWER: "answer",
    A.REOPEN: "new_fact",
    A.PROGRESS: "progress",
    A.HANG: "plan",
    A.DECIDE_BACKLOG: "plan",
    A.CRITICAL: "ground",
}  # fmt: skip
