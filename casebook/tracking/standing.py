"""Where a case stands, in its citizen's words: mark, headline and sentence of each variant (wording.md 6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from casebook.tracking.endings import ENDINGS
from casebook.tracking.variants import Variant
from casebook.tracking.words import AS_BEFORE, AS_MAIN, Words

V = Variant
WORKING: Mapping[Variant, Words] = {
    V.REGISTERED: Words(
        1,
        lazy_pgettext("headline", "Registered"),
        _l("Your matter is registered. By %(date)s we tell you whether we accept it."),
    ),
    V.SUPPLEMENT: Words(
        1,
        lazy_pgettext("headline", "Please send more"),
        _l("We need from you: %(items)s. Please send it by %(date)s; otherwise we decide on what we have."),
        _l("We need more from you. Please send it by %(date)s; otherwise we decide on what we have."),
    ),
    V.ACCEPTED: Words(
        2, lazy_pgettext("headline", "Accepted"), _l("We have accepted it and are choosing who will handle it.")
    ),
    V.DISPATCHED: Words(
        2,
        lazy_pgettext("headline", "Passed to the station"),
        _l("Passed to %(station)s, which must take it over by %(date)s."),
    ),
    V.RETURN_PENDING: Words(
        2,
        lazy_pgettext("headline", "We decide who handles it"),
        _l("%(station)s says it is not competent. We decide by %(date)s. The date of your answer does not change."),
    ),
    V.HANDLING: Words(
        3, lazy_pgettext("headline", "In hand"), _l("%(station)s is working on it and will answer by %(date)s.")
    ),
    V.BY_OFFICE: Words(
        3, lazy_pgettext("headline", "In hand"), _l("%(office)s handles this itself and will answer by %(date)s.")
    ),
    V.EXTENDED: Words(
        3,
        lazy_pgettext("headline", "In hand, extended"),
        _l("The answer was due %(old)s and is now due %(date)s, because %(reason)s."),
        _l("The answer is now due %(date)s."),
    ),
    V.RECTIFYING: Words(
        3,
        lazy_pgettext("headline", "Confirmed, being put right"),
        _l(
            "The problem is confirmed; %(station)s must put it right by %(rectified_by)s. "
            "The case stays open until that is checked."
        ),
        _l("The problem is confirmed; %(station)s must put it right. The case stays open until that is checked."),
    ),
    V.HUNG: Words(
        3,
        lazy_pgettext("headline", "Cannot be done yet, kept on record"),
        _l(
            "Because %(reason)s this cannot be done now. %(owner)s is responsible; planned by %(date)s; "
            "progress is reported here at least every 30 days."
        ),
        _l(
            "This cannot be done now. %(owner)s is responsible; planned by %(date)s; "
            "progress is reported here at least every 30 days."
        ),
        _l("This cannot be done now. Progress is reported here at least every 30 days."),
    ),
}
LATE = lazy_pgettext("headline", "Not finished in time")
OVERDUE: Mapping[Variant, Words] = {
    V.OVERDUE: Words(
        3,
        LATE,
        _l(
            "%(station)s did not finish by %(date)s and is %(days)s working days overdue. "
            "We have sent a reminder; the reason and the new date will be shown here."
        ),
    ),
    V.OVERDUE_BY_ONE: Words(
        3,
        LATE,
        _l(
            "%(station)s did not finish by %(date)s and is %(days)s working day overdue. "
            "We have sent a reminder; the reason and the new date will be shown here."
        ),
    ),
    V.LATE: Words(
        3,
        LATE,
        _l(
            "%(station)s did not finish by %(date)s and is %(days)s working days overdue. "
            "The efficiency office takes it up next; the reason and the new date will be shown here."
        ),
    ),
    V.LATE_BY_ONE: Words(
        3,
        LATE,
        _l(
            "%(station)s did not finish by %(date)s and is %(days)s working day overdue. "
            "The efficiency office takes it up next; the reason and the new date will be shown here."
        ),
    ),
    V.JUST_OVERDUE: Words(
        3, LATE, _l("%(station)s did not finish by %(date)s. The reason and the new date will be shown here.")
    ),
    V.OFFICE_LATE: Words(
        3,
        LATE,
        _l(
            "We did not finish by %(date)s and are %(days)s working days overdue. "
            "The reason and the new date will be shown here."
        ),
    ),
    V.OFFICE_LATE_BY_ONE: Words(
        3,
        LATE,
        _l(
            "We did not finish by %(date)s and are %(days)s working day overdue. "
            "The reason and the new date will be shown here."
        ),
    ),
    V.OFFICE_JUST_LATE: Words(
        3, LATE, _l("We did not finish by %(date)s. The reason and the new date will be shown here.")
    ),
}
ANSWERED: Mapping[Variant, Words] = {
    V.FEEDBACK: Words(
        3,
        lazy_pgettext("headline", "Closed by the station, we are checking"),
        _l("%(station)s has closed it. We check the answer by %(date)s and then show it here."),
    ),
    V.FEEDBACK_BY_OFFICE: Words(
        3,
        lazy_pgettext("headline", "Finished, we are checking"),
        _l("%(office)s has finished it; somebody else checks the answer by %(date)s. Then it is shown here."),
    ),
    V.CALLBACK: Words(
        3,
        lazy_pgettext("headline", "Please rate it"),
        _l("The station has answered. We check with you by %(date)s; if you left no telephone, please rate it here."),
    ),
    V.CALLBACK_BY_OFFICE: Words(
        3,
        lazy_pgettext("headline", "Please rate it"),
        _l("We have answered. We check with you by %(date)s; if you left no telephone, please rate it here."),
    ),
    V.NO_CALL_WANTED: Words(
        3,
        lazy_pgettext("headline", "Please rate it"),
        _l("The answer is here. You wanted no call, so please rate it on this page by %(date)s."),
    ),
    V.ANSWERED: Words(
        3,
        lazy_pgettext("headline", "We have your rating"),
        _l("You told us the result. We decide what follows by %(date)s and tell you here."),
        _l("You told us the result. We decide what follows and tell you here."),
    ),
    V.REWORK: Words(
        3,
        lazy_pgettext("headline", "Being redone"),
        _l("You said it is not solved. %(station)s must do it again and answer by %(date)s."),
    ),
    V.REWORK_BY_OFFICE: Words(
        3,
        lazy_pgettext("headline", "Being redone"),
        _l("You said it is not solved. We do it again and answer by %(date)s."),
    ),
}
WORDS: Mapping[Variant, Words] = {**WORKING, **OVERDUE, **ANSWERED, **ENDINGS}


@dataclass(frozen=True)
class Standing:
    """How a case stands, ready to be read: the mark reached, whether it ended there, headline and sentence."""

    mark: int
    ended: bool
    headline: str
    sentence: str


def standing(reads: Variant, values: Mapping[str, Any], before: int, of_main: int) -> Standing:
    """The words of a variant filled with what is known; nothing unknown is ever named.

    `before` is the mark of the state before, `of_main` that of the case it was merged into.
    """
    words = WORDS[reads]
    mark = {AS_BEFORE: before, AS_MAIN: of_main}.get(words.mark, words.mark)
    return Standing(mark, words.ended, headline(reads), next(_filled(words, values), ""))


def headline(reads: Variant) -> str:
    """The headline alone, for a list or a refusal."""
    return str(WORDS[reads].headline)


def _filled(words: Words, values: Mapping[str, Any]) -> Iterator[str]:
    """Each sentence of which every value is known, the fullest first."""
    known = {name: value for name, value in values.items() if value not in (None, "")}
    for sentence in words.sentences:
        try:
            yield str(sentence) % known
        except KeyError:
            continue
