"""What happened to a case, in plain words: nothing of how the office and the station work inside."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from casebook.case.labels import clock_label
from casebook.case.workflow import Action
from casebook.kernel.history import Event
from casebook.people.models import STATION_ROLES
from casebook.web.template_globals import long_date

# What nobody outside needs to know; every other action must have its line.
INSIDE = frozenset(
    {Action.WRITE_TEXT, Action.GIVE, Action.TAKE, Action.HAND_IN, Action.GIVE_BACK, Action.STATION_MESSAGE}
)
LINES: Mapping[Action, Any] = {
    Action.REGISTER: lazy_pgettext("tracking", "Registered"),
    Action.ANSWER: lazy_pgettext("tracking", "Answered at once"),
    Action.ACCEPT: lazy_pgettext("tracking", "We accepted it"),
    Action.DISPATCH: lazy_pgettext("tracking", "Passed to %(station)s"),
    Action.RECALL: lazy_pgettext("tracking", "Taken back from %(station)s; we are choosing another unit"),
    Action.DESIGNATE: lazy_pgettext("tracking", "%(station)s was named to handle it"),
    Action.SIGN: lazy_pgettext("tracking", "%(station)s took it over"),
    Action.SIGN_FOR: lazy_pgettext("tracking", "%(station)s took it over"),
    Action.CONTACT: lazy_pgettext("tracking", "%(unit)s noted that it contacted you"),
    Action.CONTACT_FOR: lazy_pgettext("tracking", "%(station)s noted that it contacted you"),
    Action.RELAY: lazy_pgettext("tracking", "We passed on a message from %(station)s"),
    Action.OFFICE_MESSAGE: lazy_pgettext("tracking", "We wrote to you"),
    Action.CITIZEN_MESSAGE: lazy_pgettext("tracking", "You wrote to us"),
    Action.CONFIRM: lazy_pgettext("tracking", "You confirmed that it is solved"),
    Action.CLOSE: lazy_pgettext("tracking", "%(station)s reported it done; we check"),
    Action.CLOSE_FOR: lazy_pgettext("tracking", "%(station)s reported it done; we check"),
    Action.CLOSE_AGAIN: lazy_pgettext("tracking", "%(station)s reported it done again; we check"),
    Action.CLOSE_AGAIN_FOR: lazy_pgettext("tracking", "%(station)s reported it done again; we check"),
    Action.CLOSE_DIRECTLY: lazy_pgettext("tracking", "%(station)s closed it with your consent"),
    Action.SEND_BACK: lazy_pgettext("tracking", "We checked it and asked %(station)s to go on"),
    Action.PASS: lazy_pgettext("tracking", "Checked; the answer is shown on this page"),
    Action.CALL: lazy_pgettext("tracking", "We asked you about the result"),
    Action.EVALUATE: lazy_pgettext("tracking", "You told us the result"),
    Action.END: lazy_pgettext("tracking", "Closed"),
    Action.REDO: lazy_pgettext("tracking", "%(station)s must do it again"),
    Action.NOT_SOLVED: lazy_pgettext("tracking", "You said it is not solved; it is done again"),
    Action.NOT_SOLVED_FOR: lazy_pgettext("tracking", "You said it is not solved; it is done again"),
    Action.RATE: lazy_pgettext("tracking", "You rated it"),
    Action.REVEAL: lazy_pgettext("tracking", "Staff looked up your contact details for this case; it is on record"),
    Action.RECOUNT: lazy_pgettext("tracking", "The holidays were published and a date moved: %(clock)s, now %(date)s"),
}
# Of a date that was counted anew only those a citizen was told of concern him.
HIS_CLOCKS = frozenset({"decide", "feedback", "rework", "law60"})
NOT_REACHED = _l("We tried to reach you without success")


def lines(events: list[Event], names: Mapping[str, str], office: str) -> Iterator[tuple[Event, str]]:
    """Each event a citizen may know of, with its line; `names` are the units' by uid."""
    station = ""
    for event in events:
        station = names.get(str(event.details.facts.get("main_unit")), station)
        action = Action(event.action)
        if action not in INSIDE and _concerns_him(action, event):
            unit = station if event.role in _STATION else office
            yield event, str(_words(action, event)) % {"station": station, "unit": unit, **_date(action, event)}


_STATION = frozenset(role.value for role in STATION_ROLES)


def _concerns_him(action: Action, event: Event) -> bool:
    return action is not Action.RECOUNT or event.details.facts["clock"] in HIS_CLOCKS


def _date(action: Action, event: Event) -> Mapping[str, str]:
    """Which date was counted anew: the law's own where the office's did not move."""
    if action is not Action.RECOUNT:
        return {}
    facts = event.details.facts
    moved = facts["new"] if facts["new"] != facts["old"] else facts["legal_new"]
    return {"clock": clock_label(facts["clock"]), "date": long_date(date.fromisoformat(moved))}


def _words(action: Action, event: Event) -> Any:
    if action is Action.CALL and not event.details.facts["callback"]["contacted"]:
        return NOT_REACHED
    return LINES[action]
