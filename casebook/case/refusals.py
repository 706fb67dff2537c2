"""The sentence of each refusal: what stands in the way and what to do about it (wording.md 11)."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext

from casebook.case import labels
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
    "sign_in_again": _l("Enter your password again before this is shown."),
    "reveals_used": _l("You may open %(most)s identities in an hour. Wait, or ask the director."),
    "missing_fact": _l("Please fill in %(fact)s."),
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
}


def sentence(refusal: Refusal) -> str:
    """The one sentence of a refusal; an unknown code gets a general one rather than an error."""
    known = SENTENCES.get(refusal.code)
    if known is None:
        return _("This cannot be done now. Look at the case again, or ask the office.")
    return str(known) % {**_defaults(refusal), **refusal.arguments, **_named(refusal)}


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
