"""The settings of the office: combined posts with their decisions, and the weekly sheet of double duties."""

from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from casebook.case.labels import role_label
from casebook.clock import OFFICE_ZONE
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.kernel.workdays import DAY
from casebook.office import queries, service, words
from casebook.office.doubling import Doubling, doublings
from casebook.office.forms import PostsForm
from casebook.office.models import OfficeSetting
from casebook.office.service import Decision, OfficeDeed
from casebook.office.sheet import decision_sheet
from casebook.people import step_up
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, deed, reader, taken
from casebook.people.admin_pages import today
from casebook.people.models import Role
from casebook.people.queries import names, the_office
from casebook.vault.openings import offices_watched
from casebook.web.acting import Answer, Overtaken, Right, reads
from casebook.web.template_globals import clock_time, short_date
from casebook.web.weeks import WEEK, monday_of

blueprint = Blueprint("office", __name__)


def directs(actor: Staff) -> bool:
    """Whether he may decide about the office's rules."""
    return the_office(db.session()).uid in actor.offices(Role.DIRECTOR)


@blueprint.get("/settings")
@reads(Right.PEOPLE)
def settings() -> Answer:
    """What can be set on this installation."""
    return render_template(
        "office/settings.html",
        relaxed=len(reader().rules.relaxed),
        directs=directs(reader()),
        watches=bool(offices_watched(db.session(), reader(), today())),
    )


@blueprint.get("/settings/posts")
@reads(Right.PEOPLE)
def posts() -> Answer:
    """What is relaxed, by which decision, and every decision before it."""
    form = blank(PostsForm)
    form.begin_with(reader().rules)
    return _page(form)


@blueprint.post("/settings/posts")
@deed(OfficeDeed.DECIDE_RULES, directs)
def decide_posts(actor: Staff) -> Answer:
    """Record a decision about combined posts; it is in force at once."""
    form = PostsForm()
    status = step_up.refused(form.password)
    if status is not None:
        return _page(form), status

    def act(session: Any, now: Moment) -> str:
        office = the_office(session)
        if form.version.data != str(_version(queries.decisions(session, office.uid))):
            raise Overtaken
        decision = Decision(form.rules, form.decided_body.data, form.decision_number.data, form.decided_on.data)
        service.decide_rules(session, actor, now, Role.DIRECTOR.value, office.uid, decision)
        return url_for("office.posts")

    return taken(form, act, lambda refused: _page(form, refused))


@blueprint.get("/settings/posts/<int:version>")
@reads(Right.PEOPLE)
def decided(version: int) -> Answer:
    """One decision on paper."""
    session = db.session()
    office = the_office(session)
    found = queries.decision(session, office.uid, min(version, LARGEST)) or abort(404)
    who = names(session, [found.recorded_by]).get(found.recorded_by or "", "")
    return render_template("office/decision.html", sheet=decision_sheet(found, office, who))


@blueprint.get("/settings/posts/week")
@reads(Right.PEOPLE)
def week() -> Answer:
    """Who did the work of two posts on which case; ?week= any day of it."""
    if not directs(reader()):
        abort(404)
    monday = monday_of(request.args.get("week", ""), today())
    found = doublings(db.session(), reader(), _midnight(monday), _midnight(monday + WEEK))
    return render_template(
        "office/week.html",
        first=short_date(monday),
        last=short_date(monday + WEEK - DAY),
        rows=[_row(each) for each in found],
        before=url_for("office.week", week=monday - WEEK),
        after=url_for("office.week", week=monday + WEEK),
    )


# The largest whole number a column holds on every database.
LARGEST = 2**31 - 1


def _page(form: PostsForm, refused: str = "") -> str:
    session, office = db.session(), the_office(db.session())
    found = queries.decisions(session, office.uid)
    form.version.data = _version(found)
    return render_template(
        "office/posts.html",
        rules=reader().rules,
        relaxed=words.relaxed(reader().rules),
        closing=words.closing(reader().rules),
        never=words.NEVER,
        decisions=_lines(found),
        form=form if directs(reader()) else None,
        fresh=step_up.is_fresh_now(),
        refused=refused,
    )


def _version(found: list[OfficeSetting]) -> int:
    return found[0].version if found else 0


def _lines(found: list[OfficeSetting]) -> list[dict[str, Any]]:
    who = names(db.session(), (row.recorded_by for row in found))
    return [
        {
            "title": _("%(body)s, %(number)s", body=row.decided_body, number=row.decision_number),
            "decided": short_date(row.decided_on),
            "relaxed": words.relaxed(row.rules),
            "closing": words.closing(row.rules),
            "recorded": clock_time(row.recorded_at),
            "who": who.get(row.recorded_by or "", _("system")),
            "url": url_for("office.decided", version=row.version),
        }
        for row in found
    ]


def _row(found: Doubling) -> list[Any]:
    return [
        {"text": found.reference, "url": f"/cases/{found.reference}"},
        found.name,
        _("; ").join(
            _("%(post)s, from %(time)s", post=role_label(duty.post), time=clock_time(duty.at)) for duty in found.duties
        ),
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OFFICE_ZONE)
