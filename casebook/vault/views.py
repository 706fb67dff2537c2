"""Showing who complained, field by field: with a reason, on record, and only once the record is committed."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from casebook import clock
from casebook.case import refusals
from casebook.case.labels import field_label
from casebook.case.models import CaseFile
from casebook.case.queries import find
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.access import Outcome, Refused, Verdict, decide
from casebook.kernel.deadlines import Moment
from casebook.people import sign_in, step_up
from casebook.people.actor import Staff
from casebook.people.current import current_staff, is_fresh
from casebook.people.models import Role
from casebook.vault import emergency, reports, second_person
from casebook.vault.forms import RevealForm
from casebook.vault.keys import vault_keys
from casebook.vault.opening import NothingKept, open_field
from casebook.vault.queries import openable, takes_two
from casebook.vault.service import record_reveal
from casebook.web.acting import INVALID, OVERTAKEN, Answer, acted, acts_on, moment, noted

blueprint = Blueprint("vault", __name__)


@dataclass(frozen=True)
class Asking:
    """Who asks for which case's identity, on which form."""

    actor: Staff
    reference: str
    form: RevealForm
    takes_two: bool = False

    @classmethod
    def of(cls, reference: str, form: RevealForm) -> "Asking | None":
        """Whoever asks, as he stands in an emergency too; None when nobody is signed in."""
        actor = current_staff()
        if actor is None:
            return None
        session, now = db.session(), moment()
        asking = cls(emergency.standing(session, actor, now.at), reference, form)
        case = asking.case()
        names = openable(session, case, asking.actor, now)
        form.offer(names)
        two = any(takes_two(session, case, asking.actor, now, name) for name in names[:1])
        return replace(asking, takes_two=two)

    def case(self) -> CaseFile:
        """The case as it stands, if he may know of it."""
        return find(db.session(), self.actor, self.reference) or abort(404)


@blueprint.get("/cases/<reference>/reveal")
@acts_on(Action.REVEAL)
def ask_reveal(reference: str) -> Answer:
    """The form: what, why, and the passwords where they are due."""
    asking = Asking.of(reference, RevealForm(formdata=None))
    return sign_in.ask_to_sign_in() if asking is None else _page(asking, _verdict(asking))


@blueprint.post("/cases/<reference>/reveal")
@acts_on(Action.REVEAL)
def reveal(reference: str) -> Answer:
    """Record the opening, commit, and only then open and show. Each sending is an opening of its own."""
    asking = Asking.of(reference, RevealForm())
    if asking is None:
        return sign_in.ask_to_sign_in()
    verdict = _verdict(asking)
    if not verdict.allowed:
        return _page(asking, verdict)
    if not asking.form.validate():
        return _page(asking, INVALID)
    status = step_up.refused(asking.form.password)
    return _with_whom(asking) if status is None else (_drawn(asking), status)


def _verdict(asking: Asking) -> Verdict:
    return decide(asking.actor, Action.REVEAL, asking.case(), moment())


def _with_whom(asking: Asking) -> Answer:
    """Let the second person sign where it takes two, then go on."""
    if not asking.takes_two:
        return _recorded(asking)
    second, status = second_person.signed(asking.form, asking.actor)
    if second is not None and not second_person.agrees(asking.case(), asking.actor, second, moment()):
        asking.form.second.errors = [_wrong_second(asking)]
        second, status = None, 422
    return _recorded(asking, second.uid) if second else (_drawn(asking), status)


def _wrong_second(asking: Asking) -> str:
    if asking.actor.holds({Role.DISCIPLINE}):
        return _("The second person must act for the discipline authority too, or be the director.")
    return _("One of the two must be the director, and both must work on cases here.")


def _recorded(asking: Asking, second: str | None = None) -> Answer:
    now, form = moment(), asking.form
    why = (form.reason.data, is_fresh(now.at), form.field.data, second)
    try:
        with acted() as session:
            event_uid = record_reveal(session, asking.case(), asking.actor, now, *why).uid
    except Refused as refused:
        return _refused(asking, refused.verdict, now)
    except (StaleDataError, IntegrityError):
        return _page(asking, OVERTAKEN)
    return _shown(asking, event_uid)


def _refused(asking: Asking, verdict: Verdict, now: Moment) -> Answer:
    """Whoever has used up his openings is not only refused: the discipline authority hears of it (T5)."""
    if verdict.refusal and verdict.refusal.code == reports.USED_UP:
        with noted() as session:
            reports.refused(session, asking.case(), asking.actor, now, asking.form.field.data)
    return _page(asking, verdict)


def _shown(asking: Asking, event_uid: str) -> Answer:
    try:
        value = open_field(db.session(), vault_keys(), event_uid)
    except NothingKept:
        value = None
    name = asking.form.field.data
    shown = {"name": name, "label": field_label(name), "value": value}
    return render_template("vault/reveal.html", reference=asking.reference, shown=shown, emergency=_emergency(asking))


def _page(asking: Asking, verdict: Verdict) -> Answer:
    if verdict.outcome is Outcome.INVISIBLE:
        abort(404)
    return _drawn(asking, refused=_sentence(verdict)), verdict.outcome.value


def _drawn(asking: Asking, **more: Any) -> str:
    return render_template(
        "vault/reveal.html",
        reference=asking.reference,
        form=asking.form,
        fresh=is_fresh(clock.now()),
        takes_two=asking.takes_two,
        emergency=_emergency(asking),
        **more,
    )


def _emergency(asking: Asking) -> bool:
    return bool(asking.actor.emergencies)


def _sentence(verdict: Verdict) -> str | None:
    if verdict.outcome is Outcome.NOT_YOURS:
        return refusals.not_yours(Action.REVEAL)
    if verdict.outcome is Outcome.WRONG_STATE:
        return _("Somebody has just acted on this case. Please send it again.")
    return refusals.sentence(verdict.refusal) if verdict.refusal else None
