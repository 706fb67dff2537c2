"""The words around a notice: to whom it went and how it was delivered. The notice itself is Chinese only."""

from enum import Enum
from typing import Any

from flask_babel import lazy_pgettext

from casebook.letters.models import How, To

_WORDS: dict[Enum, Any] = {
    To.CITIZEN: lazy_pgettext("letter to", "the complainant"),
    To.STATION: lazy_pgettext("letter to", "the handling unit"),
    To.BODY: lazy_pgettext("letter to", "the discipline authority"),
    How.PAGE: lazy_pgettext("delivery", "shown on the addressee's page"),
    How.SIGNED: lazy_pgettext("delivery", "handed over against a signed receipt"),
    How.POST: lazy_pgettext("delivery", "by registered post"),
    How.TELEPHONE: lazy_pgettext("delivery", "read out on the telephone"),
    How.REFUSED: lazy_pgettext("delivery", "refused, left before a witness"),
    How.PUBLIC: lazy_pgettext("delivery", "by public notice"),
}


def label(member: Enum) -> str:
    """The word for whom a notice addresses or a way of delivery, in the reader's language."""
    return str(_WORDS[member])
