"""The office's first decisions on screen: answer, accept, write and check the station's text, give the case out."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from casebook.case.models import CaseFile
from casebook.case.queries import cleared_text, find
from casebook.case.taxonomy import CATEGORIES, Grade
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.models import Role, Unit
from casebook.people.queries import stations, the_office, unit
from casebook.stages import choices
from casebook.stages.assignment import forms, queries, service
from casebook.stages.queries import StationPost, station_posts, without_the_accused
from casebook.web.acting import Deed, moment
from casebook.web.casework import refuse, register, today
from casebook.web.linted import refuse_leaks

blueprint = Blueprint("assignment", __name__)

# A complaint about one of these bars the whole station (CR1).
IN_CHARGE = (Role.STATION_HEAD, Role.LIAISON)


def offer_classes(form: Any, case: CaseFile, actor: Staff) -> None:
    """Categories and grades, those of the registration proposed."""
    form.category.choices = [choices.please_choose(), *choices.categories()]
    form.grade.choices = choices.members(Grade)
    if not form.is_submitted():
        form.category.data, form.grade.data = case.category, case.grade.value if case.grade else None


def answer(case: CaseFile, actor: Staff, now: Moment, form: forms.AnswerForm) -> None:
    """Answer on the spot."""
    grade = Grade(form.grade.data)
    service.answer_now(db.session(), case, actor, now, form.category.data, grade, form.answer.data)


def offer_acceptance(form: forms.AcceptForm, case: CaseFile, actor: Staff) -> None:
    """Classes, stations and the people who may be complained about."""
    _offer_acceptance(form, case, actor, stations(db.session()))


def _offer_acceptance(form: forms.AcceptForm, case: CaseFile, actor: Staff, found: list[Unit]) -> None:
    offer_classes(form, case, actor)
    # Whoever takes up a complaint about the office finds the office named (CR4).
    named = [*found, the_office(db.session())] if case.against_office else found
    form.station.choices = [choices.none_of(_("not known yet")), *choices.units(named)]
    posts = station_posts(db.session(), today())
    form.accused.choices = [choices.none_of(_("nobody by name")), *choices.people_by_unit(posts)]
    if not form.is_submitted():
        form.station.data, form.accused.data = case.unit_named_uid or "", ""


def accept(case: CaseFile, actor: Staff, now: Moment, form: forms.AcceptForm) -> None:
    """Accept; a complaint about whoever leads the station bars the station."""
    session = db.session()
    named = unit(session, form.station.data)
    if named is None and (form.head_accused.data or CATEGORIES[form.category.data].shields_from_accused):
        refuse(form.station, _("Name the unit complained about: nobody there may read or handle this."))
    accused, earlier = _accused(form, named), _earlier(form, actor)
    barred = form.head_accused.data or any(post.role in IN_CHARGE for post in _posts_of(accused, named, now))
    category, grade = form.category.data, Grade(form.grade.data)
    service.accept(session, case, actor, now, category, grade, named, accused, barred, earlier)


def _earlier(form: forms.AcceptForm, actor: Staff) -> CaseFile | None:
    """The case after which reprisal or a leak came; whoever accepts must not be one of those who knew of it (CR7)."""
    if not form.earlier.data:
        return None
    if not CATEGORIES[form.category.data].shields_from_accused:
        refuse(form.earlier, _("Only for reprisal or a leak: choose that category, or leave this empty."))
    earlier = find(db.session(), actor, form.earlier.data.upper())
    if earlier is None:
        refuse(form.earlier, _("There is no case with this reference. Check it, or leave this empty."))
    if actor.persons & queries.knew_of(db.session(), earlier):
        refuse(form.earlier, _("You handled that case or opened its identity, so somebody else must accept this one."))
    return earlier


def _accused(form: forms.AcceptForm, named: Unit | None) -> str | None:
    if not form.accused.data:
        return None
    unit_uid, person_uid = choices.unit_and_person(form.accused.data)
    if named is None or named.uid != unit_uid:
        refuse(form.accused, _("This person works elsewhere. Choose the unit this person works at, or nobody by name."))
    return person_uid


def _posts_of(person_uid: str | None, named: Unit | None, now: Moment) -> Iterable[StationPost]:
    if person_uid is None or named is None:
        return ()
    return (post for post in station_posts(db.session(), now.today, named.uid) if post.person.uid == person_uid)


def offer_text(form: Any, case: CaseFile, actor: Staff) -> None:
    """Begin with the text as it stands, else with the complainant's own words, to be cleared."""
    if not form.is_submitted():
        newest = cleared_text(db.session(), case) if case.cleared_version else None
        form.text.data = newest.text if newest else case.submission.text


def write_text(case: CaseFile, actor: Staff, now: Moment, form: Any) -> None:
    """Write the text for the station."""
    service.write_text(db.session(), case, actor, now, form.text.data)


def show_text(form: forms.CheckTextForm, case: CaseFile, actor: Staff) -> None:
    """The text that waits for its second reader."""
    newest = cleared_text(db.session(), case) if case.cleared_version else None
    form.text = newest.text if newest else ""


def check_text(case: CaseFile, actor: Staff, now: Moment, form: forms.CheckTextForm) -> None:
    """Let a station read the text."""
    service.check_text(db.session(), case, actor, now)


def offer_office(form: forms.HandleHereForm, case: CaseFile, actor: Staff) -> None:
    """Whoever works on cases at the office."""
    people = queries.office_people(db.session(), case, moment())
    form.person.choices = [choices.please_choose(), *(SelectChoice(one.uid, one.name) for one in people)]


