"""One's own rights in words: each post with what the table and the rules about people let its holder do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from casebook.case import labels
from casebook.case.actions import Action
from casebook.exports.matrix import rows_of
from casebook.people import admin_queries as find
from casebook.people import admin_rows, rights
from casebook.people.actor import Staff
from casebook.people.models import Grant, Unit
from casebook.people.queries import names, posts_of

# Each rule about people as it is asked everywhere else, of an actor and the unit of his post, and its words.
ABOUT_PEOPLE: tuple[tuple[Callable[[Staff, Unit], Any], Any], ...] = (
    (lambda actor, unit: rights.sees_people(actor), _l("read all persons and posts")),
    (lambda actor, unit: rights.asks(actor), _l("make accounts and links for a password, ask for posts")),
    (lambda actor, unit: rights.decides(actor), _l("decide on posts, end them, say who answers for a unit")),
    (lambda actor, unit: rights.closes(actor), _l("end the sessions of others, close accounts")),
    (lambda actor, unit: rights.records_leave(actor, "", unit.uid), _l("record who is away and who stands in")),
    (lambda actor, unit: rights.sets_roster(actor, unit), _l("say who is on duty")),
    (lambda actor, unit: rights.reads_log(actor, unit), _l("read the duty log")),
    (lambda actor, unit: rights.keeps_log(actor, unit), _l("write into the duty log, hand over a shift")),
    (lambda actor, unit: rights.reads_ties(actor), _l("read the declared ties of all")),
)


@dataclass(frozen=True)
class OwnPost:
    """A post with its unit, its days, who asked and decided, and what it lets its holder do."""

    post: str
    days: str
    standing: Any
    asked_by: str
    decided_by: str
    on_cases: list[str]
    about_people: list[str]


def own_posts(session: Session, person_uid: str, today: Any, language: str) -> list[OwnPost]:
    """The posts of a person that are not over, the newest first."""
    open_ones = [one for one in find.grants_of(session, person_uid) if not admin_rows.is_over(one, today)]
    who = names(session, (uid for grant in open_ones for uid in (grant.asked_by, grant.decided_by)))
    held = dict(_in_force(session, person_uid, today))
    return [_own_post(grant, held.get((grant.role, grant.unit_uid)), who, today, language) for grant in open_ones]


def _in_force(session: Session, person_uid: str, today: Any) -> Iterator[tuple[Any, Staff]]:
    for _person, post in posts_of(session, [person_uid], today):
        yield (post.role, post.unit_uid), Staff(person_uid, posts=(post,))


def _own_post(grant: Grant, actor: Staff | None, who: dict[str, str], today: Any, language: str) -> OwnPost:
    system = _("system")
    return OwnPost(
        post=admin_rows.post_words(grant, language),
        days=admin_rows.days(grant.starts_on, grant.ends_on),
        standing=admin_rows.standing(grant, today),
        asked_by=who.get(grant.asked_by or "", system),
        decided_by=who.get(grant.decided_by or "", system) if grant.decided_at else _("nobody yet"),
        on_cases=_on_cases(grant.role.value),
        about_people=[str(words) for rule, words in ABOUT_PEOPLE if actor and rule(actor, grant.unit)],
    )


def _on_cases(persona: str) -> list[str]:
    """Deeds on a case whose row this persona can take, in the order of the table."""
    actions = (row.action for row in rows_of(persona) if row.screen != "system")
    return list(dict.fromkeys(labels.button(action) for action in actions if isinstance(action, Action)))
