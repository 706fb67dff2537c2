"""Whose duty pages are read: ?unit= names one of the units the reader may turn to, else it is his first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for

from casebook.extensions import db
from casebook.people import admin_queries as find
from casebook.people import rights
from casebook.people.actor import Staff
from casebook.people.models import Unit
from casebook.web.languages import reader_language

Reads = Callable[[Staff, Unit], bool]


@dataclass(frozen=True)
class Place:
    """The unit that is read, and the others the reader may turn to."""

    unit: Unit
    others: Sequence[Unit]

    @property
    def name(self) -> str:
        """The unit in the reader's language."""
        return self.unit.label(reader_language())

    def chips(self, endpoint: str) -> list[dict[str, Any]]:
        """The same page of every readable unit."""
        return [
            {
                "url": url_for(endpoint, unit=unit.code),
                "label": unit.label(reader_language()),
                "current": unit.uid == self.unit.uid,
            }
            for unit in self.others
        ]


def place(actor: Staff) -> Place:
    """The place that is asked for; 404 for whoever may read none, or not this one."""
    readable = [unit for unit in find.units(db.session()) if rights.reads_log(actor, unit)]
    own = {post.unit_uid for post in actor.posts}
    # Where he works himself comes first: nobody looks for his own log among those of the town.
    readable.sort(key=lambda unit: unit.uid not in own)
    wanted = request.args.get("unit", "")
    found = next((unit for unit in readable if not wanted or unit.code == wanted), None)
    return Place(found or abort(404), readable)
