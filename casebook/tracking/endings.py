"""How a case that is over reads, and one whose answer is being reviewed (wording.md 6)."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from casebook.tracking.variants import Variant
from casebook.tracking.words import AS_BEFORE, AS_MAIN, Words

V = Variant
NOT_TAKEN: Mapping[Variant, Words] = {
    V.DECLINED: Words(
        2,
        lazy_pgettext("headline", "Declined"),
        _l(
            "This is outside what we may handle, because %(reason)s. Please turn to %(body)s, telephone %(telephone)s, "
            "%(address)s. If you disagree you may %(remedy)s."
        ),
        _l(
            "This is outside what we may handle, because %(reason)s. Please turn to %(body)s, telephone "
            "%(telephone)s. If you disagree you may %(remedy)s."
        ),
        _l(
            "This is outside what we may handle, because %(reason)s. Please turn to %(body)s. "
            "If you disagree you may %(remedy)s."
        ),
        _l("This is outside what we may handle, because %(reason)s. If you disagree you may %(remedy)s."),
        _l("This is outside what we may handle. If you disagree you may %(remedy)s."),
        ended=True,
    ),
    V.NO_LONGER: Words(
        2,
        lazy_pgettext("headline", "Not taken again"),
        _l("This was settled in case %(reference)s and nothing new has come up. If you have new facts, add them here."),
        _l("This was settled in an earlier case and nothing new has come up. If you have new facts, add them here."),
        ended=True,
    ),
    V.DISCONTINUED: Words(
        2,
        lazy_pgettext("headline", "Discontinued"),
        _l("While handling it we found that %(reason)s, so we cannot go on. You may %(route)s."),
        _l("While handling it we found that %(reason)s, so we cannot go on. If you disagree you may %(remedy)s."),
        _l("We cannot go on with it. If you disagree you may %(remedy)s."),
        ended=True,
    ),
    V.TRANSFERRED: Words(
        2,
        lazy_pgettext("headline", "Passed to the competent body"),
        _l(
            "%(body)s is competent; we passed it on on %(date)s, telephone %(telephone)s. Please ask them for the "
            "result. If they do not contact you, tell us here."
        ),
        _l(
            "%(body)s is competent; we passed it on on %(date)s. Please ask them for the result. "
            "If they do not contact you, tell us here."
        ),
        _l("We passed it on to the competent body. If they do not contact you, tell us here."),
        ended=True,
    ),
    V.SEALED: Words(
        2,
        lazy_pgettext("headline", "Passed on according to law"),
        _l(
            "Your report was passed to the competent authority. To protect you nothing more is shown here. "
            "What you add reaches only those in charge."
        ),
        ended=True,
    ),
    V.MERGED: Words(
        AS_MAIN,
        lazy_pgettext("headline", "Handled together with the same matter"),
        _l(
            "The same matter was raised before; both are handled together. Your reference and code stay valid, "
            "and nobody sees your data."
        ),
    ),
    V.WITHDRAWN: Words(
        AS_BEFORE,
        lazy_pgettext("headline", "Withdrawn"),
        _l(
            "You withdrew it. What concerns the public is still looked into. "
            "If you were pressed to withdraw, tell us at once."
        ),
        ended=True,
    ),
}
CLOSED: Mapping[Variant, Words] = {
    V.SOLVED: Words(
        4,
        lazy_pgettext("headline", "Closed: solved"),
        _l("Closed on %(date)s as solved. If it comes back, write to us here; we check and reopen it."),
    ),
    V.EXPLAINED: Words(
        4,
        lazy_pgettext("headline", "Closed: explained"),
        _l("The rules do not allow it and you were told why. If you disagree you may %(remedy)s by %(until)s."),
    ),
    V.NOT_REACHED: Words(
        4,
        lazy_pgettext("headline", "Closed: we could not reach you"),
        _l(
            "We could not reach you in %(tries)s tries and closed the case. Until %(until)s you may still rate it; "
            "if it is not solved, write to us here."
        ),
    ),
    V.NOT_ANSWERED: Words(
        4,
        lazy_pgettext("headline", "Closed: we could not reach you"),
        _l(
            "We asked you on this page, had no answer and closed the case. Until %(until)s you may still rate it; "
            "if it is not solved, write to us here."
        ),
    ),
    V.NO_CALL: Words(
        4,
        lazy_pgettext("headline", "Closed"),
        _l(
            "You wanted no call; we checked the answer and closed the case on %(date)s. "
            "You may still rate it here until %(until)s."
        ),
    ),
    V.UPHELD: Words(
        4,
        lazy_pgettext("headline", "Closed: the result stands"),
        _l(
            "You were not satisfied. On review the result stands, because %(reason)s. "
            "If you disagree you may %(remedy)s."
        ),
        _l("You were not satisfied. On review the result stands. If you disagree you may %(remedy)s."),
    ),
    V.UNRESOLVED: Words(
        4,
        lazy_pgettext("headline", "Closed: not solved"),
        _l(
            "It was redone twice without being solved and was closed on %(date)s, because %(reason)s. "
            "If you disagree you may %(remedy)s."
        ),
        _l("It was redone twice without being solved and was closed on %(date)s. If you disagree you may %(remedy)s."),
    ),
    V.ON_THE_SPOT: Words(
        4,
        lazy_pgettext("headline", "Answered at once"),
        _l("Answered at once: %(answer)s. If anything is unclear, write here."),
        _l("Your question was answered at once. If anything is unclear, write here."),
    ),
    V.CONFIRMED: Words(
        4,
        lazy_pgettext("headline", "Closed: you confirmed it is solved"),
        _l(
            "%(station)s closed it and you confirmed. If it comes back, choose Not solved by %(until)s; "
            "it is redone without further question."
        ),
    ),
}
REVIEW: Mapping[Variant, Words] = {
    V.REVIEWED: Words(
        4,
        lazy_pgettext("headline", "The review is answered"),
        _l("The review opinion was delivered on %(date)s. If you disagree you may %(remedy)s."),
    ),
    V.IN_REVIEW: Words(
        4,
        lazy_pgettext("headline", "In review"),
        _l("%(body)s is reviewing it and will answer in writing by %(date)s."),
    ),
    V.IN_RECHECK: Words(
        4,
        lazy_pgettext("headline", "In re-review"),
        _l("%(body)s is re-reviewing it and will answer in writing by %(date)s, hearings not counted."),
    ),
    V.TERMINATED: Words(
        4,
        lazy_pgettext("headline", "The procedure has ended"),
        _l(
            "The final opinion was delivered on %(date)s. The same facts and reasons are not taken again; "
            "new facts may be reported."
        ),
    ),
}
ENDINGS: Mapping[Variant, Words] = {**NOT_TAKEN, **CLOSED, **REVIEW}
# Whole phrases for %(remedy)s; each is a message of its own.
REMEDY = _l("tell us here what is new, or ask for a written answer")
PETITION_REMEDY = _l("ask %(body)s for review within 30 days of receiving the answer")
REVIEW_REMEDY = _l("ask %(body)s for re-review within 30 days of receiving the opinion")
DECLINED_REMEDY = _l("ask %(city_office)s here to check the decision")
CHECKING_REMEDY = _l("wait here for what %(city_office)s finds; it was asked to check the decision")
HIGHER_BODY = lazy_pgettext("review", "the next higher body")
