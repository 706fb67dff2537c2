"""The ledgers on screen, as a file and on paper. What leaves the house is a POST, and on record before it leaves."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, render_template, request, send_file
from flask_babel import gettext as _

from casebook.case.projection import Audience
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.ledgers import queries, rights, service
from casebook.ledgers.forms import TakeForm, asked
from casebook.ledgers.heading import Heading, heading
from casebook.ledgers.ledger import Ledger, Sheet
from casebook.ledgers.rights import LedgerDeed
from casebook.ledgers.service import Taken
from casebook.ledgers.shown import file_name, on_paper, on_screen
from casebook.ledgers.workbook import MIME, workbook
from casebook.people import step_up
from casebook.people.actor import Staff
from casebook.people.admin_deeds import deed, reader
from casebook.people.models import Unit
from casebook.people.queries import the_office
from casebook.web.acting import Answer, Right, acted, moment, reads
from casebook.web.languages import reader_language

blueprint = Blueprint("ledgers", __name__)

ON_SCREEN = 200


@dataclass
class Asked:
    """A ledger as somebody asks for it: who, as what, when, with the form he sent."""

    actor: Staff
    ledger: Ledger
    audience: Audience
    form: TakeForm
    units: list[Unit]
    now: Moment
    fits: bool

    @property
    def unit(self) -> Unit | None:
        """The one unit asked for."""
        return next((unit for unit in self.units if unit.code == self.form.unit.data), None)

    def sheet(self, most: int) -> Sheet:
        """Its lines."""
        where = (self.actor, self.ledger, self.audience, self.form.period, self.unit)
        return queries.sheet(db.session(), *where, self.now, reader_language(), most)

    def count(self) -> int:
        """How many lines it has."""
        where = (self.actor, self.ledger, self.audience, self.form.period, self.unit)
        return queries.count(db.session(), *where)

    def heading(self) -> Heading:
        """What stands above it."""
        office, language = the_office(db.session()), reader_language()
        made = (self.actor.name, self.now.at, language)
        return heading(office, self.ledger, self.form.period, self.unit, *made)


@blueprint.get("/ledgers")
@reads(Right.STAFF)
def ledgers() -> Answer:
    """The ledgers I may open."""
    found = rights.ledgers_of(reader()) or abort(404)
    shown = [{"key": one.key, "label": one.label, "decides": one.decides} for one in found]
    return render_template("ledgers/ledgers.html", ledgers=shown)


@blueprint.get("/ledgers/<key>")
@reads(Right.STAFF)
def ledger(key: str) -> Answer:
    """One ledger, this month's lines or those of the days asked for."""
    wanted = _asked(reader(), key, request.args)
    return _page(wanted) if wanted.fits else (_page(wanted), 422)


@blueprint.post("/ledgers/<key>/file")
@deed(LedgerDeed.EXPORT, rights.reads_ledgers)
def take_file(actor: Staff, key: str) -> Answer:
    """The ledger as a spreadsheet."""
    wanted = _asked(actor, key, request.form)
    status = _refused(wanted)
    if status is not None:
        return _page(wanted), status
    sheet, above = wanted.sheet(service.MOST), wanted.heading()
    file = workbook(above, sheet)
    _record(LedgerDeed.EXPORT, wanted, sheet, file)
    name = file_name(above, wanted.form.period)
    return send_file(BytesIO(file), mimetype=MIME, as_attachment=True, download_name=name)


@blueprint.post("/ledgers/<key>/paper")
@deed(LedgerDeed.PRINT, rights.reads_ledgers)
def take_paper(actor: Staff, key: str) -> Answer:
    """The ledger as it is printed."""
    wanted = _asked(actor, key, request.form)
    status = _refused(wanted)
    if status is not None:
        return _page(wanted), status
    sheet, above = wanted.sheet(service.MOST), wanted.heading()
    page = render_template("ledgers/paper.html", heading=above, **on_paper(sheet), back=_address(wanted))
    _record(LedgerDeed.PRINT, wanted, sheet, page.encode())
    return page


def _asked(actor: Staff, key: str, given: Any) -> Asked:
    found = rights.ledger_called(actor, key) or abort(404)
    now = moment()
    units = queries.units_of(db.session(), actor, *found)
    form = asked(given, units, reader_language(), now.today)
    return Asked(actor, *found, form, units, now, form.validate())


def _refused(wanted: Asked) -> int | None:
    """None where the ledger may leave; else the status, the sentence standing at a field."""
    if not wanted.fits:
        return 422
    lines, form = wanted.count(), wanted.form
    if lines > service.MOST:
        form.last.errors = [_("These are more lines than a ledger holds. Please ask for a shorter period.")]
        return 422
    if queries.taken_since(db.session(), wanted.actor.uid, wanted.now.at - service.HOUR) >= service.MOST_AN_HOUR:
        form.last.errors = [_("You have taken %(count)s ledgers in an hour. Try later.", count=service.MOST_AN_HOUR)]
        return 429
    return step_up.refused(form.password) if lines > service.MANY else None


def _record(deed_done: LedgerDeed, wanted: Asked, sheet: Sheet, contents: bytes) -> None:
    taken = Taken(wanted.ledger, wanted.audience, wanted.form.period, wanted.unit, len(sheet.rows), contents)
    with acted() as session:
        service.record(session, deed_done, wanted.actor, wanted.now, the_office(session), taken)


def _page(wanted: Asked) -> str:
    """The ledger on screen; of a form that holds no period, the form alone."""
    sheet = wanted.sheet(ON_SCREEN) if wanted.fits else None
    return render_template(
        "ledgers/ledger.html",
        label=wanted.ledger.label,
        key=wanted.ledger.key,
        decides=wanted.ledger.decides,
        form=wanted.form,
        asks_password=sheet is not None and sheet.total > service.MANY and not step_up.is_fresh_now(),
        **(on_screen(sheet) if sheet else {}),
    )


def _address(wanted: Asked) -> str:
    period = wanted.form.period
    return f"/ledgers/{wanted.ledger.key}?first={period.first}&last={period.last}&unit={wanted.form.unit.data}"
