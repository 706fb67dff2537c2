"""Supervision on screen: remind, supervise, list, talk, mark as critical, order, verify, note."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_pgettext
from wtforms.fields.choices import SelectChoice

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import NoteReaders
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.models import STATION_ROLES, Role
from casebook.people.queries import names
from casebook.stages import choices
from casebook.stages.queries import station_posts, without_the_accused
from casebook.stages.supervision import forms, queries, service
from casebook.stages.supervision.service import Demand, Order
from casebook.web.acting import Deed
from casebook.web.casework import register, today

blueprint = Blueprint("supervision", __name__)

STEP = "case/step.html"
# What makes a case critical (信访工作条例 25).
GROUNDS = {
    "life": lazy_pgettext("critical", "danger to life or property"),
    "mass": lazy_pgettext("critical", "many people together"),
    "media": lazy_pgettext("critical", "the media have taken it up"),
}


def demanding(action: Action) -> Callable[[CaseFile, Staff, Moment, forms.DemandForm], None]:
    """The deed of one rung of the ladder, by hand."""

    def act(case: CaseFile, actor: Staff, now: Moment, form: forms.DemandForm) -> None:
        service.demand(db.session(), case, action, actor, now, Demand(form.reason.data, form.new_term.data))

    return act


def offer_grounds(form: forms.CriticalForm, case: CaseFile, actor: Staff) -> None:
    """What makes a case critical."""
    form.ground.choices = [SelectChoice(ground, str(words)) for ground, words in GROUNDS.items()]


def critical(case: CaseFile, actor: Staff, now: Moment, form: forms.CriticalForm) -> None:
    """Mark the case as critical."""
    service.mark_critical(db.session(), case, actor, now, form.ground.data, form.words.data)


def offer_responsible(form: forms.OrderForm, case: CaseFile, actor: Staff) -> None:
    """The people of the unit, its head proposed."""
    posts = without_the_accused(db.session(), station_posts(db.session(), today(), case.main_unit_uid), case)
    form.responsible.choices = [choices.please_choose(), *choices.people(posts)]
    form.explained = _explained(case)
    if not form.is_submitted():
        heads = (post.person.uid for post in posts if post.role is Role.STATION_HEAD)
        form.responsible.data = next(heads, "")


def _explained(case: CaseFile) -> str:
    if case.state is State.CLOSED:
        return _(
            "The case is opened again and goes back to whoever signed for it last. It cannot be closed before "
            "somebody else has seen on the spot that this was put right."
        )
    return _("The case cannot be closed before somebody else has seen on the spot that this was put right.")


def order(case: CaseFile, actor: Staff, now: Moment, form: forms.OrderForm) -> None:
    """Order something put right."""
    uid = form.responsible.data
    ordered = Order(
        form.finding.data, form.rule.data, form.requirement.data, form.due_on.data, uid, names(db.session(), [uid])[uid]
    )
    service.order(db.session(), case, actor, now, ordered)


def offer_orders(form: forms.VerifyForm, case: CaseFile, actor: Staff) -> None:
    """The orders that wait; a single one is marked."""
    waiting = queries.open_orders(db.session(), case.uid)
    form.orders = [queries.ordered(row) for row in waiting]
    form.rectification.choices = [SelectChoice(row.uid, row.requirement) for row in waiting]
    if len(waiting) == 1 and not form.is_submitted():
        form.rectification.data = waiting[0].uid


def verify(case: CaseFile, actor: Staff, now: Moment, form: forms.VerifyForm) -> None:
    """Verify what was ordered."""
    ordered = choices.picked(queries.open_orders(db.session(), case.uid), form.rectification.data)
    service.verify(db.session(), case, actor, now, ordered, form.visit.data)


def offer_readers(form: forms.NoteForm, case: CaseFile, actor: Staff) -> None:
    """Who reads it follows from who writes it: the office writes for itself, a station for itself and the office."""
    form.readers.choices = choices.members(_readers(case, actor))
    if not form.is_submitted():
        form.readers.data = form.readers.choices[0].value


def _readers(case: CaseFile, actor: Staff) -> tuple[NoteReaders, ...]:
    return (NoteReaders.OFFICE,) if queries.is_inside(actor, case) else (NoteReaders.UNIT,)


def note(case: CaseFile, actor: Staff, now: Moment, form: forms.NoteForm) -> None:
    """Write a note."""
    unit = case.office_uid if queries.is_inside(actor, case) else _own_unit(case, actor)
    service.note(db.session(), case, actor, now, form.text.data, NoteReaders(form.readers.data), unit)


def _own_unit(case: CaseFile, actor: Staff) -> str:
    assert case.main_unit_uid in actor.units(*STATION_ROLES)  # the table lets nobody else of a station write one
    return str(case.main_unit_uid)


def _step(action: Action, form: type[Any], act: Any, prepare: Any = None) -> Deed:
    return Deed(action, form, act, template=STEP, prepare=prepare)


register(
    blueprint,
    _step(Action.REMIND, forms.RemindForm, demanding(Action.REMIND)),
    _step(Action.SUPERVISE, forms.SuperviseForm, demanding(Action.SUPERVISE)),
    _step(Action.LIST, forms.ListForm, demanding(Action.LIST)),
    _step(Action.TALK, forms.TalkForm, demanding(Action.TALK)),
    _step(Action.CRITICAL, forms.CriticalForm, critical, offer_grounds),
    _step(Action.ORDER, forms.OrderForm, order, offer_responsible),
    Deed(Action.ORDER_VERIFY, forms.VerifyForm, verify, template="supervision/verify.html", prepare=offer_orders),
    _step(Action.NOTE, forms.NoteForm, note, offer_readers),
)
