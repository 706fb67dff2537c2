"""Pages about leave: who is away, who stands in; for the director, the head of the unit and whoever is away himself."""

from typing import Any

from flask import abort, url_for
from flask_babel import gettext as _

from casebook.extensions import db
from casebook.kernel.workdays import DAY
from casebook.people import absence_service, admin_rows, rights
from casebook.people import admin_pages as pages
from casebook.people import admin_queries as find
from casebook.people.absence_service import Absence
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.admin_forms import CancelForm, LeaveForm
from casebook.people.models import Grant, Leave, Role
from casebook.people.queries import names
from casebook.people.rights import PeopleDeed
from casebook.web.acting import Answer, Right, reads
from casebook.web.languages import reader_language

SHOWN_BACK = DAY * 60


def anybody(actor: Staff) -> bool:
    """Every member of staff may record his own leave; whose else, the deed itself decides."""
    return bool(actor.posts)


@blueprint.get("/people/leave")
@reads(Right.STAFF)
def leaves() -> Answer:
    """Leaves running, to come and lately over: all of them, or those of one's unit and one's own."""
    return _page()


@blueprint.get("/people/leave/new")
@deed(PeopleDeed.RECORD_LEAVE, anybody)
def ask_leave(actor: Staff) -> Answer:
    """The form of a leave."""
    form = blank(LeaveForm)
    form.first.data = pages.today()
    return _form(form)


@blueprint.post("/people/leave/new")
@deed(PeopleDeed.RECORD_LEAVE, anybody)
def record_leave(actor: Staff) -> Answer:
    """Record the leave."""
    form = LeaveForm()
    _offer(form, actor)

    def act(session: Any, now: Any) -> str:
        person_uid, unit_uid = form.away.data.split("|")
        role = rights.records_leave(actor, person_uid, unit_uid) or abort(404)
        away = Absence(person_uid, form.deputy.data, unit_uid, form.first.data, form.last.data)
        absence_service.record_leave(session, actor, now, role, away)
        return url_for("people_admin.leaves")

    return taken(form, act, lambda refused: _form(form, refused))


@blueprint.post("/people/leave/<uid>/cancel")
@deed(PeopleDeed.CANCEL_LEAVE, anybody)
def cancel_leave(actor: Staff, uid: str) -> Answer:
    """Take a leave back."""

    def act(session: Any, now: Any) -> str:
        leave = pages.leave(uid)
        role = rights.records_leave(actor, leave.person_uid, leave.unit_uid) or abort(404)
        absence_service.cancel_leave(session, actor, now, role, leave)
        return url_for("people_admin.leaves")

    return taken(CancelForm(), act, _page)


def _page(refused: str = "") -> str:
    session, actor = db.session(), reader()
    found = _readable(actor)
    who = names(session, (uid for leave in found for uid in (leave.person_uid, leave.deputy_uid)))
    units = {unit.uid: unit for unit in find.units(session)}
    items = [
        {
            "words": admin_rows.leave_words(leave, who, units, reader_language()),
            "days": admin_rows.days(leave.first, leave.last),
            "standing": admin_rows.leave_standing(leave, pages.today()),
            "cancel": _may_cancel(actor, leave) and url_for("people_admin.cancel_leave", uid=leave.uid),
        }
        for leave in found
    ]
    return pages.page("leave", items=items, form=blank(CancelForm), refused=refused)


def _readable(actor: Staff) -> list[Leave]:
    since = pages.today() - SHOWN_BACK
    if rights.sees_people(actor):
        return find.leaves(db.session(), since)
    return find.leaves(db.session(), since, actor.units(Role.STATION_HEAD), actor.uid)


def _may_cancel(actor: Staff, leave: Leave) -> bool:
    if leave.cancelled_at is not None or leave.last < pages.today():
        return False
    return rights.records_leave(actor, leave.person_uid, leave.unit_uid) is not None


def _form(form: LeaveForm, refused: str = "") -> str:
    _offer(form, reader())
    return pages.form_page(_("Record leave"), form, refused)


def _offer(form: LeaveForm, actor: Staff) -> None:
    posts = find.posts_everywhere(db.session(), _units(actor), pages.today())
    mine = [grant for grant in posts if rights.records_leave(actor, grant.person_uid, grant.unit_uid)]
    form.away.choices = [
        ("", ""),
        *dict(_post(grant, f"{grant.person_uid}|{grant.unit_uid}") for grant in mine).items(),
    ]
    form.deputy.choices = [("", ""), *dict(_post(grant, grant.person_uid) for grant in posts).items()]


def _units(actor: Staff) -> frozenset[str]:
    """The units whose people he may name: those he directs or heads, and those where he himself has a post."""
    return actor.units(Role.DIRECTOR, Role.STATION_HEAD) | {post.unit_uid for post in actor.posts}


def _post(grant: Grant, value: str) -> tuple[str, str]:
    return value, f"{grant.person.name} · {grant.unit.label(reader_language())}"
