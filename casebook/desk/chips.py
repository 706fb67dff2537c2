"""The tiles of the desk and the filters of a list: links with bounded counts of the very lists they open."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy.orm import Session

from casebook.case import labels
from casebook.case.models import State
from casebook.desk import queries
from casebook.desk.forms import CRITICAL, Wanted
from casebook.desk.waiting import KINDS, kinds_for
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff

OPEN, MINE = Wanted(), Wanted(mine="1")
SOON, OVERDUE, URGENT = Wanted(due="soon"), Wanted(due="overdue"), Wanted(due=CRITICAL)


@dataclass(frozen=True)
class Chip:
    """A filter as a link, with how many cases it leaves (None: not counted)."""

    url: str
    label: str
    current: bool
    count: str | None = None


@dataclass(frozen=True)
class Tile:
    """A number of the desk, and the list behind it."""

    url: str
    number: str
    label: str
    tone: str


def tiles(session: Session, actor: Staff, now: Moment) -> list[Tile]:
    """What is late and what comes next, and every kind of work that waits."""
    kinds = kinds_for(actor)
    lists = [URGENT, OVERDUE, SOON, MINE, *(Wanted(waiting=kind.key) for kind in kinds)]
    critical, overdue, soon, held, *waiting = queries.counts(session, actor, lists, now)
    fixed = [
        *([_tile(URGENT, critical, "danger")] if critical else []),
        _tile(OVERDUE, overdue, "danger" if overdue else "plain"),
        _tile(SOON, soon, "warn" if soon else "plain"),
        _tile(MINE, held, "info" if held else "plain"),
    ]
    return fixed + [
        _tile(Wanted(waiting=kind.key), count, "info") for kind, count in zip(kinds, waiting, strict=True) if count
    ]


def _tile(wanted: Wanted, count: int, tone: str) -> Tile:
    return Tile(wanted.url(), bounded(count), _word(wanted), tone)


def filters(session: Session, actor: Staff, wanted: Wanted, now: Moment) -> list[Chip]:
    """The filters above a list, each with its count."""
    lists = [OPEN, MINE, SOON, OVERDUE]
    counted = queries.counts(session, actor, lists, now)
    return [_chip(each, wanted, count) for each, count in zip(lists, counted, strict=True)]


def _chip(each: Wanted, wanted: Wanted, count: int) -> Chip:
    here = Wanted(wanted.waiting, wanted.state, wanted.due, wanted.mine, wanted.q)
    return Chip(each.url(), _word(each), each == here, bounded(count))


def heading(wanted: Wanted) -> str:
    """What a list is called."""
    return _word(wanted) if wanted.waiting or wanted.due or wanted.mine or wanted.state else _("Cases")


def bounded(count: int) -> str:
    """A count as it is shown: "500+" for more than were counted."""
    return f"{queries.MOST_COUNTED}+" if count > queries.MOST_COUNTED else str(count)


def _word(wanted: Wanted) -> str:
    if wanted.waiting:
        return str(KINDS[wanted.waiting].label) if wanted.waiting in KINDS else _("Cases")
    if wanted.state:
        return labels.state_label(State(wanted.state))
    if wanted.due:
        return {"overdue": _("Overdue"), "soon": _("Due soon"), CRITICAL: pgettext("list", "Critical")}[wanted.due]
    return _("I am answerable") if wanted.mine else _("Open cases")
