"""Why the office does not handle a matter, and the usual route instead: a decline names both (domain.md 3)."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import force_locale, lazy_pgettext
from flask_babel import lazy_gettext as _l

from casebook.web.languages import CHINESE, LOCALES


class Ground(Enum):
    """The closed set of grounds (北京市接诉即办工作条例 11、潍坊市12345条例 19、21、市场监管投诉举报办法 21(6))."""

    OUTSIDE_DUTY = "outside_duty"
    LAWSUIT = "lawsuit"
    ARBITRATION = "arbitration"
    REVIEW = "review"
    INFORMATION = "information"
    FINAL_RESULT = "final_result"
    EMERGENCY = "emergency"
    OTHER_BODY = "other_body"
    BLOCKED = "blocked"


FOR_DECLINING = tuple(ground for ground in Ground if ground is not Ground.BLOCKED)
# Once it is accepted only a statutory route, a lawful final result or a blocked handling ends it (T38).
FOR_DISCONTINUING = (
    Ground.LAWSUIT,
    Ground.ARBITRATION,
    Ground.REVIEW,
    Ground.INFORMATION,
    Ground.FINAL_RESULT,
    Ground.BLOCKED,
)
BY_CATEGORY: Mapping[str, Ground] = {
    "Z1": Ground.LAWSUIT,
    "Z2": Ground.REVIEW,
    "Z3": Ground.INFORMATION,
    "Z4": Ground.EMERGENCY,
    "Z5": Ground.OTHER_BODY,
}
WORDS: Mapping[Ground, Any] = {
    Ground.OUTSIDE_DUTY: lazy_pgettext("ground", "it is outside the duty of the office"),
    Ground.LAWSUIT: lazy_pgettext("ground", "statutory route: lawsuit"),
    Ground.ARBITRATION: lazy_pgettext("ground", "statutory route: arbitration"),
    Ground.REVIEW: lazy_pgettext("ground", "statutory route: administrative review"),
    Ground.INFORMATION: lazy_pgettext("ground", "statutory route: information request"),
    Ground.FINAL_RESULT: lazy_pgettext("ground", "a final lawful result exists"),
    Ground.EMERGENCY: lazy_pgettext("ground", "it belongs to an emergency line"),
    Ground.OTHER_BODY: lazy_pgettext("ground", "another body is competent"),
    Ground.BLOCKED: lazy_pgettext("ground", "the complainant blocks all handling"),
}
# They stand in a letter after "you may", so they are written in Chinese, whatever the officer reads.
ROUTES: Mapping[Ground, Any] = {
    Ground.LAWSUIT: _l("bring it before the people's court, or ask for a retrial"),
    Ground.ARBITRATION: _l("ask the arbitration commission for arbitration"),
    Ground.REVIEW: _l("ask the body for administrative review to review it"),
    Ground.INFORMATION: _l("send an information request to the body that answers them"),
    Ground.EMERGENCY: _l("call 110, 119 or 120"),
    Ground.OTHER_BODY: _l("bring it to the competent body"),
    Ground.OUTSIDE_DUTY: _l("use a market or social service"),
}
RULES = (_l("Article 23 of the Regulations on Petitions"), _l("Article 31 of the Regulations on Petitions"))


def usual_routes() -> list[str]:
    """The usual routes, as a letter writes them."""
    return _in_chinese(ROUTES.values())


def usual_route(ground: Ground | None) -> str:
    """The usual route of a ground, or nothing."""
    return next(iter(_in_chinese(words for key, words in ROUTES.items() if key is ground)), "")


def usual_rules() -> list[str]:
    """The articles a decline most often rests on."""
    return _in_chinese(RULES)


def _in_chinese(words: Any) -> list[str]:
    with force_locale(LOCALES[CHINESE]):
        return [str(one) for one in words]
