"""Settings, calendar and time limits: administrators and directors read them; rights.py says who changes what."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from casebook import clock
from casebook.calendars import limits_service, rights, rows, service, words
from casebook.calendars import queries as find
from casebook.calendars.forms import WORKED, DayForm, ImportForm, LimitForm, years
from casebook.calendars.limits_service import Decision
from casebook.calendars.reading import decoded, read
from casebook.calendars.rights import SettingsDeed
from casebook.case.explained import span_words
from casebook.extensions import db
from casebook.kernel.deadlines import Rule, local_day
from casebook.kernel.timetable import current
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, deed, reader, taken
from casebook.people.admin_service import unless
from casebook.people.queries import names
from casebook.web.acting import Answer, Overtaken, Right, reads

blueprint = Blueprint("calendars", __name__)


@blueprint.get("/settings/calendar")
@reads(Right.PEOPLE)
def calendar() -> Answer:
    """A year as it is known, whether it is announced, and every version of the calendar."""
    session, today = db.session(), _today()
    known = find.newest(session)
    year = _year(today)
    return _page(
        "calendar",
        year=year,
        years=rows.known_years(known, today),
        standing=rows.standing(known, year),
        months=rows.months(known, year),
        versions=rows.version_rows(find.versions(session)),
        may_keep=rights.keeps_calendar(reader()),
    )


@blueprint.get("/settings/calendar/import")
@deed(SettingsDeed.IMPORT_CALENDAR, rights.keeps_calendar)
def ask_import(actor: Staff) -> Answer:
    """The form that takes a file or its text."""
    return _form(_("Import a calendar"), blank(ImportForm))


@blueprint.post("/settings/calendar/import")
@deed(SettingsDeed.IMPORT_CALENDAR, rights.keeps_calendar)
def import_calendar(actor: Staff) -> Answer:
    """Take the file into a new version and show the year it is about."""
    form = ImportForm()
    content = form.file.data.read() if form.file.data else b""

    def act(session: Any, now: Any) -> str:
        role = rights.keeps_calendar(actor) or abort(404)
        unless(not content and not form.text.data, "nothing_given")
        if content:
            form.text.data = decoded(content)  # so that a refused file is not lost with the form
        given = read(form.text.data)
        confirm = years(form.confirm.data)
        done = service.import_calendar(session, actor, now, role, given, form.source.data, confirm)
        unless(done.version is None, "nothing_new")
        return url_for("calendars.calendar", year=max(given.years))

    return taken(form, act, lambda refused: _form(_("Import a calendar"), form, refused), sentence=words.sentence)


@blueprint.get("/settings/calendar/day")
@deed(SettingsDeed.SET_DAY, rights.keeps_calendar)
def ask_day(actor: Staff) -> Answer:
    """The form of one day."""
    return _form(_("Add or correct a day"), blank(DayForm))


@blueprint.post("/settings/calendar/day")
@deed(SettingsDeed.SET_DAY, rights.keeps_calendar)
def set_day(actor: Staff) -> Answer:
    """Take the day into a new version."""
    form = DayForm()

    def act(session: Any, now: Any) -> str:
        role = rights.keeps_calendar(actor) or abort(404)
        kept = (form.worked.data == WORKED, form.name.data or "")
        done = service.set_day(session, actor, now, role, form.day.data, kept, form.source.data)
        unless(done.version is None, "nothing_new")
        return url_for("calendars.calendar", year=form.day.data.year)

    return taken(form, act, lambda refused: _form(_("Add or correct a day"), form, refused), sentence=words.sentence)


@blueprint.get("/settings/limits")
@reads(Right.PEOPLE)
def limits() -> Answer:
    """Every rule with its basis and version, and what was decided about them."""
    session = db.session()
    found, events = find.limits(session), find.changes(session)
    who = names(session, (event.actor_uid for event in events))
    may_set = rights.sets_limits(reader()) is not None
    return _page("limits", rows=rows.limit_rows(found, may_set), lines=rows.change_lines(events, who))


@blueprint.get("/settings/limits/<code>")
@deed(SettingsDeed.SET_LIMIT, rights.sets_limits)
def ask_limit(actor: Staff, code: str) -> Answer:
    """The form of a new limit."""
    return _limit_form(code, blank(LimitForm))


@blueprint.post("/settings/limits/<code>")
@deed(SettingsDeed.SET_LIMIT, rights.sets_limits)
def set_limit(actor: Staff, code: str) -> Answer:
    """Put the new limit in force for what begins from now on."""
    form = LimitForm()
    _rule(code)

    def act(session: Any, now: Any) -> str:
        role = rights.sets_limits(actor) or abort(404)
        if form.version.data != str(now.timetable.rules[code].version):
            raise Overtaken
        decision = Decision(form.reason.data, form.body.data, form.on.data, form.number.data)
        limits_service.set_limit(session, actor, now, role, code, form.amount.data, decision)
        return url_for("calendars.limits")

    return taken(form, act, lambda refused: _limit_form(code, form, refused), sentence=words.sentence)


def _limit_form(code: str, form: LimitForm, refused: str = "") -> str:
    rule = _rule(code)
    form.version.data = str(rule.version)
    lead = _("Now %(span)s. Cases already running keep the limit they began with.", span=span_words(rule.span))
    return _form(words.rule_label(code), form, refused, lead=lead)


def _rule(code: str) -> Rule:
    rule = current(db.session()).rules.get(code)
    return rule if rule and code not in limits_service.FIXED else abort(404)


def _year(today: date) -> int:
    year = request.args.get("year", today.year, type=int)
    return year if service.FIRST_YEAR <= year <= service.LAST_YEAR else abort(404)


def _today() -> date:
    return local_day(clock.now())


def _page(template: str, **values: Any) -> str:
    return render_template(f"calendars/{template}.html", **values)


def _form(title: str, form: Any, refused: str = "", **more: Any) -> str:
    return _page("form", title=title, form=form, refused=refused, address=request.path, **more)
