"""The notices of a case on screen and on paper, and the record of how each was delivered."""

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from casebook.case.models import CaseFile
from casebook.case.queries import find
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.letters import queries, service
from casebook.letters.forms import DeliverForm
from casebook.letters.labels import label
from casebook.letters.models import How
from casebook.letters.projection import PAPER
from casebook.letters.service import Served
from casebook.people.actor import Staff
from casebook.people.current import current_staff
from casebook.web.acting import Answer, Deed, Right, reads
from casebook.web.casework import refuse, register

blueprint = Blueprint("letters", __name__)

# A delivery on paper without the paper that proves it is none.
NEEDS_RECEIPT = (How.SIGNED, How.POST, How.TELEPHONE)


@blueprint.get("/cases/<reference>/letters")
@reads(Right.CASES)
def letters(reference: str) -> Answer:
    """All notices of a case this reader may read."""
    actor, case = _found(reference)
    rows = queries.of_case(db.session(), actor, case)
    return render_template("letters/letters.html", reference=case.reference, rows=rows)


@blueprint.get("/cases/<reference>/letters/<uid>")
@reads(Right.CASES)
def letter(reference: str, uid: str) -> Answer:
    """One notice as it was issued."""
    actor, case = _found(reference)
    found = queries.read(db.session(), actor, case, uid) or abort(404)
    back = f"/cases/{case.reference}"
    return render_template("letters/letter.html", letter=found, back=back, recording=_recording(case, found.uid))


def _found(reference: str) -> tuple[Staff, CaseFile]:
    actor = current_staff()
    assert actor is not None  # @reads has turned away everybody else
    return actor, find(db.session(), actor, reference) or abort(404)


def offer_letters(form: DeliverForm, case: CaseFile, actor: Staff) -> None:
    """The notices of the case, the one whose page led here chosen; the ways of paper."""
    rows = queries.deliverable(db.session(), actor, case)
    form.letter.choices = [SelectChoice(row.uid, f"{row.title} {row.number}") for row in rows]
    form.how.choices = [SelectChoice(how.value, label(how)) for how in PAPER]
    if rows:
        form.when.not_before(
            min(row.issued_at for row in rows), _("A letter cannot be delivered before it was issued.")
        )
    if not form.is_submitted():
        form.letter.data = request.args.get("letter", "")
        form.when.offer_now()


def deliver(case: CaseFile, actor: Staff, now: Moment, form: DeliverForm) -> None:
    """Record the delivery, with the paper that proves it."""
    how = How(form.how.data)
    if form.when.data > now.at:
        refuse(form.when, _("Please give day and time of the delivery, not later than now."))
    if how in NEEDS_RECEIPT and not form.receipt.data:
        refuse(form.receipt, _("Please write the number of the receipt."))
    if how is How.REFUSED and not form.witness.data:
        refuse(form.witness, _("Please name the witness of the refusal."))
    rows = queries.deliverable(db.session(), actor, case)
    notice = next(row for row in rows if row.uid == form.letter.data)
    if form.when.data < notice.issued_at.replace(second=0, microsecond=0):
        refuse(form.when, _("A letter cannot be delivered before it was issued."))
    service.record_delivery(db.session(), case, notice, actor, now, _served(how, form))


def _served(how: How, form: DeliverForm) -> Served:
    receipt, witness, note = form.receipt.data or None, form.witness.data or None, form.note.data or None
    return Served(how, form.when.data, receipt, witness, note)


def _recording(case: CaseFile, uid: str) -> str:
    return f"/cases/{case.reference}/deliver?letter={uid}" if _has_deed() else ""


def _has_deed() -> bool:
    return any(action.value == "deliver" for action in Action)


if _has_deed():
    register(blueprint, Deed(service.deliver_action(), DeliverForm, deliver, prepare=offer_letters))
