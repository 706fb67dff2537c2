"""The sentences that refuse a deed on people, and the lines of its history."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casebook.people.admin_service import Declined
from casebook.people.rights import PeopleDeed

SENTENCES: Mapping[str, Any] = {
    "account_taken": _l("Somebody has this account already. Please choose another."),
    "own_grant": _l("Nobody asks for or decides his own posts. Leave this to somebody else."),
    "decided_by_another": _l("You asked for this yourself. Another person must decide it."),
    "decided_already": _l("This was decided already. Look at the list again."),
    "role_not_here": _l("There is no such post at this unit. Choose another role or another unit."),
    "begins_before_today": _l("It cannot begin before today. Choose today or a later day."),
    "ends_before_it_begins": _l("The last day lies before the first. Correct one of them."),
    "answering_has_no_end": _l(
        "Whoever answers for a unit has no last day. Leave it empty, and let another answer when the time comes."
    ),
    "has_it_already": _l("This person has this post already, or it is waiting to be decided."),
    "admin_stands_alone": _l("An administrator holds no other post. Use a second account without case text."),
    "somebody_answers": _l(
        "%(name)s answers for this unit already. Ask for the post alone and then move the answering."
    ),
    "not_in_force": _l("This post is not in force. Look at the list again."),
    "answers_for_unit": _l("This post answers for its unit. Let another post answer first, then end it."),
    "last_of_its_kind": _l("Nobody else holds this post. Let another person have it first, then end this one."),
    "deputy_is_himself": _l("Nobody stands in for himself. Choose another person."),
    "no_post_here": _l("This person has no post at this unit. Choose another."),
    "deputy_has_no_post": _l("Whoever stands in must hold a post at the same unit. Choose another."),
    "away_already": _l(
        "This person is away on one of these days already. Change the days, or cancel the earlier leave."
    ),
    "deputy_is_away": _l("Whoever stands in is away on one of these days. Choose another."),
    "is_deputy_then": _l("This person stands in for somebody on one of these days. Change that leave first."),
    "leave_is_over": _l("This leave is over or was cancelled. Nothing was changed."),
    "day_is_over": _l("This day is over. Choose today or a later day."),
    "tied_to_himself": _l("Nobody is tied to himself. Choose another person or a unit."),
    "tied_to_own_unit": _l("This is the unit this person works at; no tie is needed. Choose another."),
    "tied_already": _l("This tie is recorded already."),
    "tie_is_over": _l("This tie was ended already. Nothing was changed."),
    "own_tie": _l("Nobody ends a tie of his own or of somebody he stands in for. Leave this to another director."),
    "nothing_to_hand_over": _l("This person holds no open case there that is not listed already."),
    "follows_himself": _l("Nobody follows himself. Choose another person."),
    "unfit": _l("Whoever takes over must hold the same post, or the one above it, at the same unit. Choose another."),
    # Which of them, and why, is nobody's business: it may be that one complains about him (decisions.md 42).
    "may_not_follow": _l("This person cannot take over all of these cases. Choose fewer, or somebody else."),
    "moved_already": _l("One of these cases has moved or is closed already. Look at the list again."),
    "nothing_to_sign": _l("Please tick at least one case."),
    "not_the_successor": _l("Only the named successor signs, on his own account."),
    "not_yet": _l("This lies in the future. Write down what has happened."),
    "too_long_ago": _l("The log takes entries of the last seven days. Write it down as of today and say when it was."),
    "no_such_entry": _l("The entry to be corrected is not in this log."),
    "signs_for_himself": _l("Whoever goes does not sign for whoever comes. Choose another person."),
    "not_the_comer": _l("Only the named person signs, on his own account."),
    "signed_already": _l("This was signed already. Nothing was changed."),
    "own_account": _l("Nobody does this to his own account. Use “My account”, or leave it to somebody else."),
    "account_closed": _l("This account is closed. Open it again first."),
    "account_open": _l("This account is open. Nothing was changed."),
    "no_second_step": _l("This person has no second step. A new password is set by a link."),
    "removal_waits": _l("Somebody asked for this already. The director decides."),
    "no_post_then": _l("This person has no post at the unit on that day. Choose another."),
}

LINES: Mapping[str, Any] = {
    PeopleDeed.ADD_PERSON.value: _l("account made"),
    PeopleDeed.ASK_GRANT.value: _l("asked for"),
    PeopleDeed.GIVE_GRANT.value: _l("given at the first start"),
    PeopleDeed.AGREE_GRANT.value: _l("agreed to"),
    PeopleDeed.REFUSE_GRANT.value: _l("refused: %(reason)s"),
    PeopleDeed.END_GRANT.value: _l("ended: %(reason)s"),
    PeopleDeed.CONTINUE_GRANT.value: _l("goes on in a new entry, because the answering was moved"),
    PeopleDeed.NEW_DEVICE.value: _l("signed in on a device not seen before"),
    PeopleDeed.SET_UP_FACTOR.value: _l("second step set up"),
    PeopleDeed.SWITCH_OFF_FACTOR.value: _l("second step switched off"),
    PeopleDeed.MISS_FACTOR.value: _l("wrong code after the right password"),
    PeopleDeed.NEW_CODES.value: _l("new recovery codes made"),
    PeopleDeed.USE_CODE.value: _l("a recovery code used"),
    PeopleDeed.CHANGE_PASSWORD.value: _l("password set"),
    PeopleDeed.SEND_LINK.value: _l("link for setting a password made"),
    PeopleDeed.END_SESSIONS.value: _l("all sessions ended"),
    PeopleDeed.CLOSE_ACCOUNT.value: _l("account closed: %(reason)s"),
    PeopleDeed.REOPEN_ACCOUNT.value: _l("account opened again: %(reason)s"),
    PeopleDeed.ASK_REMOVAL.value: _l("removal of the second step asked for: %(reason)s"),
    PeopleDeed.AGREE_REMOVAL.value: _l("second step removed"),
    PeopleDeed.REFUSE_REMOVAL.value: _l("removal of the second step refused: %(reason)s"),
}

HANDOVER_LINES: Mapping[str, Any] = {
    PeopleDeed.HAND_OVER.value: _l("%(count)s open cases listed for hand-over"),
    PeopleDeed.NAME_SUCCESSOR.value: _l("successor named for %(count)s cases"),
    PeopleDeed.SIGN_HANDOVER.value: _l("%(count)s open cases handed over"),
}


def sentence(declined: Declined) -> str:
    """What stands in the way and what to do about it."""
    return str(SENTENCES[declined.code]) % declined.arguments


def line(action: str, facts: Mapping[str, Any]) -> str:
    """One line of the history of a person or a grant."""
    reason = facts.get("reason") or _("the answering was moved")
    return str(LINES[action]) % {"reason": reason}


def handover_line(action: str, count: int) -> str:
    """One line of the history of a post handed over, of so many cases."""
    return str(HANDOVER_LINES[action]) % {"count": count}


def overtaken() -> str:
    """That somebody was quicker."""
    return _("Somebody has just changed this. Look at it again and send it once more if it still holds.")
