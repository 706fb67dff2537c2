"""The closings on screen: the boxes, what the case asks for beyond them, and how the complainant agreed."""

from collections.abc import Callable, Iterator
from typing import Any

from flask_babel import force_locale, lazy_pgettext
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from casebook.case.guards.course import fine_followed_up, lateness_explained
from casebook.case.labels import category_label, label
from casebook.case.models import CaseFile
from casebook.case.refusals import sentence
from casebook.case.taxonomy import Solved
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Refusal
from casebook.people.actor import Staff
from casebook.stages import choices
from casebook.stages.handling import closing, forms
from casebook.stages.handling.closing import Answer
from casebook.stages.opinion import offer_opinion, opinion_of
from casebook.web.acting import moment
from casebook.web.casework import refuse
from casebook.web.languages import CHINESE, LOCALES

PAGE, RECORDING = "page", "recording"
# What the station says of its own work; the complainant has words of his own.
STANDS = {
    Solved.YES: lazy_pgettext("closing", "solved"),
    Solved.PARTLY: lazy_pgettext("closing", "partly solved"),
    Solved.NO: lazy_pgettext("closing", "cannot be solved now"),
}
# Asked for only where the guard would refuse a closing without it.
ASKED_BY = {lateness_explained: ("explanation",), fine_followed_up: ("correction", "revisit_on")}
Close = Callable[[Any, CaseFile, Staff, Moment, Answer], None]


def offer_stands(form: Any, case: CaseFile, actor: Staff) -> None:
    """What the station can say of its result, and what this case asks for beyond it."""
    form.solved.choices = [SelectChoice(member.value, str(words)) for member, words in STANDS.items()]
    for guard, names in ASKED_BY.items():
        if guard.check(case, actor, moment(), {}) is None:
            _leave_out(form, names)


def _leave_out(form: Any, names: tuple[str, ...]) -> None:
    for name in names:
        if name in form:
            del form[name]


def deed_of(close: Close) -> Callable[[CaseFile, Staff, Moment, Any], None]:
    """The deed of one of the four closings that are checked."""
    return lambda case, actor, now, form: close(db.session(), case, actor, now, _answer(form))


def _answer(form: Any) -> Answer:
    given = form.data
    return Answer(
        text=_reply(form),
        evidence=form.evidence.data,
        paper_on=given.get("paper_on"),
        explained=bool(given.get("explanation")),
        revisit_on=given.get("revisit_on"),
    )


def _reply(form: Any) -> str:
    """The boxes as the one answer the complainant reads; it is an official text, so it is Chinese."""
    with force_locale(LOCALES[CHINESE]):
        boxes = _(
            "%(done)s\nTold: %(told)s\nResult: %(solved)s",
            done=form.done.data,
            told=form.told.data,
            solved=STANDS[Solved(form.solved.data)],
        )
        return "\n".join([boxes, *_added(form)])


def _added(form: Any) -> Iterator[str]:
    """What this case asks for beyond the three boxes."""
    if "explanation" in form:
        yield _("Why the time was not kept: %(why)s", why=form.explanation.data)
    if "revisit_on" in form:
        correction, day = form.correction.data, form.revisit_on.data.isoformat()
        yield _("Correction ordered: %(correction)s Revisit on %(day)s.", correction=correction, day=day)


def offer_direct_closing(form: forms.CloseDirectlyForm, case: CaseFile, actor: Staff) -> None:
    """The two ways to agree, as far as they are open, and why this case may be closed directly."""
    offer_stands(form, case, actor)
    offer_opinion(form, case)
    form.confirmed_by.choices = _agreements(case)
    form.why = _why_directly(case)
    form.why_not = "" if form.confirmed_by.choices else sentence(Refusal("direct_unconfirmed"))
    if len(form.confirmed_by.choices) == 1 and not form.is_submitted():
        form.confirmed_by.data = form.confirmed_by.choices[0].value


def _agreements(case: CaseFile) -> choices.Choices:
    page = SelectChoice(PAGE, _("The complainant confirmed on the tracking page"))
    recording = SelectChoice(RECORDING, _("The complainant agreed on a recorded line"))
    possible = [page] if case.confirmed_at else []
    return possible + [recording] if case.consent_contact and case.agreed_at else possible


def _why_directly(case: CaseFile) -> list[str]:
    category, grade = category_label(case.category), label(case.grade) if case.grade else ""
    return [
        _("The category “%(category)s” and the grade “%(grade)s” are on the list.", category=category, grade=grade),
        _("It is within its time, and neither supervised, designated nor redone."),
        _("Contact with the complainant is on record."),
    ]


def close_directly(case: CaseFile, actor: Staff, now: Moment, form: forms.CloseDirectlyForm) -> None:
    """Close directly, with the complainant's agreement."""
    if form.confirmed_by.data == RECORDING and not form.recording.data:
        refuse(form.recording, _("Please write the number of the recording."))
    recording, confirmed_by = form.recording.data or "", form.confirmed_by.data
    closing.close_directly(db.session(), case, actor, now, _answer(form), confirmed_by, recording, opinion_of(form))
