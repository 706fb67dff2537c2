"""The words of everything closed about a case: states, sets, roles, buttons, history lines, lights.

Message ids are English and carry a context where one English word has two Chinese ones (wording.md 1, 2, 6, 7, 10).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from flask_babel import get_locale, lazy_pgettext, ngettext
from flask_babel import gettext as _

from casebook.case.models import Side, State
from casebook.case.taxonomy import (
    CATEGORIES,
    Channel,
    Grade,
    ItemType,
    LinkKind,
    NoteReaders,
    Outcome,
    Part,
    Rating,
    ReviewResult,
    Solved,
    Supervision,
    Track,
)
from casebook.case.workflow import CASE, Action
from casebook.kernel.deadlines import Moment, local_day
from casebook.kernel.living import FAR_FUTURE
from casebook.kernel.machine import Label
from casebook.people.models import Role, UnitKind
from casebook.responsibility.models import HowTaken

Light = tuple[str, str]
CITIZEN, SYSTEM = "citizen", "system"
UNTOLD = "…"
INSTANT = timedelta(milliseconds=1)

_STATES: Mapping[State, Any] = {
    State.REGISTERED: lazy_pgettext("state", "To be decided"),
    State.SUPPLEMENT: lazy_pgettext("state", "More needed"),
    State.ACCEPTED: lazy_pgettext("state", "To be dispatched"),
    State.DECLINED: lazy_pgettext("state", "Declined"),
    State.TRANSFERRED: lazy_pgettext("state", "Forwarded"),
    State.SEALED: lazy_pgettext("state", "Referred"),
    State.MERGED: lazy_pgettext("state", "Merged"),
    State.DISPATCHED: lazy_pgettext("state", "To be signed for"),
    State.RETURN_PENDING: lazy_pgettext("state", "Return asked"),
    State.HANDLING: lazy_pgettext("state", "In hand"),
    State.FEEDBACK: lazy_pgettext("state", "Closed by station, to be checked"),
    State.CALLBACK: lazy_pgettext("state", "To be called back"),
    State.REWORK: lazy_pgettext("state", "Being redone"),
    State.HUNG: lazy_pgettext("state", "On the backlog"),
    State.CLOSED: lazy_pgettext("state", "Closed"),
    State.WITHDRAWN: lazy_pgettext("state", "Withdrawn"),
    State.IN_REVIEW: lazy_pgettext("state", "In review"),
    State.IN_RECHECK: lazy_pgettext("state", "In re-review"),
    State.TERMINATED: lazy_pgettext("state", "Ended"),
}
_TONES = {
    State.REGISTERED: "warn",
    State.RETURN_PENDING: "warn",
    State.HUNG: "warn",
    State.DECLINED: "plain",
    State.TRANSFERRED: "plain",
    State.MERGED: "plain",
    State.WITHDRAWN: "plain",
    State.TERMINATED: "plain",
    State.ACCEPTED: "warn",
    State.DISPATCHED: "warn",
    State.REWORK: "warn",
    State.CLOSED: "ok",
}
_WORDS: Mapping[Enum, Any] = {
    Channel.ONLINE: lazy_pgettext("channel", "online"),
    Channel.HOTLINE: lazy_pgettext("channel", "call"),
    Channel.LETTER: lazy_pgettext("channel", "letter"),
    Channel.VISIT: lazy_pgettext("channel", "visit"),
    ItemType.COMPLAINT: lazy_pgettext("item type", "complaint"),
    ItemType.HELP: lazy_pgettext("item type", "request for help"),
    ItemType.QUESTION: lazy_pgettext("item type", "question"),
    ItemType.SUGGESTION: lazy_pgettext("item type", "suggestion"),
    ItemType.PRAISE: lazy_pgettext("item type", "praise"),
    Grade.U1: lazy_pgettext("grade", "U1 critical (2 hours)"),
    Grade.U2: lazy_pgettext("grade", "U2 urgent (24 hours)"),
    Grade.U3: lazy_pgettext("grade", "U3 ordinary"),
    Grade.U4: lazy_pgettext("grade", "U4 complex"),
    Track.HOTLINE: lazy_pgettext("track", "efficiency procedure"),
    Track.PETITION: lazy_pgettext("track", "petition procedure"),
    Solved.YES: lazy_pgettext("solved", "solved"),
    Solved.PARTLY: lazy_pgettext("solved", "partly"),
    Solved.NO: lazy_pgettext("solved", "not solved"),
    Rating.VERY_SATISFIED: lazy_pgettext("rating", "very satisfied"),
    Rating.SATISFIED: lazy_pgettext("rating", "satisfied"),
    Rating.BASICALLY: lazy_pgettext("rating", "basically satisfied"),
    Rating.DISSATISFIED: lazy_pgettext("rating", "dissatisfied"),
    Rating.VERY_DISSATISFIED: lazy_pgettext("rating", "very dissatisfied"),
    Outcome.SUPPORTED: lazy_pgettext("outcome", "supported"),
    Outcome.PARTLY: lazy_pgettext("outcome", "partly"),
    Outcome.EXPLAINED: lazy_pgettext("outcome", "explained"),
    Outcome.NOT_SUPPORTED: lazy_pgettext("outcome", "not supported"),
    Part.REGISTRAR: lazy_pgettext("part", "registered it"),
    Part.DISPATCHER: lazy_pgettext("part", "dispatched it"),
    Part.HANDLER: lazy_pgettext("part", "handled it"),
    Part.REVIEWER: lazy_pgettext("part", "checked it"),
    Part.AUTHOR: lazy_pgettext("part", "wrote the text for the station"),
    Part.CALLER: lazy_pgettext("part", "called back"),
    Part.DECIDER: lazy_pgettext("part", "decided it"),
    Part.ORDERER: lazy_pgettext("part", "ordered a rectification"),
    Part.EXCLUDED: lazy_pgettext("part", "may not know of it"),
    Supervision.REMINDED: lazy_pgettext("supervision", "reminded"),
    Supervision.SUPERVISED: lazy_pgettext("supervision", "supervised"),
    Supervision.LISTED: lazy_pgettext("supervision", "listed"),
    Supervision.TALKED: lazy_pgettext("supervision", "formal talk held"),
    ReviewResult.UPHELD: lazy_pgettext("review", "upheld"),
    ReviewResult.CHANGED: lazy_pgettext("review", "changed"),
    NoteReaders.OFFICE: lazy_pgettext("note", "the office only"),
    NoteReaders.UNIT: lazy_pgettext("note", "my unit and the office"),
    LinkKind.MERGED_INTO: lazy_pgettext("link", "merged into"),
    LinkKind.EARLIER: lazy_pgettext("link", "earlier case"),
    LinkKind.REVIEW_OF: lazy_pgettext("link", "born of the review of"),
    LinkKind.SPLIT_FROM: lazy_pgettext("link", "split off from"),
    LinkKind.TAKEN_UP_FROM: lazy_pgettext("link", "taken up again from"),
    HowTaken.FIRST: lazy_pgettext("how taken", "asked first"),
    HowTaken.ANSWERING: lazy_pgettext("how taken", "on duty"),
    HowTaken.SIGNED: lazy_pgettext("how taken", "signed"),
    HowTaken.DESIGNATED: lazy_pgettext("how taken", "designated"),
    Side.CITIZEN: lazy_pgettext("side", "complainant"),
    Side.OFFICE: lazy_pgettext("side", "efficiency office"),
    Side.STATION: lazy_pgettext("side", "station"),
    Side.TO_STATION: lazy_pgettext("side", "efficiency office"),
    UnitKind.CITY: lazy_pgettext("unit kind", "city office"),
    UnitKind.OFFICE: lazy_pgettext("unit kind", "efficiency office"),
    UnitKind.STATION: lazy_pgettext("unit kind", "station"),
    UnitKind.OUTSIDE: lazy_pgettext("unit kind", "other body"),
    Role.CLERK: lazy_pgettext("role", "intake clerk"),
    Role.OFFICER: lazy_pgettext("role", "case officer"),
    Role.DIRECTOR: lazy_pgettext("role", "director"),
    Role.LEADER: lazy_pgettext("role", "leader in charge"),
    Role.CALLBACK: lazy_pgettext("role", "call-back clerk"),
    Role.STATION_HEAD: lazy_pgettext("role", "station head"),
    Role.LIAISON: lazy_pgettext("role", "station liaison"),
    Role.HANDLER: lazy_pgettext("role", "handler"),
    Role.INSPECTION_LEAD: lazy_pgettext("role", "inspection lead"),
    Role.INSPECTOR: lazy_pgettext("role", "inspector"),
    Role.KEEPER: lazy_pgettext("role", "roster keeper"),
    Role.DISCIPLINE: lazy_pgettext("role", "discipline officer"),
    Role.PUBLISHER: lazy_pgettext("role", "publication reviewer"),
    Role.APPRAISER: lazy_pgettext("role", "appraisal secretary"),
    Role.TALLY: lazy_pgettext("role", "tally supervisor"),
    Role.OVERSIGHT: lazy_pgettext("role", "city oversight"),
    Role.AUDITOR: lazy_pgettext("role", "audit reader"),
    Role.ADMIN: lazy_pgettext("role", "administrator"),
}
_CLOCKS: Mapping[str, Any] = {
    "decide": lazy_pgettext("clock", "Decide whether to accept"),
    "law60": lazy_pgettext("clock", "Legal outer limit"),
    "feedback": lazy_pgettext("clock", "Answer"),
    "sign": lazy_pgettext("clock", "Sign for"),
    "contact": lazy_pgettext("clock", "Contact the complainant"),
    "check": lazy_pgettext("clock", "Check the closing"),
    "callback": lazy_pgettext("clock", "Call back"),
    "rework": lazy_pgettext("clock", "Do it again"),
    "supplement": lazy_pgettext("clock", "Complete the papers"),
    "return": lazy_pgettext("clock", "Decide on the return"),
    "co": lazy_pgettext("clock", "Report of the co-unit"),
    "progress": lazy_pgettext("clock", "Report progress"),
    "referral": lazy_pgettext("clock", "Acknowledge the referral"),
    "review": lazy_pgettext("clock", "Answer of the review"),
    "recheck": lazy_pgettext("clock", "Answer of the re-review"),
}
_HOW: Mapping[str, Any] = {
    "telephone": lazy_pgettext("contact", "by telephone"),
    "visit": lazy_pgettext("contact", "by a visit"),
    "letter": lazy_pgettext("contact", "by letter"),
    "message": lazy_pgettext("contact", "by message"),
    "relayed": lazy_pgettext("contact", "passed on by the office"),
}
_FIELDS: Mapping[str, Any] = {
    "telephone": lazy_pgettext("field", "telephone"),
    "name": lazy_pgettext("field", "name"),
    "email": lazy_pgettext("field", "e-mail"),
    "village": lazy_pgettext("field", "village"),
}


def state_label(state: State) -> str:
    """The label of a state as staff read it."""
    return str(_STATES[state])


def state_tone(state: State) -> str:
    """The tone of a state's tag: what waits for a decision is amber, what is over green."""
    return _TONES.get(state, "info")


