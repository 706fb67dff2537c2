"""What the forms of the stages let people choose from. People and units go by uid, closed sets by their value."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext
from wtforms.fields.choices import SelectChoice

from casebook.case.labels import label
from casebook.case.models import Letter
from casebook.case.taxonomy import CATEGORIES, CLASSES
from casebook.people.models import Unit
from casebook.stages.queries import StationPost
from casebook.web.languages import ENGLISH, reader_language

Choices = list[SelectChoice]
BETWEEN = ":"


def please_choose() -> SelectChoice:
    """The first entry of a list from which something must be chosen."""
    return SelectChoice("", pgettext("first entry of a list", "Please choose"))


def none_of(words: str) -> SelectChoice:
    """The first entry of a list that may stay open."""
    return SelectChoice("", words)


def members(closed: Iterable[Enum]) -> Choices:
    """The members of a closed set, by the words all pages use."""
    return [SelectChoice(member.value, label(member)) for member in closed]


def categories() -> Choices:
    """All categories, grouped by class."""
    language = reader_language()
    return [
        SelectChoice(code, f"{code} {category.label(language)}", optgroup=f"{code[0]} {_class(code[0], language)}")
        for code, category in CATEGORIES.items()
    ]


def units(found: Iterable[Unit]) -> Choices:
    """Units by name."""
    language = reader_language()
    return [SelectChoice(unit.uid, unit.label(language)) for unit in found]


def people(posts: Iterable[StationPost]) -> Choices:
    """Persons with their posts, each once."""
    return [SelectChoice(uid, words) for uid, words in _named(posts).items()]


def people_by_unit(posts: Iterable[StationPost]) -> Choices:
    """Persons with their posts, grouped by unit; the value names both."""
    language = reader_language()
    groups: dict[str, list[StationPost]] = {}
    for post in posts:
        groups.setdefault(post.unit.uid, []).append(post)
    return [
        SelectChoice(f"{unit_uid}{BETWEEN}{uid}", words, optgroup=group[0].unit.label(language))
        for unit_uid, group in groups.items()
        for uid, words in _named(group).items()
    ]


def unit_and_person(value: str) -> tuple[str, str]:
    """What a value of `people_by_unit` names."""
    unit_uid, _between, person_uid = value.partition(BETWEEN)
    return unit_uid, person_uid


def letters(found: Iterable[Letter]) -> Choices:
    """Messages by their words."""
    return [SelectChoice(letter.uid, letter.text) for letter in found]


def picked(found: Iterable[Any], uid: str) -> Any:
    """The one with this uid, or None."""
    return next((one for one in found if one.uid == uid), None)


def _named(posts: Iterable[StationPost]) -> dict[str, str]:
    roles: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for post in posts:
        names[post.person.uid] = post.person.name
        roles.setdefault(post.person.uid, []).append(label(post.role))
    return {uid: _("%(name)s (%(post)s)", name=name, post=_("/").join(roles[uid])) for uid, name in names.items()}


def _class(letter: str, language: str) -> str:
    return CLASSES[letter][language == ENGLISH]
