"""The duty log of a unit, week by week (值班日志): read by who works there or above, added to by who works there."""

from typing import Any

from flask import abort, render_template, request, url_for

from casebook.extensions import db
from casebook.kernel.workdays import DAY
from casebook.people import admin_pages as pages
from casebook.people import log_queries, log_service, rights
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.duty_models import DutyEntry
from casebook.people.duty_places import Place, place
from casebook.people.leave_views import anybody
from casebook.people.log_forms import EntryForm
from casebook.people.log_service import Happening
from casebook.people.queries import names
from casebook.people.rights import PeopleDeed
from casebook.web.acting import Answer, Right, reads
from casebook.web.template_globals import clock_time, short_date
from casebook.web.weeks import WEEK, monday_of


@blueprint.get("/duty/log")
@reads(Right.STAFF)
def duty_log() -> Answer:
    """The log of a week: ?unit= whose, ?week= any day of it; ?corrects= begins a correction of a line."""
    return _page(place(reader()))


@blueprint.post("/duty/log")
@deed(PeopleDeed.WRITE_ENTRY, anybody)
def write_entry(actor: Staff) -> Answer:
    """Add a line to the log."""
    form, here = EntryForm(), place(actor)
    role = rights.keeps_log(actor, here.unit) or abort(404)

    def act(session: Any, now: Any) -> str:
        given = (form.happened_at.data, form.text.data, form.reference.data or None, form.corrects.data or None)
        entry = log_service.write(session, actor, now, role, here.unit, Happening(*given))
        return url_for("people_admin.duty_log", unit=here.unit.code, week=entry.day)

    return taken(form, act, lambda refused: _page(here, form, refused))


def _page(here: Place, form: EntryForm | None = None, refused: str = "") -> str:
    session, monday = db.session(), monday_of(request.args.get("week", ""), pages.today())
    found = log_queries.entries(session, here.unit.uid, monday)
    who = names(session, (entry.written_by for entry in found))
    form = form or _begun()
    wrong = log_queries.entry(session, here.unit.uid, form.corrects.data or "")
    return render_template(
        "duty/log.html",
        place=here,
        places=here.chips("people_admin.duty_log"),
        first=short_date(monday),
        last=short_date(monday + WEEK - DAY),
        before=url_for("people_admin.duty_log", unit=here.unit.code, week=monday - WEEK),
        after=url_for("people_admin.duty_log", unit=here.unit.code, week=monday + WEEK),
        items=[_item(entry, found, who) for entry in found],
        wrong=_first_words(wrong) if wrong else "",
        form=form if rights.keeps_log(reader(), here.unit) else None,
        refused=refused,
    )


def _begun() -> EntryForm:
    form = blank(EntryForm)
    form.happened_at.offer_now()
    form.corrects.data = request.args.get("corrects", "")[:36]
    return form


def _item(entry: DutyEntry, found: list[DutyEntry], who: dict[str, str]) -> dict[str, Any]:
    corrected = next((other for other in found if other.corrects == entry.uid), None)
    wrong = next((other for other in found if other.uid == entry.corrects), None)
    return {
        "at": clock_time(entry.happened_at),
        "text": entry.text,
        "reference": entry.reference,
        "by": who.get(entry.written_by, ""),
        "written": clock_time(entry.written_at),
        "late": clock_time(entry.written_at) != clock_time(entry.happened_at),
        "is_correction": entry.corrects is not None,
        "wrong": _first_words(wrong) if wrong else "",
        "is_corrected": corrected is not None,
        "uid": entry.uid,
    }


def _first_words(entry: DutyEntry) -> str:
    words = entry.text.replace("\n", " ")
    short = words if len(words) <= 30 else f"{words[:30]}…"
    return f"{clock_time(entry.happened_at)} {short}"
