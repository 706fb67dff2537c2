"""My work, the list of cases, one case, and the sheet that goes with it on paper."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import force_locale

from casebook.case import labels
from casebook.case.models import State
from casebook.case.record import reader_of
from casebook.desk import case_queries, queries, reading, sheet
from casebook.desk.actions import actions
from casebook.desk.case_queries import CaseRows
from casebook.desk.chips import Chip, filters, heading, tiles
from casebook.desk.forms import LONGEST_DAY, Wanted, past_day
from casebook.extensions import db
from casebook.letters import queries as letters
from casebook.people.actor import Staff
from casebook.people.current import current_staff
from casebook.people.queries import the_office
from casebook.web.acting import Answer, Right, moment, reads
from casebook.web.languages import CHINESE, LOCALES

blueprint = Blueprint("desk", __name__)

ON_THE_DESK = 20


@blueprint.get("/desk")
@reads(Right.CASES)
def desk() -> Answer:
    """What waits for me, the worst clock first."""
    session, actor, now = db.session(), _actor(), moment()
    return render_template(
        "desk/desk.html",
        tiles=tiles(session, actor, now),
        rows=queries.waiting_for(session, actor, now, ON_THE_DESK),
        most=ON_THE_DESK,
    )


@blueprint.get("/cases")
@reads(Right.CASES)
def cases() -> Answer:
    """The cases I may know of, filtered by the address."""
    session, actor, now, wanted = db.session(), _actor(), moment(), Wanted.of(request.args)
    page = queries.page(session, actor, wanted, now)
    return render_template(
        "desk/cases.html",
        heading=heading(wanted),
        wanted=wanted,
        chips=filters(session, actor, wanted, now),
        states=_states(wanted),
        rows=page.rows,
        earlier=replace(wanted, before=page.earlier, after="").url() if page.earlier else "",
        later=replace(wanted, after=page.later, before="").url() if page.later else "",
    )


@blueprint.get("/cases/<reference>")
@reads(Right.CASES)
def case(reference: str) -> Answer:
    """One case: the matter, its clocks explained, who answered for it when, what happened, what can be done."""
    session, actor, now, rows = db.session(), _actor(), moment(), _found(reference)
    day = past_day(request.args.get("on"), now.today)
    view = reading.read(session, actor, rows, now, day)
    waiting = any(letter.waiting for letter in getattr(view, "letters", ()))
    return render_template(
        "desk/case.html",
        case=view,
        state=labels.state_label(view.state),
        tone=labels.state_tone(view.state),
        provisional=labels.provisional_mark(),
        today=now.today,
        asked_day=request.args.get("on", "")[:LONGEST_DAY],
        actions=actions(actor, rows.case, now, waiting),
        has_sheet=_has_sheet(actor, rows),
        letter_rows=letters.of_case(session, actor, rows.case),
        letters_at=f"/cases/{rows.case.reference}/letters",
    )


@blueprint.get("/cases/<reference>/sheet")
@reads(Right.CASES)
def print_sheet(reference: str) -> Answer:
    """The assignment sheet with its return slip, as it is printed. An official paper is Chinese only."""
    rows = _found(reference)
    if not _has_sheet(_actor(), rows):
        abort(404)
    with force_locale(LOCALES[CHINESE]):
        paper = sheet.sheet(rows, the_office(db.session()))
    return render_template("desk/sheet.html", sheet=paper)


def _actor() -> Staff:
    actor = current_staff()
    assert actor is not None  # @reads has turned away everybody else
    return actor


def _found(reference: str) -> Any:
    return case_queries.find(db.session(), _actor(), reference) or abort(404)


def _has_sheet(actor: Staff, rows: CaseRows) -> bool:
    """Whether there is a sheet for this reader: it is the main unit's, with its dates."""
    written = rows.assignment is not None and rows.cleared is not None and rows.unit is not None
    return written and not reader_of(actor, rows.case, None).co


def _states(wanted: Wanted) -> list[Chip]:
    return [
        Chip(Wanted(state=state.value).url(), labels.state_label(state), wanted.state == state.value) for state in State
    ]
