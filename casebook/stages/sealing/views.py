"""Referring on screen, acknowledging, handing back; and the list of what was referred: a number and a day."""

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _

from casebook.case.models import CaseFile
from casebook.case.taxonomy import CATEGORIES
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.current import current_staff
from casebook.people.models import Role
from casebook.people.queries import people_at
from casebook.stages import choices
from casebook.stages.sealing import forms, queries, service
from casebook.web.acting import Answer, Deed, Right, moment, reads
from casebook.web.casework import register, today

blueprint = Blueprint("sealing", __name__)


@blueprint.get("/cases/referred")
@reads(Right.CASES)
def referred() -> Answer:
    """What this office referred to the discipline authority: reference and day, nothing else."""
    actor = current_staff()
    if actor is None or not queries.referring_offices(actor):
        abort(404)
    directs = actor.holds({Role.DIRECTOR})
    return render_template("sealing/referred.html", rows=queries.referred(db.session(), actor), directs=directs)


def offer_grounds(form: forms.SealForm, case: CaseFile, actor: Staff) -> None:
    """The categories of class D; a receipt only where nobody acknowledges here."""
    integrity = [one for one in choices.categories() if one.value in INTEGRITY]
    form.category.choices = [choices.none_of(_("no category yet")), *integrity]
    form.on_paper = not queries.discipline_people(db.session(), case, moment())
    if not form.on_paper:
        del form.receipt
    if not form.is_submitted():
        form.category.data = case.category if case.category in INTEGRITY else ""


def seal(case: CaseFile, actor: Staff, now: Moment, form: forms.SealForm) -> None:
    """Refer the matter."""
    receipt = form.receipt.data or "" if form.receipt else ""
    ground = service.Ground(form.category.data or None, form.hint.data or "", form.rest.data or "", receipt)
    service.seal(db.session(), case, actor, now, ground)


def acknowledge(case: CaseFile, actor: Staff, now: Moment, form: forms.AcknowledgeForm) -> None:
    """Acknowledge the referral."""
    service.acknowledge(db.session(), case, actor, now, form.receipt.data)


def offer_directors(form: forms.HandBackForm, case: CaseFile, actor: Staff) -> None:
    """The directors of the office."""
    directors = people_at(db.session(), case.office_uid, [Role.DIRECTOR], today())
    form.director.choices = [choices.please_choose(), *((one.name, one.name) for one in directors)]


def hand_back(case: CaseFile, actor: Staff, now: Moment, form: forms.HandBackForm) -> None:
    """Hand back what is no integrity matter."""
    service.hand_back(db.session(), case, actor, now, form.reason.data, form.director.data, form.agreed_on.data)


INTEGRITY = frozenset(code for code, category in CATEGORIES.items() if category.is_integrity)

register(
    blueprint,
    Deed(Action.SEAL, forms.SealForm, seal, "sealing/seal.html", offer_grounds),
    Deed(Action.ACKNOWLEDGE, forms.AcknowledgeForm, acknowledge, "sealing/acknowledge.html"),
    Deed(Action.HAND_BACK, forms.HandBackForm, hand_back, "sealing/hand_back.html", offer_directors),
)
