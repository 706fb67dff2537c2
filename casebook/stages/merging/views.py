"""Merging on screen: the likeliest twins are offered, any other case goes by its reference; and the way back."""

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from casebook.case.labels import state_label
from casebook.case.models import CaseFile
from casebook.case.queries import find
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.access import decide
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.stages.merging import forms, queries, service
from casebook.web.acting import Deed, moment
from casebook.web.casework import refuse, register
from casebook.web.template_globals import short_date

blueprint = Blueprint("merging", __name__)

SAME = {"person": _l("the same person wrote"), "event": _l("the same event is meant")}


def offer_twins(form: forms.MergeForm, case: CaseFile, actor: Staff) -> None:
    """The likeliest twins, and the choice to name another case."""
    found = queries.twins(db.session(), actor, case, moment())
    form.twin.choices = [
        *(SelectChoice(twin.case.reference, f"{twin.case.reference} {twin.case.title}") for twin in found),
        SelectChoice(forms.BY_REFERENCE, _("another case, by its reference below")),
    ]
    form.hints = {twin.case.reference: _alike(twin) for twin in found}
    form.same.choices = [SelectChoice(value, str(words)) for value, words in SAME.items()]


def _alike(twin: queries.Twin) -> str:
    return _(
        "Received %(day)s, %(state)s, %(percent)d %% of the words are the same",
        day=short_date(twin.case.received_at),
        state=state_label(twin.case.state),
        percent=twin.alike,
    )


def merge(case: CaseFile, actor: Staff, now: Moment, form: forms.MergeForm) -> None:
    """Merge the case into the one named, unless that one could not protect what this one does."""
    field = form.twin if form.twin.data else form.reference
    master = find(db.session(), actor, form.chosen)
    if master is None or not decide(actor, Action.JOIN, master, now).allowed:
        refuse(field, _("There is no open case with this reference. Check it, or choose one of those offered."))
    if queries.bars_different_units(case, master):
        refuse(field, _("The two complain about different units, and one of these may not read it. Handle them apart."))
    if queries.bars_whoever_has_it(case, master):
        refuse(field, _("Whoever has the other case may not read this one. Recall that one first."))
    service.merge(db.session(), case, master, actor, now, form.same.data)


def show_master(form: forms.UnmergeForm, case: CaseFile, actor: Staff) -> None:
    """The case it was merged into."""
    master = queries.master_of(db.session(), actor, case)
    form.master = master.reference if master else ""


def unmerge(case: CaseFile, actor: Staff, now: Moment, form: forms.UnmergeForm) -> None:
    """Take the case out again."""
    session = db.session()
    service.unmerge(session, case, queries.master_of(session, actor, case), actor, now, form.reason.data)


register(
    blueprint,
    Deed(Action.MERGE, forms.MergeForm, merge, "merging/merge.html", offer_twins),
    Deed(Action.UNMERGE, forms.UnmergeForm, unmerge, "merging/unmerge.html", show_master),
)
