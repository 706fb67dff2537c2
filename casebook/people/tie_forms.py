"""The forms of ties. The end of one takes the form of every deed that takes something away."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import RadioField, SelectField

from casebook.people.models import Grant, TieKind, Unit, UnitKind
from casebook.people.tie_queries import PERSON, UNIT
from casebook.web.fields import chosen, marked
from casebook.web.forms import ActForm

KINDS = {
    TieKind.KIN: lazy_pgettext("tie", "family"),
    TieKind.FORMER_POST: lazy_pgettext("tie", "worked there before"),
    TieKind.INTEREST: lazy_pgettext("tie", "money or property"),
    TieKind.OTHER: lazy_pgettext("tie", "something else that may bend the judgement"),
}
# A case is about a station or a body outside; nobody is kept away from the whole office.
TIED_UNITS = (UnitKind.STATION, UnitKind.OUTSIDE)


def _tied() -> SelectField:
    return chosen(_l("Tied to"), _l("Please choose a unit or a person."))


def _kind() -> RadioField:
    return marked(_l("What ties them"), _l("Please choose what kind of tie it is."))


class OwnTieForm(ActForm):
    """Somebody declares a tie of his own."""

    tied = _tied()
    kind = _kind()

    def offer(self, units: Iterable[Unit], posts: Iterable[Grant], language: str) -> None:
        """Fill in what may be chosen; a person is told from another by where he works."""
        places = [(f"{UNIT}|{unit.uid}", unit.label(language)) for unit in units if unit.kind in TIED_UNITS]
        people = {f"{PERSON}|{post.person_uid}": f"{post.person.name} · {post.unit.label(language)}" for post in posts}
        groups: dict[str, Any] = {"": [("", "")], str(_l("Units")): places, str(_l("Persons")): list(people.items())}
        self.tied.choices = groups
        self.kind.choices = [(kind.value, words) for kind, words in KINDS.items()]


class TieForm(OwnTieForm):
    """The director records a tie of somebody."""

    person = chosen(_l("Person"), _l("Please choose a person."))
    # Anew, so that they stand after the person.
    tied = _tied()
    kind = _kind()

    def offer(self, units: Iterable[Unit], posts: Iterable[Grant], language: str) -> None:
        """Fill in what may be chosen."""
        posts = list(posts)
        super().offer(units, posts, language)
        people = {post.person_uid: f"{post.person.name} · {post.unit.label(language)}" for post in posts}
        self.person.choices = [("", ""), *people.items()]
