"""The citizen's own page behind reference and query code: where it stands, who answers for it, what can be done."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.case.refusals import sentence
from casebook.extensions import db
from casebook.kernel.access import Outcome, Verdict, allowed_actions
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.letters import queries as letters
from casebook.people import cookies, sessions
from casebook.people.actor import Citizen
from casebook.people.models import SessionKind
from casebook.people.queries import the_office
from casebook.tracking import projection, queries
from casebook.tracking.access import current_citizen, receipt_opened_by
from casebook.tracking.citizen_case import Button
from casebook.tracking.codes import query_codes
from casebook.tracking.deeds import ADD, BY_NAME, DEEDS, CitizenDeed
from casebook.tracking.forms import TrackForm, read_code, read_reference
from casebook.web.acting import (
    OVERTAKEN,
    Answer,
    Deed,
    Ground,
    Right,
    acted,
    moment,
    public,
    reads,
    register_deed,
)
from casebook.web.forms import LONGEST_TEXT
from casebook.web.throttle import Purpose, succeeded, tried
from casebook.web.visitor import forget_drafts, start_anew

blueprint = Blueprint("tracking", __name__)

MINUTE = timedelta(minutes=1)
# The same deeds on the second and further cases of a receipt.
FURTHER = "further_"
# With more buttons than these the rare ones stand behind "more".
FEW = 4


@blueprint.get("/track")
@public
def ask() -> Answer:
    """The page that asks for reference and code; a QR picture brings the reference along."""
    form = TrackForm(formdata=None)
    form.reference.data = request.args.get("reference", "")[:40]
    return _asking(form)


@blueprint.post("/track")
@public
def enter() -> Answer:
    """Open the receipt, or say the one sentence that holds for everything wrong."""
    form = TrackForm()
    if not form.validate():
        return _asking(form, 422)
    reference = read_reference(form.reference.data)
    wait = tried(Purpose.TRACK, reference)
    if wait:
        return _asking(form, 429, _too_often(wait))
    receipt_uid = receipt_opened_by(db.session(), query_codes(), reference, read_code(form.code.data))
    if receipt_uid is None:
        return _asking(form, 422, _("The reference or the code is not right. Check them and try again."))
    return _opened(receipt_uid, reference)


@blueprint.get("/track/case")
@blueprint.get("/track/case/<int:number>")
@reads(Right.TRACKING)
def case(number: int = 1) -> Answer:
    """One case of the receipt: the first, or the one with this place."""
    citizen, now = current_citizen() or abort(404), moment()
    cases = queries.cases_of(db.session(), citizen)
    if not 1 <= number <= len(cases):
        abort(404)
    shown = cases[number - 1]
    return render_template(
        "tracking/case.html",
        case=projection.citizen_case(queries.records_of(db.session(), shown), now),
        buttons=_buttons(citizen, shown, number, now),
        others=projection.others(cases, number, _address, now),
        letter_rows=letters.of_citizen(db.session(), citizen, shown),
        letters_at="/track/case/letters",
    )


@blueprint.get("/track/case/letters/<uid>")
@reads(Right.TRACKING)
def letter(uid: str) -> Answer:
    """A notice to whoever holds the receipt, as it was issued."""
    citizen = current_citizen() or abort(404)
    cases = queries.cases_of(db.session(), citizen)
    found = letters.read_by_citizen(db.session(), citizen, cases, uid) or abort(404)
    number = next(place for place, case in enumerate(cases, start=1) if case.uid == found.case_uid)
    return render_template("letters/letter.html", letter=found, back=_address(number))


@blueprint.post("/track/leave")
@public
def leave() -> Answer:
    """Leave safely: end the session, make every form drawn so far useless, and show a page that betrays nothing."""
    _end_present()
    start_anew()
    response = redirect("/numbers", 303)
    cookies.take_away(response, SessionKind.TRACKING)
    return response


def _asking(form: TrackForm, status: int = 200, refused: str = "", kept: str = "") -> Answer:
    return render_template("tracking/ask.html", form=form, refused=refused, kept=kept), status


def _too_often(wait: timedelta) -> str:
    minutes = -(-wait // MINUTE)
    return ngettext(
        "Too many tries. Try again in %(minutes)s minute or call %(phone)s.",
        "Too many tries. Try again in %(minutes)s minutes or call %(phone)s.",
        minutes,
        minutes=minutes,
        phone=the_office(db.session()).telephone,
    )


def _opened(receipt_uid: str, reference: str) -> Answer:
    _end_present()
    with acted() as session:
        succeeded(session, Purpose.TRACK, reference)
        token = sessions.open_tracking(session, receipt_uid, clock.now())
    response = redirect("/track/case", 303)
    cookies.give(response, SessionKind.TRACKING, token)
    return response


def _end_present() -> None:
    token = cookies.token(SessionKind.TRACKING)
    if token:
        with acted() as session:
            sessions.end(session, token, clock.now())


def _address(number: int) -> str:
    return "/track/case" if number == 1 else f"/track/case/{number}"


def _buttons(citizen: Citizen, record: CaseFile, number: int, now: Moment) -> list[Button]:
    verdicts = allowed_actions(citizen, record, now)
    allowed = {verdict.row.action for verdict in verdicts if verdict.allowed and verdict.row}
    offered = [row for row in DEEDS if row.deed.action in allowed and _fits(row, record)]
    crowded = len(offered) > FEW
    return [Button(str(row.label), f"{_address(number)}/{row.slug}", row.kind, row.rare and crowded) for row in offered]


def _fits(row: CitizenDeed, record: CaseFile) -> bool:
    """Of two ways to write only one where the other would lead astray."""
    if row.name == ADD:
        return record.state is not State.SUPPLEMENT
    return row.slug != "message" or record.state is not State.SEALED


def _load(citizen: Citizen, where: dict[str, Any]) -> CaseFile | None:
    cases, number = queries.cases_of(db.session(), citizen), where.get("number", 1)
    return cases[number - 1] if 1 <= number <= len(cases) else None


def _page(deed: Deed, citizen: Citizen, record: CaseFile, form: Any, verdict: Verdict) -> str:
    if verdict is OVERTAKEN:
        # Whoever reads what changed may send again: from the case as it is now, as a form of its own.
        form.version.data, form.key.data = record.version, new_uid()
    return render_template(
        deed.template,
        form=form,
        title=record.title if record.state is not State.SEALED else "",
        words=BY_NAME[_name(deed)],
        explained=_explained(deed, record),
        refused=_refused(record, verdict),
        open=verdict.allowed or form.is_submitted(),
        back=_back(),
    )


def _refused(record: CaseFile, verdict: Verdict) -> str:
    if verdict is OVERTAKEN:
        return _("Something has just changed in your case. Look at it, then send again; what you typed is kept.")
    if verdict.outcome is Outcome.WRONG_STATE:
        stands = projection.headline(record, moment())
        return _("The case is already “%(state)s”. What you typed is kept below.", state=stands)
    return sentence(verdict.refusal) if verdict.refusal else ""


def _name(deed: Deed) -> str:
    return (deed.name or deed.action.name.lower()).removeprefix(FURTHER)


def _explained(deed: Deed, record: CaseFile) -> str:
    if record.state is State.SEALED:
        return _("What you add reaches only those in charge.")
    return str(BY_NAME[_name(deed)].explained)


def _after(record: CaseFile, citizen: Citizen) -> str:
    name = str(request.endpoint).split(".")[-1].removeprefix(FURTHER)
    flash(str(BY_NAME[name].done), "ok")
    forget_drafts()
    return _back()


def _back() -> str:
    return _address((request.view_args or {}).get("number", 1))


def _unknown() -> Answer:
    """Whose session ran out shows the code again; what was typed meanwhile stays on the page."""
    if request.method != "POST":
        return redirect("/track", 303)
    kept = request.form.get("text") or request.form.get("words") or ""
    refused = _("Your time on this page ran out. Please enter the query code again; what you wrote stands below.")
    return _asking(TrackForm(formdata=None), 401, refused, kept[:LONGEST_TEXT])


GROUND = Ground(who=current_citizen, unknown=_unknown, load=_load, page=_page, after=_after)

for _row in DEEDS:
    _further = replace(_row.deed, name=FURTHER + _row.name)
    register_deed(blueprint, f"/track/case/{_row.slug}", _row.deed, GROUND)
    register_deed(blueprint, f"/track/case/<int:number>/{_row.slug}", _further, GROUND)