def label(member: Enum) -> str:
    """The word of a member of any closed set of a case."""
    return state_label(member) if isinstance(member, State) else str(_WORDS[member])


def role_label(role: Role | str) -> str:
    """The name of a role, given as the member or as an event keeps it ("citizen" and "system" included)."""
    if role == CITIZEN:
        return _("complainant")
    return _("system") if role == SYSTEM else label(Role(role))


def category_label(code: str | None) -> str:
    """The category in the reader's language; nothing without one."""
    return CATEGORIES[code].label(language()) if code in CATEGORIES else ""


def language() -> str:
    """The reader's language, "zh" or "en", for words that are data."""
    locale = get_locale()
    return locale.language if locale else "en"


def clock_label(kind: str) -> str:
    """What a clock measures."""
    return str(_CLOCKS.get(kind, kind))


def how_label(how: str) -> str:
    """How the complainant was reached."""
    return str(_HOW.get(how, how))


def field_label(field: str) -> str:
    """The name of a field of the complainant's identity."""
    return str(_FIELDS.get(field, field))


def button(action: Action) -> str:
    """The words of an action's button."""
    return str(lazy_pgettext("button", _words(action).button))


def timeline_line(action: Action | str, facts: Mapping[str, Any]) -> str:
    """The history line of a deed, filled from its facts; a fact that is missing shows as an ellipsis."""
    template = str(lazy_pgettext("timeline", _words(Action(action)).timeline))
    return template % _Facts({name: _shown(name, value) for name, value in facts.items()})