def handle_here(case: CaseFile, actor: Staff, now: Moment, form: forms.HandleHereForm) -> None:
    """Let one of the office handle it."""
    person = queries.assignee(db.session(), form.person.data, now)
    assert person is not None  # the form takes only who was on its list
    service.handle_here(db.session(), case, actor, now, person, form.reason.data)


def offer_stations(form: forms.DispatchForm, case: CaseFile, actor: Staff) -> None:
    """All stations, the likeliest proposed, and those that may report to it."""
    found = stations(db.session())
    _offer(form, form.station, case, found)
    form.co_units.choices = choices.units(found)


def _offer(form: Any, field: Any, case: CaseFile, found: list[Unit]) -> None:
    field.choices = [choices.please_choose(), *choices.units(found)]
    if not form.is_submitted():
        field.data = _proposed(case, found)


def _proposed(case: CaseFile, found: list[Unit]) -> str:
    """The unit complained about where it may handle the case, else the one station of the category's kind."""
    if case.unit_named_uid and case.station_may_handle is not False:
        return case.unit_named_uid
    kind = CATEGORIES[case.category].station_kind if case.category else None
    fitting = [one.uid for one in found if kind and one.station_kind == kind and one.uid != case.unit_named_uid]
    return fitting[0] if len(fitting) == 1 else ""


def dispatch(case: CaseFile, actor: Staff, now: Moment, form: forms.DispatchForm) -> None:
    """Dispatch to the chosen station and to those that report to it."""
    if form.station.data in (form.co_units.data or ()):
        refuse(form.co_units, _("The main unit reports for itself: choose only others."))
    _read_again(case, form.station)
    co_units = [one for one in stations(db.session()) if one.uid in (form.co_units.data or ())]
    service.dispatch(db.session(), case, actor, now, _station(form.station.data), co_units)


def _read_again(case: CaseFile, field: Any) -> None:
    """The text was clean when it was written; since then somebody may have added who he is, or a matter was merged."""
    newest = cleared_text(db.session(), case) if case.cleared_version else None
    refuse_leaks(case, field, newest.text if newest else "", _write_anew)


def _write_anew(items: str) -> str:
    return _("The text for the station holds the complainant's data: %(items)s. Write it anew first.", items=items)


def _station(uid: str) -> Unit:
    found = unit(db.session(), uid)
    assert found is not None  # the form takes only what was on its list
    return found


def offer_all(form: forms.AcceptAndDispatchForm, case: CaseFile, actor: Staff) -> None:
    """Everything that accepting, writing the text and dispatching ask for."""
    found = stations(db.session())
    _offer_acceptance(form, case, actor, found)
    offer_text(form, case, actor)
    _offer(form, form.main_unit, case, found)


def accept_and_dispatch(case: CaseFile, actor: Staff, now: Moment, form: forms.AcceptAndDispatchForm) -> None:
    """Accept, write the text if it is new, dispatch: one form, an event for each."""
    accept(case, actor, now, form)
    db.session.flush()
    newest = cleared_text(db.session(), case)
    if newest is None or not case.cleared_version or newest.text != form.text.data:
        write_text(case, actor, now, form)
        db.session.flush()
    service.dispatch(db.session(), case, actor, now, _station(form.main_unit.data))


def recall(case: CaseFile, actor: Staff, now: Moment, form: forms.RecallForm) -> None:
    """Take the case back."""
    service.recall(db.session(), case, actor, now, form.reason.data)


def offer_people(form: forms.DesignateForm, case: CaseFile, actor: Staff) -> None:
    """Everybody at the stations, but for whoever is complained about."""
    posts = without_the_accused(db.session(), station_posts(db.session(), today()), case)
    # A liaison signs and prepares; whoever is designated must be able to work on it.
    posts = [post for post in posts if post.role is not Role.LIAISON]
    form.person.choices = [choices.please_choose(), *choices.people_by_unit(posts)]


def designate(case: CaseFile, actor: Staff, now: Moment, form: forms.DesignateForm) -> None:
    """Name the unit and the person."""
    unit_uid, person_uid = choices.unit_and_person(form.person.data)
    posts = station_posts(db.session(), now.today, unit_uid)
    post = next(post for post in posts if post.person.uid == person_uid)
    name, reason, rule = post.person.name, form.reason.data, form.rule.data
    _read_again(case, form.person)
    service.designate(db.session(), case, actor, now, post.unit, person_uid, name, reason, rule)


register(
    blueprint,
    Deed(Action.ANSWER, forms.AnswerForm, answer, prepare=offer_classes),
    Deed(Action.ACCEPT, forms.AcceptForm, accept, prepare=offer_acceptance),
    Deed(Action.WRITE_TEXT, forms.TextForm, write_text, prepare=offer_text),
    Deed(Action.CHECK_TEXT, forms.CheckTextForm, check_text, "assignment/check_text.html", show_text),
    Deed(Action.HANDLE_HERE, forms.HandleHereForm, handle_here, "assignment/handle_here.html", offer_office),
    Deed(Action.DISPATCH, forms.DispatchForm, dispatch, prepare=offer_stations),
    Deed(
        Action.ACCEPT,
        forms.AcceptAndDispatchForm,
        accept_and_dispatch,
        prepare=offer_all,
        name="accept_and_dispatch",
        button=_l("Accept and dispatch"),
    ),
    Deed(Action.RECALL, forms.RecallForm, recall),
    Deed(Action.DESIGNATE, forms.DesignateForm, designate, prepare=offer_people),
)
