"""The sentence of each refusal: what stands in the way and what to do about it (wording.md 11)."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext

from casebook.case import labels
from casebook.case.explained import due_shown, minute
from casebook.case.guards import REVEALS_AN_HOUR
from casebook.case.models import State
from casebook.case.workflow import CASE
from casebook.kernel.machine import Refusal

_l = lazy_gettext
DIRECT = _l("This kind must be checked by the office: %(reason)s.")

SENTENCES: Mapping[str, Any] = {
    "received_later": _l("It cannot have been received later than now. Correct the time it was received."),
    "only_questions_on_the_spot": _l(
        "Only a question or an ordinary matter is answered on the spot. Accept it instead."
    ),
    "integrity_goes_to_discipline": _l(
        "A matter of integrity goes to the discipline authority, never to a station. Take it to the director."
    ),
    "no_text_for_station": _l("The station has no text to read yet. Write the text for the station first."),
    "accused_may_not_handle": _l("This unit may not handle this case. Choose another unit."),
    "not_on_paper": _l("This station works in the system and enters it itself. Ask the station to do so."),
    "not_handed_in": _l("The handler has not handed it in yet. Wait for his work before you give it back."),
    "not_given": _l("The case is not waiting for you to take it on. Ask the station head to give it to you."),
    "contact_later_than_now": _l("A contact cannot lie in the future. Correct the time of the contact."),
    "no_contact_record": _l(
        "There is no contact record, so it cannot be closed yet. Record one, or choose that the office passes it on."
    ),
    "same_reply_again": _l("This answer was sent back before. Write what was done anew."),
    "own_handling": _l("You handled this case, so you may not check it. Give it to another case officer."),
    "own_work": _l(
        "You dispatched it, so you may not call back. Give it to %(names)s; "
        "if there is nobody, record the reason under combined posts."
    ),
    "no_answer_yet": _l(
        "The complainant has not said yet whether it is solved. Record what was said on the call first."
    ),
    "not_solved_yet": _l(
        "It is not solved. Order it redone, or note that the rules do not allow it and that this was explained."
    ),
    "nobody_dissatisfied": _l(
        "The complainant has not said that it is unsolved. Call back first and record the answer."
    ),
    "rounds_used": _l("It has been redone twice. Take it to the director to decide what follows."),
    "direct_category": DIRECT,
    "direct_grade": DIRECT,
    "direct_overdue": DIRECT,
    "direct_supervised": DIRECT,
    "direct_accused": DIRECT,
    "direct_unconfirmed": _l(
        "The complainant has not agreed that it is closed. Let the complainant confirm on the tracking page, "
        "or close it and send it for checking."
    ),
    "direct_only": _l("The office confirmed this closing. If it comes back, write to the office on this page."),
    "reopening_over": _l("The days for saying that it is not solved are over. Write to the office what is new."),
    "rated_already": _l("This case has been rated already. Write to the office if something has changed."),
    "rating_over": _l("The days for rating are over. Write to the office if you wish to add something."),
    "confirmed_already": _l("It has been confirmed already; nothing more is needed."),
    "answered_already": _l("The question has been answered already. Write to the office if something has changed."),
    "no_contact_left": _l(
        "No contact was left with this case. Write a message instead; it is read on the tracking page."
    ),
    "clerk_day_over": _l("The day on which you took it down is over. Ask the case officer."),
    "field_not_yours": _l("Your work needs the telephone only. Choose the telephone, or ask the case officer."),
    "nobody_can_restore": _l(
        "No name was left with this case, so nobody can restore the code. "
        "Say so; the matter can be brought anew any time."
    ),
    "does_not_fit": _l("Name and telephone do not fit what was left. Ask again."),
    "second_person_needed": _l("This identity is opened by two only. Let the second person sign on this page."),
    "no_second_step": _l(
        "Nobody is shown who complained without two-step sign-in. Set it up under “My account”, then come back."
    ),
    "sign_in_again": _l("Enter your password again before this is shown."),
    "reveals_used": _l("You may open %(most)s identities in an hour. Wait, or ask the director."),
    "missing_fact": _l("Please fill in %(fact)s."),
    "asked_already": _l("This has been asked for already and waits for its decision."),
    "nothing_asked": _l("Nobody has asked for this, or the request has lapsed. Ask for it first."),
    "second_reader": _l("A second person must read this text before a station does. Let somebody else check it."),
    "open_rectification": _l("%(count)s rectification items are not verified yet."),
    "fine_only": _l("A fine alone does not close this. State the correction ordered and plan a revisit."),
    "lateness_unexplained": _l("It is late. Write why, and what the complainant was told about it."),
    "rounds_left": _l("It has not been redone twice yet. Order it redone instead."),
    "supplemented_already": _l("The complainant has been asked to complete it once. Decide on what you have."),
    "too_urgent_to_ask": _l("It is too urgent to wait for papers. Decide on what you have."),
    "two_persons_in_the_system": _l(
        "The director countersigns this in the system. Propose to decline it and leave the decision to the director."
    ),
    "not_integrity": _l("Only matters of integrity are referred. Choose the category, or say what hints at it."),
    "acknowledged_already": _l("The referral has been acknowledged already."),
    "master_over": _l("The other case is over or is this one. Choose a case of this office that is still open."),
    "not_the_same": _l("Say whether the same person wrote or the same event is meant; nothing else is merged."),
    "master_decided": _l("The case it was merged into is over and answered both. Reopen that one instead."),
    "earlier_not_over": _l("The earlier case is not over. Merge this one into it instead."),
    "person_may_not_handle": _l("This person may not handle this case. Choose somebody else."),
    "return_over": _l("Returns were possible until %(until)s. Handle it or write to the office."),
    "returns_closed": _l("This case can no longer be returned. Handle it, or write to the office."),
    "returned_before": _l("It has come back once before. Take it to the director to designate who handles it."),
    "extension_by_grade": _l("Critical and urgent matters are not put off. Answer now."),
    "extended_already": _l("It has been put off once. Answer with what you have, or ask for the backlog."),
    "extension_too_late": _l("The old date is over: more time can no longer be given. Explain it when you close."),
    "extension_too_long": _l("It can be put off by %(most)s working days at most. Ask for fewer."),
    "told_later_than_now": _l("Nobody can have been told later than now. Correct the time."),
    "pressed_already": _l("The director has been told already and will get in touch."),
    "nothing_to_tell": _l("There is no approved extension that waits to be told."),
    "old_date_not_over": _l("The old date is not over yet."),
    "not_a_co_unit": _l("Your unit has no report to send in this case, or has sent it."),
    "co_report_late": _l("The day for your report is over. Send it all the same and write why it is late."),
    "still_reachable": _l("Call three times on two days before you end it as not reached."),
    "complainant_answered": _l("The complainant has answered. Close it with that answer, or order it redone."),
    "outside_member_needed": _l(
        "Name the member from outside, the body and the signed paper. It must not be you yourself."
    ),
    "date_not_ahead": _l("The date must lie ahead. Choose a later one."),
    "beyond_the_posted_promise": _l("The date is later than what is promised to everybody. Choose an earlier one."),
    "promised_date_ahead": _l("The promised day has not come yet."),
    "not_the_holder": _l("Only whoever is answerable promises a date. Leave it to the person named on the case."),
    "not_the_receiver": _l("A hand-over is signed by whoever takes it over himself."),
    "own_text": _l("You wrote this text, so somebody else must check it."),
    "text_checked_already": _l("There is no text that waits to be checked."),
    "pressed": _l(
        "Nothing is withdrawn under pressure. Ask whether it is the complainant's own wish; tell the director if not."
    ),
    "not_in_petition": _l("A review belongs to petition procedure. Ask for a written answer first."),
    "in_petition_already": _l("The case is under petition procedure already."),
    "review_over": _l("The thirty days to ask for it are over. Write to us what is new."),
    "reviewed_already": _l("It has been reviewed. Ask for a re-review instead."),
    "not_reviewed": _l("A re-review follows a review. Ask for a review first."),
    "first_decider": _l("You decided or handled it first, so somebody else decides the review."),
    "body_decided": _l("Name the body that decided and the number of its paper."),
    "no_order": _l("The result is changed: write what must be done now."),
    "hearing_days": _l("A hearing ends on or after its first day and not later than today. Correct the dates."),
    "nothing_overdue": _l("Nothing is late in this case. Supervise it with a reason instead."),
    "supervised_already": _l("It is supervised that far already."),
    "critical_already": _l("It is marked critical already."),
    "no_station": _l("No unit handles this case. Dispatch it first."),
    "nothing_ordered": _l("Nothing was ordered that waits to be verified."),
    "own_order": _l("You ordered it, so somebody else verifies it on the spot."),
    "urged_already": _l("You have sent a reminder. You can send another from the third working day after it."),
    "checked_by_city_already": _l("The city office has been asked already. It answers here."),
    "not_sampled": _l("The sample did not draw this case, or it has been called back already."),
    "not_contradicted": _l("The complainant did not contradict the closing. Record the call instead."),
    "contradicted": _l("The complainant contradicts the closing. Record it as contradicted, so that it is redone."),
    "decided_by_another": _l("Whoever asked may not decide. Leave the decision to somebody else."),
    "proposal_settled": _l("This has been decided already, or its time is over. Look at the case before you go on."),
}
REASONS: Mapping[str, Any] = {
    "direct_category": lazy_pgettext("direct close", "its category is not on the list"),
    "direct_grade": lazy_pgettext("direct close", "it is critical or complex"),
    "direct_overdue": lazy_pgettext("direct close", "its time is over"),
    "direct_supervised": lazy_pgettext("direct close", "it is supervised, designated or being redone"),
    # Never that somebody is complained about (decisions.md 42).
    "direct_accused": lazy_pgettext("direct close", "the office has reserved the check"),
}
FACTS: Mapping[str, Any] = {
    "answer": lazy_pgettext("fact", "the answer"),
    "category": lazy_pgettext("fact", "the category"),
    "grade": lazy_pgettext("fact", "the grade"),
    "text": lazy_pgettext("fact", "the text for the station"),
    "main_unit": lazy_pgettext("fact", "the station"),
    "person": lazy_pgettext("fact", "the person"),
    "handler": lazy_pgettext("fact", "the handler"),
    "reason": lazy_pgettext("fact", "the reason"),
    "rule": lazy_pgettext("fact", "the rule"),
    "slip": lazy_pgettext("fact", "the number of the slip"),
    "when": lazy_pgettext("fact", "the time of the contact"),
    "how": lazy_pgettext("fact", "the way of the contact"),
    "result": lazy_pgettext("fact", "the result of the contact"),
    "letter": lazy_pgettext("fact", "the message"),
    "reply": lazy_pgettext("fact", "the answer"),
    "evidence": lazy_pgettext("fact", "the proof that it was done"),
    "paper_on": lazy_pgettext("fact", "the date of the sealed paper"),
    "new_action": lazy_pgettext("fact", "what was done anew"),
    "judgement": lazy_pgettext("fact", "the written judgement"),
    "callback": lazy_pgettext("fact", "what the complainant said"),
    "outcome": lazy_pgettext("fact", "the result"),
    "rating": lazy_pgettext("fact", "the rating"),
    "field": lazy_pgettext("fact", "the field"),
    "words": lazy_pgettext("fact", "the caller's words"),
    "items": lazy_pgettext("fact", "what is missing"),
    "route": lazy_pgettext("fact", "the competent body or route"),
    "receiving_body": lazy_pgettext("fact", "the body it goes to"),
    "confirmed": lazy_pgettext("fact", "who confirmed there"),
    "ground": lazy_pgettext("fact", "the ground"),
    "receipt": lazy_pgettext("fact", "the receipt"),
    "agreed_by": lazy_pgettext("fact", "who agreed"),
    "master": lazy_pgettext("fact", "the other case"),
    "same": lazy_pgettext("fact", "what is the same"),
    "earlier": lazy_pgettext("fact", "the earlier case"),
    "assignee": lazy_pgettext("fact", "who handles it"),
    "competent_body": lazy_pgettext("fact", "the competent unit"),
    "days": lazy_pgettext("fact", "the number of working days"),
    "told_at": lazy_pgettext("fact", "when the complainant was told"),
    "report": lazy_pgettext("fact", "the report"),
    "tries": lazy_pgettext("fact", "the tries"),
    "outside_member": lazy_pgettext("fact", "the member from outside"),
    "meeting": lazy_pgettext("fact", "the leaders' meeting"),
    "plan": lazy_pgettext("fact", "the plan"),
    "owner": lazy_pgettext("fact", "who is responsible"),
    "promised_date": lazy_pgettext("fact", "the promised date"),
    "date": lazy_pgettext("fact", "the date"),
    "progress": lazy_pgettext("fact", "the progress"),
    "new_fact": lazy_pgettext("fact", "the new fact"),
    "reasons": lazy_pgettext("fact", "the reasons"),
    "opinion": lazy_pgettext("fact", "the opinion"),
    "delivered_at": lazy_pgettext("fact", "the day of delivery"),
    "paper": lazy_pgettext("fact", "the number of the paper"),
    "first": lazy_pgettext("fact", "the first day"),
    "last": lazy_pgettext("fact", "the last day"),
    "rectification": lazy_pgettext("fact", "what must be put right"),
    "visit": lazy_pgettext("fact", "the check on the spot"),
    "readers": lazy_pgettext("fact", "who may read it"),
}


def sentence(refusal: Refusal) -> str:
    """The one sentence of a refusal; an unknown code gets a general one rather than an error."""
    known = SENTENCES.get(refusal.code)
    if known is None:
        return _("This cannot be done now. Look at the case again, or ask the office.")
    given = {name: _read(value) for name, value in refusal.arguments.items()}
    return str(known) % _Arguments({**_defaults(refusal), **given, **_named(refusal)})


class _Arguments(dict[str, Any]):
    # An argument that is missing shows as an ellipsis, never as an error.
    def __missing__(self, name: str) -> str:
        return labels.UNTOLD


def _read(value: Any) -> Any:
    """A time as staff read it: the end of a day by its day, any other instant to the minute."""
    shown = due_shown(value) if isinstance(value, datetime) else value
    return minute(shown) if isinstance(shown, datetime) else shown


def not_yours(action: Enum) -> str:
    """Whose step it is."""
    roles = dict.fromkeys(relation.role for row in CASE.rows_for(action) for relation in row.by)
    return _("This step belongs to %(post)s.", post=_("/").join(labels.role_label(role) for role in roles))


def wrong_state(state: State) -> str:
    """That the case has moved on, and that nothing typed is lost."""
    words = _("The case is already “%(state)s”. What you typed is kept below.")
    return words % {"state": labels.state_label(state)}


def overtaken(name: str) -> str:
    """That somebody else has just acted."""
    return _("%(name)s has just acted on this case. Look at the change before you send.", name=name)


def _defaults(refusal: Refusal) -> dict[str, Any]:
    return {
        "reason": REASONS.get(refusal.code, ""),
        "names": _("another call-back clerk"),
        "most": REVEALS_AN_HOUR,
    }


def _named(refusal: Refusal) -> dict[str, Any]:
    fact = refusal.arguments.get("fact")
    return {"fact": FACTS.get(str(fact)) or _("what is still empty")} if refusal.code == "missing_fact" else {}
