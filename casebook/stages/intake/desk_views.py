"""The clerk's door: a call, a letter, a visit on one plain form; then the reference and the code to read aloud."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from casebook.case.models import CaseFile, Receipt
from casebook.case.refusals import sentence
from casebook.case.taxonomy import Channel, Grade, ItemType
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.access import Refused, allowed_actions, decide
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.current import current_staff
from casebook.people.queries import the_office
from casebook.people.sign_in import ask_to_sign_in
from casebook.stages import choices
from casebook.stages.intake.desk_choices import UNKNOWN, stations_to_name
from casebook.stages.intake.desk_forms import NONE_LEFT, DeskForm
from casebook.stages.intake.desk_queries import Earlier, case_of, earlier_matters
from casebook.stages.intake.forms import MAY_KNOW
from casebook.stages.intake.queries import hash_of_key, receipt_of_form
from casebook.stages.intake.service import Keys, Matter, register
from casebook.stages.intake.views import MOST_RACES, SHOWN_AGAIN
from casebook.tracking.codes import SHORTEST_FORM_KEY, query_codes
from casebook.vault.keys import vault_keys
from casebook.vault.service import keep_party
from casebook.web.acting import Answer, Overtaken, acted, acts_on, moment, remember_answer, repeated_answer

blueprint = Blueprint("intake_desk", __name__)

ADDRESS = "/intake/<any(hotline, letter, visit):channel>"


@dataclass(frozen=True)
class Next:
    """A button after registering; `key` is its key on the keyboard."""

    url: str
    label: str
    key: str


@dataclass(frozen=True)
class RegisteredPage:
    """What is read aloud to whoever brought the matter, and what the clerk can do next.

    Without `case_reference` the matter was passed on, and the clerk may know no more of it (CR4).
    """

    reference: str
    code: str
    case_reference: str
    named: bool
    decide_on: date | None
    other_contents: bool
    nexts: list[Next]


@blueprint.get(ADDRESS)
@acts_on(Action.REGISTER)
def ask(channel: str) -> Answer:
    """The empty form."""
    turned_away = _turned_away()
    return _page(channel, _offered(DeskForm(formdata=None), channel)) if turned_away is None else turned_away


@blueprint.post(ADDRESS)
@acts_on(Action.REGISTER)
def take_down(channel: str) -> Answer:
    """Register what came in, or look the number up; the same form sent again gets the same answer."""
    turned_away = _turned_away()
    if turned_away is not None:
        return turned_away
    form = _offered(DeskForm(), channel)
    if "look_up" in request.form:
        return _page(channel, form)
    return _shown(channel, form) or _faulty(channel, form) or _registered(channel, form)


def _turned_away() -> Answer | None:
    """What whoever may not register gets."""
    actor = current_staff()
    if actor is None:
        return ask_to_sign_in()
    now = moment()
    unborn = CaseFile(office_uid=the_office(db.session()).uid, received_at=now.at)
    return None if decide(actor, Action.REGISTER, unborn, now).allowed else abort(403)


def _clerk() -> Staff:
    actor = current_staff()
    assert actor is not None  # _turned_away let nobody else pass
    return actor


def _offered(form: DeskForm, channel: str) -> DeskForm:
    form.station.choices = stations_to_name(db.session())
    form.category.choices = [choices.none_of(_("left to the case officer")), *choices.categories()]
    form.grade.choices = [choices.none_of(_("left to the case officer")), *choices.members(Grade)]
    form.item_type.choices = choices.members(ItemType)
    form.consent.choices = [
        SelectChoice(member.value, f"{number} {words}") for number, (member, words) in enumerate(MAY_KNOW.items(), 1)
    ]
    if not form.is_submitted():
        _begun(form, channel)
    return form


def _begun(form: DeskForm, channel: str) -> None:
    form.key.data = new_uid()
    form.received_at.offer_now()
    form.item_type.data = ItemType.COMPLAINT.value
    if channel == Channel.LETTER.value:
        form.number.data = NONE_LEFT[0]


def _page(channel: str, form: DeskForm, status: int = 200) -> Answer:
    found = _earlier(form) if form.is_submitted() else []
    looked_up = form.is_submitted() and bool(form.telephone)
    return render_template(
        "intake_desk/form.html", form=form, channel=channel, earlier=found, looked_up=looked_up
    ), status


def _earlier(form: DeskForm) -> list[Earlier]:
    return earlier_matters(db.session(), vault_keys(), _clerk(), form.telephone) if form.telephone else []


def _faulty(channel: str, form: DeskForm) -> Answer | None:
    if not SHORTEST_FORM_KEY <= len(form.key.data or "") <= len(new_uid()):
        # Without its key a form sent twice would make two cases.
        form.key.data = new_uid()
        form.form_errors = [_("Please send it once more; nothing typed is lost.")]
        return _page(channel, form, 422)
    return None if form.validate() else _page(channel, form, 422)


def _registered(channel: str, form: DeskForm) -> Answer:
    unit_uid = None if form.station.data == UNKNOWN else form.station.data
    matter = form.matter(Channel(channel), unit_uid)
    db.session.remove()  # no transaction is open while the code is hashed
    code = query_codes().derive(form.key.data)
    keys = Keys(query_codes().hash(code), hash_of_key(form.key.data))
    try:
        _race(form, matter, keys)
    except Refused as refused:
        form.received_at.errors = [sentence(refused.verdict.refusal)] if refused.verdict.refusal else []
        return _page(channel, form, 422)
    return _shown(channel, form) or abort(404)


def _race(form: DeskForm, matter: Matter, keys: Keys) -> None:
    # A lost race for the first number of a year, or for a random reference, is simply run again.
    for race in range(1, MOST_RACES + 1):
        try:
            with acted() as session:
                return _register(session, form, matter, keys)
        except IntegrityError:
            if race == MOST_RACES:
                raise
    return None


def _register(session: Session, form: DeskForm, matter: Matter, keys: Keys) -> None:
    if receipt_of_form(session, keys.key_hash):
        return  # its twin was faster
    now, actor = moment(), _clerk()
    consents = form.consent.data == "station"
    party = keep_party(session, vault_keys(), form.left(), consents, False, now, form.confidential.data)
    done = register(session, the_office(session), actor, now, matter, keys, party)
    remember_answer(session, actor, request.path, form.key.data, f"/cases/{done.case.reference}", now.at)


def _shown(channel: str, form: DeskForm) -> Answer | None:
    """What this form led to when it was sent before: for a day, with the code derived again."""
    session, actor = db.session(), _clerk()
    receipt = receipt_of_form(session, hash_of_key(form.key.data or ""))
    if receipt is None:
        return None
    return _answer(session, actor, channel, form, receipt, case_of(session, actor, receipt))


def _answer(
    session: Session, actor: Staff, channel: str, form: DeskForm, receipt: Receipt, case: CaseFile | None
) -> Answer:
    other_contents = False
    try:
        if repeated_answer(session, actor, request.path, form.key.data) is None:
            abort(404)  # somebody else's form
    except Overtaken:
        other_contents = True
    now = moment()
    if receipt.renewed_at or now.at >= receipt.created_at + SHOWN_AGAIN:
        return redirect(f"/cases/{case.reference}" if case else f"/intake/{channel}", 303)
    shown = _registered_page(actor, channel, receipt, case, str(form.key.data), now, other_contents)
    return render_template("intake_desk/registered.html", shown=shown, channel=channel)


def _registered_page(
    actor: Staff, channel: str, receipt: Receipt, case: CaseFile | None, key: str, now: Moment, other_contents: bool
) -> RegisteredPage:
    decide_clock = case.clock("decide") if case else None
    return RegisteredPage(
        reference=receipt.reference,
        code=query_codes().derive(key),
        case_reference=case.reference if case else "",
        named=receipt.party_uid is not None,
        decide_on=decide_clock.due_on if decide_clock else None,
        other_contents=other_contents,
        nexts=_nexts(actor, channel, case, now) if case else [_another(channel)],
    )


def _nexts(actor: Staff, channel: str, case: CaseFile, now: Moment) -> list[Next]:
    """What comes next; the first is what Enter does."""
    able = {verdict.row.action for verdict in allowed_actions(actor, case, now) if verdict.allowed and verdict.row}
    accept = Next(f"/cases/{case.reference}/accept-and-dispatch", _("Accept and dispatch"), "Enter")
    answer = Next(f"/cases/{case.reference}/answer", _("Answered on the spot"), "a")
    another = _another(channel)
    answers = [answer] if Action.ANSWER in able else []
    return [accept, *answers, another] if Action.ACCEPT in able else [another, *answers]


def _another(channel: str) -> Next:
    return Next(f"/intake/{channel}", _("Next one"), "Escape")
