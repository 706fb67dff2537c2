"""The ground on which staff act on a case: who acts, how the case is found, the page of a deed, where it leads."""

from datetime import date
from typing import Any, NoReturn

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from wtforms import HiddenField, StringField

from casebook import clock
from casebook.case import labels, refusals
from casebook.case.models import CaseFile
from casebook.case.projection import Line
from casebook.case.queries import find
from casebook.case.summary import changes_since, reader_of, summary
from casebook.case.workflow import Action, visible
from casebook.extensions import db
from casebook.kernel.access import Outcome, Verdict
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import local_day
from casebook.people.actor import Staff
from casebook.people.current import current_staff
from casebook.people.sign_in import ask_to_sign_in
from casebook.web.acting import OVERTAKEN, Deed, FormRefused, Ground, register_deed
from casebook.web.forms import ActForm
from casebook.web.linted import read_first

DESK = "/desk"


def register(blueprint: Blueprint, *deeds: Deed) -> None:
    """Give each deed its page at /cases/<reference>/<action>."""
    for deed in deeds:
        register_deed(blueprint, f"/cases/<reference>/{address(deed)}", read_first(deed), STAFF)


def address(deed: Deed) -> str:
    """The last part of the address of a deed's page."""
    return deed.name.replace("_", "-") or str(deed.action.value)


def today() -> date:
    """The office's local day, for what a form offers."""
    return local_day(clock.now())


def refuse(field: Any, sentence: Any) -> NoReturn:
    """Refuse the form with a sentence at one of its fields; nothing is done and nothing typed is lost."""
    field.errors = [*field.errors, sentence]
    raise FormRefused


def _load(actor: Staff, where: dict[str, Any]) -> CaseFile | None:
    return find(db.session(), actor, where["reference"])


def _after(case: CaseFile, actor: Staff) -> str:
    return f"/cases/{case.reference}" if visible(actor).holds(case) else DESK


def _page(deed: Deed, actor: Staff, case: CaseFile, form: ActForm, verdict: Verdict) -> str:
    session, overtaken = db.session(), verdict is OVERTAKEN
    reader = reader_of(session, actor, case)
    changes = changes_since(session, reader, case, form.version.data) if overtaken else ()
    if overtaken:
        _draw_anew(form, case)
    return render_template(
        deed.template,
        title=str(deed.button) or labels.button(Action(deed.action)),
        case=summary(session, reader, case),
        form=form,
        fields=[field for field in form if not isinstance(field, HiddenField)],
        address=request.path,
        refused=_overtaken_by(changes) if overtaken else _refused(deed, case, form, verdict),
        changes=changes,
        again=overtaken,
        open=overtaken or _may_be_sent(form, verdict),
        typed=_typed(form),
    )


def _draw_anew(form: ActForm, case: CaseFile) -> None:
    """Sent once more it is a second, deliberate step: from what the case is now, under a key of its own."""
    form.version.data, form.key.data = case.version, new_uid()


def _may_be_sent(form: ActForm, verdict: Verdict) -> bool:
    # A guard may be satisfied elsewhere and the form sent again; a step of somebody else's never.
    return verdict.allowed or (verdict.outcome is Outcome.GUARDED and form.is_submitted())


def _overtaken_by(changes: tuple[Line, ...]) -> str:
    return refusals.overtaken(changes[-1].who if changes else _("Somebody else"))


def _refused(deed: Deed, case: CaseFile, form: ActForm, verdict: Verdict) -> str:
    if verdict.outcome is Outcome.NOT_YOURS:
        return refusals.not_yours(deed.action)
    if verdict.outcome is Outcome.WRONG_STATE:
        return refusals.wrong_state(case.state) if form.is_submitted() else _no_longer(case)
    return refusals.sentence(verdict.refusal) if verdict.refusal else ""


def _no_longer(case: CaseFile) -> str:
    state = labels.state_label(case.state)
    return _("The case is already “%(state)s”; this step can no longer be done.", state=state)


def _typed(form: ActForm) -> list[tuple[Any, str]]:
    """The words typed into a form that cannot be sent, to be copied from the page."""
    texts = (field for field in form if isinstance(field, StringField) and not isinstance(field, HiddenField))
    return [(field.label.text, field.data) for field in texts if field.data] if form.is_submitted() else []


STAFF = Ground(who=current_staff, unknown=ask_to_sign_in, load=_load, page=_page, after=_after)