def light(due_at: datetime, now: Moment) -> Light:
    """The light of a due time (exclusive end): its words and their tone. Nothing where no clock runs."""
    if due_at >= FAR_FUTURE:
        return "", "plain"
    last_day = local_day(due_at - INSTANT)
    if now.at >= due_at:
        return _overdue(now.calendar.between(last_day, now.today)), "danger"
    if last_day == now.today:
        return _("due today"), "warn"
    return _time_left(now.calendar.between(now.today, last_day), (last_day - now.today).days)


def provisional_mark() -> Light:
    """The mark of a date that waits for a calendar."""
    return _("provisional date"), "plain"


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return UNTOLD


def _overdue(days: int) -> str:
    if not days:
        return _("overdue")  # over since the last working day
    return ngettext("%(days)s working day overdue", "%(days)s working days overdue", days, days=days)


def _time_left(workdays: int, days: int) -> Light:
    if workdays:
        words = ngettext("%(days)s working day left", "%(days)s working days left", workdays, days=workdays)
        return words, "warn" if workdays == 1 else "plain"
    return ngettext("%(days)s day left", "%(days)s days left", days, days=days), "warn"


def _words(action: Action) -> Label:
    # Every action has at least one row; its rows share their words.
    return CASE.rows_for(action)[0].label


def _shown(name: str, value: Any) -> str:
    words = _SHOWN.get(name)
    if value in (None, ""):
        return UNTOLD
    return words(value) if words else str(value)


def _result(value: Any) -> str:
    """Of a contact how it was made, of a review what it decided, of a call-back what was said."""
    closed: Mapping[str, Enum] = {member.value: member for kind in (ReviewResult, Solved) for member in kind}
    return label(closed[value]) if value in closed else how_label(str(value))


_SHOWN: Mapping[str, Any] = {
    "rating": lambda value: label(Rating(value)),
    "field": lambda value: field_label(str(value)),
    "clock": lambda value: clock_label(str(value)),
    "post": lambda value: role_label(str(value)),
    "result": _result,
}
