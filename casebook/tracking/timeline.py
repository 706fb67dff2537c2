"""What happened to a case, in plain words: nothing of how the office and the station work inside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from casebook.case.workflow import Action
from casebook.kernel.history import Event
from casebook.people.models import STATION_ROLES
from casebook.tracking.values import day_kept, quoted
from casebook.web.template_globals import long_date

A = Action
# What nobody outside needs to know; every other action must have its line. That somebody was pressed to withdraw is
# told to the director alone: whoever presses him may look over his shoulder.
INSIDE = frozenset(
    {
        A.WRITE_TEXT,
        A.CHECK_TEXT,
        A.GIVE,
        A.TAKE,
        A.HAND_IN,
        A.GIVE_BACK,
        A.STATION_MESSAGE,
        A.TELL_STATION,
        A.DRAW,
        A.DECLINE_ASK,
        A.DECLINE_REFUSE,
        A.SEAL,
        A.ACKNOWLEDGE,
        A.JOIN,
        A.SEPARATE,
        A.EXTEND_ASK,
        A.EXTEND_ASK_FOR,
        A.EXTEND_REFUSE,
        A.CO_REPORT,
        A.UPHOLD_ASK,
        A.UPHOLD_REFUSE,
        A.PRESSED,
        A.ALERT,
        A.TALK,
        A.TERMINATE_ASK,
        A.TERMINATE_REFUSE,
        A.NOTE,
        A.TAKE_OVER,
        A.LAPSE,
    }
)
LINES: Mapping[Action, Any] = {
    A.REGISTER: lazy_pgettext("tracking", "Registered"),
    A.ASK_MORE: lazy_pgettext("tracking", "We asked you for more"),
    A.COMPLETE: lazy_pgettext("tracking", "You sent what we asked for"),
    A.COMPLETE_FOR: lazy_pgettext("tracking", "What we asked for has arrived"),
    A.COMPLETE_OVER: lazy_pgettext("tracking", "The time to send more is over; we decide on what we have"),
    A.ANSWER: lazy_pgettext("tracking", "Answered at once"),
    A.ACCEPT: lazy_pgettext("tracking", "We accepted it"),
    A.DECLINE: lazy_pgettext("tracking", "We decided that it is outside what we may handle"),
    A.DECLINE_FOR: lazy_pgettext("tracking", "We decided that it is outside what we may handle"),
    A.NO_LONGER: lazy_pgettext("tracking", "It was settled before; it is not taken again"),
    A.TRANSFER: lazy_pgettext("tracking", "Passed on to %(receiving_body)s"),
    A.HAND_BACK: lazy_pgettext("tracking", "It is with us again"),
    A.MERGE: lazy_pgettext("tracking", "Joined with the same matter; both are handled together"),
    A.UNMERGE: lazy_pgettext("tracking", "It is handled on its own again"),
    A.HANDLE_HERE: lazy_pgettext("tracking", "%(office)s handles it itself"),
    A.DISPATCH: lazy_pgettext("tracking", "Passed to %(station)s"),
    A.RECALL: lazy_pgettext("tracking", "Taken back from %(station)s; we are choosing another unit"),
    A.DESIGNATE: lazy_pgettext("tracking", "%(station)s was named to handle it"),
    A.SIGN: lazy_pgettext("tracking", "%(station)s took it over"),
    A.SIGN_FOR: lazy_pgettext("tracking", "%(station)s took it over"),
    A.RETURN_ASK: lazy_pgettext("tracking", "%(station)s says it is not competent; we decide who handles it"),
    A.RETURN_ASK_FOR: lazy_pgettext("tracking", "%(station)s says it is not competent; we decide who handles it"),
    A.RETURN_AGREE: lazy_pgettext("tracking", "%(station)s is not competent; we are choosing another unit"),
    A.RETURN_REFUSE: lazy_pgettext("tracking", "%(station)s goes on handling it"),
    A.RETURN_LAPSE: lazy_pgettext("tracking", "%(station)s goes on handling it"),
    A.EXTEND: lazy_pgettext("tracking", "More time for the answer was approved"),
    A.EXTEND_TELL: lazy_pgettext("tracking", "You were told why the answer takes longer"),
    A.EXTEND_VOID: lazy_pgettext("tracking", "You were not told in time: the old date of the answer counts"),
    A.CONTACT: lazy_pgettext("tracking", "%(unit)s noted that it contacted you"),
    A.CONTACT_FOR: lazy_pgettext("tracking", "%(station)s noted that it contacted you"),
    A.RELAY: lazy_pgettext("tracking", "We passed on a message from %(station)s"),
    A.OFFICE_MESSAGE: lazy_pgettext("tracking", "We wrote to you"),
    A.CITIZEN_MESSAGE: lazy_pgettext("tracking", "You wrote to us"),
    A.CONFIRM: lazy_pgettext("tracking", "You confirmed that it is solved"),
    A.CLOSE: lazy_pgettext("tracking", "%(unit)s reported it done; we check"),
    A.CLOSE_FOR: lazy_pgettext("tracking", "%(station)s reported it done; we check"),
    A.CLOSE_AGAIN: lazy_pgettext("tracking", "%(unit)s reported it done again; we check"),
    A.CLOSE_AGAIN_FOR: lazy_pgettext("tracking", "%(station)s reported it done again; we check"),
    A.CLOSE_DIRECTLY: lazy_pgettext("tracking", "%(station)s closed it with your consent"),
    A.SEND_BACK: lazy_pgettext("tracking", "We checked it and asked %(station)s to go on"),
    A.PASS: lazy_pgettext("tracking", "Checked; the answer is shown on this page"),
    A.CALL: lazy_pgettext("tracking", "We asked you about the result"),
    A.EVALUATE: lazy_pgettext("tracking", "You told us the result"),
    A.END: lazy_pgettext("tracking", "Closed"),
    A.END_UNREACHED: lazy_pgettext("tracking", "Closed"),
    A.UPHOLD: lazy_pgettext("tracking", "Reviewed with a member from outside: the result stands; closed"),
    A.CLOSE_UNRESOLVED: lazy_pgettext("tracking", "Closed without being solved"),
    A.DECIDE_BACKLOG: lazy_pgettext("tracking", "It cannot be done yet; it stays on record until it can"),
    A.HANG: lazy_pgettext("tracking", "It cannot be done yet; it stays on record until it can"),
    A.PROGRESS: lazy_pgettext("tracking", "%(unit)s reports how far it is"),
    A.RESUME: lazy_pgettext("tracking", "It is being handled again"),
    A.RESUME_DUE: lazy_pgettext("tracking", "It is being handled again"),
    A.WITHDRAW: lazy_pgettext("tracking", "You withdrew it"),
    A.WITHDRAW_FOR: lazy_pgettext("tracking", "You withdrew it; we noted it for you"),
    A.REOPEN: lazy_pgettext("tracking", "Taken up again because of new facts"),
    A.PETITION: lazy_pgettext("tracking", "You get a written answer after petition procedure"),
    A.ASK_WRITTEN: lazy_pgettext("tracking", "You asked for a written answer"),
    A.ASK_CHECK: lazy_pgettext("tracking", "You asked the city office to check the decision"),
    A.REVIEW_ASK: lazy_pgettext("tracking", "You asked for a review"),
    A.REVIEW_ASK_FOR: lazy_pgettext("tracking", "Your request for a review arrived"),
    A.REVIEW_DECIDE: lazy_pgettext("tracking", "The review opinion was delivered"),
    A.REVIEW_DECIDE_FOR: lazy_pgettext("tracking", "The review opinion was delivered"),
    A.RECHECK_ASK: lazy_pgettext("tracking", "You asked for a re-review"),
    A.RECHECK_ASK_FOR: lazy_pgettext("tracking", "Your request for a re-review arrived"),
    A.HEARING: lazy_pgettext("tracking", "A hearing was held; its days are not counted"),
    A.RECHECK_DECIDE: lazy_pgettext("tracking", "The final opinion was delivered; the procedure has ended"),
    A.RECHECK_DECIDE_FOR: lazy_pgettext("tracking", "The final opinion was delivered; the procedure has ended"),
    A.REMIND: lazy_pgettext("tracking", "We sent a reminder to whoever handles it"),
    A.SUPERVISE: lazy_pgettext("tracking", "We follow closely that it is finished"),
    A.LIST: lazy_pgettext("tracking", "We follow closely that it is finished"),
    A.CRITICAL: lazy_pgettext("tracking", "It is treated as critical"),
    A.TERMINATE: lazy_pgettext("tracking", "We cannot go on with it"),
    A.ORDER: lazy_pgettext("tracking", "The problem is confirmed; %(station)s must put it right"),
    A.ORDER_VERIFY: lazy_pgettext("tracking", "We checked on the spot that it was put right"),
    A.REDO: lazy_pgettext("tracking", "%(station)s must do it again"),
    A.NOT_SOLVED: lazy_pgettext("tracking", "You said it is not solved; it is done again"),
    A.NOT_SOLVED_FOR: lazy_pgettext("tracking", "You said it is not solved; it is done again"),
    A.SAMPLE: lazy_pgettext("tracking", "We asked you about the result"),
    A.SAMPLE_CONTRADICTED: lazy_pgettext("tracking", "You said it is not solved; it is done again"),
    A.RATE: lazy_pgettext("tracking", "You rated it"),
    A.REVEAL: lazy_pgettext("tracking", "Staff looked up your contact details for this case; it is on record"),
    A.NEW_CODE: lazy_pgettext("tracking", "A new query code was issued at the counter; the old one no longer works"),
    A.URGE: lazy_pgettext("tracking", "You sent a reminder"),
    A.PROMISE: lazy_pgettext("tracking", "%(unit)s promised to finish it by %(date)s"),
    A.DELIVER: lazy_pgettext("tracking", "A letter was delivered to you"),
    A.RECOUNT: lazy_pgettext("tracking", "The date was counted anew after the new working calendar"),
}
NOT_REACHED = _l("We tried to reach you without success")
STATION = frozenset(role.value for role in STATION_ROLES)


@dataclass(frozen=True)
class Told:
    """One line: when, and what."""

    at: datetime
    text: str


def lines(events: list[Event], names: Mapping[str, str], office: str) -> Iterator[Told]:
    """Each event a citizen may know of, with its line; `names` are the units' by uid."""
    station = office
    for event in events:
        station = _station(event, names, station, office)
        action = Action(event.action)
        if action not in INSIDE:
            unit = station if event.role in STATION or event.on_behalf_of else office
            values = {"station": station, "unit": unit, "office": office, **_named(event)}
            yield Told(event.at, str(_words(action, event)) % values)


def _station(event: Event, names: Mapping[str, str], before: str, office: str) -> str:
    if event.action == A.HANDLE_HERE.value:
        return office
    return names.get(str(event.details.facts.get("main_unit")), before)


def _named(event: Event) -> dict[str, str]:
    facts = event.details.facts
    day = day_kept(facts.get("date"))
    return {"receiving_body": quoted(facts.get("receiving_body")) or "…", "date": long_date(day) if day else "…"}


def _words(action: Action, event: Event) -> Any:
    if action in (A.CALL, A.SAMPLE) and not event.details.facts["callback"].get("contacted"):
        return NOT_REACHED
    return LINES[action]
