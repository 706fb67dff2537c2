"""Before a deed: no text a station may read tells who wrote in. Never switched off, and nobody may override it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, pgettext
from wtforms import HiddenField, PasswordField, StringField

from casebook.case.models import CaseFile
from casebook.case.projection import Audience
from casebook.case.read_by_station import reads
from casebook.case.summary import reader_of
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.vault.keys import vault_keys
from casebook.vault.leaks import Known, Leak, leaks
from casebook.vault.lint import known_to_station
from casebook.vault.normal import Detail
from casebook.web.acting import Deed, FormRefused

Act = Callable[[Any, Any, Moment, Any], None]

DETAILS = {
    Detail.NAME: lazy_pgettext("in a text", "name"),
    Detail.TELEPHONE: _l("telephone number"),
    Detail.EMAIL: _l("e-mail address"),
    Detail.PLACE: _l("home address"),
    Detail.ID_NUMBER: _l("identity card number"),
    Detail.PLATE: _l("number plate"),
}


def read_first(deed: Deed) -> Deed:
    """The same deed, refused while a text of its form that a station may read gives the complainant away."""
    return replace(deed, act=_reading(Action(deed.action), deed.act))


def refuse_leaks(case: CaseFile, field: Any, text: str, sentence: Callable[[str], str]) -> None:
    """Refuse the form at this field where the text gives somebody away; `sentence` gets what was found, and where."""
    _refuse(_known(case), field, text, sentence)


def _known(case: CaseFile) -> Known:
    return known_to_station(db.session(), vault_keys(), case)


def _refuse(known: Known, field: Any, text: str, sentence: Callable[[str], str]) -> None:
    found = leaks(text, known)
    if found:
        field.errors = [*field.errors, sentence(named(found))]
        field.found = marked(text, found)
        raise FormRefused


def named(found: Iterable[Leak]) -> str:
    """What was found, by kind and place; never the words themselves."""
    items = (
        _("%(detail)s (from character %(place)s)", detail=DETAILS[one.detail], place=one.start + 1) for one in found
    )
    return pgettext("list", ", ").join(items)


def marked(text: str, found: Iterable[Leak]) -> list[tuple[str, bool]]:
    """The text in stretches, each with whether it gives somebody away."""
    given = {place for leak in found for place in range(leak.start, leak.end)}
    stretches: list[tuple[str, bool]] = []
    for place, char in enumerate(text):
        if stretches and stretches[-1][1] == (place in given):
            stretches[-1] = (stretches[-1][0] + char, place in given)
        else:
            stretches.append((char, place in given))
    return stretches


def _reading(action: Action, act: Act) -> Act:
    def do(case: CaseFile, actor: Staff, now: Moment, form: Any) -> None:
        texts = list(_texts(action, form))
        # A station's own words are read before they are passed on: refused here, they would tell it who it was.
        if texts and reader_of(db.session(), actor, case).audience is not Audience.STATION:
            known = _known(case)
            for field in texts:
                _refuse(known, field, field.data, _SENTENCES.get(action, _remove))
        act(case, actor, now, form)

    return do


def _texts(action: Action, form: Any) -> Iterator[Any]:
    for field in form:
        written = isinstance(field, StringField) and not isinstance(field, HiddenField | PasswordField)
        if written and field.data and reads(action, field.short_name):
            yield field


def _remove(items: str) -> str:
    return _("What you wrote still holds the complainant's data: %(items)s. Remove it first.", items=items)


def _remove_from_text(items: str) -> str:
    return _("The text still holds the complainant's data: %(items)s. Remove it first.", items=items)


_SENTENCES = {Action.WRITE_TEXT: _remove_from_text, Action.ACCEPT: _remove_from_text}
