"""The duty roster, week by week: read by the office and the stations, set by the director or the station's head."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from casebook.extensions import db
from casebook.kernel.workdays import Calendar
from casebook.people import absence_service, rights
from casebook.people import admin_pages as pages
from casebook.people import admin_queries as find
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.admin_forms import DutyForm
from casebook.people.admin_rows import Cell
from casebook.people.models import Person, Role, Unit
from casebook.people.queries import people_at
from casebook.people.rights import PeopleDeed
from casebook.web.acting import Answer, Right, moment, reads
from casebook.web.languages import reader_language
from casebook.web.template_globals import short_date
from casebook.web.weeks import DAYS, WEEK, monday_of


@dataclass(frozen=True)
class Roster:
    """Whose roster of which week is read, and which others the reader may turn to."""

    unit: Unit
    monday: date
    readable: list[Unit]

    @property
    def days(self) -> list[date]:
        """The seven days."""
        return [self.monday + timedelta(days=offset) for offset in DAYS]

    def url(self, weeks: int = 0) -> str:
        """The address of the week so many weeks later."""
        return url_for("people_admin.duty", unit=self.unit.code, week=self.monday + WEEK * weeks)


@blueprint.get("/duty")
@reads(Right.STAFF)
def duty() -> Answer:
    """The roster of a week: ?unit= the office's or a station's, ?week= any day of it."""
    return _page(_roster(reader()))


@blueprint.post("/duty")
@deed(PeopleDeed.SET_DUTY, lambda actor: actor.holds({Role.DIRECTOR, Role.STATION_HEAD}))
def set_duty(actor: Staff) -> Answer:
    """Say who is on duty on a day."""
    form, roster = DutyForm(), _roster(actor)
    role = rights.sets_roster(actor, roster.unit) or abort(404)
    _offer(form, roster)

    def act(session: Any, now: Any) -> str:
        day = date.fromisoformat(form.day.data)
        absence_service.set_duty(session, actor, now, role, roster.unit, day, form.person.data)
        return roster.url()

    return taken(form, act, lambda refused: _page(roster, form, refused))


def _roster(actor: Staff) -> Roster:
    units = _readable(actor)
    if not units:
        abort(404)
    code = request.args.get("unit") or units[0].code
    unit = next((unit for unit in units if unit.code == code), None) or abort(404)
    return Roster(unit, monday_of(request.args.get("week", ""), pages.today()), units)


def _readable(actor: Staff) -> list[Unit]:
    return [unit for unit in find.units(db.session()) if rights.reads_roster(actor, unit)]


def _page(roster: Roster, form: DutyForm | None = None, refused: str = "") -> str:
    form = form or blank(DutyForm)
    may_set = rights.sets_roster(reader(), roster.unit) is not None and roster.days[-1] >= pages.today()
    if may_set:
        _offer(form, roster)
    shifts = find.week(db.session(), roster.unit.uid, roster.monday)
    calendar = moment().calendar
    return render_template(
        "duty/roster.html",
        roster=roster,
        name=roster.unit.label(reader_language()),
        first=short_date(roster.days[0]),
        last=short_date(roster.days[-1]),
        rows=[_row(roster.unit, day, shifts.get(day), calendar) for day in roster.days],
        units=_chips(roster),
        logs=rights.reads_some_log(reader()),
        form=form if may_set else None,
        refused=refused,
    )


def _row(unit: Unit, day: date, person: Person | None, calendar: Calendar) -> list[Any]:
    return [
        f"{short_date(day)} {_weekday(day)}",
        person.name if person else Cell(_("nobody"), tone="warn"),
        (person and person.telephone) or unit.telephone or "",
        _note(day, calendar),
    ]


def _note(day: date, calendar: Calendar) -> Cell | str:
    kind = "" if calendar.is_workday(day) else calendar.name(day) or _("rest day")
    if day == pages.today():
        return Cell(_("today, %(kind)s", kind=kind) if kind else _("today"), tone="info")
    return Cell(kind, tone="plain") if kind else ""


def _weekday(day: date) -> str:
    return format_date(day, "EEE")


def _chips(roster: Roster) -> list[dict[str, Any]]:
    return [
        {
            "url": replace(roster, unit=unit).url(),
            "label": unit.label(reader_language()),
            "current": unit.uid == roster.unit.uid,
        }
        for unit in roster.readable
    ]


def _offer(form: DutyForm, roster: Roster) -> None:
    ahead = [day for day in roster.days if day >= pages.today()]
    form.day.choices = [("", ""), *((day.isoformat(), f"{short_date(day)} {_weekday(day)}") for day in ahead)]
    on_duty = people_at(db.session(), roster.unit.uid, rights.takes_duty(roster.unit), pages.today())
    form.person.choices = [("", ""), *((person.uid, person.name) for person in on_duty)]
