"""Shifts handed over (交接班): who goes writes what is open, who comes signs; the record prints with both names."""

from typing import Any

from flask import abort, render_template, url_for

from casebook.extensions import db
from casebook.people import admin_pages as pages
from casebook.people import handover_rows, log_queries, log_service, rights
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.duty_models import ShiftHandover
from casebook.people.duty_places import Place, place
from casebook.people.leave_views import anybody
from casebook.people.log_forms import ComingForm, ShiftForm
from casebook.people.log_service import Shift
from casebook.people.models import Unit
from casebook.people.queries import names, people_at, unit
from casebook.people.rights import HIMSELF, PeopleDeed
from casebook.web.acting import Answer, Right, moment, reads
from casebook.web.languages import reader_language
from casebook.web.template_globals import clock_time


@blueprint.get("/duty/shifts")
@reads(Right.STAFF)
def shifts() -> Answer:
    """The shifts handed over at a unit, the newest first: ?unit= whose."""
    session, here = db.session(), place(reader())
    found = log_queries.shifts(session, here.unit.uid)
    who = names(session, (uid for each in found for uid in (each.going_uid, each.coming_uid)))
    return render_template(
        "duty/shifts.html",
        place=here,
        places=here.chips("people_admin.shifts"),
        items=[_words(each, who) for each in found],
        may_write=rights.keeps_log(reader(), here.unit) is not None,
    )


@blueprint.get("/duty/shifts/new")
@deed(PeopleDeed.WRITE_SHIFT, anybody)
def ask_shift(actor: Staff) -> Answer:
    """The form of whoever goes, with the open cases of the answering person beside it."""
    here, _role = _kept(actor)
    return _form(here, blank(ShiftForm))


@blueprint.post("/duty/shifts/new")
@deed(PeopleDeed.WRITE_SHIFT, anybody)
def write_shift(actor: Staff) -> Answer:
    """Write the shift for the one who comes."""
    form = ShiftForm()
    here, role = _kept(actor)
    _offer(form, here)

    def act(session: Any, now: Any) -> str:
        left = Shift(form.coming.data, form.still_open.data, form.to_watch.data)
        written = log_service.write_shift(session, actor, now, role, here.unit, left)
        return url_for("people_admin.shift", uid=written.uid)

    return taken(form, act, lambda refused: _form(here, form, refused))


@blueprint.get("/duty/shifts/<uid>")
@reads(Right.STAFF)
def shift(uid: str) -> Answer:
    """One shift handed over: what was left, the open cases, both names; it prints as 交接班记录."""
    return _page(uid)


@blueprint.post("/duty/shifts/<uid>/sign")
@deed(PeopleDeed.SIGN_SHIFT, anybody)
def sign_shift(actor: Staff, uid: str) -> Answer:
    """Sign as the one who comes."""
    _shift(uid)

    def act(session: Any, now: Any) -> str:
        written, _place = _shift(uid)
        log_service.sign_shift(session, actor, now, HIMSELF, written)
        return url_for("people_admin.shift", uid=uid)

    return taken(ComingForm(), act, lambda refused: _page(uid, refused))


def _kept(actor: Staff) -> tuple[Place, str]:
    """The place whose shift he hands over, and as whom; 404 where he has no post."""
    here = place(actor)
    return here, rights.keeps_log(actor, here.unit) or abort(404)


def _shift(uid: str) -> tuple[ShiftHandover, Unit]:
    session = db.session()
    found = log_queries.shift_handover(session, uid) or abort(404)
    where = unit(session, found.unit_uid) or abort(404)
    return (found, where) if rights.reads_log(reader(), where) else abort(404)


def _form(here: Place, form: ShiftForm, refused: str = "") -> str:
    _offer(form, here)
    cases = log_queries.answered_for(db.session(), reader(), here.unit.uid, moment())
    return render_template(
        "duty/shift_form.html", place=here, form=form, refused=refused, rows=handover_rows.case_rows(cases)
    )


def _offer(form: ShiftForm, here: Place) -> None:
    fitting = people_at(db.session(), here.unit.uid, rights.takes_duty(here.unit), pages.today())
    form.offer(person for person in fitting if person.uid not in reader().persons)


def _page(uid: str, refused: str = "") -> str:
    session = db.session()
    found, where = _shift(uid)
    who = names(session, (found.going_uid, found.coming_uid))
    signs = found.signed_at is None and found.coming_uid == reader().uid
    cases = log_queries.cases_of(session, reader(), found.case_uids)
    return render_template(
        "duty/shift.html",
        shift=_words(found, who),
        place=where,
        name=where.label(reader_language()),
        rows=handover_rows.case_rows(cases),
        form=blank(ComingForm) if signs else None,
        refused=refused,
    )


def _words(found: ShiftHandover, who: dict[str, str]) -> dict[str, Any]:
    return {
        "going": who.get(found.going_uid, ""),
        "coming": who.get(found.coming_uid, ""),
        "still_open": found.still_open,
        "to_watch": found.to_watch,
        "written": clock_time(found.written_at),
        "signed": clock_time(found.signed_at),
        "uid": found.uid,
    }
