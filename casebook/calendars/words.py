"""The sentences that refuse a change of the calendar or of a limit, and what each rule is called."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from casebook.case.labels import clock_label
from casebook.people.admin_service import Declined

SENTENCES: Mapping[str, Any] = {
    "file_too_long": _l("The file is too long for a calendar. Choose the file of one year."),
    "file_not_text": _l("The file is no text in UTF-8. Save it as UTF-8 and choose it again."),
    "no_days": _l("The file names no days; perhaps that year is not announced yet. Nothing was changed."),
    "bad_line": _l("Line %(line)s is no day of a calendar. A line reads date,is_workday,name: 2027-01-01,0,New Year."),
    "bad_name": _l("Line %(line)s: the name is too long or holds signs that cannot be shown. Shorten it."),
    "no_such_day": _l("Line %(line)s: there is no %(day)s in any calendar. Correct the date."),
    "day_twice": _l("Line %(line)s names %(day)s a second time. Keep one of the two."),
    "bad_json": _l("Line %(line)s is no proper JSON. Fetch the file again."),
    "bad_json_head": _l(
        "The file holds no year with its days. It must read year, days, and of each name, date, isOffDay."
    ),
    "bad_entry": _l("Line %(line)s: the day lacks its name, date or isOffDay. Fetch the file again."),
    "other_year": _l(
        "Line %(line)s: %(day)s belongs neither to %(year)s nor to the December before. Nothing was changed."
    ),
    "years_mixed": _l(
        "The file speaks of several years: %(years)s. Say which of them it announces, or give one file a year."
    ),
    "nothing_known_of_year": _l("No day off is known in %(year)s, so it cannot be announced yet. Give its days first."),
    "day_beyond_belief": _l("The day lies beyond all belief. Correct the year."),
    "nothing_given": _l("Please choose a file or paste its text."),
    "nothing_new": _l("All of this is in the calendar already; nothing was changed."),
    "limit_fixed": _l("This limit stands in the law or follows another one. It cannot be changed here."),
    "limit_same": _l("This is the limit already; nothing was changed."),
    "limit_beyond_law": _l(
        "That is longer than the law allows: begun on %(start)s it would end on %(end)s, the law's limit is %(limit)s."
    ),
}

RULES: Mapping[str, Any] = {
    "U1": _l("Answer where life or property is in danger"),
    "U2": _l("Answer about water, power, gas or heat"),
    "U3": _l("Answer in an ordinary matter"),
    "U4": _l("Answer about conduct, or in a complex matter"),
    "co_U3": _l("Co-handler's report in an ordinary matter"),
    "co_U4": _l("Co-handler's report in a complex matter"),
    "resumed": _l("Answer once a backlog case goes on"),
    "direct_check": _l("“Not solved” after a direct closing"),
    "rate": _l("Rate a closed case"),
    "supplement": _l("Complete what was asked for"),
    "return": _l("Decide on a return"),
    "return_ask": _l("Ask to return a case"),
    "return_ask_petition": _l("Ask to return a formal petition"),
    "proposal": _l("Decide what was proposed"),
    "urge": _l("Between two urgings of the complainant"),
    "progress": _l("Tell the progress of a backlog case"),
    "referral": _l("Refer to discipline"),
    "review_ask": _l("Ask for a review"),
    "review": _l("Answer a review"),
    "recheck": _l("Answer a re-review"),
}


def sentence(declined: Declined) -> str:
    """What stands in the way and what to do about it."""
    return str(SENTENCES[declined.code]) % declined.arguments


def rule_label(code: str) -> str:
    """What a rule limits."""
    return str(RULES[code]) if code in RULES else clock_label(code)
